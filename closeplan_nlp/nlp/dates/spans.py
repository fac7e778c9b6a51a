"""Spans of time, of which the last day counts: "Monday or Tuesday", "the 3rd to the 5th"."""

from dataclasses import replace
from datetime import date, timedelta

from closeplan_nlp.nlp.dates import arithmetic as sums
from closeplan_nlp.nlp.dates.language import YEAR
from closeplan_nlp.nlp.dates.piece import Piece

DAYS = ("date", "weekday", "dom", "holiday")  # roles of pieces that are days


def span(a: Piece, b: Piece, either: bool, anchor: date) -> Piece | None:
    """Join "Monday or Tuesday", "the 3rd to the 5th", "March or April": the last of the two."""
    if a.day is None or b.day is None or not span_fits(a, b):
        return None
    weak = a.weak and b.weak and not (a.role == b.role == "dom" and a.number > 3)
    absolute = b.absolute or (a.absolute and b.role in ("weekday", "dom"))
    day = b.day
    if day < a.day and not b.absolute:
        if either and not (b.role == "weekday" and a.day > anchor + timedelta(days=6)):
            return replace(a, weak=weak)
        day = later(a.day, b)
    return replace(b, day=day, weak=weak, absolute=absolute)


def span_fits(a: Piece, b: Piece) -> bool:
    """Whether two pieces are of a kind that spans one time, bare numbers left out."""
    if a.kind in ("month", "quarter") or b.kind in ("month", "quarter"):
        return a.kind == b.kind
    if a.role == "week" or b.role == "week":
        return a.role == b.role
    bare = [piece for piece in (a, b) if piece.role == "dom" and not piece.unit]
    return a.role in DAYS and b.role in DAYS and not bare and (a.role == "dom" or b.role != "dom" or not b.weak)


def later(after: date, b: Piece) -> date:
    """The piece's day moved behind the first day of the span."""
    if b.role == "weekday":
        return sums.on_or_after(after, b.number)
    if b.role == "dom":
        return sums.coming_day(after, b.number) or after
    day = b.day or after
    return sums.shift(day, 1, YEAR) if b.kind == "month" or b.role == "date" else max(day, after)
