"""Which format a text is in, decided by its content."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.documents import MESSAGES
from closeplan_nlp.readers.not_dialogue import CHAT, looks_like, looks_like_data
from closeplan_nlp.readers.plain_text import refusal
from closeplan_nlp.readers.reader import Reader
from closeplan_nlp.readers.registry import READERS
from closeplan_nlp.types import Problem

SURE_ENOUGH = 0.1
TIE = 0.05
CERTAIN, CLEARLY = 0.85, 0.15


@dataclass(frozen=True)
class Detection:
    """The format found (a key of `READERS`), how sure we are (0 to 1), and why."""

    format: str
    confidence: float
    reason: str
    doubt: FormatError | Problem | None = None
    """Why a format that was asked for is not what the content is: for certain, or perhaps."""


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


def asked_for(wanted: str, text: str) -> Detection:
    """The format that the user names, with a doubt where the content shows another one."""
    reader, asked = READERS[wanted], "asked for"
    own, _ = reader.score(text)
    try:
        found = detect(text)
    except FormatError as error:
        return Detection(wanted, 1.0, asked, None if own else _perhaps(reader, error.reason))
    other = READERS[found.format]
    if other.read is reader.read or found.confidence <= own + CLEARLY:
        return Detection(wanted, 1.0, asked)
    seen = f"this looks like {other.title} ({found.reason})"
    if found.confidence < CERTAIN or set(other.extensions) & set(reader.extensions):
        return Detection(wanted, 1.0, asked, _perhaps(reader, seen))
    remedy = f"Give --input-format {found.format}, or leave it out"
    return Detection(wanted, 1.0, asked, FormatError(f"asked for as {reader.title}, but {seen}", remedy=remedy))


def _perhaps(reader: Reader, seen: str) -> Problem:
    reason = f"read as {reader.title} because it was asked for, though {seen}"
    return Problem(place="format", reason=reason, remedy="Leave out --input-format if the turns are wrong")


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
