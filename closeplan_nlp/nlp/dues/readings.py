"""All ways to read the dates of a call.

"The sixteenth" is the next sixteenth, or that of the month spoken of before; "the Friday" the next one, or the one
after the day spoken of before; "two days before" means nothing by itself. Which one holds, the scorer says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from closeplan_nlp.nlp.dates import DateMention
from closeplan_nlp.nlp.dates import arithmetic as sums
from closeplan_nlp.nlp.deictics import DAY_OF_MONTH, MONTH_NAME, WEEKDAY, is_day
from closeplan_nlp.nlp.dues.steps import Step, steps_in
from closeplan_nlp.nlp.mentions import Mention

Way = Literal["said", "month", "week", "step"]
MONTHS, MONTH_REACH = 2, 80
"""Months spoken of before that a bare day may belong to, and how many utterances back they are looked for."""
ANCHORS, ANCHOR_REACH = 3, 14
"""Days spoken of before that a step or weekday may start from, and how many utterances back they are looked for."""


@dataclass(frozen=True, eq=False)
class Reading:
    """Words of `mention` as a date: `date` has the value that they have in this `way` of reading them.

    `rank` and `away` tell of the words that place the date: how many nearer ones there are, and how many utterances lie
    between; 0 for what is read as said. `form` is that of the step.
    """

    mention: Mention
    date: DateMention
    way: Way = "said"
    rank: int = 0
    away: int = 0
    form: str = ""

    @property
    def value(self) -> str:
        """The ISO day, month or quarter."""
        return self.date.value or ""


def readings_of(said: Sequence[Mention]) -> list[Reading]:
    """The readings of all dates of a call, `said` being its utterances in order; one for each value and date."""
    return [reading for place in range(len(said)) for reading in _of_utterance(place, said)]


def _of_utterance(place: int, said: Sequence[Mention]) -> Iterator[Reading]:
    mention = said[place]
    for date in mention.dates:
        seen = set()
        for reading in _of_date(date, place, said):
            if reading.value and reading.value not in seen:
                seen.add(reading.value)
                yield reading
    for step in steps_in(mention.text):
        yield from _stepped(step, place, said)


def _of_date(date: DateMention, place: int, said: Sequence[Mention]) -> Iterator[Reading]:
    """A date as said, and where its words leave the month or week open, in those spoken of before."""
    mention = said[place]
    if date.value is None:
        return
    yield Reading(mention, date)
    if date.past or not is_day(date.value) or MONTH_NAME.search(date.text):
        return
    if DAY_OF_MONTH.match(date.text):
        for rank, (month, away) in enumerate(_months_before(date.start, place, said)):
            if is_day(value := f"{month}-{date.value[8:]}"):
                yield Reading(mention, replace(date, value=value), "month", rank, away)
    elif WEEKDAY.search(date.text):
        weekday = dt.date.fromisoformat(date.value).weekday()
        for rank, (anchor, away) in enumerate(_anchors(date.start, date.end, place, said)):
            day = sums.on_or_after(anchor, weekday)
            yield Reading(mention, replace(date, value=day.isoformat()), "week", rank, away)


def _stepped(step: Step, place: int, said: Sequence[Mention]) -> Iterator[Reading]:
    """A step from each of the days spoken of before it, in its utterance also from one after it."""
    for rank, (anchor, away) in enumerate(_anchors(step.start, step.end, place, said)):
        day = step.day_from(anchor)
        date = DateMention(step.start, step.end, step.text, day.isoformat(), "day", None, False)
        yield Reading(said[place], date, "step", rank, away, step.form)


def _months_before(start: int, place: int, said: Sequence[Mention]) -> Iterator[tuple[str, int]]:
    """The months ("2026-03") named last before a place, and how many utterances lie between."""
    found: list[str] = []
    for date, away in _before(start, place, said, MONTH_REACH):
        value = date.value or ""
        if MONTH_NAME.search(date.text) and value[4:5] == "-" and value[5:6] != "Q" and value[:7] not in found:
            found.append(value[:7])
            yield value[:7], away
            if len(found) == MONTHS:
                return


def _anchors(start: int, end: int, place: int, said: Sequence[Mention]) -> Iterator[tuple[dt.date, int]]:
    """The days named around a place, the nearest before it first: in its utterance, behind the words too."""
    later = [(date, 0) for date in said[place].dates if date.start >= end]
    found: list[str] = []
    for date, away in (*later[:1], *_before(start, place, said, ANCHOR_REACH)):
        if date.value and not date.past and is_day(date.value) and date.value not in found:
            found.append(date.value)
            yield dt.date.fromisoformat(date.value), away
            if len(found) == ANCHORS:
                return


def _before(start: int, place: int, said: Sequence[Mention], reach: int) -> Iterator[tuple[DateMention, int]]:
    """The dates said before a place of an utterance, the nearest first, with the utterances between."""
    yield from ((date, 0) for date in reversed(said[place].dates) if date.end <= start)
    for back in range(1, min(reach, place) + 1):
        yield from ((date, back) for date in reversed(said[place - back].dates))
