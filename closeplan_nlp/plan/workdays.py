"""Working days: weekends and public holidays of a country, and arithmetic on them.

The holidays come from the `holidays` package, which knows each country's weekend too. A country may name a part of it,
`DE-BY` for Bavaria. Without a country every day from Monday to Friday is a working day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from closeplan_nlp.errors import RequestError

YEARS = range(1990, 2101)
LONGEST_BREAK = 40
SATURDAY = 5
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """Says which days are worked; `country` is the code it was made from."""

    country: str | None
    is_working: Callable[[dt.date], bool]

    def at_or_before(self, day: dt.date) -> dt.date:
        """The last working day up to and including `day`."""
        return self._nearest(day, -ONE_DAY)

    def at_or_after(self, day: dt.date) -> dt.date:
        """The first working day from `day` on."""
        return self._nearest(day, ONE_DAY)

    def shift(self, day: dt.date, number: int) -> dt.date:
        """The working day `number` working days after `day`, or before it where the number is negative."""
        step = ONE_DAY if number > 0 else -ONE_DAY
        for _ in range(abs(number)):
            day = self._nearest(day + step, step)
        return day

    def count(self, first: dt.date, last: dt.date) -> int:
        """The number of working days from `first` to `last`, both included; 0 where last is before first."""
        days = range((last - first).days + 1)
        return sum(self.is_working(first + dt.timedelta(days=number)) for number in days)

    def _nearest(self, day: dt.date, step: dt.timedelta) -> dt.date:
        for _ in range(LONGEST_BREAK):
            if day.year not in YEARS:
                break
            if self.is_working(day):
                return day
            day += step
        raise RequestError(f"there is no working day around {day}", remedy="Name a day of this century")


def calendar_of(country: str | None = None) -> WorkCalendar:
    """The working days of a country: an ISO code (`DE`, `GB`), with a part of the country where wanted (`DE-BY`).

    Raises:
        RequestError: there is no such country or part.
    """
    if not country:
        return WorkCalendar(None, lambda day: day.weekday() < SATURDAY)
    import holidays

    code, _, part = country.strip().upper().partition("-")
    try:
        days = holidays.country_holidays(code, subdiv=part or None)
    except NotImplementedError as error:
        remedy = "Use an ISO code such as DE, GB or US, or with a part of the country such as DE-BY"
        raise RequestError(f"there is no holiday calendar for {country!r}", remedy=remedy) from error
    return WorkCalendar(f"{code}-{part}" if part else code, days.is_working_day)
