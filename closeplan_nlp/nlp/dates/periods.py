"""Rules that name a week, a month, a quarter, a year, a holiday, or nothing that can be known."""

from datetime import date, timedelta

from closeplan_nlp.nlp.dates import arithmetic as sums
from closeplan_nlp.nlp.dates.arithmetic import FRIDAY
from closeplan_nlp.nlp.dates.language import MONTH, QUARTER, YEAR
from closeplan_nlp.nlp.dates.piece import Hit, Piece

OFFSETS = {"this": 0, "": 0, "the": 0, "next": 1, "few": 1, "last": -1}
DAY_IN_WEEK = {"early": 0, "begin": 0, "mid": 2}  # Monday, Wednesday; else Friday


def week(hit: Hit) -> Piece:
    """Read "this week", "early next week", "end of the week"."""
    weeks = OFFSETS[hit.tag("q")]
    start = sums.monday(hit.anchor) + timedelta(days=7 * weeks)
    day = start + timedelta(days=DAY_IN_WEEK.get(hit.tag("p"), FRIDAY))
    if weeks == 0 and hit.anchor.weekday() > FRIDAY:
        day += timedelta(days=7)  # on a weekend the week to come is meant
    return hit.piece("week", "week", day, past=weeks < 0)


def week_after_next(hit: Hit) -> Piece:
    """Read "the week after next": its Friday."""
    return hit.piece("week", "week", sums.monday(hit.anchor) + timedelta(days=14 + FRIDAY))


def week_number(hit: Hit) -> Piece | None:
    """Read "week 50": its Friday, in the year of the call or the next."""
    number, year = hit.number("d"), hit.number("y")
    if number < 10 and not year:
        return None  # "week two" counts the weeks of a project
    for candidate in [year] if year else [hit.anchor.year, hit.anchor.year + 1]:
        day = sums.friday_of_week(candidate, number)
        if day and (year or day >= hit.anchor):
            return hit.piece("week", "week", day, absolute=year > 0)
    return None


def week_of_month(hit: Hit) -> Piece | None:
    """Read "the second week of March": the second Friday of March."""
    first, absolute = named_month(hit)
    nth = hit.number("d")
    day = sums.nth_weekday(first, nth, FRIDAY) if nth <= 5 else None
    if day and day < hit.anchor and not absolute and hit.token("m"):
        day = sums.nth_weekday(first.replace(year=first.year + 1), nth, FRIDAY)
    return hit.piece("week", "week", day, absolute=absolute) if day else None


def week_of(hit: Hit) -> Piece:
    """Read "the week of", "week commencing", "the week after": the number of weeks to add to the day beside it."""
    return hit.piece("vague", "weekof", number=int(hit.token("more") is not None))


def weekend(hit: Hit) -> Piece:
    """Read "over the weekend": the Sunday."""
    weeks = OFFSETS[hit.tag("q")]
    day = sums.on_or_after(hit.anchor, 6) + timedelta(days=7 * weeks)
    return hit.piece("day", "week", day, past=weeks < 0)


def named_month(hit: Hit) -> tuple[date, bool]:
    """First day of the month that the match names, and whether it names the year."""
    if hit.number("m"):
        if hit.number("y"):
            return date(hit.number("y"), hit.number("m"), 1), True
        first = sums.coming_month(hit.anchor, hit.number("m"))
        return first.replace(year=first.year - 1) if hit.tag("q") == "last" else first, False
    return sums.shift(hit.anchor.replace(day=1), OFFSETS[hit.tag("q")], MONTH), False


def month(hit: Hit) -> Piece:
    """Read "in March", "next month", "March 2026", and weak "may"."""
    first, absolute = named_month(hit)
    unmarked = hit.tag("q") == "" or (hit.tag("q") == "this" and hit.tag("m") == "mv" and not hit.capital("m"))
    weak = hit.tag("m") in ("mv", "mn") and unmarked and not absolute
    past = hit.tag("q") == "last"
    return hit.piece("month", "period", first, absolute=absolute, weak=weak, past=past)


def part_of_month(hit: Hit) -> Piece:
    """Read "early March" (the month), "mid March" (the 15th), "late March" and "end of the month" (the last day)."""
    first, absolute = named_month(hit)
    part, past = hit.tag("p"), hit.tag("q") == "last"
    last = {"early": 10, "begin": 10, "mid": 15}.get(part, sums.month_end(first).day)
    if hit.token("half"):
        part, last = ("mid", 15) if hit.number("half") == 1 else ("late", last)
    if first.replace(day=last) < hit.anchor and not absolute and not past and hit.token("m"):
        first = sums.shift(first, 1, YEAR)
    if part in ("early", "begin"):
        return hit.piece("month", "period", first, absolute=absolute, past=past)
    day = first.replace(day=15) if part == "mid" else sums.month_end(first)
    return hit.piece("day", "date", day, absolute=absolute, past=past)


def quarter(hit: Hit) -> Piece | None:
    """Read "Q1", "the third quarter of 2026", "next quarter"; its end is the last day."""
    start, absolute = sums.quarter_start(hit.anchor), False
    number, year = hit.number("d"), hit.number("y")
    if hit.token("d"):
        if not 1 <= number <= 4:
            return None
        start = date(year or hit.anchor.year + (hit.tag("q") == "next"), number * 3 - 2, 1)
        absolute = year > 0
        if not absolute and sums.period_end(start, QUARTER) < hit.anchor:
            start = sums.shift(start, 1, YEAR)
    else:
        start = sums.shift(start, OFFSETS[hit.tag("q")], QUARTER)
    past = hit.tag("q") == "last"
    if hit.tag("p") in ("end", "late", "last", "eoq"):
        return hit.piece("day", "date", sums.period_end(start, QUARTER), absolute=absolute, past=past)
    return hit.piece("quarter", "period", start, absolute=absolute, past=past)


def year_end(hit: Hit) -> Piece:
    """Read "the end of the year", "year-end", "the end of 2026"."""
    year = hit.number("y") or hit.anchor.year + OFFSETS[hit.tag("q")]
    return hit.piece(
        "day", "date", date(year, 12, 31), absolute=hit.token("y") is not None, past=hit.tag("q") == "last"
    )


def holiday(hit: Hit) -> Piece:
    """Read "Christmas", "Easter 2026": the holiday's own day; after it, nothing that can be known."""
    code, year = hit.number("h"), hit.number("y")
    day = sums.holiday(code, year or hit.anchor.year)
    if not year and day < hit.anchor:
        day = sums.holiday(code, hit.anchor.year + 1)
    if hit.token("last"):
        past = max(sums.holiday(code, hit.anchor.year - back) for back in (0, 1) if back or day.year > hit.anchor.year)
        return hit.piece("day", "holiday", past, past=True)
    if hit.token("noday"):
        return hit.piece("vague", "vague")
    return hit.piece("day", "holiday", day, absolute=year > 0)


def vague(hit: Hit) -> Piece:
    """Read "next year", "after the holidays", "ASAP": a date in words only."""
    unit = YEAR if hit.tag("year") else 0
    return hit.piece("vague", "vague", past=hit.tag("q") == "last", unit=unit, number=OFFSETS.get(hit.tag("q"), 0))


def season(hit: Hit) -> Piece:
    """Read "spring": words only, and only with a preposition or alone."""
    return hit.piece("vague", "vague", weak=not hit.tag("q"), past=hit.tag("q") == "last")
