"""Changes that a person makes to a plan with a command: add, set, done, drop, confirm."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from closeplan_nlp.errors import RequestError
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.types import Change, ClosePlan, Deal, Item, Suggestion

SETTABLE = (
    *(
        "kind",
        "text",
        "side",
        "owner",
        "due",
        "due_text",
        "category",
        "importance",
        "status",
        "condition",
        "start",
        "step",
    ),
    *("depends_on", "done_on", "answer", "internal", "notes", "confirmed"),
)
OF_DEAL = ("name", "seller", "customer", "target_close", "profile", "country")
REMEMBERED = ("due", "owner", "status")
"""Fields whose changes go into the history."""


def find(plan: ClosePlan, given: str) -> Item:
    """The item with this id, or the only one whose id begins so. Raises RequestError."""
    exact = [item for item in plan.items if item.id == given]
    found = exact or [item for item in plan.items if given and item.id.startswith(given)]
    if len(found) == 1:
        return found[0]
    reason = f"no item has the id {given!r}" if not found else f"{len(found)} items have ids that begin with {given!r}"
    raise RequestError(reason, remedy="`closeplan items PLAN` lists them")


def add(plan: ClosePlan, fields: Mapping[str, Any]) -> ClosePlan:
    """The plan with an item that a person wrote, at its end."""
    digest = hashlib.sha256(f"{fields.get('kind')}\0{fields.get('text')}".encode("utf-8", "surrogatepass")).hexdigest()
    ids = {item.id for item in plan.items}
    name = next(
        name for number in range(len(ids) + 1) if (name := digest[:6] + (f"-{number + 1}" if number else "")) not in ids
    )
    item = _checked(Item, {"id": name, **fields})
    _check_text(item)
    return plan.model_copy(update={"items": (*plan.items, item)})


def set_fields(plan: ClosePlan, given: str, fields: Mapping[str, Any], today: str) -> ClosePlan:
    """The plan with other values in one item; `deal` stands for the deal."""
    allowed = OF_DEAL if given == "deal" else SETTABLE
    wrong = [name for name in fields if name not in allowed]
    if wrong:
        raise RequestError(f"there is no field {wrong[0]!r} to set", remedy=f"Fields: {', '.join(allowed)}")
    if given == "deal":
        kept = tuple(each for each in plan.deal.suggestions if each.field not in fields)
        deal = _checked(Deal, {**dict(plan.deal), **fields, "suggestions": kept})
        return plan.model_copy(update={"deal": deal})
    item = find(plan, given)
    if fields.get("depends_on"):
        fields = {**fields, "depends_on": tuple(_waited_for(plan, each) for each in fields["depends_on"])}
    changed = _changed(item, {**_done_with(item, fields, today), **fields}, today)
    _check_text(changed)
    return _with(plan, changed)


def _waited_for(plan: ClosePlan, given: str) -> str:
    """The id that the beginning of one means; what means none is left to the review."""
    try:
        return find(plan, given).id
    except RequestError:
        return given


def _done_with(item: Item, fields: Mapping[str, Any], today: str) -> dict[str, Any]:
    """The day on which an item is done, where its status changes: today or the known one; none where it is open."""
    if "status" not in fields or fields["status"] == item.status:
        return {}
    return {"done_on": (item.done_on or today) if fields["status"] == "done" else None}


def _check_text(item: Item) -> None:
    """Refuse an item that says nothing, or whose text is no text. Raises RequestError."""
    if not item.text.strip():
        raise RequestError("the text is empty", remedy="Say what is to be done, or what holds")
    if any("\ud800" <= char <= "\udfff" for char in item.text):
        raise RequestError("the text is no UTF-8", remedy="Type it in a terminal set to UTF-8")


def _changed(item: Item, fields: Mapping[str, Any], today: str) -> Item:
    """An item with other values, the change in its history and suggestions for these fields settled."""
    new: Item = _checked(Item, {**dict(item), **fields})
    steps = tuple(
        Change(date=today, field=name, old=getattr(item, name), new=getattr(new, name))
        for name in REMEMBERED
        if getattr(item, name) != getattr(new, name)
    )
    left = tuple(each for each in item.suggestions if each.field not in fields)
    return new.model_copy(update={"history": (*item.history, *steps), "suggestions": left})


def mark_done(plan: ClosePlan, given: Iterable[str], today: str) -> ClosePlan:
    """The plan with these items done on a day; those that are done keep theirs.

    Raises RequestError for kinds that cannot be done.
    """
    for name in given:
        item = find(plan, name)
        if not KINDS[item.kind].has_status:
            raise RequestError(
                f"a {item.title.lower()} cannot be done", remedy="Use `closeplan set PLAN ID answer=…`, or drop"
            )
        if item.status != "done" or item.done_on is None:
            plan = _with(plan, _changed(item, {"status": "done", "done_on": today}, today))
    return plan


def drop(plan: ClosePlan, given: Iterable[str], today: str) -> ClosePlan:
    """The plan with these items dropped: they stay in the file, so that no call brings them back."""
    for name in given:
        item = find(plan, name)
        plan = _with(plan, item.model_copy(update={"dropped": item.dropped or today}))
    return plan


def confirm(plan: ClosePlan, given: Iterable[str], today: str, *, keep: bool = False) -> ClosePlan:
    """The plan with these items (or `deal`) confirmed, their suggestions taken; with `keep` refused."""
    for name in given:
        if name == "deal":
            taken = {} if keep else _values(plan.deal.suggestions)
            plan = set_fields(plan, name, taken, today)
            plan = plan.model_copy(update={"deal": plan.deal.model_copy(update={"suggestions": ()})})
            continue
        item = find(plan, name)
        fields = {} if keep else _values(item.suggestions)
        confirmed = {"confirmed": item.confirmed or today, "suggestions": ()}
        plan = _with(plan, _changed(item, fields, today).model_copy(update=confirmed))
    return plan


def _values(suggestions: Iterable[Suggestion]) -> dict[str, Any]:
    return {each.field: each.value for each in suggestions}


def _with(plan: ClosePlan, item: Item) -> ClosePlan:
    """The plan with an item in the place of the one with its id."""
    return plan.model_copy(update={"items": tuple(item if each.id == item.id else each for each in plan.items)})


def _checked(record: Any, fields: Mapping[str, Any]) -> Any:
    try:
        return record.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise RequestError(f"{name}={first.get('input')!r}: {_reason(first)}", remedy=_values_of(name)) from error


def _reason(error: Any) -> str:
    """What is wrong with a value; no patterns, which are for programs."""
    if error["type"] == "string_pattern_mismatch":
        return "this is no day, month or quarter"
    return str(error["msg"]).lower()


def _values_of(name: str) -> str | None:
    """What a field may hold, where that is a short list."""
    from closeplan_nlp.kinds import IMPORTANCES, SIDES, STATUSES

    known = {"kind": tuple(KINDS), "side": SIDES, "status": STATUSES, "importance": IMPORTANCES}
    if name in known:
        return f"Known ones: {', '.join(known[name])}"
    days = ("due", "start", "done_on", "target_close", "confirmed")
    return "Days are written 2026-03-06, months 2026-03, quarters 2026-Q1" if name in days else None
