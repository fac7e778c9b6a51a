"""Rules that name a day: absolute dates, days of month, weekdays, "tomorrow", "in two weeks"."""

from datetime import date, timedelta

from closeplan_nlp.nlp.dates import arithmetic as sums
from closeplan_nlp.nlp.dates.language import DAY, MONTH, WEEK
from closeplan_nlp.nlp.dates.piece import Hit, Piece


def iso(hit: Hit) -> Piece:
    """2026-03-06."""
    year, month, day = (int(part) for part in hit.tokens[hit.match.start()].word.split("-"))
    return hit.piece("day", "date", date(year, month, day), absolute=True)


def slashed(hit: Hit) -> Piece | None:
    """3/14, 14/3/2026: the order by the other being impossible, else the language's."""
    first, second, *rest = (int(part) for part in hit.tokens[hit.match.start()].word.replace("-", "/").split("/"))
    swap = hit.day_first if first <= 12 and second <= 12 else first > 12
    day, month = (first, second) if swap else (second, first)
    if (first, second) == (24, 7) and not rest:
        return None
    return numeric(hit, day, month, rest, weak=not rest)


def dotted(hit: Hit) -> Piece | None:
    """14.3. and 14.3.2026; day first except where that is impossible."""
    first, second, *rest = (int(p) for p in hit.tokens[hit.match.start()].word.strip(".").split("."))
    if second > 12:
        first, second = second, first
    return numeric(hit, first, second, rest, weak=not rest)


def numeric(hit: Hit, day: int, month: int, rest: list[int], weak: bool) -> Piece | None:
    """A date in digits, with the year where one is given."""
    if not rest:
        found = sums.coming_date(hit.anchor, month, day) if month <= 12 else None
        return hit.piece("day", "date", found, weak=weak) if found else None
    year = rest[0] if rest[0] > 99 else 2000 + rest[0] - (100 if rest[0] >= 70 else 0)
    return hit.piece("day", "date", date(year, month, day), absolute=True)


def month_day(hit: Hit) -> Piece | None:
    """ "3 March", "the third of March", "March 3rd, 2026"; in a span, its last day."""
    month, day, year = hit.number("m"), hit.number("d"), hit.number("y")
    abbreviated = hit.token("dot") is None or len(getattr(hit.token("m"), "word", "")) <= 4
    if day > 31 or hit.follows("time") or not abbreviated:
        return None
    if year:
        return hit.piece("day", "date", date(year, month, day), absolute=True)
    verb = hit.tag("m") == "mv" and not hit.capital("m") and hit.token("of") is None
    weak = verb and (hit.tag("d") != "ord" or day <= 3) and hit.token("the") is None
    if hit.tag("d") != "ord" and hit.follows("word") and not hit.capital("m"):
        return None
    found = sums.coming_date(hit.anchor, month, day)
    return hit.piece("day", "date", found, weak=weak) if found else None


def day_of_month(hit: Hit) -> Piece | None:
    """ "the 14th", and weak "twentieth" or "12", which need a weekday or a preposition."""
    number = hit.number("d")
    if number > 31:
        return None
    ordinal = hit.tag("d") == "ord"
    spelled_low = number <= 3 and hit.text[hit.tokens[hit.match.start("d")].start].isalpha()
    weak = not ordinal or spelled_low or hit.token("the") is None
    day = sums.coming_day(hit.anchor, number)
    return hit.piece("day", "dom", day, weak=weak, number=number, unit=DAY if ordinal else 0)


def day_of_named_month(hit: Hit) -> Piece | None:
    """ "the 28th of this month", "the 20th of next month", "the first of the month"."""
    number, which = hit.number("d"), hit.tag("q")
    if number > 31:
        return None
    if which not in ("this", "next"):
        return hit.piece("day", "dom", sums.coming_day(hit.anchor, number), number=number, unit=DAY)
    month = sums.shift(hit.anchor.replace(day=1), int(which == "next"), MONTH)
    return hit.piece("day", "date", month.replace(day=number))


def weekday(hit: Hit) -> Piece:
    """ "Friday", "this Friday", "next Friday", "last Friday"."""
    number, which = hit.number("w"), hit.tag("q")
    weak = hit.tag("w") == "wdw" and not which
    if which == "last":
        return hit.piece("day", "date", sums.last_weekday(hit.anchor, number), past=True)
    if which == "next":
        day = sums.monday(hit.anchor) + timedelta(days=7 + number)
        return hit.piece("day", "weekday", day, number=number)
    if which == "this":
        return hit.piece("day", "weekday", sums.on_or_after(hit.anchor, number), number=number)
    return hit.piece("day", "weekday", sums.next_weekday(hit.anchor, number), weak=weak, number=number)


def week_on_weekday(hit: Hit) -> Piece:
    """ "Friday week", "a week on Tuesday", "two weeks from Monday", "the Friday after next"."""
    day = sums.next_weekday(hit.anchor, hit.number("w"))
    if hit.token("next"):
        day = sums.monday(hit.anchor) + timedelta(days=14 + hit.number("w"))
        return hit.piece("day", "weekday", day, number=hit.number("w"))
    return hit.piece("day", "weekday", day + timedelta(days=7 * hit.number("n", 1)), number=hit.number("w"))


def counted_weekdays(hit: Hit) -> Piece:
    """ "two Thursdays from now", "two Thursdays ago"."""
    weeks, number = timedelta(days=7 * (hit.number("n") - 1)), hit.number("w")
    if hit.token("ago"):
        return hit.piece("day", "date", sums.last_weekday(hit.anchor, number) - weeks, past=True)
    return hit.piece("day", "weekday", sums.next_weekday(hit.anchor, number) + weeks, number=number)


def nth_weekday(hit: Hit) -> Piece | None:
    """ "the first Tuesday of October", "the last Friday of the month"."""
    nth, year = hit.number("d"), hit.number("y")
    first = hit.anchor.replace(day=1)
    if hit.token("m"):
        first = date(year, hit.number("m"), 1) if year else sums.coming_month(hit.anchor, hit.number("m"))
    if hit.tag("q") == "next":
        first = sums.shift(first, 1, MONTH)
    day = sums.nth_weekday(first, nth, hit.number("w"))
    if day and day < hit.anchor and not year:
        first = sums.shift(first, 12 if hit.token("m") else 1, MONTH)
        day = sums.nth_weekday(first, nth, hit.number("w"))
    return hit.piece("day", "date", day, absolute=year > 0) if day else None


def vague_weekday(hit: Hit) -> Piece:
    """ "the Monday after", "the following Monday": of use only beside a day."""
    return hit.piece("vague", "after", number=hit.number("w"))


def relative(hit: Hit) -> Piece:
    """ "today", "tomorrow", "yesterday": the number of the token is the distance in days."""
    distance = hit.number("t")
    return hit.piece("day", "date", hit.anchor + timedelta(days=distance), past=distance < 0)


def end_of_day(hit: Hit) -> Piece:
    """ "EOD", "close of business": the day of the call, or of the day beside it."""
    return hit.piece("day", "eod", hit.anchor)


def offset(hit: Hit) -> Piece | None:
    """ "in two weeks", "within ten days", "two weeks ago", "in 3 business days"."""
    number, unit = hit.number("k") or hit.number("n", 1), hit.number("u")
    if hit.token("hour"):
        whole = number % 24 == 0 and hit.number("hour") == 1
        return hit.piece("day", "date", hit.anchor + timedelta(days=number // 24)) if whole else None
    if hit.token("ago") or hit.token("last"):
        return hit.piece("day", "date", sums.shift(hit.anchor, -number, unit), past=True)
    if hit.token("biz") and unit == DAY:
        return hit.piece("day", "date", sums.shift_business(hit.anchor, number))
    return hit.piece("day", "date", sums.shift(hit.anchor, number, unit), number=number, unit=unit)


def duration(hit: Hit) -> Piece:
    """ "two weeks", "a two-week pilot": no date, unless a date follows ("two weeks before Christmas")."""
    number = hit.number("k") or hit.number("n", 1)
    return hit.piece("duration", "duration", number=number, unit=hit.number("u") or WEEK)
