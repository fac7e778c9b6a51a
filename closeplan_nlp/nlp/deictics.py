"""Days that only the talk around them places: "the sixteenth" after "mid April", "on the Friday" after "the sixth"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from closeplan_nlp.nlp.dates import DateMention
from closeplan_nlp.nlp.dates import arithmetic as sums
from closeplan_nlp.nlp.dates.language import MONTH
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.wordlists import words

MONTH_NAME = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|(?:янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек)\w*)\b",
    re.IGNORECASE,
)
WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_THE_WEEKDAY = re.compile(r"\b(?:the|that)\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:\s+\w+ing)?$", re.IGNORECASE)
DAY_OF_MONTH = re.compile(
    r"^(?:\w+\s+)?(?:the\s+)?(?:\d{1,2}(?:st|nd|rd|th)|(?:(?:twenty|thirty)[- ]?)?(?:first|second|third|fourth|fifth|"
    r"sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|"
    r"eighteenth|nineteenth|twentieth|thirtieth)$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ARRANGING = words(
    "say tell move agree plan think want book schedule put push need hope expect promise ask mean give set change "
    "have be reserve offer propose suggest fix shift postpone bring get decide do confirm order announce"
)
"""Verbs whose past may fix a day to come ("they moved it to the tenth")."""
FAR = 100
"""Days that the month spoken of may lie behind the next such day."""


def placed(
    date: DateMention, mention: Mention, mentions: Sequence[Mention], said: Sequence[Mention], reach: int
) -> DateMention:
    """The date in the month or week that was named before it: "live on October sixteenth … the sixteenth, then".

    `reach` is the number of utterances back, among all that were `said`, that may have named it.
    """
    if date.value is None or date.past or MONTH_NAME.search(date.text):
        return date
    own = [d for m in mentions for d in m.dates if d.value and d.value[8:] == date.value[8:] != ""]
    if named := [d for d in own if MONTH_NAME.search(d.text)]:
        return named[-1]
    if DAY_OF_MONTH.match(date.text):
        return _in_month_before(date, _before(date, mention, said, reach))
    if _THE_WEEKDAY.search(date.text):
        return _after_day_before(date, _before(date, mention, said, reach))
    return date


def _before(date: DateMention, mention: Mention, said: Sequence[Mention], reach: int) -> Iterator[DateMention]:
    """The dates said right before this one, the nearest first."""
    yield from reversed([d for d in mention.dates if d.start < date.start])
    for earlier in reversed(said[max(0, mention.index - reach) : mention.index]):
        yield from reversed(earlier.dates)


def _in_month_before(date: DateMention, before: Iterator[DateMention]) -> DateMention:
    """A bare day of month, in the month that was named last."""
    assert date.value is not None
    for earlier in before:
        if earlier.value and not earlier.past and MONTH_NAME.search(earlier.text) and earlier.value[4:5] == "-":
            value = f"{earlier.value[:7]}-{date.value[8:]}"
            return replace(date, value=value) if is_day(value) and 0 < _days(date.value, value) <= FAR else date
    return date


def _after_day_before(date: DateMention, before: Iterator[DateMention]) -> DateMention:
    """A weekday like "the Friday": the first one from the day on that was named last."""
    assert date.value is not None
    for earlier in before:
        if earlier.value and not earlier.past and is_day(earlier.value) and not WEEKDAY.fullmatch(earlier.text):
            first, weekday = (datetime.date.fromisoformat(v) for v in (earlier.value, date.value))
            day = first + datetime.timedelta(days=(weekday.weekday() - first.weekday()) % 7)
            return replace(date, value=day.isoformat()) if 0 < (day - weekday).days <= FAR else date
    return date


def _days(first: str, last: str) -> int:
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days


def is_day(value: str) -> bool:
    """Whether the value is one day of the calendar, not a month or a quarter."""
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == len("2026-03-06")


def put_back(date: DateMention) -> DateMention:
    """The date of something that is done: what has no year of its own was the last time ("signed in August")."""
    if date.value is None or date.past or _YEAR.search(date.text) or not (value := _last_time(date)):
        return date
    return replace(date, value=value, past=True)


def _last_time(date: DateMention) -> str | None:
    """The value of the occurrence before; None where the words name one day only ("today")."""
    assert date.value is not None
    if MONTH_NAME.search(date.text):
        value = f"{int(date.value[:4]) - 1:04d}{date.value[4:]}"
        return value if len(value) == len("2026-03") or is_day(value) else None
    if not is_day(date.value):
        return None
    day = datetime.date.fromisoformat(date.value)
    if WEEKDAY.search(date.text):
        return (day - datetime.timedelta(days=7)).isoformat()
    return sums.shift(day, -1, MONTH).isoformat() if DAY_OF_MONTH.match(date.text) else None


def told_as_past(date: DateMention, mention: Mention) -> bool:
    """Whether the parse has the date in a clause about what happened ("the board sat on the first of August")."""
    if mention.span is None or not mention.span.doc.has_annotation("DEP"):
        return False
    start, end = mention.start + date.start, mention.start + date.end
    said = [token for token in mention.span if start <= token.idx < end and token.pos_ not in ("ADP", "DET", "PUNCT")]
    verb = said[0].head if said else None
    while verb is not None and verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
        verb = verb.head
    if verb is None or verb.tag_ not in ("VBD", "VBN") or verb.lemma_ in _ARRANGING:
        return False
    helpers = [child for child in verb.children if child.dep_.startswith("aux")]
    if verb.tag_ == "VBN":
        return any(child.lemma_ == "have" for child in helpers) and not any(child.tag_ == "MD" for child in helpers)
    return not helpers and not any(child.lower_ in ("if", "unless") for child in verb.children)
