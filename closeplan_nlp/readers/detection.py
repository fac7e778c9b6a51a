"""Which format a text is in, decided by its content."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.documents import MESSAGES
from closeplan_nlp.readers.not_dialogue import CHAT, looks_like, looks_like_data
from closeplan_nlp.readers.plain_text import refusal
from closeplan_nlp.readers.registry import READERS

SURE_ENOUGH = 0.1
TIE = 0.05


@dataclass(frozen=True)
class Detection:
    """The format found (a key of `READERS`), how sure we are (0 to 1), and why."""

    format: str
    confidence: float
    reason: str


def detect(text: str, name: str | None = None) -> Detection:
    """Find the format of a decoded text; `name` is its file name, whose extension only breaks ties.

    Args:
        text: the text of the file.
        name: the file's name or path, if any.

    Raises:
        FormatError: the text is of no known format.
    """
    found = [(*reader.score(text), reader) for reader in READERS.values()]
    best = max(score for score, _, _ in found)
    if best < SURE_ENOUGH:
        raise not_understood(text)
    close = [entry for entry in found if entry[0] >= best - TIE and entry[0] >= SURE_ENOUGH]
    suffix = PurePath(name).suffix.lower() if name else ""
    by_name = [entry for entry in close if suffix in entry[2].extensions]
    score, reason, reader = max(by_name or close, key=lambda entry: entry[0])
    if by_name and len(close) > 1:
        reason = f"{reason}; the extension {suffix} decides"
    return Detection(reader.name, score, reason)


def known_formats() -> str:
    """What is known and where it stands, for messages: the whole list would be longer than the message."""
    return f"Known formats: JSON, WebVTT, SRT, text and DOCX of {len(READERS)} kinds; “closeplan formats” lists them"


def not_understood(text: str) -> FormatError:
    """The error for a text of no known format, saying what it looks like."""
    seen = looks_like(text) or looks_like_data(text) or refusal(text)
    if seen in (CHAT, MESSAGES):
        return FormatError(f"this looks like {seen}, not like a transcript", remedy="Give what was said, not written")
    reason = f"this looks like {seen}, not like a transcript" if seen else "this is no transcript of a known format"
    return FormatError(reason, remedy=known_formats())
