"""Rules that count from the day of the call: "tomorrow", "EOD", "in two weeks", and lengths of time."""

from datetime import timedelta

from closeplan_nlp.nlp.dates import arithmetic as sums
from closeplan_nlp.nlp.dates.language import DAY, WEEK
from closeplan_nlp.nlp.dates.piece import Hit, Piece

EVENING = 5  # the number of a part of the day that means today where it stands alone


def relative(hit: Hit) -> Piece | None:
    """Read "today", "tomorrow", "yesterday": the number of the token is the distance in days."""
    distance = hit.number("t")
    if hit.tag("t") == "part":
        return hit.piece("day", "date", hit.anchor) if distance == EVENING else None
    return hit.piece("day", "date", hit.anchor + timedelta(days=distance), past=distance < 0)


def end_of_day(hit: Hit) -> Piece:
    """Read "EOD", "close of business": the day of the call, or of the day beside it."""
    return hit.piece("day", "eod", hit.anchor)


def offset(hit: Hit) -> Piece | None:
    """Read "in two weeks", "within ten days", "two weeks ago", "in 3 business days"."""
    number, unit = hit.number("k") or hit.number("n", 1), hit.number("u")
    if hit.token("hour"):
        whole = number % 24 == 0 and hit.number("hour") == 1
        return hit.piece("day", "date", hit.anchor + timedelta(days=number // 24)) if whole else None
    if hit.token("ago") or hit.token("last"):
        return hit.piece("day", "date", sums.shift(hit.anchor, -number, unit), past=True)
    if hit.token("biz") and unit == DAY:
        return hit.piece("day", "date", sums.shift_business(hit.anchor, number))
    start = hit.anchor + timedelta(days=hit.number("t"))  # "three weeks from tomorrow"
    return hit.piece("day", "date", sums.shift(start, number, unit), number=number, unit=unit)


def duration(hit: Hit) -> Piece:
    """Read "two weeks", "a two-week pilot": no date, unless a date follows ("two weeks before Christmas")."""
    number = hit.number("k") or hit.number("n", 1)
    return hit.piece("duration", "duration", number=number, unit=hit.number("u") or WEEK)
