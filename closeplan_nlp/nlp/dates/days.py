"""Rules that name a day in words: dates, days of month, weekdays."""

from datetime import date, timedelta

from closeplan_nlp.nlp.dates import arithmetic as sums
from closeplan_nlp.nlp.dates.digits import full_year
from closeplan_nlp.nlp.dates.language import DAY, MONTH
from closeplan_nlp.nlp.dates.piece import Hit, Piece
from closeplan_nlp.nlp.wordlists import words

LOW = 3
"""The highest ordinal that mostly counts other things ("the third")."""
NUMBERED = words(
    """
    floor century anniversary edition version row street avenue grade birthday percentile generation attempt slide page
    line amendment person site store unit station hour minute time year month week quarter day of one call vendor
    customer user seat hire location branch school plant chapter clause column draft item point question round
    """
)
"""What an ordinal before it counts."""
SUITING = words("at works work would suits fine all then its is it")
"""Words after a day of month that say something of it."""


def month_day(hit: Hit) -> Piece | None:
    """Read "3 March", "the third of March", "March 3rd, 2026"; in a span, its last day."""
    month, day, year = hit.number("m"), hit.number("d"), hit.number("y")
    abbreviated = hit.token("dot") is None or len(getattr(hit.token("m"), "word", "")) <= 4
    if day > 31 or hit.follows("time") or not abbreviated:
        return None
    if year:
        return hit.piece("day", "date", date(full_year(year), month, day), absolute=True)
    verb = hit.tag("m") == "mv" and not hit.capital("m") and hit.token("of") is None
    weak = verb and (hit.tag("d") != "ord" or day <= 3) and hit.token("the") is None
    if hit.tag("d") != "ord" and hit.follows("word") and not hit.capital("m"):
        return None
    found = sums.coming_date(hit.anchor, month, day)
    if found and day < hit.number("f"):  # "april twenty-seventh to the third"
        found = sums.shift(found, 1, MONTH)
    return hit.piece("day", "date", found, weak=weak) if found else None


def day_of_month(hit: Hit) -> Piece | None:
    """Read "the 14th", and weak "twentieth" or "12", which need a weekday or a preposition."""
    number = hit.number("d")
    if number > 31:
        return None
    ordinal = hit.tag("d") == "ord"
    spelled_low = number <= 3 and hit.text[hit.tokens[hit.match.start("d")].start].isalpha()
    weak = not ordinal or spelled_low or hit.token("the") is None
    day = sums.coming_day(hit.anchor, number)
    return hit.piece("day", "dom", day, weak=weak, number=number, unit=DAY if ordinal else 0)


def day_before_word(hit: Hit) -> Piece | None:
    """Read "on the 27th" in talk without marks, unless what it numbers follows ("on the 15th floor")."""
    number, follower = hit.number("d"), hit.tokens[hit.match.end()].word
    if not LOW < number <= 31 or follower in NUMBERED or follower.rstrip("s") in NUMBERED:
        return None
    return hit.piece("day", "dom", sums.coming_day(hit.anchor, number), number=number, unit=DAY)


def day_that_suits(hit: Hit) -> Piece | None:
    """Read "thirtieth works", "the 28th at two": what is said of a day follows."""
    number, said = hit.number("d"), hit.tokens[hit.match.end() - 1].word
    follower = next(token.word for token in hit.tokens[hit.match.end() :] if token.tag not in ("comma", "dot"))
    if not LOW < number <= 31 or (follower not in SUITING and not said.endswith(("'s", "’s"))):
        return None
    return hit.piece("day", "dom", sums.coming_day(hit.anchor, number), number=number, unit=DAY)


def day_of_named_month(hit: Hit) -> Piece | None:
    """Read "the 28th of this month", "the 20th of next month", "the first of the month"."""
    number, which = hit.number("d"), hit.tag("q")
    if number > 31:
        return None
    if which not in ("this", "next"):
        return hit.piece("day", "dom", sums.coming_day(hit.anchor, number), number=number, unit=DAY)
    month = sums.shift(hit.anchor.replace(day=1), int(which == "next"), MONTH)
    return hit.piece("day", "date", month.replace(day=number))


def weekday(hit: Hit) -> Piece:
    """Read "Friday", "this Friday", "next Friday", "last Friday"."""
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
    """Read "Friday week", "a week on Tuesday", "two weeks from Monday", "the Friday after next"."""
    day = sums.next_weekday(hit.anchor, hit.number("w"))
    if hit.token("next"):
        day = sums.monday(hit.anchor) + timedelta(days=14 + hit.number("w"))
        return hit.piece("day", "weekday", day, number=hit.number("w"))
    return hit.piece("day", "weekday", day + timedelta(days=7 * hit.number("n", 1)), number=hit.number("w"))


def counted_weekdays(hit: Hit) -> Piece:
    """Read "two Thursdays from now", "two Thursdays ago"."""
    weeks, number = timedelta(days=7 * (hit.number("n") - 1)), hit.number("w")
    if hit.token("ago"):
        return hit.piece("day", "date", sums.last_weekday(hit.anchor, number) - weeks, past=True)
    return hit.piece("day", "weekday", sums.next_weekday(hit.anchor, number) + weeks, number=number)


def nth_weekday(hit: Hit) -> Piece | None:
    """Read "the first Tuesday of October", "the last Friday of the month"."""
    nth, year = hit.number("d"), hit.number("y")
    first = hit.anchor.replace(day=1)
    if hit.token("m"):
        first = date(year, hit.number("m"), 1) if year else sums.coming_month(hit.anchor, hit.number("m"))
    if hit.tag("q") in ("next", "last"):
        first = sums.shift(first, 1 if hit.tag("q") == "next" else -1, MONTH)
    day = sums.nth_weekday(first, nth, hit.number("w"))
    if hit.tag("q") == "last":
        return hit.piece("day", "date", day, past=True)
    if day and day < hit.anchor and not year:
        first = sums.shift(first, 12 if hit.token("m") else 1, MONTH)
        day = sums.nth_weekday(first, nth, hit.number("w"))
    return hit.piece("day", "date", day, absolute=year > 0) if day else None


def ranked_weekday(hit: Hit) -> Piece | None:
    """Read "the nineteenth Tuesday" is a day; "the third Tuesday" of no month is none that is known."""
    number, name = hit.number("d"), hit.number("w")
    if number <= 5:
        return hit.piece("vague", "vague")
    day = sums.weekday_on(hit.anchor, name, number)
    return hit.piece("day", "date", day) if day and day.weekday() == name else None


def vague_weekday(hit: Hit) -> Piece:
    """Read "the Monday after", "the following Monday": of use only beside a day."""
    return hit.piece("vague", "after", number=hit.number("w"))
