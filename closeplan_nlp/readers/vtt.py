"""WebVTT, as Zoom, Teams and others export it: voice tags or `Name: text`."""

from __future__ import annotations

import re

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.cue_turns import cue_turns
from closeplan_nlp.readers.cues import TIME_LINE, parse_cues
from closeplan_nlp.readers.headers import KEYS, MAYBE_KEYS, header_fields, header_line
from closeplan_nlp.readers.reader import Reader, Sniffed
from closeplan_nlp.types import Transcript

_HEADER = re.compile(r"\s{0,100}WEBVTT(?:[ \t]+(.{0,300}))?[ \t]{0,100}(?:\n|$)", re.IGNORECASE)
_QUOTED = re.compile(r'^"(.*)"$')


def sniff(text: str) -> Sniffed:
    """The signature; without it, time lines with dots and voice tags or no hours."""
    if _HEADER.match(text):
        return 0.99, "starts with WEBVTT"
    head = text[:5000]
    times = next((line for line in head.split("\n") if TIME_LINE.match(line)), "")
    if times and "," not in times:
        return (0.8, "voice tags and time lines") if "<v" in head else (0.75, "time lines with dots, but no WEBVTT")
    return 0.0


def read(text: str) -> Transcript:
    """All cues as turns; NOTE and header lines such as `Date: 2026-03-02` fill the transcript's fields."""
    lines = text.split("\n")
    header = _header_size(lines)
    cues = parse_cues(lines[header:], first_line=header + 1, webvtt=True)
    if not header and not cues.cues:
        raise FormatError("no WebVTT: it neither starts with WEBVTT nor has time lines")
    notes = [line for note in cues.notes for line in note]
    metadata = [header_line(_unquoted(line), KEYS | MAYBE_KEYS) for line in [*lines[1:header], *notes]]
    fields, trouble = header_fields(entry for entry in metadata if entry)
    title = _HEADER.match(text)
    if title and title[1] and "title" not in fields:
        fields["title"] = title[1].strip().lstrip("-–— ").strip() or None
    turns, problems = cue_turns(cues, [person.name for person in fields.get("participants", ())])
    return Transcript(turns=turns, problems=(*trouble, *problems), **fields)


def _header_size(lines: list[str]) -> int:
    """How many lines the header block has: from WEBVTT to the first blank line or the first time line."""
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if not lines[start : start + 1] or not _HEADER.match(lines[start]):
        return 0
    for at in range(start + 1, len(lines)):
        if not lines[at].strip() or TIME_LINE.match(lines[at]):
            return at
    return len(lines)


def _unquoted(line: str) -> str:
    key, colon, value = line.partition(":")
    return key + colon + _QUOTED.sub(r"\1", value.strip())


READER = Reader("vtt", "WebVTT", (".vtt",), sniff, read)
