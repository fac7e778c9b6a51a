"""What stands in front of a plain-text transcript: title, date, participants."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from closeplan_nlp.readers.cleaning import clean
from closeplan_nlp.readers.headers import KEYS, MAYBE_KEYS, header_fields, header_line
from closeplan_nlp.readers.labels import is_name_like
from closeplan_nlp.readers.plain_lines import Line
from closeplan_nlp.readers.text_fronts import date_line
from closeplan_nlp.types import Problem

Entry = tuple[str, str]
Front = tuple[dict[str, Any], tuple[Problem, ...], list[Line]]
_HEADING = re.compile(r"#{1,6}\s+(.{1,200})")
_ITEM = re.compile(r"\s*(?:[-–•*]|\d{1,2}[.)])\s+(\S.*)")


def read_front(lines: Sequence[Line], first: int | None, known: Sequence[Entry] = ()) -> Front:
    """The header's fields, what is wrong with them, and the lines that are the call itself.

    Args:
        lines: all lines of the text.
        first: the number of the line where the first turn begins; `None` in a text without speakers, where
            the header ends with the first other line.
        known: what stands before all lines (front matter).
    """
    keys = KEYS if first is None else KEYS | MAYBE_KEYS
    limit = len(lines) if first is None else first - 1
    found: list[Entry] = list(known)
    body: list[Line] = []
    for at, line in enumerate(lines[:limit]):
        entry = _entry(line, keys, found)
        if entry:
            found.append(entry)
        elif first is not None and line.raw and (day := date_line(line.raw)):
            found.append(("date", day))
        elif first is None and line.raw and not set(line.raw) <= {"-", "="}:
            body.extend(lines[at:])
            break
        else:
            body.append(line)
    else:
        body.extend(lines[limit:])
    fields, problems = header_fields(_one_list(found))
    if first is not None and "title" not in fields:
        fields, body = _bare_title(fields, body, first)
    return fields, problems, body


def _entry(line: Line, keys: dict[str, str], found: list[Entry]) -> Entry | None:
    """A `Key: value` line, a heading, or an item of the list that `Participants:` opened."""
    entry = header_line(line.raw, keys)
    if entry:
        return entry
    heading = _HEADING.fullmatch(line.raw)
    if heading:
        return "title", clean(heading[1])
    item = _ITEM.fullmatch(line.raw)
    in_list = bool(found) and found[-1][0] == "participants" and (found[-1][1] == "" or not line.after_blank)
    if in_list and (item or is_name_like(line.raw)):
        return "participants", item[1] if item else line.raw
    return None


def _one_list(found: list[Entry]) -> list[Entry]:
    """Participants below each other as one entry."""
    names = [value for key, value in found if key == "participants" and value]
    rest = [entry for entry in found if entry[0] != "participants"]
    return [*rest, ("participants", "\n".join(names))]


def _bare_title(fields: dict[str, Any], body: list[Line], first: int) -> tuple[dict[str, Any], list[Line]]:
    """A short first line of its own, before the first turn, is the title."""
    at = next((at for at, line in enumerate(body) if line.raw), None)
    if at is None or body[at].number >= first:
        return fields, body
    alone = at + 1 < len(body) and (not body[at + 1].raw or body[at + 1].number != body[at].number + 1)
    title = body[at].raw
    if not alone or len(title) > 100 or title.endswith((".", "?", "!", ":")) or not any(map(str.isalpha, title)):
        return fields, body
    return {**fields, "title": clean(title)}, body[at + 1 :]
