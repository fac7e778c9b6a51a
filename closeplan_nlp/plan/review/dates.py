"""Rules about dates that do not fit each other or the close."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from closeplan_nlp.due import span_of
from closeplan_nlp.plan.phrases import holds_any
from closeplan_nlp.plan.review.findings import Hit
from closeplan_nlp.plan.review.view import View, first_day, is_only_planned, last_day
from closeplan_nlp.saying import say_count, say_date, say_day
from closeplan_nlp.types import Item

AFTER_CATEGORIES = ("kickoff", "go_live", "pilot", "review", "other")
"""Milestones that a deal may have after its contract is signed."""
AFTER_WORDS = ("go live", "kickoff", "training", "rollout", "roll out", "onboarding", "pilot", "migration", "invoice")
ORDERED = (("decision", "signature"), ("signature", "go_live"), ("kickoff", "go_live"))


def no_target_close(view: View) -> Iterator[Hit]:
    """A plan that aims at no day."""
    if view.close is None:
        yield Hit("the deal has no target close")


def close_passed(view: View) -> Iterator[Hit]:
    """The target close is over, and no signature is done."""
    signed = any(item.category == "signature" and item.status == "done" for item in view.items)
    if view.close and view.close < view.today and not signed:
        days = say_count((view.today - view.close).days, "day")
        yield Hit(f"the target close was {say_date(view.plan.deal.target_close)}, {days} ago, and nothing is signed")


def after_close(view: View) -> Iterator[Hit]:
    """What must come before the signature and is due after the target close."""
    if view.close is None:
        return
    for item in view.open:
        first = first_day(item)
        if first and first > view.close and not _may_follow(view, item):
            yield Hit(f"it is due {say_date(item.due)}, after the target close {say_day(view.close)}", item)


def _may_follow(view: View, item: Item) -> bool:
    """Whether the item belongs to the time after the signature: by its category, its words, or what it waits for."""
    if item.category in AFTER_CATEGORIES or (item.kind != "milestone" and holds_any(item.text, AFTER_WORDS)):
        return True
    ahead = _ahead(view, item)
    return any(other.category in ("signature", "kickoff", "go_live") for other in ahead)


def _ahead(view: View, item: Item) -> list[Item]:
    """Everything that the item waits for, directly or not."""
    found: dict[str, Item] = {}
    waiting = [item]
    while waiting:
        for key in waiting.pop().depends_on:
            if key in view.by_id and key not in found:
                found[key] = view.by_id[key]
                waiting.append(found[key])
    return list(found.values())


def out_of_order(view: View) -> Iterator[Hit]:
    """Items that begin before what they wait for has ended, and milestones in an order that cannot be."""
    for item in view.open:
        start, last = span_of(item.start), last_day(item)
        if start and last and start[0] > last:
            yield Hit(f"it begins {say_day(start[0])}, after it is due ({say_date(item.due)})", item)
        for other in (view.by_id[key] for key in item.depends_on if key in view.by_id and key != item.id):
            begin, end = _begins(item), last_day(other)
            if begin and end and begin < end and other.status != "done":
                reason = f"it begins {say_day(begin)}, before “{other.text}” is due ({say_date(other.due)})"
                yield Hit(reason, item)
    yield from _milestones_out_of_order(view)


def _begins(item: Item) -> dt.date | None:
    """The planned first day; else the last day that its due value means, by which it is certainly not over."""
    span = span_of(item.start)
    return span[0] if span else last_day(item)


def _milestones_out_of_order(view: View) -> Iterator[Hit]:
    """Only where there is one milestone of each of the two kinds: several pilots or go-lives may interleave."""
    for before, after in ORDERED:
        first, then = (_only(view, category) for category in (before, after))
        if first is None or then is None or first.id in then.depends_on:
            continue
        begin, end = last_day(then), first_day(first)
        if begin and end and begin < end:
            reason = f"it is due {say_date(then.due)}, before “{first.text}” ({say_date(first.due)})"
            yield Hit(reason, then)


def _only(view: View, category: str) -> Item | None:
    found = [item for item in view.of_kind("milestone") if item.category == category]
    return found[0] if len(found) == 1 else None


def unknown_dependency(view: View) -> Iterator[Hit]:
    """References to items that are not in the plan, or were dropped."""
    dropped = {item.id for item in view.plan.items if item.dropped}
    for item in view.items:
        for key in item.depends_on:
            if key in dropped:
                yield Hit(f"it waits for {key!r}, which was dropped", item)
            elif key not in view.by_id:
                yield Hit(f"it waits for {key!r}, which is not in the plan", item)


def dependency_loop(view: View) -> Iterator[Hit]:
    """Items that wait for each other."""
    graph = {item.id: [key for key in item.depends_on if key in view.by_id] for item in view.items}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        loop = list(dict.fromkeys(error.args[1]))
        yield Hit(f"these items wait for each other: {', '.join(loop)}", view.by_id[loop[0]])


def late_start(view: View) -> Iterator[Hit]:
    """Steps of a template that should have begun, or be done, and that nobody has agreed to."""
    for item in view.open:
        begin = _begins(item)
        if is_only_planned(item) and begin and begin < view.today:
            yield Hit(f"by plan it begins {say_day(begin)}, and nobody has agreed to it yet", item)


def silence(view: View) -> Iterator[Hit]:
    """No sign of life since the last call."""
    days = [source.date for source in view.plan.sources if source.date]
    days += [change.date for item in view.items for change in item.history if change.date]
    days += [item.done_on for item in view.items if item.done_on]
    spans = [span[0] for span in map(span_of, days) if span and span[0] <= view.today]
    if spans and (passed := (view.today - max(spans)).days) > view.limits.silence_days:
        yield Hit(f"the last call or change was {say_day(max(spans))}, {say_count(passed, 'day')} ago")


def no_next_meeting(view: View) -> Iterator[Hit]:
    """No dated event ahead that the customer takes part in."""
    steps = (item for item in view.open if item.kind == "milestone")
    if not any((last := last_day(item)) and last >= view.today for item in steps):
        yield Hit("no milestone with a date lies ahead")
