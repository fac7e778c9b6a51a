"""The timeline as a picture (PNG) for documents: one numbered row per task, sides by colour and by shape, today's line.

Drawn with Pillow. Letters that the machine's fonts lack are left out of the picture; the number leads to the table.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from closeplan_nlp.exporters.safety import one_line
from closeplan_nlp.exporters.tasks import Task
from closeplan_nlp.exporters.wording import say_month, say_short_day

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

FONTS = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "arial.ttf", "Arial.ttf")
WIDTH, LEFT, RIGHT, HEAD, ROW, FOOT = 1800, 640, 40, 84, 40, 56
SIZE, LETTERS = 22, 48
MARK, HEAD_OF_ARROW = 14, 12
INK, GREY, LINE, BACK, STRIPE = "#1C2733", "#5B6875", "#D5DCE3", "#FFFFFF", "#F5F7F9"
LATE, TODAY = "#B3261E", "#B3261E"
SIDES = {"customer": "#0B6E69", "seller": "#2F5BB7", "both": "#7A4B9E", "unknown": "#5B6875"}
KIND_SIDES = {"customer_commitment": "customer", "action_item": "seller"}
"""Tasks have the colour of their shape's side; milestones have that of their own."""
LEGEND = (("customer", "Customer", "circle"), ("seller", "Seller", "square"), ("both", "Milestone", "diamond"))
MOST_DAYS = 36_500


@dataclass(frozen=True)
class Row:
    """A dated task with its number in the document's table."""

    number: int
    task: Task
    due: dt.date


def rows_of(tasks: Sequence[Task]) -> list[Row]:
    """The tasks that can be drawn; dates a century away from the first would make a picture of nothing."""
    rows = [Row(number, task, task.due) for number, task in enumerate(tasks, start=1) if task.due]
    middle = sorted(row.due for row in rows)[len(rows) // 2] if rows else dt.date.max
    return [row for row in rows if abs((row.due - middle).days) <= MOST_DAYS]


def draw_gantt(rows: Sequence[Row], today: dt.date | None, close: dt.date | None = None) -> tuple[bytes, int, int]:
    """The rows as a PNG, with its width and height; `close` is the target close."""
    from PIL import Image, ImageDraw

    height = HEAD + ROW * len(rows) + FOOT
    image = Image.new("RGB", (WIDTH, height), BACK)
    draw = ImageDraw.Draw(image)
    axis = _Axis.of(rows, today, close)
    for number in range(0, len(rows), 2):
        draw.rectangle((0, HEAD + ROW * number, WIDTH, HEAD + ROW * (number + 1) - 1), fill=STRIPE)
    _draw_ticks(draw, axis, HEAD + ROW * len(rows))
    spots = {row.task.id: _Spot.of(row, axis, HEAD + ROW * n + ROW // 2) for n, row in enumerate(rows)}
    for row in rows:
        _draw_links(draw, row, spots)
    if close and axis.first <= close <= axis.last:
        draw.line((axis.x(close), HEAD - 10, axis.x(close), HEAD + ROW * len(rows)), fill=INK, width=3)
    for number, row in enumerate(rows):
        _draw_row(draw, axis, row, HEAD + ROW * number + ROW // 2)
    if today and axis.first <= today <= axis.last:
        _draw_today(draw, axis.x(today), HEAD + ROW * len(rows))
    _draw_legend(draw, height - FOOT // 2, close=close is not None and axis.first <= close <= axis.last)
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=6)
    return stream.getvalue(), WIDTH, height


@dataclass(frozen=True)
class _Axis:
    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, rows: Sequence[Row], *near: dt.date | None) -> _Axis:
        """All days of the rows, and the other days where they are near; never less than two weeks."""
        days = [
            day for row in rows for day in (row.task.start, row.due) if day and abs((day - row.due).days) < MOST_DAYS
        ]
        first, last = min(days), max(days)
        reach = max(30, (last - first).days)
        others = [day for day in near if day and -reach <= (day - first).days and (day - last).days <= reach]
        first, last = min([first, *others]), max([last, *others])
        spare = 14 - (last - first).days
        if spare > 0 and last <= dt.date.max - dt.timedelta(days=spare):
            last += dt.timedelta(days=spare)
        return cls(first, last)

    def x(self, day: dt.date) -> int:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return LEFT + 20 + round(max(0.0, min(1.0, share)) * (WIDTH - LEFT - RIGHT - 40))


@dataclass(frozen=True)
class _Spot:
    """Where a row's bar begins and ends, in pixels; a bar without a length has its mark at both."""

    begin: int
    end: int
    y: int

    @classmethod
    def of(cls, row: Row, axis: _Axis, y: int) -> _Spot:
        start = row.task.start if _has_length(row) else None
        return cls(axis.x(start or row.due), axis.x(row.due), y)

    @property
    def room(self) -> int:
        """Pixels that the mark or the bar's round end takes on either side of the beginning."""
        return MARK if self.begin == self.end else 0


@lru_cache(maxsize=4)
def _font(size: int) -> Any:
    """A font of the machine with many letters, else Pillow's own, which has those of English."""
    from PIL import ImageFont

    for name in FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


@lru_cache(maxsize=4096)
def _has(letter: str) -> bool:
    """Whether the font draws a letter as itself."""
    font = _font(SIZE)
    mask, none = font.getmask(letter), font.getmask("\U0010fffd")
    return letter == " " or mask.size != none.size or bytes(mask) != bytes(none)


def _drawable(text: str) -> str:
    return " ".join("".join(letter for letter in text if _has(letter)).split())


def _draw_row(draw: ImageDraw, axis: _Axis, row: Row, y: int) -> None:
    """Number and name on the left, then the span of the task and its end."""
    task = row.task
    colour = LATE if task.late else SIDES[KIND_SIDES.get(task.kind, task.side)]
    ink = GREY if task.done else INK
    draw.text((52, y), str(row.number), fill=GREY, font=_font(SIZE), anchor="rm")
    draw.text((64, y), _fitting(draw, task.title), fill=ink, font=_font(SIZE), anchor="lm")
    end = axis.x(row.due)
    if task.start and _has_length(row):
        draw.rounded_rectangle((axis.x(task.start), y - 7, end, y + 7), 7, fill=colour)
    _draw_shape(draw, "diamond" if task.is_milestone else _shape(task), end, y, colour, filled=not task.done)
    if task.done:
        draw.line((end - 5, y, end - 1, y + 5, end + 6, y - 5), fill=colour, width=3)


def _has_length(row: Row) -> bool:
    return bool(row.task.start and row.task.start < row.due and not row.task.is_milestone)


def _draw_links(draw: ImageDraw, row: Row, spots: dict[str, _Spot]) -> None:
    """Arrows from the end of what a task waits for to where the task begins."""
    there = spots[row.task.id]
    for before in row.task.waits_for_ids:
        if before not in spots or before == row.task.id:
            continue
        here = spots[before]
        way = (there.begin > here.end) - (there.begin < here.end)
        beside = abs(there.begin - here.end) > MARK + HEAD_OF_ARROW
        draw.line((here.end, here.y, here.end, there.y, there.begin, there.y), fill=GREY, width=2)
        if beside:
            _draw_head(draw, there.begin - way * there.room, there.y, way, 0)
        else:
            down = 1 if there.y > here.y else -1
            _draw_head(draw, here.end, there.y - down * max(there.room, 8), 0, down)


def _draw_head(draw: ImageDraw, x: int, y: int, right: int, down: int) -> None:
    """The head of an arrow that ends at a point, coming from the left or above (1), the right or below (-1)."""
    x0, y0, half = x - right * HEAD_OF_ARROW, y - down * HEAD_OF_ARROW, HEAD_OF_ARROW // 2
    across, up = half * abs(down), half * abs(right)
    draw.polygon(((x, y), (x0 - across, y0 - up), (x0 + across, y0 + up)), fill=GREY)


def _fitting(draw: ImageDraw, title: str) -> str:
    """The title in the room left of the chart."""
    for length in range(LETTERS, 4, -4):
        text = _drawable(one_line(title, length))
        if draw.textlength(text, font=_font(SIZE)) <= LEFT - 76:
            return text
    return ""


def _shape(task: Task) -> str:
    return "circle" if task.kind == "customer_commitment" else "square"


def _draw_shape(draw: ImageDraw, shape: str, x: int, y: int, colour: str, *, filled: bool = True) -> None:
    look: dict[str, Any] = {"fill": colour if filled else BACK, "outline": colour, "width": 3}
    if shape == "circle":
        draw.ellipse((x - 10, y - 10, x + 10, y + 10), **look)
    elif shape == "square":
        draw.rectangle((x - 9, y - 9, x + 9, y + 9), **look)
    else:
        draw.polygon(((x, y - 13), (x + 13, y), (x, y + 13), (x - 13, y)), **look)


def _draw_ticks(draw: ImageDraw, axis: _Axis, bottom: int) -> None:
    for day, label in _ticks(axis):
        x = axis.x(day)
        draw.line((x, HEAD - 42, x, bottom), fill=LINE, width=2)
        draw.text((x, HEAD - 60), label, fill=GREY, font=_font(SIZE), anchor="mm")


def _ticks(axis: _Axis) -> Iterator[tuple[dt.date, str]]:
    """Eight days or fewer: whole weeks apart, or the first days of months."""
    days = (axis.last - axis.first).days
    step = max(7, -(-days // 8 // 7) * 7)
    for offset in range(0, days + 1, step):
        day = axis.first + dt.timedelta(days=offset)
        yield day, say_short_day(day) if days <= 300 else say_month(day)


def _draw_today(draw: ImageDraw, x: int, bottom: int) -> None:
    draw.line((x, HEAD - 10, x, bottom), fill=TODAY, width=3)
    draw.text((x, HEAD - 14), "today", fill=TODAY, font=_font(SIZE), anchor="mb")


def _draw_legend(draw: ImageDraw, y: int, *, close: bool) -> None:
    x = 64
    for side, label, shape in LEGEND:
        _draw_shape(draw, shape, x, y, SIDES[side])
        draw.text((x + 22, y), label, fill=GREY, font=_font(SIZE), anchor="lm")
        x += 80 + int(draw.textlength(label, font=_font(SIZE)))
    _draw_shape(draw, "square", x, y, LATE)
    draw.text((x + 22, y), "Overdue", fill=GREY, font=_font(SIZE), anchor="lm")
    x += 80 + int(draw.textlength("Overdue", font=_font(SIZE)))
    draw.line((x - 20, y, x, y), fill=GREY, width=2)
    _draw_head(draw, x + 8, y, 1, 0)
    draw.text((x + 22, y), "Waits for", fill=GREY, font=_font(SIZE), anchor="lm")
    if close:
        x += 80 + int(draw.textlength("Waits for", font=_font(SIZE)))
        draw.line((x, y - 14, x, y + 14), fill=INK, width=3)
        draw.text((x + 22, y), "Target close", fill=GREY, font=_font(SIZE), anchor="lm")
