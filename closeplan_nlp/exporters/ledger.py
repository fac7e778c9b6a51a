"""The export ledger: what a target got already, so that a second export sends only what is new or changed.

A plan file keeps per item `exported: {TARGET: …}`. We write `{sent: day, as: fingerprint, n: changes}`; people and
other programs may write the id that the item has in the target, or a day: such an item counts as sent.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from closeplan_nlp.exporters.tasks import Task, tasks_of_plan
from closeplan_nlp.types import ClosePlan


@dataclass(frozen=True)
class Pending:
    """The ids of the tasks a target has not seen, has seen otherwise, and has as they are."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """What is to be sent."""
        return (*self.new, *self.changed)


def fingerprint(task: Task) -> str:
    """A short digest of all that a target is told of a task; the day's "late" is no change."""
    content = {name: value for name, value in asdict(task).items() if name != "late"}
    text = json.dumps(content, default=str, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:8]


def pending(plan: ClosePlan, target: str) -> Pending:
    """What a target lacks of a plan as it is to be exported."""
    known = {item.id: item.exported.get(target) for item in plan.items}
    states: dict[str, list[str]] = {"new": [], "changed": [], "same": []}
    for task in tasks_of_plan(plan):
        states[_state(known[task.id], task)].append(task.id)
    return Pending(*(tuple(states[name]) for name in ("new", "changed", "same")))


def _state(entry: Any, task: Task) -> str:
    if entry is None:
        return "new"
    told = entry.get("as") if isinstance(entry, Mapping) else None
    return "same" if told in (None, fingerprint(task)) else "changed"


def marked(plan: ClosePlan, exported: ClosePlan, ids: Iterable[str], target: str, today: dt.date) -> ClosePlan:
    """The plan with the ledger of these items, as `exported` (the version that was sent) has them."""
    prints = {task.id: fingerprint(task) for task in tasks_of_plan(exported)}
    wanted = set(ids) & set(prints)

    def mark(entry: Any, key: str) -> dict[str, Any]:
        old = dict(entry) if isinstance(entry, Mapping) else {} if entry is None else {"id": entry}
        changed = "as" in old and old["as"] != prints[key]
        count = {"n": old.get("n", 0) + 1} if changed else {}
        return {**old, "sent": today.isoformat(), "as": prints[key], **count}

    items = (
        item.model_copy(update={"exported": {**item.exported, target: mark(item.exported.get(target), item.id)}})
        if item.id in wanted
        else item
        for item in plan.items
    )
    return plan.model_copy(update={"items": tuple(items)})


def with_ledger(version: ClosePlan, plan: ClosePlan) -> ClosePlan:
    """A version of a plan whose items have the plan's ledger, for writers that update what a tool knows."""
    known = {item.id: item.exported for item in plan.items}
    items = (item.model_copy(update={"exported": known.get(item.id, {})}) for item in version.items)
    return version.model_copy(update={"items": tuple(items)})


def with_entries(plan: ClosePlan, other: ClosePlan, target: str) -> ClosePlan:
    """The plan with another version's entries for a target; all else stays, items that are not in the other too."""
    entries = {item.id: item.exported[target] for item in other.items if target in item.exported}
    items = tuple(
        item.model_copy(update={"exported": {**item.exported, target: entries[item.id]}})
        if item.id in entries and item.exported.get(target) != entries[item.id]
        else item
        for item in plan.items
    )
    return plan.model_copy(update={"items": items})
