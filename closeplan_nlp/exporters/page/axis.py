"""The time axis of the Gantt chart: days to percent of its width, and the days that get a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from closeplan_nlp.exporters.wording import say_month, say_short_day

LEFT, SPAN = 1.5, 96.0
"""Where the first day stands, and how far the last is from it, in percent: marks at the ends are whole."""
MOST_TICKS = 8
NEAREST = 9.0
"""Percent between two ticks at least, so that their labels do not touch."""
WEEKS_UP_TO = 70
FARTHEST = 1100
"""Days from the middle of the plan; what is farther off would flatten the rest and is told in words."""


@dataclass(frozen=True)
class Tick:
    """A line of the axis in percent; every second one loses its label on a phone."""

    x: float
    label: str
    minor: bool


@dataclass(frozen=True)
class Axis:
    """Days to percent."""

    first: dt.date
    last: dt.date

    def x(self, day: dt.date) -> float:
        """Where a day stands; days outside stand at the ends."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(LEFT + SPAN * min(1.0, max(0.0, share)), 2)

    def holds(self, day: dt.date) -> bool:
        """Whether the axis reaches a day."""
        return self.first <= day <= self.last


def near(days: Sequence[dt.date]) -> set[dt.date]:
    """The days that can be drawn on one axis."""
    middle = sorted(days)[len(days) // 2] if days else dt.date.min
    return {day for day in days if abs((day - middle).days) <= FARTHEST}


def axis_of(days: Sequence[dt.date], today: dt.date | None) -> Axis:
    """From the first to the last day, two weeks at least; today is taken in where that does not squeeze the rest."""
    first, last = min(days), max(days)
    reach = max(30, (last - first).days)
    if today and (first - today).days <= reach and (today - last).days <= reach:
        first, last = min(first, today), max(last, today)
    spare = 14 - (last - first).days
    if spare > 0 and last <= dt.date.max - dt.timedelta(days=spare):
        last += dt.timedelta(days=spare)
    return Axis(first, last)


def ticks_of(axis: Axis) -> tuple[Tick, ...]:
    """Mondays for some weeks, first days of months beyond, as many as fit side by side."""
    found: list[tuple[float, str]] = []
    for day, label in _lines(axis):
        if not found or axis.x(day) - found[-1][0] >= NEAREST:
            found.append((axis.x(day), label))
    return tuple(Tick(x, label, minor=number % 2 == 1) for number, (x, label) in enumerate(found))


def _lines(axis: Axis) -> Iterator[tuple[dt.date, str]]:
    days = [axis.first + dt.timedelta(days=n) for n in range((axis.last - axis.first).days + 1)]
    weeks = len(days) <= WEEKS_UP_TO
    lines = [day for day in days if (day.weekday() == 0 if weeks else day.day == 1)]
    step = -(-len(lines) // MOST_TICKS) or 1
    year = None
    for day in lines[::step]:
        yield day, say_short_day(day) if weeks else say_month(day) if day.year != year else say_month(day).split()[0]
        year = day.year
