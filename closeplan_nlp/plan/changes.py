"""What an import changed, for people: items added, changed and gone, suggestions, contradictions between calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from closeplan_nlp.plan.observing import Order
from closeplan_nlp.types import ClosePlan, Item

SHOWN = ("text", "kind", "side", "owner", "due", "status", "category", "importance", "condition", "dropped")
DEAL = ("name", "seller", "customer", "target_close")
SETTLED = ("due", "owner", "status")
"""Fields of which two calls of one day cannot both be right."""


@dataclass(frozen=True)
class Note:
    """One line about an item: its id and text, the field, the value before and now, who says so."""

    item: str
    text: str
    field: str | None = None
    old: Any = None
    new: Any = None
    source: str | None = None


@dataclass
class Changes:
    """What differs between two plans. `evidence` counts quotes that were added to items that else stayed."""

    added: list[Note] = field(default_factory=list)
    changed: list[Note] = field(default_factory=list)
    suggested: list[Note] = field(default_factory=list)
    conflicts: list[Note] = field(default_factory=list)
    gone: list[Note] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    evidence: int = 0

    def __bool__(self) -> bool:
        return any((self.added, self.changed, self.suggested, self.gone, self.people, self.evidence))


def compare(old: ClosePlan, new: ClosePlan) -> Changes:
    """What an import did to a plan."""
    found = Changes()
    before = _counterparts(old.items, new.items)
    for item in new.items:
        earlier = before.get(item.id)
        if earlier is None:
            found.added.append(Note(item.id, item.text, "due", None, item.due, item.owner))
        elif earlier != item:
            _compare_items(earlier, item, found)
    left = {id(each) for each in before.values()}
    found.gone = [Note(item.id, item.text) for item in old.items if id(item) not in left]
    known = {person.name for person in old.participants}
    found.people = [person.name for person in new.participants if person.name not in known]
    found.changed += [
        Note("deal", "The deal", name, getattr(old.deal, name), getattr(new.deal, name))
        for name in DEAL
        if getattr(old.deal, name) != getattr(new.deal, name)
    ]
    held = {each.field: each.value for each in old.deal.suggestions}
    found.suggested += [
        Note("deal", "The deal", s.field, getattr(new.deal, s.field, None), s.value, s.source)
        for s in new.deal.suggestions
        if held.get(s.field) != s.value
    ]
    found.conflicts = list(_conflicts(old, new))
    return found


def _counterparts(old: Iterable[Item], new: Iterable[Item]) -> dict[str, Item]:
    """By id of the new item the one that it goes on from."""
    by_id = {item.id: item for item in old}
    by_seen = {(seen.source, seen.item): item for item in old for seen in item.seen}
    found: dict[str, Item] = {}
    taken: set[int] = set()
    for item in new:
        earlier = by_id.get(item.id) or next(
            (by_seen[key] for seen in item.seen if (key := (seen.source, seen.item)) in by_seen), None
        )
        if earlier is not None and id(earlier) not in taken:
            found[item.id] = earlier
            taken.add(id(earlier))
    return found


def _compare_items(old: Item, new: Item, found: Changes) -> None:
    for name in SHOWN:
        if getattr(old, name) != getattr(new, name):
            source = next((c.source for c in reversed(new.history) if c.field == name), None)
            found.changed.append(Note(new.id, new.text, name, getattr(old, name), getattr(new, name), source))
    held = {each.field: each.value for each in old.suggestions}
    for each in new.suggestions:
        if held.get(each.field) != each.value:
            own = getattr(new, each.field, None)
            found.suggested.append(Note(new.id, new.text, each.field, own, each.value, each.source))
    found.evidence += max(0, len(new.evidence) - len(old.evidence))


def _conflicts(old: ClosePlan, new: ClosePlan) -> Iterator[Note]:
    """Where calls of one day contradict each other: no later words settle it."""
    held = {(seen.source, seen.item) for item in old.items for seen in item.seen}
    order = Order.of(new.sources)
    for item in new.items:
        if all((seen.source, seen.item) in held for seen in item.seen):
            continue
        for name in SETTLED:
            said: dict[str, tuple[Any, str]] = {}
            for seen in item.seen:
                value, day = getattr(seen, name), order.day(seen.source)
                if value is None:
                    continue
                if day in said and said[day][0] != value:
                    yield Note(item.id, item.text, name, f"{said[day][0]} ({said[day][1]})", value, seen.source)
                said[day] = (value, seen.source)
