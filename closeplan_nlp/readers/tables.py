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

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.json_node import as_seconds
from closeplan_nlp.readers.json_parts import Part, join_sentences, turns_of
from closeplan_nlp.readers.labels import speaker_of
from closeplan_nlp.readers.reader import Reader, Sniffed
from closeplan_nlp.types import Problem, Transcript

_COLUMNS = {
    "text": "text; transcript; utterance; sentence; words; speech; caption; content",
    "speaker": "speaker; speaker name; participant; name; who",
    "start": "start; start time; starttime; begin; time; timestamp; start (s); start_ms; offset",
    "end": "end; end time; endtime; stop; end (s); end_ms",
}
_FIELDS = {name: field for field, names in _COLUMNS.items() for name in names.split("; ")}
_RULE = re.compile(r"\|?(?:\s*:?-{2,}:?\s*\|?)+")
_HEAD = 5000


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
    lines = [line for line in text[:_HEAD].split("\n") if line.strip()]
    found = _header(lines[0]) if len(lines) > 1 else None
    return (0.93, f"a table with the columns {', '.join(filter(None, found.fields))}") if found else 0.0


def read(text: str) -> Transcript:
    """Every row as a turn; cut sentences are joined."""
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    header = _header(lines[first])
    if header is None:
        raise FormatError("no table of turns: its first line must name a column “text” and one “speaker” or “start”")
    problems: list[Problem] = []
    parts = [part for row in _rows(lines[first + 1 :], first + 2, header, problems) for part in _part(*row, header)]
    return Transcript(turns=turns_of(join_sentences(parts), problems), problems=tuple(problems))


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
    start, end = (as_seconds(cells[key], header.unit) if cells.get(key) else None for key in ("start", "end"))
    if cells.get("text"):
        yield Part(cells["text"], speaker_of(cells.get("speaker", "")), start, end, place)


READER = Reader("table", "table of turns (TSV, CSV, Markdown)", (".tsv", ".csv", ".txt", ".md"), sniff, read)
