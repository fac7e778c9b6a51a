"""What people corrected in a plan, as annotations of the calls that it was made from.

Of each call the plan keeps what it said of an item (`seen`), and over it what people wrote. A value that a person put
in the place of a call's own value is a correction, for every call that gave that value. Two things are none: `done`,
which a task becomes after the call, and what only the plan has (notes, dependencies, steps).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from closeplan_nlp.kinds import KINDS
from closeplan_nlp.plan.deriving import derive
from closeplan_nlp.plan.edits import Before
from closeplan_nlp.plan.observing import TEMPLATE, Order
from closeplan_nlp.training.annotations import FIELDS, allowed
from closeplan_nlp.types import ClosePlan, Item, Source

CORRECTED = ("kind", "text", *(name for name in FIELDS if name != "sure"))
"""The fields of an annotation that people correct in a plan."""
MARK = "reviewed"
"""What a person writes to a call in the plan file whose other items are right as they stand."""


@dataclass(frozen=True)
class Review:
    """What people have said of one call's items.

    `items` are its annotations, `withdrawn` those that the call itself took back; `unseen` are items that nobody has
    confirmed, changed or dropped yet, `unproved` those without a quote. The counts say what people did.
    """

    source: Source
    items: tuple[dict[str, Any], ...]
    withdrawn: tuple[dict[str, Any], ...]
    unseen: tuple[Item, ...]
    unproved: tuple[Item, ...]
    confirmed: int
    changed: int
    dropped: int
    deleted: int

    @property
    def is_done(self) -> bool:
        """Whether somebody has looked at every item that was found in the call, and all can be shown in it."""
        marked = (self.source.model_extra or {}).get(MARK) is True
        looked_at = self.confirmed + self.changed + self.dropped + self.deleted > 0 and not self.unseen
        return (marked or looked_at) and not self.unproved


def reviews(plan: ClosePlan) -> list[Review]:
    """Every call of the plan with what people said of its items, in the plan's order; templates are no calls."""
    order = Order.of(plan.sources)
    befores = [Before(item, derive(sorted(item.seen, key=order), order) if item.seen else None) for item in plan.items]
    calls = [source for source in plan.sources if not source.id.startswith(TEMPLATE)]
    return [_review(source, befores, order) for source in calls]


def unquoted(plan: ClosePlan) -> list[Item]:
    """Items that a person added and that no quote ties to a call; no call can teach them."""
    return [item for item in plan.items if not item.evidence and not item.seen and not item.dropped]


def _review(source: Source, befores: Iterable[Before], order: Order) -> Review:
    own = [each for each in befores if _is_of(each.item, source)]
    kept = [each for each in own if not _is_dropped(each.item, order)]
    proved = [each for each in kept if any(proof.source == source.id for proof in each.item.evidence)]
    made = [_annotation(each, source, order) for each in proved]
    left = {seen.item for each in own for seen in each.item.seen if seen.source == source.id}
    confirmed = [each for each in kept if each.item.confirmed]
    changed = [each for each in kept if not each.item.confirmed and _is_changed(each, source)]
    return Review(
        source=source,
        items=tuple(item for item in made if item["status"] != "withdrawn"),
        withdrawn=tuple(item for item in made if item["status"] == "withdrawn"),
        unseen=tuple(each.item for each in kept if each not in confirmed and each not in changed),
        unproved=tuple(each.item for each in kept if each not in proved),
        confirmed=len(confirmed),
        changed=len(changed),
        dropped=len(own) - len(kept),
        deleted=len(set(source.items) - left),
    )


def _is_of(item: Item, source: Source) -> bool:
    """Whether the call speaks of the item: by its own words, or by a quote that a person gave it."""
    return source.id in {*(seen.source for seen in item.seen), *(proof.source for proof in item.evidence)}


def _is_dropped(item: Item, order: Order) -> bool:
    """Whether a person dropped it; where a call did, `dropped` names the call."""
    return bool(item.dropped) and item.dropped not in order.days


def _is_changed(each: Before, source: Source) -> bool:
    """Whether a person changed or wrote it. A plan that no import made does not say what was there before."""
    if each.derived is None:
        return bool(source.items) or bool(each.item.manual)
    return bool(each.edited()) or each.item.evidence != each.derived.evidence


def _annotation(each: Before, source: Source, order: Order) -> dict[str, Any]:
    """The item as this call said it, with what people corrected."""
    own = [seen for seen in each.item.seen if seen.source == source.id]
    said = derive(sorted(own, key=order), order) if own else each.item
    values = {name: getattr(said, name) for name in CORRECTED}
    for name in each.edited() if each.derived else ():
        if name in values and values[name] == getattr(each.derived, name) and not _is_later(name, each.item):
            values[name] = getattr(each.item, name)
    if said.dropped:
        values["status"] = "withdrawn"
    evidence = sorted(
        {(proof.turn, proof.quote) for proof in each.item.evidence if proof.source == source.id},
        key=lambda pair: pair[0],
    )
    turns = sorted({turn for turn, _ in evidence})
    proofs = [{"turn": turn, "quote": quote} for turn, quote in evidence]
    return {**_fitting(values), "turns": turns, "sure": True, "evidence": proofs}


def _is_later(name: str, item: Item) -> bool:
    """Whether a value tells what became of the item after the call."""
    return name == "status" and item.status == "done"


def _fitting(values: dict[str, Any]) -> dict[str, Any]:
    """The values without those that another kind had: who changes the kind has not said anything of them."""
    kind, fitting = KINDS[values["kind"]], dict(values)
    for name, known in allowed(kind, complete=False).items():
        if values[name] not in known and values[name] != "withdrawn":
            fitting[name] = None if None in known else known[0] if len(known) == 1 else "unknown"
    return fitting


def short(items: Sequence[Item], most: int = 5) -> str:
    """The ids of some items, for a message."""
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return ", ".join(item.id for item in items[:most]) + more
