"""Applying a template to a plan: its steps become observations of a source of their own, merged like those of a call.

So the same rules hold as for every import: what calls or people said stays, applying twice changes nothing, a step that
a person deleted does not come back, and with another close only those dates move that are still the template's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from closeplan_nlp.plan.deriving import derive
from closeplan_nlp.plan.edits import Before
from closeplan_nlp.plan.merging import merge_one
from closeplan_nlp.plan.observing import TEMPLATE, Incoming, Order, is_template
from closeplan_nlp.plan.schedule import Misfit, Slot, misfit, schedule
from closeplan_nlp.plan.template import Step, Template
from closeplan_nlp.plan.workdays import calendar_of
from closeplan_nlp.types import ClosePlan, Item, Observation, PlanParticipant, Source


@dataclass(frozen=True)
class Applied:
    """A plan with a template's steps, the schedule of all of them by key, and what does not fit before the close."""

    plan: ClosePlan
    slots: dict[str, Slot]
    misfit: Misfit | None


def apply_template(
    plan: ClosePlan, template: Template, close: dt.date, *, today: dt.date, country: str | None = None
) -> Applied:
    """The plan with the steps of a template, scheduled for a close on `close`.

    `country` names the holidays (else the deal's country, else weekends alone). `today` is only looked at to tell what
    would have had to start already; the plan does not depend on it.

    Raises:
        RequestError: there is no such country, or the days leave the years that calendars know.
    """
    country = country or plan.deal.country
    calendar = calendar_of(country)
    slots = schedule(template, close, calendar)
    plan = _taken_over(plan, template)
    merged = merge_one(plan, _incoming(template, slots, plan.participants))
    deal = {"target_close": close.isoformat(), "profile": template.name, "country": calendar.country}
    result = merged.model_copy(
        update={"deal": merged.deal.model_copy(update=deal), "items": _linked(plan.items, merged.items)}
    )
    done = {item.step for item in result.items if item.step and (item.status == "done" or item.dropped)}
    return Applied(result, slots, misfit(template, slots, today, calendar, done - {None}))


def _incoming(template: Template, slots: Mapping[str, Slot], people: Iterable[PlanParticipant]) -> Incoming:
    people = list(people)
    seen = tuple(_observation(template.source, step, slots[step.key], people) for step in template.steps)
    source = Source(id=template.source, title=template.title, items=tuple(step.key for step in template.steps))
    return Incoming((source,), seen)


def _observation(source: str, step: Step, slot: Slot, people: Iterable[PlanParticipant]) -> Observation:
    """A step as something that a source says."""
    return Observation(
        source=source,
        item=step.key,
        kind=step.kind,
        text=step.text,
        side=step.side,
        owner=_owner(step, people),
        due=slot.due.isoformat(),
        category=step.category,
        status="proposed",
        start=slot.start.isoformat() if slot.start != slot.due else None,
        after=step.after,
        words=step.words,
        internal=step.internal or None,
    )


def _owner(step: Step, people: Iterable[PlanParticipant]) -> str | None:
    """The only person of the step's side who has its part or its role, else the role in words."""
    side = "customer" if step.side == "customer" or (step.side == "both" and step.part) else "seller"
    same = [person for person in people if person.side == side]
    for found in (
        [person.name for person in same if step.part and person.part == step.part],
        [person.name for person in same if step.owner and (person.role or "").casefold() == step.owner.casefold()],
    ):
        if len(found) == 1:
            return found[0]
    return step.owner


def _taken_over(plan: ClosePlan, template: Template) -> ClosePlan:
    """The plan with the steps of another template as those of this one, and without those that only the other had.

    What a person has written stays, then as an item of their own.
    """
    others = [source for source in plan.sources if source.id.startswith(TEMPLATE) and source.id != template.source]
    if not others:
        return plan
    keys = {step.key for step in template.steps}
    order = Order.of(plan.sources)
    items = tuple(left for item in plan.items if (left := _moved(item, template.source, keys, order)) is not None)
    names = tuple(key for source in others for key in source.items)
    own = next((source for source in plan.sources if source.id == template.source), Source(id=template.source))
    own = own.model_copy(update={"items": tuple(dict.fromkeys((*own.items, *names)))})
    calls = tuple(source for source in plan.sources if source not in others and source.id != template.source)
    return plan.model_copy(update={"items": items, "sources": (own, *calls)})


def _moved(item: Item, source: str, keys: set[str], order: Order) -> Item | None:
    """An item whose step is now this template's; nothing where only another template knew of it."""
    if not any(is_template(seen) for seen in item.seen):
        return item
    seen = tuple(
        each.model_copy(update={"source": source}) if is_template(each) else each
        for each in item.seen
        if not is_template(each) or each.item in keys
    )
    if seen:
        return item.model_copy(update={"seen": seen})
    before = Before(item.model_copy(update={"depends_on": ()}), derive(sorted(item.seen, key=order), order))
    return item.model_copy(update={"seen": (), "step": None}) if before.is_touched() else None


def _linked(before: Iterable[Item], items: Iterable[Item]) -> tuple[Item, ...]:
    """The items with the dependencies of their steps; what people added or took out of them stays."""
    items = tuple(items)
    ids = {seen.item: item.id for item in items for seen in item.seen if is_template(seen)}
    old = {seen.item: seen.after for item in before for seen in item.seen if is_template(seen)}
    return tuple(_with_dependencies(item, ids, old) for item in items)


def _with_dependencies(item: Item, ids: Mapping[str, str], old: Mapping[str, tuple[str, ...]]) -> Item:
    step = next((seen for seen in item.seen if is_template(seen)), None)
    if step is None:
        return item
    wanted = [ids[key] for key in step.after if key in ids]
    earlier = [ids[key] for key in old.get(step.item, ()) if key in ids]
    removed = {key for key in earlier if key not in item.depends_on}
    added = [key for key in item.depends_on if key not in earlier]
    links = tuple(dict.fromkeys([*(key for key in wanted if key not in removed), *added]))
    return item.model_copy(update={"depends_on": links, "step": item.step or (step.item if item.manual else None)})
