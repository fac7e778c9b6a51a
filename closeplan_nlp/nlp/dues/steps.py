"""Words that count from a day spoken of before: "two days before", "the week after that", "the next day"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from closeplan_nlp.nlp.dates import arithmetic as sums
from closeplan_nlp.nlp.dates.language import DAY, MONTH, WEEK

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple of": 2, "couple": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20,
    "thirty": 30,
}  # fmt: skip
_UNITS = {"day": DAY, "night": DAY, "morning": DAY, "evening": DAY, "week": WEEK, "month": MONTH}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_BACK = frozenset(("before", "earlier", "ahead", "prior", "beforehand"))
_COUNTED = (
    rf"(?:(?:an?|one) )?(?P<number>{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}|\d{{1,2}})"
    r" (?:working |business |full |clear )?(?P<unit>day|week|month)s?"
    r"(?:,? (?P<side>before(?:hand)?|earlier|ahead|prior|after(?:wards)?|later|behind|from (?:that|then))\b)?"
)
_PATTERN = re.compile(
    rf"\b(?:{_COUNTED}"
    r"|(?:the |early the |on the |by the )?(?P<near>day|night|morning|evening|week|month) (?P<way>before|after|prior)\b"
    r"|(?:the )?(?P<next>next|following) (?P<what>day|morning)"
    r"|the following (?P<follow>week|month)"
    rf"|(?:the )?(?P<weekday>{'|'.join(_WEEKDAYS)}) (?P<place>after|before|following)"
    rf"|the following (?P<then>{'|'.join(_WEEKDAYS)})"
    r"|(?:that|the same|same) (?P<same>day|week|morning|afternoon|evening|night|month)"
    r"|(?:within|in|during) the (?P<inside>week|month)(?! of)"
    r")\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Step:
    """Characters `start` to `end` of an utterance, their `text`, and how far they move a day.

    By `number` units (negative: back), to the `weekday` then, where one is named, or to the Friday of the week reached
    (`week`), or to the end of the month (`month`). `form` says what words they are.
    """

    start: int
    end: int
    text: str
    form: str
    number: int = 0
    unit: int = DAY
    weekday: int | None = None
    week: bool = False
    month: bool = False

    def day_from(self, anchor: dt.date) -> dt.date:
        """The day that is meant where the words count from `anchor`."""
        if self.weekday is not None:
            step = sums.next_weekday if self.number > 0 else sums.last_weekday
            return step(anchor, self.weekday)
        day = sums.shift(anchor, self.number, self.unit)
        if self.month:
            return sums.month_end(day)
        return sums.monday(day) + dt.timedelta(days=sums.FRIDAY) if self.week else day


def steps_in(text: str) -> Iterator[Step]:
    """The steps in an utterance, in order."""
    for match in _PATTERN.finditer(text):
        yield _step(match)


def _step(match: re.Match[str]) -> Step:
    start, end, text = match.start(), match.end(), match.group()
    group = {name: value.lower() for name, value in match.groupdict().items() if value}
    if "number" in group:
        number = _NUMBERS.get(group["number"]) or int(group["number"])
        sign = -1 if group.get("side") in _BACK else 1
        form = "counted" if "side" not in group else "later" if sign > 0 else "earlier"
        return Step(start, end, text, form, sign * number, _UNITS[group["unit"]])
    if "near" in group:
        sign, unit = -1 if group["way"] in _BACK else 1, _UNITS[group["near"]]
        return Step(start, end, text, "beside", sign, unit, week=unit == WEEK, month=unit == MONTH)
    if "next" in group:
        return Step(start, end, text, "next", 1)
    if "follow" in group:
        return Step(start, end, text, "next", 1, _UNITS[group["follow"]], week=group["follow"] == "week")
    if "weekday" in group or "then" in group:
        sign = -1 if group.get("place") in _BACK else 1
        return Step(start, end, text, "weekday", sign, weekday=_WEEKDAYS.index(group.get("weekday") or group["then"]))
    span = group.get("same") or group["inside"]
    form = "same" if "same" in group else "inside"
    return Step(start, end, text, form, week=span == "week", month=span == "month")
