"""What a due value means in days: `2026-03-06` is one day, `2026-03` a month, `2026-Q1` a quarter."""

from __future__ import annotations

import calendar
import datetime as dt


def span_of(due: str | None) -> tuple[dt.date, dt.date] | None:
    """First and last day that a due value means; `None` where it names no real day."""
    if due is None:
        return None
    year, _, rest = due.partition("-")
    try:
        if rest.startswith("Q"):
            quarter = int(rest[1:])
            return _months(int(year), 3 * quarter - 2, 3 * quarter)
        if len(rest) == 2:
            return _months(int(year), int(rest), int(rest))
        day = dt.date.fromisoformat(due)
    except ValueError:
        return None
    return day, day


def _months(year: int, first: int, last: int) -> tuple[dt.date, dt.date]:
    start = dt.date(year, first, 1)
    return start, dt.date(year, last, calendar.monthrange(year, last)[1])
