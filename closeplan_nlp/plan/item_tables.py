"""Tables of items as spreadsheets write them: any separator and encoding, lines without content."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from closeplan_nlp.errors import FormatError, InputError
from closeplan_nlp.readers.decoding import decode

SEPARATORS = ",;\t"
_NAMED = re.compile(r"sep=(.)\n", re.I)
"""The line in which Excel is told the separator."""

_DAYS = (
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[ T][0-9:.]+)?"),
    re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})(?: [0-9:.]+)?"),
)
"""Ways of writing a day that mean the same everywhere; 3/6/2026 does not."""


def iso_day(value: Any) -> Any:
    """A day as spreadsheets write it in ISO's way; anything else as it is."""
    found = next((match for each in _DAYS if isinstance(value, str) and (match := each.fullmatch(value))), None)
    return f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}" if found else value


def csv_rows(data: bytes, path: str, columns: str = "kind,text,owner,due") -> list[tuple[int, dict[str, Any]]]:
    """The rows that hold something, with their line numbers, by the names in the first line.

    Raises FormatError where it is no table, or one without rows; it names `columns` as an example.
    """
    if not data.strip():
        raise _empty(path, columns)
    text, skipped = _without_separator_line(_text(data, path))
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max(SEPARATORS, key=first.count))
    try:
        rows = [(reader.line_num + skipped, {k: v for k, v in row.items() if k}) for row in reader]
    except csv.Error as error:
        raise FormatError(f"this is not CSV ({error})", where=path) from error
    rows = [(line, row) for line, row in rows if any(value and value.strip() for value in row.values())]
    if not rows:
        raise _empty(path, columns)
    return rows


def _text(data: bytes, path: str) -> str:
    """The text, in whatever encoding; spreadsheets write UTF-16 and those of one byte too."""
    try:
        return decode(data).text.lstrip("\n")
    except InputError as error:
        raise FormatError(f"this is not CSV ({error.reason})", where=path, remedy="Save it as CSV") from error


def _without_separator_line(text: str) -> tuple[str, int]:
    """The text without the line that names the separator, and how many lines that are."""
    found = _NAMED.match(text)
    return (text[found.end() :], 1) if found else (text, 0)


def _empty(path: str, columns: str) -> FormatError:
    return FormatError("the table has no rows", where=path, remedy=f"The first line names the columns: {columns}")
