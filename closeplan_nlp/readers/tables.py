"""Tables of turns: TSV of Whisper, CSV exports with a header, tables in Markdown.

Whisper (`--output_format tsv`) writes `start`, `end`, `text` with a tab between, milliseconds, nothing quoted
(https://github.com/openai/whisper, whisper/utils.py, `WriteTSV`). Other tables need a column of text, and one of
speakers or times, in their header.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.call_date import parse_date
from closeplan_nlp.readers.json_node import as_seconds
from closeplan_nlp.readers.json_parts import Part, join_sentences, turns_of
from closeplan_nlp.readers.labels import speaker_of
from closeplan_nlp.readers.reader import Reader, Sniffed
from closeplan_nlp.types import Problem, Transcript

_COLUMNS = {
    "text": "text; transcript; utterance; sentence; words; speech; caption; content; texte; texto; testo; текст",
    "speaker": "speaker; speaker name; participant; name; who; sprecher; sprecherin; intervenant; orateur; locuteur; "
    "hablante; orador; interlocutor; спикер; говорящий",
    "start": "start; start time; starttime; begin; time; timestamp; start (s); start_ms; offset; start timecode; "
    "timecode; timecode in; zeit; startzeit; beginn; début; inicio; início; inizio; начало; время",
    "end": "end; end time; endtime; stop; end (s); end_ms; end timecode; timecode out; ende; endzeit; fin; fim; fine; "
    "конец",
}
_FIELDS = {name: field for field, names in _COLUMNS.items() for name in names.split("; ")}
_FRAMES = re.compile(r"([0-9]{1,2}:[0-9]{2}:[0-9]{2})[:;][0-9]{2}")
"""A time code with frames, as editors of video write it; how many make a second, it does not say."""
_SLOWEST = 0.3
"""Letters a second: a table spoken more slowly counts milliseconds."""
_RULE = re.compile(r"\|?(?:\s*:?-{2,}:?\s*\|?)+")
_HEAD = 5000
_ABOVE = 6


@dataclass(frozen=True)
class _Header:
    """The sign between columns, which field stands in which of them, and what a number of time counts."""

    sign: str
    fields: tuple[str | None, ...]
    unit: float


def _header(line: str) -> _Header | None:
    """The header of a table of turns, if the line is one."""
    sign = next((each for each in "\t|;," if each in line), None)
    if sign is None or len(line) > 500:
        return None
    names = [name.strip().strip("\"'*").lower().replace("_", " ") for name in _cells(line, sign)]
    fields = tuple(_FIELDS.get(name) or _FIELDS.get(name.replace(" ", "_")) for name in names)
    known = {field for field in fields if field}
    sure = "start" in known or any(name.startswith(("speaker", "participant")) for name in names)
    if "text" not in known or not known & {"speaker", "start"} or not sure or fields.count("text") > 1:
        return None
    milliseconds = (names == ["start", "end", "text"] and sign == "\t") or "start ms" in names
    return _Header(sign, fields, 0.001 if milliseconds else 1.0)


def _cells(line: str, sign: str) -> list[str]:
    return (line.strip().strip("|") if sign == "|" else line).split(sign)


def sniff(text: str) -> Sniffed:
    """A header with the columns of a transcript, and a row below it."""
    lines = text[:_HEAD].split("\n")
    first = _first(lines)
    found = _header(lines[first]) if any(map(str.strip, lines[first + 1 :])) else None
    return (0.93, f"a table with the columns {', '.join(filter(None, found.fields))}") if found else 0.0


def read(text: str) -> Transcript:
    """Every row as a turn; cut sentences are joined."""
    lines = text.split("\n")
    first = _first(lines)
    header = _header(lines[first])
    if header is None:
        raise FormatError("no table of turns: its first line must name a column “text” and one “speaker” or “start”")
    problems: list[Problem] = []
    rows = list(_rows(lines[first + 1 :], first + 2, header, problems))
    header = _in_milliseconds(header, [row for _, row in rows], problems)
    parts = [part for row in rows for part in _part(*row, header)]
    day = next((day for line in lines[:first] if (day := parse_date(line[:200].strip(' ,;\t"')).day)), None)
    return Transcript(turns=turns_of(join_sentences(parts), problems), date=day, problems=tuple(problems))


def _first(lines: Sequence[str]) -> int:
    """Where the header stands: the first line that is not blank, or below a few that tell title and day."""
    full = list(islice((at for at, line in enumerate(lines[:50]) if line.strip()), _ABOVE))
    return next((at for at in full if _header(lines[at])), full[0] if full else 0)


def _in_milliseconds(header: _Header, rows: Sequence[Sequence[str]], problems: list[Problem]) -> _Header:
    """The header with the unit that the rows show: whole numbers that nobody could speak so slowly are milliseconds."""
    if header.unit != 1.0 or not {"start", "end"} <= set(header.fields):
        return header
    start, end, text = (header.fields.index(key) for key in ("start", "end", "text"))
    whole = [row for row in rows if row[start].strip().isdecimal() and row[end].strip().isdecimal()]
    spoken = sum(int(row[end]) - int(row[start]) for row in whole)
    if len(whole) < len(rows) or len(rows) < 2 or sum(len(row[text]) for row in whole) >= _SLOWEST * spoken:
        return header
    problems.append(Problem(place="header", reason="times without a unit; read as milliseconds, as the words take"))
    return _Header(header.sign, header.fields, 0.001)


def _rows(
    lines: Sequence[str], number: int, header: _Header, problems: list[Problem]
) -> Iterator[tuple[str, list[str]]]:
    """The cells of each row with its place; a row of another length is told, and its words are kept."""
    for line, row in _records(lines, header.sign, problems, number):
        place, size = f"line {line}", len(header.fields)
        if len(row) != size:
            reason = f"{len(row)} columns instead of {size}; its words are kept"
            problems.append(Problem(place=place, reason=reason))
            at = header.fields.index("text")
            extra = len(row) - size
            if extra > 0:
                row = [*row[:at], header.sign.join(row[at : at + extra + 1]), *row[at + extra + 1 :]]
            else:
                row = [*[""] * at, " ".join(row), *[""] * (size - at - 1)]
        yield place, row


def _records(lines: Sequence[str], sign: str, problems: list[Problem], number: int) -> Iterator[tuple[int, list[str]]]:
    if sign in "\t|":
        for at, line in enumerate(lines, start=number):
            if line.strip() and not (sign == "|" and _RULE.fullmatch(line.strip())):
                yield at, _cells(line, sign)
        return
    rows = csv.reader((f"{line}\n" for line in lines), delimiter=sign)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"damaged row ({error}); it is left out"
            problems.append(Problem(place=f"line {number + rows.line_num - 1}", reason=reason))
            continue
        if any(map(str.strip, row)):
            yield number + rows.line_num - 1, row


def _part(place: str, row: list[str], header: _Header) -> Iterator[Part]:
    cells = {field: cell.strip() for field, cell in zip(header.fields, row, strict=False) if field}
    times = {key: _FRAMES.sub(r"\1", cells.get(key, "")) for key in ("start", "end")}
    start, end = (as_seconds(time, header.unit) if time else None for time in times.values())
    if cells.get("text"):
        yield Part(cells["text"], speaker_of(cells.get("speaker", "")), start, end, place)


READER = Reader("table", "table of turns (TSV, CSV, Markdown)", (".tsv", ".csv", ".txt", ".md"), sniff, read)
