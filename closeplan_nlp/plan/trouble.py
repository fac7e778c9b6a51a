"""What is wrong with a plan file, as one line: the file, the line in it, the reason, what to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from closeplan_nlp.errors import FormatError

_DAY = re.compile(r"\b(\d{4}-\d{2})-(\d{2})\b")
"""Days, which the YAML loader refuses where no calendar has them; with one dash less they are words on that line."""
LONGEST = 200
"""Characters of a reason; YAML's may quote half the file."""


def unreadable(error: Exception, path: Path) -> FormatError:
    """The error for text that is no YAML or JSON."""
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else getattr(error, "lineno", None)
    reason = getattr(error, "problem", None) or getattr(error, "msg", None) or str(error)
    reason = re.sub(r"\s+", " ", str(reason))
    reason = re.sub(r"^(found duplicate key .*?) with value .*", r"\1", reason)[:LONGEST]
    where = f"{path}, line {line}" if line else str(path)
    kind = "JSON" if path.suffix.lower() == ".json" else "YAML"
    return FormatError(f"this is not {kind} ({reason})", where=where, remedy="Correct the line; the file is untouched")


def invalid(error: ValidationError, text: str, path: Path) -> FormatError:
    """The error for a file whose values are no plan's: the first one with its line, and how many more there are."""
    errors = error.errors()
    first = min(errors, key=lambda each: len(errors) if not each["loc"] else 0)
    place = [step for step in first["loc"] if isinstance(step, int) or not _is_branch(step)]
    line = line_of(text, place)
    where = ", ".join([str(path), *([f"line {line}"] if line else []), *([_path_of(place)] if place else [])])
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return FormatError(f"{_reason(first)}{more}", where=where, remedy="Correct it; the file is untouched")


def _is_branch(step: str) -> bool:
    """Steps that pydantic adds for the branches of a union."""
    return any(char in step for char in "[(-") or step in ("bool", "str", "constrained-str")


def _path_of(place: list[Any]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")


def _reason(error: Any) -> str:
    given = error.get("input")
    if error["type"] == "string_pattern_mismatch":
        return f"{given!r:.60} is no day, month or quarter (2026-03-06, 2026-03, 2026-Q1)"
    shown = f", found {given!r}"[:60] if error["type"] != "missing" and not isinstance(given, dict | list) else ""
    return f"{error['msg'][:1].lower()}{error['msg'][1:]}{shown}"


def line_of(text: str, place: list[Any]) -> int | None:
    """The line of a value in YAML or JSON text, or of the nearest thing around it."""
    from ruamel.yaml.error import YAMLError

    from closeplan_nlp.plan.roundtrip import load

    try:
        node = load(_DAY.sub(r"\1_\2", text.replace("\t", "  ")))
    except (YAMLError, ValueError, RecursionError):
        return None
    line: int | None = None
    for step in place:
        try:
            line = node.lc.key(step)[0] if isinstance(step, str) else node.lc.item(step)[0]
            node = node[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return None if line is None else line + 1
