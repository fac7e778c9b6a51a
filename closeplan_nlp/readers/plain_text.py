"""Plain text: `Name: text` with or without times, header lines in front; or prose without names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.cleaning import clean
from closeplan_nlp.readers.documents import notes
from closeplan_nlp.readers.front_matter import Entry, split_front_matter
from closeplan_nlp.readers.labels import speaker_of
from closeplan_nlp.readers.names import tidy
from closeplan_nlp.readers.not_dialogue import looks_like, looks_like_data
from closeplan_nlp.readers.plain_dated import undated
from closeplan_nlp.readers.plain_front import read_front, section, without_farewell
from closeplan_nlp.readers.plain_lines import Line, choose_starts, parse_lines
from closeplan_nlp.readers.plain_names import headings_above
from closeplan_nlp.readers.plain_shapes import reshape
from closeplan_nlp.readers.reader import Reader, Sniffed
from closeplan_nlp.readers.speakers import NO_NAMES
from closeplan_nlp.readers.stacked import unstack
from closeplan_nlp.readers.times import checked, order_problems, seconds
from closeplan_nlp.types import Problem, Transcript, Turn

HEAD = 20000
_RULE = re.compile(r"[\W_]*")
_PASSAGE = re.compile(r"(?:#{1,6} )?\**\[?[0-9]{2}:[0-9]{2}:[0-9]{2}\]?\**")
"""A time on a line of its own, as Google Meet shows every five minutes: that of the turn below it."""

_MARK = re.compile(r"(?:(?<=\s)|^)\[[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,3})?\](?:\s|$)")
"""A time in brackets between words, as Trint, Sonix and Rev set them within long turns; nobody says it."""


@dataclass
class _Piece:
    """A turn while it is being read."""

    line: int
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    parts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Text:
    """The lines of a text, which of them begin a turn, and what stands in front of all of them."""

    text: str
    lines: list[Line]
    starts: dict[int, Line]
    entries: list[Entry]
    damage: tuple[Problem, ...]


def _parsed(text: str) -> _Text:
    text, entries, damage = split_front_matter(without_farewell(text))
    text, day = undated(text)
    entries = [*entries, ("date", day)] if day else entries
    lines = parse_lines(reshape(unstack(text), _count))
    return _Text(text, lines, choose_starts(lines, _listed(lines, entries)), entries, damage)


def sniff(text: str) -> Sniffed:
    """Lines with speakers, else any prose; never what is certainly something else."""
    if text[:20].lstrip().startswith("WEBVTT") or looks_like(undated(text[:HEAD])[0]):
        return 0.0
    found = _parsed(text[:HEAD])
    if _refusal(found):
        return 0.0
    if len(found.starts) > 1:
        label = next(iter(found.starts.values())).label
        return 0.6, f"{len(found.starts)} lines begin with a speaker, such as “{label}”"
    return 0.2, "text without clear speakers"


def read(text: str) -> Transcript:
    """One turn for each speaker's lines; without any speaker, one for each paragraph or line."""
    found = _parsed(text)
    refused = _refusal(found)
    if refused:
        raise FormatError(f"this looks like {refused}, not like a transcript")
    lines, starts = found.lines, section(found.lines, found.starts)
    fields, problems, body = read_front(lines, min(starts, default=None), found.entries)
    pieces = _by_speaker(body, starts) if starts else _by_paragraph(body)
    turns, wrong = _turns(pieces)
    no_names = () if starts else (NO_NAMES,)
    return Transcript(turns=turns, problems=(*no_names, *found.damage, *problems, *wrong), **fields)


def refusal(text: str) -> str | None:
    """What the text is instead of a dialogue, if that can be told."""
    return _refusal(_parsed(text[:HEAD]))


def _refusal(found: _Text) -> str | None:
    """What the text is instead of a dialogue; one where most lines have a speaker is a dialogue."""
    full = [line.raw for line in found.lines if line.raw]
    labels = {line.label for line in found.starts.values()}
    clear = len(found.starts) > 1 and 2 * len(found.starts) > len(full)
    seen = looks_like(found.text) or (None if clear else looks_like_data(found.text))
    if seen or len(labels) < len(found.starts) or (labels and labels <= set(_listed(found.lines))):
        return seen
    if not labels and headings_above([line.raw for line in found.lines]):
        return "paragraphs below names or headings that do not come back"
    return notes(full, len(labels))


def _count(text: str) -> int:
    lines = parse_lines(text)
    return len(choose_starts(lines, _listed(lines)))


def _listed(lines: Sequence[Line], entries: Sequence[Entry] = ()) -> list[str]:
    """Whole and first names of the participants that a header lists: speakers even if they speak once."""
    fields, _, _ = read_front(lines[:100], len(lines[:100]) + 1, entries)
    names = [tidy(person.name).name for person in fields.get("participants", ())]
    return [*names, *(name.split(" ")[0] for name in names)]


def _by_speaker(body: Iterable[Line], starts: dict[int, Line]) -> list[_Piece]:
    """A new turn where a speaker's line is; other lines belong to the turn before."""
    pieces: list[_Piece] = []
    passage: float | None = None
    for line in body:
        if line.number in starts:
            line = starts[line.number]
            start = passage if line.start is None else line.start
            pieces.append(_Piece(line.number, speaker_of(line.label or ""), start, line.end, [line.text]))
            passage = None
        elif _PASSAGE.fullmatch(line.raw):
            passage = seconds(line.raw.strip("[]#* "))
        elif not _RULE.fullmatch(line.raw):
            if not pieces:
                pieces.append(_Piece(line.number))
            pieces[-1].parts.append(_words(line))
    return pieces


def _words(line: Line) -> str:
    """The line without the time in brackets in front of it."""
    in_front = line.is_stamped and line.how == "bracketed" and line.raw[:1] in "[("
    if not in_front:
        return line.raw
    return f"{line.label}: {line.text}" if line.label else line.text


def _by_paragraph(body: Sequence[Line]) -> Iterator[_Piece]:
    """Stamped lines are turns of their own; else paragraphs; without blank lines in between, lines."""
    has_times = any(line.is_stamped and line.how == "bracketed" for line in body)
    full = [line for line in body if not _RULE.fullmatch(line.raw)]
    by_line = has_times or not any(line.after_blank for line in full[1:])
    piece: _Piece | None = None
    for line in full:
        if piece is None or by_line or line.after_blank:
            if piece:
                yield piece
            times = (line.start, line.end) if line.how == "bracketed" else (None, None)
            piece = _Piece(line.number, None, *times)
        piece.parts.append(_words(line))
    if piece:
        yield piece


def _turns(pieces: Iterable[_Piece]) -> tuple[tuple[Turn, ...], list[Problem]]:
    turns, places, problems = [], [], []
    for piece in pieces:
        text = clean(_MARK.sub("", " ".join(part for part in piece.parts if part)))
        if not text:
            continue
        place = f"line {piece.line}"
        start, end, wrong = checked(piece.start, piece.end, place)
        problems += wrong
        turns.append(Turn(speaker=piece.speaker, text=text, start=start, end=end))
        places.append(place)
    return tuple(turns), problems + order_problems(turns, places)


READER = Reader("text", "plain text “Name: text”", (".txt", ".md", ".text"), sniff, read)
