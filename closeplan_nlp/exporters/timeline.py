"""The geometry of the timeline: where each dated task and milestone stands, without any drawing.

Three lanes (milestones, the customer's tasks, ours) over one time axis. Labels are packed into rows from the top so
that none covers another; the page's template turns the result into SVG.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from unicodedata import east_asian_width

from closeplan_nlp.due import span_of
from closeplan_nlp.exporters.facts import is_overdue, owner_of, side_title
from closeplan_nlp.exporters.wording import clean, say_date, say_month, say_short_day, shorten
from closeplan_nlp.types import ClosePlan, Item

ROW = 24
HEAD = 30  # a lane's title
MARGIN = 12
TICK = 64  # room for a tick's label
LETTER = 6.7  # a generous width of one letter at 12 px
GAP = 12  # between a mark and its label
SHORTEST = 8  # letters of a label that still says something
SHAPES = {"milestone": "diamond", "customer_commitment": "circle", "action_item": "square"}
LANE_SIDES = {"customer_commitment": "customer", "action_item": "seller"}
LANES = (("milestone", "Milestones"), ("customer_commitment", "Customer"), ("action_item", "Our side"))


@dataclass(frozen=True)
class Tick:
    """A line of the time axis."""

    x: float
    label: str


@dataclass(frozen=True)
class Label:
    """Words beside a mark: where they begin or end, and the room that mark and words take."""

    text: str
    x: float
    anchor: str
    left: float
    right: float


@dataclass(frozen=True)
class Mark:
    """One dated thing: a span that ends in a shape, its label, and what it says when pointed at."""

    x: float
    start: float
    y: float
    shape: str
    side: str
    label: Label
    words: str
    done: bool = False
    late: bool = False


@dataclass(frozen=True)
class Lane:
    """The marks of one kind under a title."""

    title: str
    y: float
    bottom: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Timeline:
    """Everything to draw, in pixels."""

    width: int
    height: float
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    today: float | None


@dataclass(frozen=True)
class Axis:
    """Days to pixels."""

    first: dt.date
    last: dt.date
    width: int

    def x(self, day: dt.date) -> float:
        """Where a day stands."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(MARGIN + share * (self.width - 2 * MARGIN), 1)


def lay_out(plan: ClosePlan, today: dt.date | None, width: int, longest: int) -> Timeline | None:
    """The timeline in this width; nothing where no item has a date."""
    dated = {kind: _dated(plan, kind) for kind, _ in LANES}
    spans = [span for items in dated.values() for item in items if (span := span_of(item.due))]
    if not spans:
        return None
    axis = _axis(spans, today, width)
    lanes: list[Lane] = []
    y = 28.0
    for kind, title in LANES:
        if dated[kind]:
            lanes.append(_lane(plan, title, dated[kind], axis, today, y, longest))
            y = lanes[-1].bottom + 10
    shown = today is not None and axis.first <= today <= axis.last
    return Timeline(width, y, _ticks(axis), tuple(lanes), axis.x(today) if shown and today else None)


def _dated(plan: ClosePlan, kind: str) -> list[Item]:
    """A kind's items with a real date by their last day, and the target close among the milestones."""
    items = [item for item in plan.of_kind(kind) if span_of(item.due)]
    if kind == "milestone" and span_of(plan.deal.target_close):
        close = plan.deal.target_close
        items.append(Item(id="target-close", kind="milestone", text="Target close", side="both", due=close))
    return sorted(items, key=lambda item: (span_of(item.due) or (dt.date.max,))[-1])


def _axis(spans: list[tuple[dt.date, dt.date]], today: dt.date | None, width: int) -> Axis:
    """From the first to the last day; today is taken in where that does not squeeze the rest."""
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    reach = dt.timedelta(days=max(30, (last - first).days))
    if today and first - today <= reach and today - last <= reach:
        first, last = min(first, today), max(last, today)
    return Axis(first, max(last, first + dt.timedelta(days=7)) if first < dt.date.max - reach else last, width)


def _ticks(axis: Axis) -> tuple[Tick, ...]:
    """Mondays for a few weeks, first days of months beyond, as many as fit side by side."""
    days = [axis.first + dt.timedelta(days=n) for n in range((axis.last - axis.first).days + 1)]
    weeks = len(days) <= 50
    lines = [day for day in days if (day.weekday() == 0 if weeks else day.day == 1)]
    step = -(-len(lines) // max(1, axis.width // TICK)) or 1
    ticks = [] if weeks else [Tick(axis.x(axis.first), say_month(axis.first))]
    for day in lines[::step]:
        if not ticks or axis.x(day) - ticks[-1].x >= TICK:
            ticks.append(Tick(axis.x(day), _tick_label(day, weeks)))
    return tuple(ticks)


def _tick_label(day: dt.date, weeks: bool) -> str:
    """The day's or the month's name, with the year where it begins."""
    return say_short_day(day) if weeks else say_month(day) if day.month == 1 else say_month(day).split()[0]


def _lane(
    plan: ClosePlan, title: str, items: list[Item], axis: Axis, today: dt.date | None, y: float, length: int
) -> Lane:
    rows: list[list[tuple[float, float]]] = []
    marks = []
    for item in items:
        start, end = (axis.x(day) for day in span_of(item.due) or (axis.first, axis.first))
        label = _label(item.text, start, end, axis.width, length)
        row = _free_row(rows, label.left, label.right)
        marks.append(_mark(plan, item, today, start, end, y + HEAD + row * ROW, label))
    return Lane(title, y, y + HEAD + len(rows) * ROW - 6, tuple(marks))


def _mark(plan: ClosePlan, item: Item, today: dt.date | None, start: float, end: float, y: float, label: Label) -> Mark:
    return Mark(
        x=end,
        start=start,
        y=y,
        shape=SHAPES[item.kind],
        side=LANE_SIDES.get(item.kind, item.side),
        label=label,
        words=_words(plan, item),
        done=item.status == "done",
        late=is_overdue(item, today),
    )


def _label(text: str, start: float, end: float, width: int, length: int) -> Label:
    """The words right of the mark where they fit, else left of it, else cut; over a span that fills the width."""
    rights, lefts = width - end - GAP, start - GAP
    if max(rights, lefts) < SHORTEST * LETTER:
        start, lefts = end, end - GAP
    short = shorten(text, length)
    if _width(short) > max(rights, lefts):
        short = shorten(text, max(2, int(max(rights, lefts) / LETTER)))
    room = _width(short)
    if room <= rights or rights >= lefts:
        return Label(short, end + GAP, "start", start - 8, end + GAP + room)
    return Label(short, start - GAP, "end", start - GAP - room, end + 8)


def _free_row(rows: list[list[tuple[float, float]]], left: float, right: float) -> int:
    """The first row with room from left to right, which is then taken."""
    for number, taken in enumerate(rows):
        if all(right + 10 < other_left or other_right + 10 < left for other_left, other_right in taken):
            taken.append((left, right))
            return number
    rows.append([(left, right)])
    return len(rows) - 1


def _width(label: str) -> float:
    return sum(LETTER * (2 if east_asian_width(letter) in "WF" else 1) for letter in label)


def _words(plan: ClosePlan, item: Item) -> str:
    """What the mark says when pointed at."""
    who = side_title(plan, item.side) if item.kind == "milestone" else owner_of(item)
    return f"{say_date(item.due)}: {clean(item.text)} ({who})"
