"""What the commands on plans print: an import's changes, a table of items."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from closeplan_nlp.plan.changes import Changes, Note
from closeplan_nlp.types import Item

COLOURS = {"+": 32, "~": 33, "?": 36, "!": 31, "-": 31}
WIDTH = 60


def coloured() -> bool:
    """Whether standard output is a terminal that may have colours."""
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def changes_text(changes: Changes, plan: str, *, dry: bool = False) -> str:
    """What an import did, one line each."""
    counts = [
        f"{len(changes.added)} added",
        f"{len({note.item for note in changes.changed})} changed",
        f"{len(changes.suggested)} suggested",
        f"{len(changes.conflicts)} in conflict",
    ]
    if changes.gone:
        counts.append(f"{len(changes.gone)} gone")
    would = " (nothing is written)" if dry else ""
    lines = [f"{plan}: {', '.join(counts)}{would}"]
    lines += [_line("+", _added(note)) for note in changes.added]
    lines += [_line("~", _changed(note)) for note in changes.changed]
    lines += [_line("?", _suggested(note)) for note in changes.suggested]
    lines += [_line("!", _contradicted(note)) for note in changes.conflicts]
    lines += [_line("-", _name(note)) for note in changes.gone]
    if changes.people:
        lines.append(_line("+", f"people: {', '.join(changes.people)}"))
    if changes.evidence:
        lines.append(_line("~", f"{changes.evidence} more quotes for items that were known"))
    if not changes and not changes.conflicts:
        lines = [f"{plan}: nothing new"]
    return "\n".join(lines) + "\n"


def _line(sign: str, text: str) -> str:
    line = f"{sign} {_printable(text)}"
    return f"\x1b[{COLOURS[sign]}m{line}\x1b[0m" if coloured() else line


def _name(note: Note) -> str:
    return note.text if note.item == "deal" else f"{note.text} [{note.item}]"


def _added(note: Note) -> str:
    more = [each for each in (note.source, note.new) if each]
    return _name(note) + (f" — {', '.join(map(str, more))}" if more else "")


def _changed(note: Note) -> str:
    return f"{_name(note)}: {note.field} {_value(note.old)} → {_value(note.new)}{_by(note)}"


def _suggested(note: Note) -> str:
    return f"{_name(note)}: {note.field} stays {_value(note.old)}; {_said(note)} {_value(note.new)}"


def _contradicted(note: Note) -> str:
    return f"{_name(note)}: {note.field} is {note.old} or {note.new}{_by(note)}"


def _value(value: Any) -> str:
    return "nothing" if value in (None, ()) else str(value)


def _by(note: Note) -> str:
    return f" ({note.source})" if note.source else ""


def _said(note: Note) -> str:
    return f"{note.source} says" if note.source else "calls say"


def items_table(items: Sequence[Item]) -> str:
    """Items as a table: id, kind, due, owner, status, text."""
    rows = [("id", "kind", "due", "owner", "status", "text")]
    rows += [
        (item.id, item.kind, item.due or "", _short(item.owner or ""), _state(item), _marked(item)) for item in items
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = (
        "  ".join([*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[5]]).rstrip() for row in rows
    )
    return "\n".join(map(_printable, lines)) + "\n"


def _state(item: Item) -> str:
    return "dropped" if item.dropped else item.status or ""


def _marked(item: Item) -> str:
    """The text; `?` where suggestions wait."""
    offered = f" ? {', '.join(each.field for each in item.suggestions)}" if item.suggestions else ""
    return item.text + offered


def _short(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"


def _printable(text: str) -> str:
    return "".join(char for char in " ".join(text.splitlines()) if char.isprintable())


def items_data(items: Iterable[Item]) -> list[dict[str, Any]]:
    """Items as data, without what calls said of them one by one."""
    return [{key: value for key, value in item.to_dict().items() if key != "seen"} for item in items]
