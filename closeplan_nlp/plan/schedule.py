"""When the steps of a template take place: backwards from the target close, in working days.

A step takes its working days in one go and starts on a working day after those that it waits for have ended. Steps
before the close lie as late as they may (backward pass of the critical-path method, Kelley and Walker 1959), steps
after it as early.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from closeplan_nlp.plan.template import Step, Template
from closeplan_nlp.plan.workdays import WorkCalendar


@dataclass(frozen=True)
class Slot:
    """First and last day of a step."""

    start: dt.date
    due: dt.date


@dataclass(frozen=True)
class Misfit:
    """A plan that would have to start in the past.

    `first` is the day on which it should have started, `late` the steps that should have (by key), `missing` the number
    of working days that are too few, `earliest` the day on which the deal can close if everything starts today.
    """

    first: dt.date
    late: tuple[str, ...]
    missing: int
    earliest: dt.date


def schedule(template: Template, close: dt.date, calendar: WorkCalendar) -> dict[str, Slot]:
    """First and last day of every step by key; the close falls on `close`, or the working day before it.

    Raises:
        RequestError: the days leave the years that calendars know.
    """
    later = template.after_close()
    slots = {template.close: _ending(template.step(template.close), close, calendar)}
    before = [step for step in template.in_order() if step.key not in later and step.key != template.close]
    for step in reversed(before):
        followers = [
            slots[other.key].start for other in template.steps if step.key in other.after and other.key in slots
        ]
        end = min([*followers, slots[template.close].start])
        slots[step.key] = _ending(step, end - dt.timedelta(days=1), calendar)
    _lay_forward((step for step in template.in_order() if step.key in later), slots, calendar, close)
    return {step.key: slots[step.key] for step in template.steps}


def misfit(
    template: Template, slots: dict[str, Slot], today: dt.date, calendar: WorkCalendar, done: Collection[str] = ()
) -> Misfit | None:
    """What is wrong where steps that are not `done` would have had to start before `today`; else nothing."""
    late = [key for key, slot in slots.items() if slot.start < today and key not in done]
    if not late:
        return None
    close = earliest_close(template, today, calendar, done)
    missing = calendar.count(slots[template.close].due, close) - 1
    return Misfit(min(slots[key].start for key in late), tuple(late), max(0, missing), close)


def earliest_close(template: Template, today: dt.date, calendar: WorkCalendar, done: Collection[str] = ()) -> dt.date:
    """The day on which the deal can close if everything that is not `done` starts today."""
    later = template.after_close()
    steps = [step for step in template.in_order() if step.key not in later and step.key != template.close]
    slots: dict[str, Slot] = {}
    _lay_forward((step for step in steps if step.key not in done), slots, calendar, today)
    ready = max((slot.due for slot in slots.values()), default=today - dt.timedelta(days=1))
    start = calendar.at_or_after(max(today, ready + dt.timedelta(days=1)))
    return calendar.shift(start, template.step(template.close).days - 1)


def _ending(step: Step, day: dt.date, calendar: WorkCalendar) -> Slot:
    due = calendar.at_or_before(day)
    return Slot(calendar.shift(due, 1 - step.days), due)


def _lay_forward(steps: Iterable[Step], slots: dict[str, Slot], calendar: WorkCalendar, first: dt.date) -> None:
    """Put steps, in order, as early as those that they wait for allow, and not before `first`."""
    for step in steps:
        ends = [slots[key].due + dt.timedelta(days=1) for key in step.after if key in slots]
        start = calendar.at_or_after(max([first, *ends]))
        slots[step.key] = Slot(start, calendar.shift(start, step.days - 1))
