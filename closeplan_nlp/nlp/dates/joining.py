"""Neighbouring pieces made one date: "Monday the eighteenth", "COB Friday", "Monday or Tuesday"."""

from dataclasses import replace
from datetime import date, timedelta

from closeplan_nlp.nlp.dates import arithmetic as sums
from closeplan_nlp.nlp.dates.language import CHARS, MONTH, WEEK, YEAR, compile_tags
from closeplan_nlp.nlp.dates.piece import Piece
from closeplan_nlp.nlp.dates.spans import DAYS, span

BESIDE = compile_tags("(?:{mark}|{part}|{or}(?={eod})){0,3}{on|of|in|by|at|from}?{the}?")
BY = CHARS["by"]
SENTENCE = compile_tags("{dot|stop}")
OR = compile_tags("{comma}?{or|slash}{on|by|in}?")
SPAN = compile_tags("{comma}?(?:{and|to|dash}|{prep}{to}?){on|by|in}?")
MOVE = compile_tags("(?P<before>{before})|{after|from}")


def join_all(pieces: list[Piece], tags: str, text_between: list[str], anchor: date) -> list[Piece]:
    """Join neighbours from left to right; `text_between[i]` is the text before the i-th piece back to the last one."""
    joined: list[Piece] = []
    for piece, between in zip(pieces, text_between, strict=True):
        while joined and (one := combine(joined[-1], piece, tags, between, anchor)):
            joined.pop()
            piece = one
            between = ""
        joined.append(piece)
    return joined


def combine(a: Piece, b: Piece, tags: str, between: str, anchor: date) -> Piece | None:
    """The two pieces as one date, None where they are two."""
    gap = tags[a.last : b.first]
    if len(gap) > 4:
        return None
    either = OR.fullmatch(gap) is not None
    if either or SPAN.fullmatch(gap) or (not gap and between in ("-", "–")):
        found = span(a, b, either, anchor) or (None if either else beside(a, b, False, anchor))
    elif move := MOVE.fullmatch(gap):
        found = moved(a, b, -1 if move["before"] else 1)
    elif BESIDE.fullmatch(gap) and not (a.role == "weekof" and BY in gap):
        found = beside(a, b, SENTENCE.search(gap) is not None, anchor)
    else:
        return None
    return replace(found, first=a.first, last=b.last, past=a.past or b.past) if found else None


def moved(a: Piece, b: Piece, sign: int) -> Piece | None:
    """Join "two weeks before Christmas", "ten days from Monday"."""
    if a.role != "duration" or b.role not in DAYS or b.day is None:
        return None
    day = sums.shift(b.day, sign * a.number, a.unit)
    return replace(b, role="date", day=day, weak=False)


def beside(a: Piece, b: Piece, sentence: bool, anchor: date) -> Piece | None:
    """Two names of one day; across the end of a sentence only where they agree."""
    pair = (a.role, b.role)
    if a.kind == "month" and pair == ("period", "dom") and a.day and not sentence:
        return replace(b, role="date", day=a.day.replace(day=b.number), weak=False, absolute=a.absolute)
    if pair in (("weekday", "dom"), ("dom", "weekday")):
        return weekday_and_day(a, b, sentence, anchor)
    if "week" in pair and a.kind != "duration":
        return in_week(a, b) if pair[0] == "week" else in_week(b, a)
    if a.role == "eod" or b.role == "eod":
        other = b if a.role == "eod" else a
        return None if sentence or other.role not in DAYS else other
    if a.role == "weekof" and b.role in DAYS and b.day:
        start = b.day + timedelta(days=b.day.weekday() == 6 and not a.number)
        return replace(
            b, kind="week", role="week", weak=False, day=sums.monday(start) + timedelta(days=4 + 7 * a.number)
        )
    if a.role == "after" and b.role in DAYS:
        return replace(b, weak=False)
    if b.role == "vague" and b.unit == YEAR and a.day and a.role in ("date", "period", "holiday") and not a.absolute:
        return replace(a, day=a.day.replace(year=anchor.year + b.number), weak=False)
    return same_day(a, b, sentence, anchor)


def weekday_and_day(a: Piece, b: Piece, sentence: bool, anchor: date) -> Piece | None:
    """Join "Monday the fifth", "nineteenth, Tuesday": the next such day of month on that weekday."""
    name, number = (a, b) if a.role == "weekday" else (b, a)
    day = sums.weekday_on(anchor, name.number, number.number)
    agrees = day is not None and day.weekday() == name.number
    bare = not number.unit and (day is None or day > anchor + timedelta(days=62))
    far = sentence and day != sums.coming_day(anchor, number.number)
    if day is None or ((sentence or number.weak) and not agrees) or bare or far:
        return None
    return replace(number, role="date", day=day, weak=False)


def in_week(week: Piece, other: Piece) -> Piece | None:
    """Join "next week on Tuesday": that day of the week; a day of month only where it lies in the week."""
    if week.day is None or other.day is None:
        return None
    start = sums.monday(week.day)
    if other.role == "weekday":
        day = start + timedelta(days=other.number)
        return replace(other, role="date", day=day, weak=False, absolute=week.absolute)
    inside = other.role in DAYS and start <= other.day < start + timedelta(days=7)
    return replace(other, weak=False) if inside else None


def weekday_after(time: Piece, name: Piece) -> Piece | None:
    """Join "in two weeks, on Friday", "Thursday, a month from now"."""
    if time.day is None:
        return None
    start = sums.monday(time.day) if time.unit < MONTH else time.day
    return replace(name, role="date", day=sums.on_or_after(start, name.number))


def same_day(a: Piece, b: Piece, sentence: bool, anchor: date) -> Piece | None:
    """Join "tomorrow, Friday", "Friday, the 29th of May": the date wins; a weekday after it must agree."""
    if a.role not in DAYS or b.role not in DAYS or a.day is None or b.day is None or (a.weak and b.weak):
        return None
    if "weekday" in (a.role, b.role) and max(a.unit, b.unit) >= WEEK:
        return weekday_after(a, b) if b.role == "weekday" else weekday_after(b, a)
    if a.role == "weekday" and b.role == "date":
        agrees = b.day.weekday() == a.number
        return replace(b, weak=False) if agrees or (not sentence and b.day > anchor + timedelta(days=1)) else None
    if b.role == "weekday" and a.role == "date":
        return replace(a, weak=False) if a.day.weekday() == b.number else None
    return replace(b, weak=False, absolute=a.absolute or b.absolute) if a.day == b.day else None
