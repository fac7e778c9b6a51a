"""What people wrote stays: laying the edits of a plan file over what its observations add up to.

A field of the file that differs from what was derived before the import was edited. It stays; where calls now say
something new, that is offered as a suggestion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from closeplan_nlp.plan.observing import SAID, Order
from closeplan_nlp.types import Item, Observation, Record, Suggestion

DERIVED = (*SAID, "done_on", "dropped", "step", "start", "internal")
"""Fields that observations give a value."""
LISTS = ("evidence", "history")
"""Fields to which observations add entries, and people too."""
TOGETHER = {"due_text": "due", "start": "due", "done_on": "status"}
"""Fields that follow another one: who changed that has changed both."""


@dataclass(frozen=True)
class Before:
    """An item of the file, and what its observations had derived (None where a person wrote it)."""

    item: Item
    derived: Item | None

    @property
    def is_manual(self) -> bool:
        """Whether a person wrote it: calls add evidence and suggestions only."""
        return bool(self.item.manual) or (self.derived is None and self.item.step is None)

    @property
    def keeps_id(self) -> bool:
        """Whether its id is not one that observations give."""
        return self.derived is None or bool(self.item.manual) or self.item.id not in ids_of(self.item.seen)

    def edited(self) -> list[str]:
        """The fields that a person gave their value."""
        old, derived = self.item, self.derived
        if derived is None:
            return [name for name in DERIVED if self.is_manual or getattr(old, name) not in (None, "unknown")]
        if self.is_manual:
            return list(DERIVED)
        found = [name for name in DERIVED if getattr(old, name) != getattr(derived, name)]
        return found + [name for name, lead in TOGETHER.items() if lead in found and name not in found]

    def is_touched(self) -> bool:
        """Whether it holds anything that its observations do not give."""
        if self.derived is None or self.keeps_id or self.edited():
            return True
        plain = {*DERIVED, "id", "seen"}
        own = {name: value for name, value in self.item if name not in plain}
        return own != {name: value for name, value in self.derived if name not in plain}


def ids_of(seen: Sequence[Observation]) -> set[str]:
    """The ids that an item of these observations may have."""
    return {seen[0].item, f"{seen[0].item}-{seen[0].source}"} if seen else set()


def overlay(before: Before, after: Item | None, order: Order) -> Item:
    """The item after an import: what is `after` derived from its observations under what a person wrote before."""
    old = before.item
    if after is None:
        return old.model_copy(update={"seen": ()})
    edited = before.edited()
    values: dict[str, Any] = dict(old)
    values |= {name: getattr(after, name) for name in DERIVED if name not in edited}
    for name in LISTS:
        earlier = getattr(before.derived, name) if before.derived else ()
        values[name] = _three_way(getattr(old, name), earlier, getattr(after, name))
    values["seen"] = after.seen
    values["id"] = old.id if before.keeps_id else after.id
    values["suggestions"] = _suggestions(before, after, edited, order)
    if before.is_manual:
        values["manual"] = True
    return old.model_copy(update=values)


def _three_way(ours: Sequence[Record], before: Sequence[Record], after: Sequence[Record]) -> tuple[Record, ...]:
    """The derived entries without those that a person removed, and with those that a person added."""
    removed = [entry for entry in before if entry not in ours]
    added = [entry for entry in ours if entry not in before and entry not in after]
    return (*(entry for entry in after if entry not in removed), *added)


def _suggestions(before: Before, after: Item, edited: Sequence[str], order: Order) -> tuple[Suggestion, ...]:
    """What calls say now of edited fields; older suggestions stay until they are taken or overtaken."""
    found = {each.field: each for each in before.item.suggestions if each.field in edited}
    for name in edited:
        if name in TOGETHER or name == "confidence":
            continue
        earlier = found[name].before if name in found else getattr(before.derived, name, None)
        new, own = getattr(after, name), getattr(before.item, name)
        if new in (None, "unknown", own, earlier):
            found.pop(name, None) if new in (own, earlier) else None
        elif name not in found or found[name].value != new:
            source = _who_said(name, new, after.seen)
            day = order.day(source) or None if source else None
            found[name] = Suggestion(field=name, value=new, source=source, date=day, before=earlier)
    return tuple(found.values())


def _who_said(name: str, value: Any, seen: Sequence[Observation]) -> str | None:
    """The last source that gave a field this value."""
    said = (
        each.source
        for each in reversed(seen)
        if value == (each.source if name == "dropped" else getattr(each, name, None))
    )
    return next(said, None)
