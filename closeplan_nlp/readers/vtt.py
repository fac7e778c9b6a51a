"""WebVTT, as every recorder exports it: voice tags, `Name: text`, names in the ids, or none.

The products differ little, and the content of each cue decides how it is read; `vtt_products` knows their signatures.
"""

from __future__ import annotations

import re

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers import teams_metadata
from closeplan_nlp.readers.cue_lines import TIME_LINE, is_time
from closeplan_nlp.readers.cue_turns import cue_turns
from closeplan_nlp.readers.cues import Cues, parse_cues
from closeplan_nlp.readers.headers import KEYS, MAYBE_KEYS, header_fields, header_line
from closeplan_nlp.readers.labels import split_label
from closeplan_nlp.readers.reader import Reader, Sniffed
from closeplan_nlp.types import Problem, Transcript

HEADER = re.compile(r"\s{0,100}WEBVTT(?:[ \t]+(.{0,300}))?[ \t]{0,100}(?:\n|$)", re.IGNORECASE)
_AGAIN = re.compile(r"\n\ufeff?WEBVTT[^\S\n]*(?:\n(?:Kind|Language):[^\n]*)*(?=\n|\Z)")
_QUOTED = re.compile(r'^"(.*)"$')
_HEAD = 20000
_PICTURE = re.compile(r"\s*\S{1,500}\.(?:jpe?g|png|webp|gif)(?:[#?]\S{0,200})?\s*", re.IGNORECASE)
_SETTINGS = ("kind", "language", "style", "region", "x-timestamp-map=local", "x-timestamp-map=mpegts", "note")


def sniff(text: str) -> Sniffed:
    """The signature; without it, time lines with dots and voice tags or no hours."""
    if HEADER.match(text):
        return 0.91, "starts with WEBVTT"
    head = text[:5000]
    times = next((line for line in head.split("\n") if TIME_LINE.match(line)), "")
    if times and "," not in times:
        tags = "<v" in head or "\nNOTE" in head
        return (0.86, "voice tags or notes and time lines") if tags else (0.75, "time lines with dots, but no WEBVTT")
    return 0.0


def read(text: str) -> Transcript:
    """All cues as turns; NOTE and header lines such as `Date: 2026-03-02` fill the transcript's fields."""
    head = text[:_HEAD].split("\n")
    header = _header_size(head)
    found = HEADER.match(text)
    title = found[1].strip().lstrip("-–— ").strip() if found and found[1] else ""
    text, again = _one_file(text)
    cues = parse_cues(text, sum(len(line) + 1 for line in head[:header]), first_line=header + 1, webvtt=True)
    del text, found  # a large one, and its words are in the cues now
    if not header and not any(cue.start is not None for cue in cues.cues):
        raise FormatError("no WebVTT: it neither starts with WEBVTT nor has time lines")
    if cues.cues and all(cue.text and _PICTURE.fullmatch(cue.text) for cue in cues.cues):
        raise FormatError("these are pictures of a video with times, not what was said")
    notes = [line for note in cues.notes for line in note]
    metadata = [header_line(_unquoted(line), KEYS | MAYBE_KEYS) for line in [*head[1:header], *notes]]
    fields, trouble = header_fields(entry for entry in metadata if entry)
    if title and "title" not in fields:
        fields["title"] = title
    if _has_objects(cues):
        fields = teams_metadata.unpack(cues) | fields
    names = [person.name for person in fields.get("participants", ())]
    turns, problems = cue_turns(cues, names, cut=_is_stream(notes))
    return Transcript(turns=turns, problems=(*trouble, *again, *problems), **fields)


def _one_file(text: str) -> tuple[str, tuple[Problem, ...]]:
    """Files that were put behind each other as one: a later WEBVTT is no speech, and is told."""
    again = [text.count("\n", 0, found.start()) + 2 for found in _AGAIN.finditer(text)] if "WEBVTT" in text[8:] else []
    if not again:
        return text, ()
    reason = "another WEBVTT begins here; its cues are read as the same call"
    remedy = "Give each call as its own file if these are several"
    problems = tuple(Problem(place=f"line {line}", reason=reason, remedy=remedy) for line in again)
    return _AGAIN.sub(lambda found: "\n" * (found[0].count("\n")), text), problems


def _header_size(lines: list[str]) -> int:
    """How many lines the header block has: from WEBVTT to the first blank line or the first time line."""
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if not lines[start : start + 1] or not HEADER.match(lines[start]):
        return 0
    for at in range(start + 1, len(lines)):
        if not lines[at].strip() or is_time(lines[at]) or _is_speech(lines[at]):
            return at
    return len(lines)


def _is_speech(line: str) -> bool:
    """Speech that stands in the header block because something is missing between them."""
    if line.partition(":")[0].strip().lower() in _SETTINGS or header_line(line, KEYS | MAYBE_KEYS):
        return False
    bare = " " in line.strip() and not any(sign in line for sign in ":={}") and line[0] not in ":#"
    return line.startswith('{"') or "<v" in line or bare or split_label(line) is not None


def _has_objects(cues: Cues) -> bool:
    return any(teams_metadata.MARK in cue.text for cue in cues.cues[:20])


def _is_stream(notes: list[str]) -> bool:
    """Microsoft Stream notes its confidence before each cue; it cuts sentences anywhere."""
    return any(line.lstrip().startswith("Confidence:") for line in notes[:20])


def _unquoted(line: str) -> str:
    key, colon, value = line.partition(":")
    return key + colon + _QUOTED.sub(r"\1", value.strip())


READER = Reader("vtt", "WebVTT", (".vtt",), sniff, read)
