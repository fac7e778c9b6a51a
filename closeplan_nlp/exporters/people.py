"""The people of a plan by side, each with the number of open tasks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from closeplan_nlp.exporters.facts import SIDE_TITLES, open_tasks, side_title
from closeplan_nlp.exporters.wording import clean
from closeplan_nlp.types import ClosePlan, PlanParticipant


@dataclass(frozen=True)
class Person:
    """Somebody in the plan, with the number of open tasks."""

    name: str
    role: str | None
    open_tasks: int


def people_of(plan: ClosePlan) -> list[tuple[str, list[Person]]]:
    """People under their side, customer first, then owners that are named but not among the participants."""
    known = {_key(person.name) for person in plan.participants}
    owners = {_key(name): name for item in plan.items for name in names_in(item.owner, known)}
    counts = Counter(_key(name) for item in open_tasks(plan) for name in names_in(item.owner, known))
    others = [Person(clean(name), None, counts[key]) for key, name in owners.items() if key not in known]
    groups = [
        (side_title(plan, side), [_person(p, counts) for p in plan.participants if p.side == side])
        for side in SIDE_TITLES
    ]
    return [(title, people) for title, people in (*groups, ("Others named as owners", others)) if people]


def _person(person: PlanParticipant, counts: Counter[str]) -> Person:
    return Person(clean(person.name), clean(person.role or "") or None, counts[_key(person.name)])


def names_in(owner: str | None, known: set[str]) -> list[str]:
    """The people in an owner field: several where all of them are known, else the words as they stand."""
    if not owner or not clean(owner):
        return []
    parts = [part for part in re.split(r",\s*|\s+and\s+|\s*&\s*", clean(owner)) if part]
    return parts if all(_key(part) in known for part in parts) else [owner]


def _key(name: str) -> str:
    return clean(name).casefold()
