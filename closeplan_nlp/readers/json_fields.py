"""What JSON formats say about the call itself: its day, its language, its people."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from closeplan_nlp.readers.bots import is_bot
from closeplan_nlp.readers.call_date import PLACE, REMEDY, header_date
from closeplan_nlp.readers.cleaning import clean
from closeplan_nlp.readers.json_node import Node, as_seconds
from closeplan_nlp.readers.names import same, tidy
from closeplan_nlp.types import Participant, Problem, Side

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_NAMES = {
    "en": "eng english",
    "ru": "rus russian",
    "de": "deu ger german",
    "fr": "fra fre french",
    "es": "spa spanish",
    "it": "ita italian",
    "pt": "por portuguese",
    "nl": "nld dut dutch",
    "pl": "pol polish",
    "uk": "ukr ukrainian",
    "ja": "jpn japanese",
    "zh": "zho chi chinese cmn",
    "ko": "kor korean",
    "sv": "swe swedish",
    "he": "heb hebrew",
    "ar": "ara arabic",
    "tr": "tur turkish",
    "hi": "hin hindi",
}
_LANGUAGES = {name: code for code, names in _NAMES.items() for name in names.split()}
_NUMBERED = re.compile(r"[0-9]{1,2}|[A-Z]", re.ASCII)
_MILLISECONDS = 1e11
_BOT_ADDRESS = re.compile(
    r"(?:fred|notetaker|bot|meeting|assistant|no-?reply)@(?:[\w-]{1,40}\.)?(?:fireflies\.ai|otter\.ai|read\.ai|"
    r"fathom\.(?:ai|video)|grain\.(?:co|com)|gong\.io|tldv\.io|avoma\.com|recall\.ai|meetgeek\.ai)",
    re.IGNORECASE,
)


def language_of(value: Any) -> str | None:
    """A language code such as `en` or `en-US`; `english` and `eng` are `en`, what is neither is nothing."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    if text.lower() in _LANGUAGES:
        return _LANGUAGES[text.lower()]
    if not _CODE.fullmatch(text) or text.lower() in ("auto", "und", "mul", "multi"):
        return None
    language, *rest = text.replace("_", "-").split("-")
    return "-".join((language.lower(), *(part.upper() if len(part) == 2 else part for part in rest)))


def day_of(node: Node, *names: str) -> str | None:
    """The day in the first of these fields: ISO text as it stands there, or an epoch in (milli)seconds, in UTC."""
    name = next((name for name in names if node.value.get(name) not in (None, "")), None)
    if name is None:
        return None
    value = node.value[name]
    number = as_seconds(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    if isinstance(number, int | float) and number >= 1e8:
        day = _epoch_day(number)
        if day:
            return day
    if isinstance(value, str):
        found = header_date(clean(value)[:80])
        node.problems.extend(found.problems)
        return found.day
    node.problems.append(Problem(place=PLACE, reason=f"the field “{name}” holds no date", remedy=REMEDY))
    return None


def _epoch_day(number: float) -> str | None:
    try:
        secs = number / 1000 if number >= _MILLISECONDS else number
        return dt.datetime.fromtimestamp(secs, dt.UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return None


def note_transcribed(node: Node, *names: str) -> None:
    """Some recognisers only say when they worked: told to the user, never taken as the day of the call."""
    found = header_date(node.string(*names) or "")
    if found.day:
        reason = f"the file says only when it was transcribed ({found.day}), not when the call was"
        node.problems.append(Problem(place=PLACE, reason=reason, remedy=REMEDY))


def person(
    name: str | None,
    *,
    email: str | None = None,
    side: Side = "unknown",
    role: str | None = None,
    organisation: str | None = None,
    label: str | None = None,
) -> Participant | None:
    """A participant with what is known; without a name, the address is the name; with neither, nobody."""
    shown = name or email
    if not shown:
        return None
    more = {key: value for key, value in (("email", email), ("organisation", organisation)) if value}
    return Participant(name=shown, side=side, role=role, label=None if label == shown else label, **more)


def listed(people: Iterable[Participant | None]) -> tuple[Participant, ...]:
    """Each participant once, in order, without note takers; of two with one name or address both say what they know."""
    found: dict[str, Participant] = {}
    for one in people:
        if one is None:
            continue
        email = (one.model_extra or {}).get("email")
        if is_bot(one.name) or _BOT_ADDRESS.fullmatch(str(email or "")):
            continue
        key = next((at for at, other in found.items() if _same_person(one, other, email)), None)
        if key is None:
            found[f"{len(found)}"] = one
        else:
            found[key] = _merged(found[key], one)
    return tuple(found.values())


def _same_person(one: Participant, other: Participant, email: str | None) -> bool:
    mail = (other.model_extra or {}).get("email")
    if email and mail:
        return str(email).casefold() == str(mail).casefold()
    return same(tidy(one.name).name) == same(tidy(other.name).name)


def _merged(one: Participant, other: Participant) -> Participant:
    known = {key: value for key, value in one.to_dict().items() if value not in (None, "unknown")}
    named = {"name": other.name} if "@" in one.name and "@" not in other.name else {}
    return Participant(**{**other.to_dict(), **known, **named})


def with_numbers(people: tuple[Participant, ...], speakers: Iterable[str | None]) -> tuple[Participant, ...]:
    """Speakers who are only a number or a letter get a name that can be read: `0` is Speaker 0."""
    known = {name for one in people for name in (one.name, one.label) if name}
    bare = (speaker for speaker in dict.fromkeys(speakers) if speaker and _NUMBERED.fullmatch(speaker))
    return (*people, *(Participant(name=f"Speaker {each}", label=each) for each in bare if each not in known))
