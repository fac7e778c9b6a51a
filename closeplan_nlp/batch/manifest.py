"""The manifest: a table (CSV) or JSON lines that say of each call its files, deal, day, people and sides.

Columns: `path` (or `recording`, `transcript`), `deal`, `date`, `language`, `seller` and `customer` (people or
organisations), `participants` with `sides` beside them. Several values stand in a list or are parted by semicolons; a
participant may be `Name (side)`, or in JSON an object with name, side, role, label.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from closeplan_nlp.batch.finding import is_text
from closeplan_nlp.batch.records import Facts, Trouble
from closeplan_nlp.errors import ClosePlanError, FormatError, InputError
from closeplan_nlp.kinds import SIDES
from closeplan_nlp.plan.item_tables import csv_rows, iso_day
from closeplan_nlp.readers.call_date import requested_date

COLUMNS = "path,deal,date,participants,sides"
FILES = ("path", "recording", "transcript")
NAMES = {"file": "path", "call": "path", "audio": "recording", "account": "deal", "day": "date", "side": "sides"}
"""What other programs call the columns."""


@dataclass(frozen=True)
class Row:
    """One line of a manifest: its place, files, deal and facts; or what is wrong with it."""

    where: str
    files: tuple[Path, ...]
    deal: str | None = None
    facts: Facts = field(default_factory=Facts)
    trouble: Trouble | None = None


def read_manifest(path: Path) -> list[Row]:
    """The rows of a manifest; those that cannot be used say why.

    Raises InputError where the file cannot be read, FormatError where it is no manifest.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = f"the manifest cannot be read ({error.strerror})"
        raise InputError(reason, where=str(path), remedy="Check the path") from error
    is_json = path.suffix.lower() in (".jsonl", ".ndjson", ".json")
    lines = _json_rows(data, path) if is_json else csv_rows(data, str(path), COLUMNS)
    rows = _once(_row(fields, path, number) for number, fields in lines)
    if all(not row.files and row.trouble for row in rows):
        raise FormatError(f"{rows[0].trouble.reason if rows[0].trouble else 'no rows'}", where=rows[0].where)
    return rows


def _json_rows(data: bytes, path: Path) -> list[tuple[int, Any]]:
    """JSON lines, or a JSON list; a line that is no JSON is a row that says so."""
    text = data.decode("utf-8-sig", errors="replace")
    if text.lstrip().startswith("["):
        try:
            return list(enumerate(json.loads(text), start=1))
        except ValueError as error:
            raise FormatError(f"this is not JSON ({error})", where=str(path)) from error
    rows: list[tuple[int, Any]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            rows += [(number, json.loads(line))] if line.strip() else []
        except ValueError:
            rows.append((number, None))
    if not rows:
        raise FormatError("the manifest has no rows", where=str(path))
    return rows


def _row(fields: Any, path: Path, number: int) -> Row:
    where = f"{path}, line {number}"
    if not isinstance(fields, Mapping):
        return Row(where, (), trouble=Trouble("this is no JSON object", where, "Correct the line"))
    known = {NAMES.get(key, key): value for raw, value in fields.items() if (key := str(raw).strip().lower())}
    files = tuple(
        _place(known[name], path) for name in FILES if isinstance(known.get(name), str) and known[name].strip()
    )
    if not files:
        named = ", ".join(map(str, fields)) or "nothing"
        return Row(where, (), trouble=Trouble(f"no column `path` with a file; there is {named}", where, "Fill it"))
    missing = next((file for file in files if not (is_text(str(file)) and os.path.isfile(file))), None)
    if missing is not None:
        is_there = is_text(str(missing)) and os.path.exists(missing)
        reason = "this is a folder or a pipe, not a file" if is_there else "there is no such file"
        trouble = Trouble(reason, f"{where}, {_text(missing)}", "Check the path, and who may read it")
        return Row(where, files, _text(known.get("deal")), trouble=trouble)
    try:
        return Row(where, files, _text(known.get("deal")), _facts(known))
    except ClosePlanError as error:
        trouble = Trouble(error.reason, f"{where}, {error.where}" if error.where else where, error.remedy)
        return Row(where, files, _text(known.get("deal")), trouble=trouble)


def _once(rows: Iterable[Row]) -> list[Row]:
    """The rows, without those that say again what stands above; one that says otherwise of the same file is refused."""
    first: dict[Path, Row] = {}
    kept = []
    for row in rows:
        files = [] if row.trouble else [file.resolve() for file in row.files]
        held = next((first[file] for file in files if file in first), None)
        first |= dict.fromkeys(files, row) if held is None else {}
        if held is None:
            kept.append(row)
        elif (held.files, held.deal, held.facts) != (row.files, row.deal, row.facts):
            place = held.where.rpartition(", ")[2]
            trouble = Trouble(f"{place} says otherwise of the same file", row.where, "Keep one of the two")
            kept.append(replace(row, trouble=trouble))
    return kept


def _place(text: str, manifest: Path) -> Path:
    """Paths count from the manifest's folder."""
    return manifest.parent / text.strip()


def _text(value: Any) -> str | None:
    """Text of a field; JSON can hold halves of characters, which no file can."""
    return str(value).encode(errors="replace").decode().strip() or None if value is not None else None


def _facts(known: Mapping[str, Any]) -> Facts:
    """What a row says of a call. Raises ClosePlanError for values that make no sense."""
    people = _people(known)
    by_side = {side: [name for name, at, _, _ in people if at == side] for side in ("seller", "customer")}
    return Facts(
        date=requested_date(iso_day(_text(known.get("date")))),
        language=_text(known.get("language")),
        seller=tuple(dict.fromkeys([*_list(known.get("seller")), *by_side["seller"]])),
        customer=tuple(dict.fromkeys([*_list(known.get("customer")), *by_side["customer"]])),
        speakers=tuple((label, name) for name, _, _, label in people if label),
        roles=tuple((name, role) for name, _, role, _ in people if role),
    )


def _list(value: Any) -> list[str]:
    """A list, or texts parted by semicolons."""
    parts: Sequence[Any] = value if isinstance(value, list) else str(value or "").split(";")
    return [text for part in parts if (text := _text(part))]


def _people(known: Mapping[str, Any]) -> list[tuple[str, str, str | None, str | None]]:
    """Name, side, role and label of each participant."""
    value = known.get("participants")
    given: Sequence[Any] = value if isinstance(value, list) else _list(value)
    sides = _list(known.get("sides"))
    if sides and len(sides) != len(given):
        reason = f"{len(sides)} sides for {len(given)} participants"
        raise FormatError(reason, where="sides", remedy="Give one for each, parted by semicolons")
    return [_person(each, sides[at] if sides else None) for at, each in enumerate(given)]


def _person(given: Any, side: str | None) -> tuple[str, str, str | None, str | None]:
    fields = given if isinstance(given, Mapping) else _parted(str(given))
    name, side = _text(fields.get("name")), (side or _text(fields.get("side")) or "unknown").lower()
    if not name:
        raise FormatError("a participant has no name", where="participants", remedy="Fill it, or leave them out")
    if side not in SIDES:
        raise FormatError(f"{side!r} is no side", where="participants", remedy=f"Use one of {', '.join(SIDES)}")
    return name, side, _text(fields.get("role")), _text(fields.get("label"))


def _parted(text: str) -> dict[str, str]:
    """`Dana Reyes (customer)` as name and side; brackets with anything else belong to the name."""
    name, _, rest = text.rpartition("(")
    side = rest.rstrip(") ").lower()
    return {"name": name.strip(), "side": side} if name and side in SIDES else {"name": text.strip()}
