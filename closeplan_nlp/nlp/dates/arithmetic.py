"""Sums with dates, by the annotation guide's rows on `due` (edge cases 27-34)."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.easter import easter  # type: ignore[import-untyped]
from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]

from closeplan_nlp.nlp.dates.language import MONTH, QUARTER, YEAR

FRIDAY = 4
THANKSGIVING, BLACK_FRIDAY = 4143, 5000  # codes of holidays, see `holiday`
SAME_WEEKDAY_MONTHS = 7  # how far "Monday the fifth" may lie ahead


def monday(day: date) -> date:
    """Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def next_weekday(after: date, weekday: int) -> date:
    """The next such weekday after the day, never the day itself."""
    return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)


def on_or_after(day: date, weekday: int) -> date:
    """The first such weekday from the day on."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def last_weekday(before: date, weekday: int) -> date:
    """The latest such weekday before the day."""
    return before - timedelta(days=(before.weekday() - weekday - 1) % 7 + 1)


def shift(day: date, number: int, unit: int) -> date:
    """The day moved by a number of days, weeks, months, quarters or years; `unit` as in `language`."""
    months = {MONTH: 1, QUARTER: 3, YEAR: 12}.get(unit)
    if months:
        moved: date = day + relativedelta(months=months * number)
        return moved
    return day + timedelta(days=unit * number)


def shift_business(day: date, number: int) -> date:
    """The day moved on by working days, Saturdays and Sundays left out."""
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def quarter_start(day: date) -> date:
    """The first day of the day's quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def period_end(day: date, unit: int) -> date:
    """The last day of the month, quarter or year that begins on the day."""
    return shift(day, 1, unit) - timedelta(days=1)


def coming_day(after: date, number: int) -> date | None:
    """The next day of month with this number after the day."""
    return next((day for day in days_of_month(after, number) if day > after), None)


def days_of_month(after: date, number: int) -> Iterator[date]:
    """This day of month in the day's month and the coming ones, those too short left out."""
    for months in range(after.month - 1, after.month + SAME_WEEKDAY_MONTHS):
        year, month = after.year + months // 12, months % 12 + 1
        if number <= calendar.monthrange(year, month)[1]:
            yield date(year, month, number)


def weekday_on(after: date, weekday: int, number: int) -> date | None:
    """The next day of month that falls on the weekday ("Monday the fifth"); where none does, the day of month."""
    days = (day for day in days_of_month(after, number) if day >= after)
    return next((day for day in days if day.weekday() == weekday), None) or coming_day(after, number)


def coming_date(anchor: date, month: int, day: int) -> date | None:
    """The month and day from the call's day on."""
    for year in range(anchor.year, anchor.year + 9):  # 29 February needs up to eight years
        if day <= calendar.monthrange(year, month)[1] and (found := date(year, month, day)) >= anchor:
            return found
    return None


def coming_month(anchor: date, month: int) -> date:
    """The first day of the month's next occurrence; the running month counts."""
    return date(anchor.year + (month < anchor.month), month, 1)


def nth_weekday(first: date, number: int, weekday: int) -> date | None:
    """The number-th such weekday of the month; 0 stands for the last."""
    if number == 0:
        return last_weekday(month_end(first) + timedelta(days=1), weekday)
    day = on_or_after(first, weekday) + timedelta(days=7 * (number - 1))
    return day if day.month == first.month else None


def friday_of_week(year: int, week: int) -> date | None:
    """Friday of an ISO week, None where the year has no such week."""
    try:
        return date.fromisocalendar(year, week, FRIDAY + 1)
    except ValueError:
        return None


def holiday(code: int, year: int) -> date:
    """A holiday's day in a year, from its code in the language's table.

    Codes: month * 100 + day; 2500 + days from Easter; 3000 + month * 100 + nth * 10 + weekday (nth 0 is
    the last one of the month); 5000 the day after Thanksgiving.
    """
    if code < 2000:
        return date(year, code // 100, code % 100)
    if code < 3000:
        sunday: date = easter(year)
        return sunday + timedelta(days=code - 2500)
    if code == BLACK_FRIDAY:
        return holiday(THANKSGIVING, year) + timedelta(days=1)
    month, nth, weekday = (code - 3000) // 100, (code - 3000) // 10 % 10, code % 10
    found = nth_weekday(date(year, month, 1), nth, weekday)
    assert found is not None  # the tables name only weeks that every month has
    return found
