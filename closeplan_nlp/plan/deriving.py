"""What the observations of an item add up to: each field folded over them in canonical order, later words winning.

What a template says holds until a call says otherwise, and what calls change of it is no change of a promise.

Nobody's edits are looked at here (`plan.edits` lays them over the result), so the same observations give the same item
whenever they came in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from closeplan_nlp.plan.observing import Order, is_template
from closeplan_nlp.types import Change, Evidence, Item, Observation

KEPT = 0.1
"""An earlier wording stays unless a later one is more certain than it by more than this."""


def derive(members: Sequence[Observation], order: Order) -> Item:
    """The item that these observations, in canonical order, tell of."""
    state = _Fold(order)
    for seen in members:
        state.take(seen)
    return Item(
        id=members[0].item,
        text=_wording([seen for seen in members if not is_template(seen)] or members),
        evidence=tuple(dict.fromkeys(proof for seen in members for proof in _evidence(seen))),
        confidence=max((seen.confidence for seen in members if seen.confidence is not None), default=None),
        history=tuple(state.history),
        seen=tuple(members),
        **state.fields,
        **_planned(members, state),
    )


def _planned(members: Sequence[Observation], state: _Fold) -> dict[str, Any]:
    """What only a template knows of an item: its step, its first day where the last one is the template's too."""
    step = next((seen for seen in reversed(members) if is_template(seen)), None)
    if step is None:
        return {}
    start = step.start if "due" in state.generic else None
    return {"step": step.item, "start": start, "internal": step.internal}


def _wording(members: Sequence[Observation]) -> str:
    """The first wording that is about as certain as the most certain one."""
    most = max(_certainty(seen) for seen in members)
    return next(seen.text for seen in members if _certainty(seen) >= most - KEPT)


def _certainty(seen: Observation) -> float:
    return 1.0 if seen.confidence is None else seen.confidence


def _evidence(seen: Observation) -> Iterator[Evidence]:
    for proof in seen.evidence:
        yield Evidence(source=seen.source, **proof.to_dict())


class _Fold:
    """The state of an item while calls go by."""

    def __init__(self, order: Order) -> None:
        """Nothing is known yet."""
        self.order = order
        self.fields: dict[str, Any] = {}
        self.history: list[Change] = []
        self.generic: set[str] = set()
        """The fields whose value is a template's."""

    def take(self, seen: Observation) -> None:
        """What the next observation says."""
        self._set("kind", seen.kind, seen)
        if seen.side != "unknown" or "side" not in self.fields:
            self._set("side", seen.side, seen)
        for name in ("importance", "condition", "owner"):
            self._set(name, getattr(seen, name) or self.fields.get(name), seen)
        if seen.category and (seen.category != "other" or not self.fields.get("category")):
            self._set("category", seen.category, seen)
        if seen.due or not self.fields.get("due"):
            self._set("due", seen.due, seen)
            self.fields["due_text"] = seen.due_text or (None if seen.due else self.fields.get("due_text"))
        self._take_status(seen)

    def _take_status(self, seen: Observation) -> None:
        """Later words win, but a mention does not undo a promise, nor a promise what was done."""
        status, now = seen.status, self.fields.get("status")
        if status == "dropped":
            self.fields["dropped"] = seen.source
            self._note("status", now, "dropped", seen)
        elif status == "late":
            self._set("status", now or "agreed", seen)
            self._note("status", now, "late", seen)
        elif status == "done" or (status == "agreed" and now != "done") or (status and now is None):
            revived = self.fields.pop("dropped", None)
            if revived:
                self._note("status", "dropped", status, seen)
            self._set("status", status, seen, noted=not revived)
        if status == "done":
            self.fields.setdefault("done_on", self.order.day(seen.source) or None)
            self.fields["condition"] = None

    def _set(self, name: str, value: Any, seen: Observation, *, noted: bool = True) -> None:
        """Give a field a value; a change of one that people act on is history."""
        old = self.fields.get(name)
        self.fields[name] = value
        if is_template(seen):
            self.generic.add(name)
        elif name in self.generic:
            noted = False
            self.generic -= {name} if value != old else set()
        if noted and name in ("due", "status", "owner", "side", "kind") and old not in (None, "unknown", value):
            self._note(name, old, value, seen)

    def _note(self, field: str, old: Any, new: Any, seen: Observation) -> None:
        day = self.order.day(seen.source) or None
        self.history.append(Change(date=day, source=seen.source, field=field, old=old, new=new))
