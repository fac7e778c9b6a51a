"""Choosing items of a plan."""

from __future__ import annotations

from collections.abc import Mapping

from closeplan_nlp.due import span_of
from closeplan_nlp.errors import RequestError
from closeplan_nlp.kinds import KINDS, SIDES, STATUSES
from closeplan_nlp.types import ClosePlan, Item

UNSURE = 0.5
"""Confidence below which somebody should look at an item."""


def select(
    plan: ClosePlan,
    wanted: Mapping[str, str | None],
    *,
    today: str,
    open_only: bool = False,
    overdue: bool = False,
    unconfirmed: bool = False,
    dropped: bool = False,
) -> list[Item]:
    """The items of a plan with these values (texts are compared without case), in the plan's order.

    Raises RequestError for a kind, side or status that no item can have.
    """
    _check(wanted)
    return [
        item
        for item in plan.items
        if (dropped or not item.dropped)
        and all(value is None or _has(item, name, value) for name, value in wanted.items())
        and not (open_only and item.status == "done")
        and (not overdue or is_overdue(item, today))
        and (not unconfirmed or is_unconfirmed(item))
    ]


def _check(wanted: Mapping[str, str | None]) -> None:
    for name, values in {"kind": tuple(KINDS), "side": SIDES, "status": STATUSES}.items():
        value = wanted.get(name)
        if value is not None and value.casefold() not in values:
            raise RequestError(f"there is no {name} {value!r}", remedy=f"Known ones: {', '.join(values)}")


def _has(item: Item, name: str, value: str) -> bool:
    own = str(getattr(item, name) or "").casefold()
    return value.casefold() in own if name == "owner" else own == value.casefold()


def is_overdue(item: Item, today: str) -> bool:
    """Whether the last day of its due date is past and it is not done."""
    span = span_of(item.due)
    return bool(span) and item.status != "done" and not item.dropped and span[1].isoformat() < today  # type: ignore[index]


def is_unconfirmed(item: Item) -> bool:
    """Whether a person should look at it: it is unsure, or calls suggest something else."""
    unsure = item.confidence is not None and item.confidence < UNSURE and bool(item.seen or item.evidence)
    return (unsure and not item.confirmed) or bool(item.suggestions)
