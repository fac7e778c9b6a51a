"""The Gantt chart without any drawing: rows of tasks and milestones over one time axis, and what waits for what.

All places are percents, so that one drawing fits a phone, a screen and paper: the rows give the height, the page the
width. Rows come in blocks that are not torn apart by a page's end; lines that cross blocks meet at their edges.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from closeplan_nlp.due import span_of
from closeplan_nlp.exporters.page.axis import Axis, Tick, axis_of, near, ticks_of
from closeplan_nlp.exporters.page.entries import Entries, Entry
from closeplan_nlp.exporters.wording import say_count, say_month, say_short_day
from closeplan_nlp.types import ClosePlan

SHAPES = {"milestone": "diamond", "customer_commitment": "circle", "action_item": "square"}
SIDES = {"customer_commitment": "customer", "action_item": "seller"}
BLOCK = 10
"""Rows that stay together on paper."""
LONG = 40
"""Rows beyond which the chart scrolls in its own frame."""
YEAR = 365
"""Days of the axis up to which a day and its month say which year it is."""
SAME = 1.2
"""Percent within which two ends stand above each other."""


@dataclass(frozen=True)
class Bar:
    """One row's drawing: from `start` (where it has a length) to its mark at `x`.

    `tail` is where its delay has got to: today. An `endless` bar has a first day and no last one.
    """

    shape: str
    side: str
    x: float
    start: float | None = None
    tail: float | None = None
    done: bool = False
    endless: bool = False


@dataclass(frozen=True)
class Row:
    """One line: the heading of a lane, an item with or without a bar, or a note."""

    lane: str
    words: str
    kind: str = "item"
    entry: Entry | None = None
    when: str = ""
    bar: Bar | None = None


@dataclass(frozen=True)
class Link:
    """An arrow from the end of one row to the beginning of another; rows as numbers in the plan.

    Every block that it crosses draws its part; the one with the other row also draws where it `ends`.
    """

    before: int
    after: int
    x1: float
    x2: float
    y1: float
    y2: float
    ends: bool

    @property
    def head(self) -> str:
        """Which way the arrow's head points."""
        if abs(self.x1 - self.x2) <= SAME:
            return "down" if self.y2 > self.y1 else "up"
        return "right" if self.x2 > self.x1 else "left"


@dataclass(frozen=True)
class Block:
    """Rows that stay together, with the arrows that cross them."""

    rows: tuple[Row, ...]
    links: tuple[Link, ...]

    def y(self, number: int) -> float:
        """The middle of a row in percent of the block's height; rows of other blocks lie outside of 0 to 100."""
        return round(100 * (number + 0.5) / len(self.rows), 3)


@dataclass(frozen=True)
class Chart:
    """Everything to draw."""

    ticks: tuple[Tick, ...]
    blocks: tuple[Block, ...]
    today: float | None
    close: float | None
    is_long: bool


def draw(plan: ClosePlan, entries: Entries, today: dt.date | None, lanes: Sequence[tuple[str, str]]) -> Chart | None:
    """The chart of a plan, with `lanes` as kinds and their titles; nothing where no item has a date."""
    items = plan.of_kind(*(kind for kind, _ in lanes))
    days = near([day for item in items for day in _days(item.start, item.due)])
    if not days:
        return None
    close = span_of(plan.deal.target_close)
    close_day = close[1] if close and near([*days, close[1]]) >= {*days, close[1]} else None
    axis = axis_of([*days, *([close_day] if close_day else [])], today)
    rows = [row for kind, title in lanes for row in _lane(plan, entries, kind, title, axis, days, today)]
    return Chart(
        ticks=ticks_of(axis),
        blocks=tuple(_blocks(rows)),
        today=axis.x(today) if today and axis.holds(today) else None,
        close=axis.x(close_day) if close_day else None,
        is_long=len(rows) > LONG,
    )


def _days(start: str | None, due: str | None) -> list[dt.date]:
    """First and last day of an item, as far as it has them."""
    spans = [span for value in (start, due) if (span := span_of(value))]
    return [day for span in spans for day in span]


def _lane(
    plan: ClosePlan, entries: Entries, kind: str, title: str, axis: Axis, days: set[dt.date], today: dt.date | None
) -> Iterator[Row]:
    """The heading of a kind, its items by their day, and how many have none."""
    found = entries.of(plan.of_kind(kind))
    dated = [entry for entry in found if _days(entry.item.start, entry.item.due)]
    if not dated:
        return
    yield Row(kind, title, "heading")
    for entry in sorted(dated, key=lambda entry: (entry.day or "9999-12-31~", entry.item.start or "")):
        yield Row(kind, entry.item.text, entry=entry, when=_when(entry, axis), bar=_bar(entry, axis, days, today))
    left = len(found) - len(dated)
    if left:
        yield Row(kind, f"and {say_count(left, 'item')} without a date, in the lists below", "note")


def _when(entry: Entry, axis: Axis) -> str:
    """The day in few letters: `6 Mar`, `Mar 2026`, `Q1 2026`, `from 2 Mar`."""
    span = span_of(entry.item.due)
    if span is None:
        start = span_of(entry.item.start)
        return f"from {_say_day(start[0], axis)}" if start else ""
    if span[0] == span[1]:
        return _say_day(span[1], axis)
    return f"Q{str(entry.item.due)[-1]} {span[1].year}" if "Q" in str(entry.item.due) else say_month(span[1])


def _say_day(day: dt.date, axis: Axis) -> str:
    """The day, with its year where the axis does not tell it: beyond its ends, or where it is longer than a year."""
    plain = axis.holds(day) and (axis.last - axis.first).days <= YEAR
    return say_short_day(day) if plain else f"{say_short_day(day)} {day.year}"


def _bar(entry: Entry, axis: Axis, days: set[dt.date], today: dt.date | None) -> Bar | None:
    """Where the item is drawn; nothing for days that the axis leaves out."""
    item = entry.item
    span, begun = span_of(item.due), span_of(item.start)
    first = begun[0] if begun else span[0] if span else None
    shape, side = SHAPES[item.kind], SIDES.get(item.kind, item.side)
    if span is None:
        known = first is not None and first in days
        return Bar(shape, side, axis.x(axis.last), axis.x(first), endless=True) if known and first else None
    if span[1] not in days:
        return None
    x = axis.x(span[1])
    start = axis.x(first) if first and first in days and first < span[1] else None
    tail = axis.x(today) if entry.late and today and axis.holds(today) else None
    return Bar(shape, side, x, start if item.kind != "milestone" or not begun else None, tail, entry.done)


def _blocks(rows: Sequence[Row]) -> Iterator[Block]:
    """The rows in blocks; none of them ends with a heading."""
    arrows = list(_arrows(rows))
    first = 0
    while first < len(rows):
        last = min(len(rows), first + BLOCK)
        if last < len(rows) and rows[last - 1].kind == "heading":
            last -= 1
        block = Block(tuple(rows[first:last]), ())
        crossing = [arrow for arrow in arrows if min(arrow) < last and max(arrow) >= first]
        yield Block(block.rows, tuple(_link(rows, arrow, block, first) for arrow in crossing))
        first = last


def _arrows(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """What waits for what, as the places of two rows with an end and a beginning."""
    places = {row.entry.item.id: place for place, row in enumerate(rows) if row.entry and row.bar}
    for place, row in enumerate(rows):
        for key in row.entry.item.depends_on if row.entry and row.bar else ():
            bar = rows[places[key]].bar if key in places and places[key] != place else None
            if bar and not bar.endless:
                yield places[key], place


def _link(rows: Sequence[Row], arrow: tuple[int, int], block: Block, first: int) -> Link:
    """An arrow as a block draws it."""
    (before, bar), (after, other) = (_drawn(rows[place]) for place in arrow)
    y1, y2 = (block.y(place - first) for place in arrow)
    x2 = other.x if other.start is None else other.start
    return Link(before.number, after.number, bar.x, x2, y1, y2, ends=0 < y2 < 100)


def _drawn(row: Row) -> tuple[Entry, Bar]:
    """The item and the bar of a row that has both."""
    if row.entry is None or row.bar is None:
        raise ValueError("only rows with a bar have arrows")
    return row.entry, row.bar
