"""What `closeplan import` takes: plans, lists of items as JSON, YAML or CSV, and calls, told apart by their content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from closeplan_nlp.errors import FormatError, InputError
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.plan.item_tables import csv_rows, iso_day
from closeplan_nlp.plan.observing import SAID, Incoming, observe
from closeplan_nlp.plan.planfile import parse
from closeplan_nlp.readers.reading import slug
from closeplan_nlp.types import ClosePlan, Observation, Source

TOLD = {
    "open": "agreed",
    "in progress": "agreed",
    "todo": "agreed",
    "to do": "agreed",
    "closed": "done",
    "complete": "done",
    "completed": "done",
    "finished": "done",
    "cancelled": "dropped",
    "canceled": "dropped",
    "withdrawn": "dropped",
    "delayed": "late",
    "overdue": "late",
}
"""What other tools call the states of a task."""
NAMES = {
    "task": "text",
    "title": "text",
    "name": "text",
    "type": "kind",
    "assignee": "owner",
    "due date": "due",
    "deadline": "due",
}
"""What other tools call the fields."""


def read_incoming(path: str, analyse: Callable[[str], ClosePlan], date: str | None = None) -> Incoming:
    """What a file brings to a plan.

    `analyse` makes the plan of a call; `date` is the day that a list of items without one stands for.
    Raises InputError and FormatError.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in (".json", ".yaml", ".yml", ".csv"):
        return observe(analyse(path))
    data = _bytes_of(path)
    source = Source(
        id=slug(Path(path).stem.removesuffix(".items")), date=date, path=path, sha256=hashlib.sha256(data).hexdigest()
    )
    if suffix == ".csv":
        return _of_rows(csv_rows(data, path), source, path)
    text = data.decode("utf-8-sig", errors="replace")
    content = _content(text, suffix, path)
    if isinstance(content, dict) and "items" in content and isinstance(content.get("deal"), dict | str):
        return observe(_with_source(parse(text, Path(path)).plan, source))
    rows = content.get("items") if isinstance(content, dict) else content
    if suffix == ".json" and not _are_items(rows):
        return observe(analyse(path))
    if not isinstance(rows, list):
        raise FormatError("no list of items found", where=path, remedy="Write them under `items`")
    if isinstance(content, dict):
        own = {"id": content.get("source") or content.get("id") or source.id, "date": content.get("date") or date}
        source = _valid(Source, {**source.to_dict(), **own}, path)
    return _of_rows(list(enumerate(rows, 1)), source, path)


def _bytes_of(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        reason = (
            "there is no such file" if isinstance(error, FileNotFoundError) else f"it cannot be read ({error.strerror})"
        )
        raise InputError(reason, where=path, remedy="Check the path") from error


def _content(text: str, suffix: str, path: str) -> Any:
    """JSON that is damaged goes to the readers of transcripts, which mend what they can."""
    from ruamel.yaml.error import YAMLError

    from closeplan_nlp.plan.roundtrip import load, plain
    from closeplan_nlp.plan.trouble import unreadable

    try:
        return json.loads(text) if suffix == ".json" else plain(load(text))
    except (YAMLError, ValueError, RecursionError) as error:
        if suffix == ".json":
            return None
        raise unreadable(error, Path(path)) from error


def _are_items(rows: Any) -> bool:
    """Whether a list holds items: things with a text and a kind, and nobody who says them."""
    return (
        isinstance(rows, list) and all(isinstance(r, dict) and "text" in r and "kind" in r for r in rows) and bool(rows)
    )


def _with_source(plan: ClosePlan, source: Source) -> ClosePlan:
    """The plan, with the file itself as source where it names none."""
    return plan if plan.sources else plan.model_copy(update={"sources": (source,)})


def _of_rows(rows: Iterable[tuple[int, Any]], source: Source, path: str) -> Incoming:
    """A list of items as observations of one source."""
    seen = [_observed(row, source.id, f"{path}, entry {number}") for number, row in rows]
    distinct = {each.item: each for each in seen}
    ids = tuple(distinct)
    return Incoming((source.model_copy(update={"items": ids}),), tuple(distinct.values()))


def _observed(row: Any, source: str, where: str) -> Observation:
    """One row; what has no kind is a task of its side."""
    if not isinstance(row, dict):
        raise FormatError(f"an item expected, found {type(row).__name__}", where=where)
    named = {NAMES.get(str(key).strip().lower(), str(key).strip().lower()): value for key, value in row.items()}
    fields = {name: _cell(named.get(name)) for name in SAID}
    fields["due"] = iso_day(fields["due"])
    fields["side"] = fields["side"] or ("unknown" if fields["kind"] != "customer_commitment" else "customer")
    fields["kind"] = _kind(fields["kind"], fields["side"])
    if isinstance(fields["status"], str):
        fields["status"] = TOLD.get(fields["status"].lower(), fields["status"].lower())
    if not fields["text"]:
        raise FormatError("the item has no text", where=where, remedy="Fill the column `text`")
    key = "\0".join(str(fields[name] or "") for name in ("kind", "text", "side", "owner"))
    item = _cell(named.get("id")) or hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    evidence = named.get("evidence") if isinstance(named.get("evidence"), list) else []
    found: Observation = _valid(
        Observation, {**fields, "source": source, "item": str(item), "evidence": evidence}, where
    )
    return found


def _kind(kind: Any, side: Any) -> Any:
    """The key of a kind, by its key or its title; a task of its side where none is given."""
    titles = {each.title.lower(): key for key, each in KINDS.items()}
    if isinstance(kind, str):
        return titles.get(kind.strip().lower(), kind.strip().lower().replace(" ", "_"))
    return "customer_commitment" if side == "customer" else "action_item"


def _cell(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else value


def _valid(record: Any, fields: dict[str, Any], where: str) -> Any:
    try:
        return record.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        found = repr(first.get("input"))
        if first["type"] == "string_pattern_mismatch":
            reason = f"`{place}`: {found:.60} is no day, month or quarter"
            raise FormatError(reason, where=where, remedy="Write it as 2026-03-06, 2026-03 or 2026-Q1") from error
        raise FormatError(f"`{place}`: {first['msg']}, found {found}"[:200], where=where) from error
