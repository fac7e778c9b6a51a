"""What `closeplan formats` prints: the known formats, or what files are."""

from __future__ import annotations

import json
from collections.abc import Sequence

from closeplan_nlp.readers.inspection import Inspection
from closeplan_nlp.readers.registry import READERS

SHOWN = 8


def formats_table() -> str:
    """All formats that are read: name, title, extensions."""
    rows = [("name", "title", "extensions")]
    rows += [(name, reader.title, " ".join(reader.extensions)) for name, reader in READERS.items()]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = (f"{row[0].ljust(widths[0])}  {row[1].ljust(widths[1])}  {row[2]}" for row in rows)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def formats_json() -> str:
    """The same as JSON."""
    entries = [
        {"format": name, "title": reader.title, "extensions": list(reader.extensions)}
        for name, reader in READERS.items()
    ]
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"


def inspections_json(found: Sequence[Inspection]) -> str:
    """What files are, as JSON."""
    return json.dumps([each.to_dict() for each in found], ensure_ascii=False, indent=2) + "\n"


def inspection_text(found: Inspection) -> str:
    """What a file is, for people: one line for each fact."""
    facts = {
        "format": f"{found.title} ({found.format})",
        "confidence": f"{found.confidence:.2f}: {found.reason}",
        "encoding": found.encoding,
        "turns": str(found.turns),
        "speakers": _names(found.speakers),
        "date": found.date or "unknown",
        "times": f"{_clock(found.first)} to {_clock(found.last)}" if found.first is not None else "none",
    }
    lines = [f"  {key.ljust(10)}  {_printable(value)}" for key, value in facts.items()]
    lines += [
        f"  {'problem'.ljust(10)}  {_printable(_told(problem.place, problem.reason))}" for problem in found.problems
    ]
    return "\n".join([_printable(found.path), *lines]) + "\n"


def _names(speakers: Sequence[str]) -> str:
    shown = ", ".join(speakers[:SHOWN])
    more = f" and {len(speakers) - SHOWN} more" if len(speakers) > SHOWN else ""
    return f"{len(speakers)}: {shown}{more}" if speakers else "none are named"


def _told(place: str | None, reason: str) -> str:
    return f"{place}: {reason}" if place else reason


def _clock(seconds: float | None) -> str:
    minutes, rest = divmod(round(seconds or 0), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())
