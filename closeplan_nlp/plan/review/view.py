"""The plan as rules look at it: on a day, without what was dropped, with what they all ask for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from closeplan_nlp.due import span_of
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.plan.observing import is_template
from closeplan_nlp.plan.template import Template
from closeplan_nlp.types import ClosePlan, Item, PlanParticipant


@dataclass(frozen=True)
class Limits:
    """The numbers of the rules.

    Days ahead that count as soon, days of silence, moves of a date that are allowed, confidence below which somebody
    should confirm, share of untouched template steps that is too much.
    """

    soon_days: int = 14
    silence_days: int = 14
    moves: int = 2
    confidence: float = 0.5
    generic_share: float = 0.5


@dataclass(frozen=True)
class View:
    """A plan on a day."""

    plan: ClosePlan
    today: dt.date
    limits: Limits = field(default_factory=Limits)
    template: Template | None = None

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items that nobody dropped."""
        return tuple(item for item in self.plan.items if not item.dropped)

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """The items by their id."""
        return {item.id: item for item in self.items}

    @cached_property
    def open(self) -> tuple[Item, ...]:
        """Tasks and milestones that are not done."""
        return tuple(item for item in self.items if is_step(item) and item.status != "done")

    @property
    def open_tasks(self) -> tuple[Item, ...]:
        """Tasks that are not done."""
        return tuple(item for item in self.open if KINDS[item.kind].is_task)

    @property
    def customers(self) -> tuple[PlanParticipant, ...]:
        """The customer's people."""
        return tuple(person for person in self.plan.participants if person.side == "customer")

    @property
    def close(self) -> dt.date | None:
        """The last day that the target close means."""
        span = span_of(self.plan.deal.target_close)
        return span[1] if span else None

    @property
    def soon(self) -> dt.date:
        """The last day that counts as soon."""
        return self.today + dt.timedelta(days=self.limits.soon_days)

    def of_kind(self, *kinds: str) -> tuple[Item, ...]:
        """The items of these kinds."""
        return tuple(item for item in self.items if item.kind in kinds)

    def is_soon(self, item: Item) -> bool:
        """Whether the item falls due between today and `soon`."""
        last = last_day(item)
        return last is not None and self.today <= last <= self.soon


def is_step(item: Item) -> bool:
    """Whether the item is something that happens: a task or a milestone."""
    return KINDS[item.kind].has_status


def first_day(item: Item) -> dt.date | None:
    """The first day that the item's due value means."""
    span = span_of(item.due)
    return span[0] if span else None


def last_day(item: Item) -> dt.date | None:
    """The last day that the item's due value means."""
    span = span_of(item.due)
    return span[1] if span else None


def is_only_planned(item: Item) -> bool:
    """Whether the item is a step of a template that nobody has agreed to."""
    return is_from_template(item) and item.status in (None, "proposed")


def is_from_template(item: Item) -> bool:
    """Whether a template alone knows of the item: no call, no person."""
    return bool(item.seen) and all(map(is_template, item.seen))
