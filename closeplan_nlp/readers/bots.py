"""Recording bots and shared screens in lists of attendees: they are no people on the call."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BOT = re.compile(
    r".*\b(?:note ?taker|meeting notes|meeting assistant|recording bot|transcription bot)\b.*|"
    r".{0,40}(?:\(presentation\)|['’]s? presentation|['’]s (?:screen|presentation) ?\(?\d{0,2}\)?)|"
    r"(?:fireflies|otter|read|tl;dv|tldv|fathom|grain|gong|avoma|circleback|supernormal|fellow|sembly|chorus)"
    r"(?:\.(?:ai|app|io|video))?(?:['’]s)?(?: (?:ai|bot|notes?|recorder|assistant|pilot)\b.*)?|"
    r".{1,60}['’]s (?:otter|fathom|fireflies|ai notes?|notes?)(?:\.ai)?(?: .{0,20})?|otterpilot",
    re.IGNORECASE,
)


def is_bot(name: str) -> bool:
    """Is this the name of a vendor's bot, or of somebody's shared screen?"""
    return len(name) <= 120 and _BOT.fullmatch(name.strip()) is not None


def without_bots(names: Iterable[str]) -> list[str]:
    """The names of people, each once."""
    return list(dict.fromkeys(name for name in names if not is_bot(name)))
