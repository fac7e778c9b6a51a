"""Time stamps as seconds, and the checks every time goes through."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from closeplan_nlp.types import Problem, Turn

CLOCK = r"(?:[0-9]{1,6}:)?[0-9]{1,2}:[0-9]{2}(?:[.,][0-9]{1,6})?"
_STAMP = re.compile(r"(-)?(?:([0-9]{1,6}):)?([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]{1,9}))?")


def seconds(stamp: str) -> float | None:
    """`00:01:02.5`, `1:02`, `101:00:00,000` as seconds; `None` for what is no time."""
    found = _STAMP.fullmatch(stamp.strip())
    if not found:
        return None
    sign, hours, minutes, secs, fraction = found.groups()
    if int(secs) > 59 or (hours and int(minutes) > 59):
        return None
    value = int(hours or 0) * 3600 + int(minutes) * 60 + int(secs) + float(f"0.{fraction or 0}")
    return -value if sign else round(value, 6)


def checked(start: object, end: object, place: str) -> tuple[float | None, float | None, list[Problem]]:
    """Both times where they make sense, `None` where not, and a problem for each that does not."""
    problems: list[Problem] = []
    first = _number(start, f"{place}, start", problems)
    last = _number(end, f"{place}, end", problems)
    if first is not None and last is not None and last < first:
        problems.append(Problem(place=place, reason="the end lies before the start; the end is left out"))
        last = None
    return first, last, problems


def _number(value: object, place: str, problems: list[Problem]) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        reason = "the time is not a number of seconds"
    elif not _finite(value):
        reason = "the time is not finite"
    elif value < 0:
        reason = "the time is negative"
    else:
        return float(value)
    problems.append(Problem(place=place, reason=f"{reason}; it is left out"))
    return None


def _finite(value: int | float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def order_problems(turns: Sequence[Turn], places: Iterable[str]) -> list[Problem]:
    """One problem if times run backwards anywhere; the turns keep the order of the file."""
    late, back = 0.0, []
    for turn, place in zip(turns, places, strict=True):
        if turn.start is not None and turn.start < late:
            back.append(place)
        late = max(late, turn.start or 0.0)
    if not back:
        return []
    more = f" and {len(back) - 1} more" if len(back) > 1 else ""
    return [Problem(place=f"{back[0]}{more}", reason="starts before an earlier one; the order of the file is kept")]
