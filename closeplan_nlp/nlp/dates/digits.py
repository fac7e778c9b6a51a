"""Rules for dates in digits: 2026-03-06, 3/14, 14.3.2026."""

from datetime import date

from closeplan_nlp.nlp.dates import arithmetic as sums
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
    word = hit.tokens[hit.match.start()].word
    if word.count(".") == 1 and not hit.day_first:
        return None  # "14.03" may be a number or a time
    first, second, *rest = (int(part) for part in word.strip(".").split("."))
    if second > 12:
        first, second = second, first
    if not rest and not hit.day_first and len(word) < len("14.3."):
        return None  # "3.1." is a version
    return numeric(hit, first, second, rest, weak=not rest)


def numeric(hit: Hit, day: int, month: int, rest: list[int], weak: bool) -> Piece | None:
    """A date in digits, with the year where one is given."""
    if not rest:
        found = sums.coming_date(hit.anchor, month, day) if month <= 12 else None
        return hit.piece("day", "date", found, weak=weak) if found else None
    return hit.piece("day", "date", date(full_year(rest[0]), month, day), absolute=True)


def full_year(year: int) -> int:
    """A year of two digits as one between 1970 and 2069."""
    return year if year > 99 else year + (1900 if year >= 70 else 2000)
