"""Dates in deal language: the guide's rows on `due`, edge cases 27-34, the traps, and shares on real rows."""

import datetime as dt
import gzip
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from growth import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st

from closeplan_nlp.errors import RequestError
from closeplan_nlp.nlp.dates import LANGUAGES, DateMention, find_dates

WEDNESDAY = dt.date(2026, 3, 4)
FRIDAY = dt.date(2026, 3, 6)
SHARED = Path(os.environ.get("CLOSEPLAN_DATA", Path(__file__).parents[3] / "shared" / "data"))
ISO = re.compile(r"\d{4}-\d\d-\d\d|\d{4}-\d\d|\d{4}-Q[1-4]")


def due(text: str, anchor: dt.date | None = WEDNESDAY, language: str = "en") -> str | None:
    """The value of the last mention that is not past: later words win."""
    values = [m.value for m in find_dates(text, anchor, language) if m.value and not m.past]
    return values[-1] if values else None


ENGLISH = [
    # weekdays
    ("I'll send it by Friday.", "2026-03-06"),
    ("next Friday", "2026-03-13"),
    ("this coming Friday", "2026-03-06"),
    ("Friday week", "2026-03-13"),
    ("a week on Tuesday", "2026-03-17"),
    ("two weeks from Monday", "2026-03-23"),
    ("Tuesday week", "2026-03-17"),
    ("the Friday after next", "2026-03-20"),
    ("with Monday's quote", "2026-03-09"),
    ("I'll send a report every Friday", "2026-03-06"),
    ("this arvo", "2026-03-04"),
    ("Twenty-two of August, yes.", "2026-08-22"),
    ("5 october to 9, they need a login", "2026-10-09"),
    ("in November, the eleventh", "2026-11-11"),
    ("we'd sign the week after, by the fourteenth of November", "2026-11-14"),
    ("the tests in april PQ later", "2026-04"),
    ("first week november", "2026-11-06"),
    # days of month in talk: what suits a day, no marks, a clitic
    ("28th at 2", "2026-03-28"),
    ("Thirtieth works", "2026-03-30"),
    ("The 23rd's safe", "2026-03-23"),
    ("Twenty eighth, it's a Saturday", "2026-03-28"),
    ("two o'clock on the twenty seventh broughton house", "2026-03-27"),
    ("I need them on the 15th floor", None),
    ("before the twentieth person asks", None),
    ("the twenty-fourth. The Thursday or Friday", "2026-03-06"),  # two dates, not the next 24th that is a Thursday
    # right after the call
    ("I'll send it after this.", "2026-03-04"),
    ("you have it by lunch", "2026-03-04"),
    ("after lunch on Friday", "2026-03-06"),
    ("I'll send it after lunch, Friday", "2026-03-06"),
    ("once we're off, I'll call her", "2026-03-04"),
    ("after this pilot we sign", None),
    ("before the month is over", "2026-03-31"),
    ("in the week after Easter", "2026-04-10"),  # Easter is a Sunday: the week after it begins on the morrow
    ("after the Thursday thing", None),
    ("ten of may be wrong", None),
    ("5 october to 9 people", "2026-10-05"),
    ("between the ninth of March and the fifteenth of April", "2026-04-15"),
    # weeks (edge case 28)
    ("this week", "2026-03-06"),
    ("next week", "2026-03-13"),
    ("end of the week", "2026-03-06"),
    ("EOW", "2026-03-06"),
    ("by end of next week", "2026-03-13"),
    ("early next week", "2026-03-09"),
    ("middle of next week", "2026-03-11"),
    ("mid next week", "2026-03-11"),
    ("week 50", "2026-12-11"),
    ("the week of the 9th", "2026-03-13"),
    ("the week of March 23rd", "2026-03-27"),
    ("the week after March 9", "2026-03-20"),
    ("the week after next", "2026-03-20"),
    ("the second week of March", "2026-03-13"),
    ("first week of october", "2026-10-02"),
    ("over the weekend", "2026-03-08"),
    ("Tuesday of next week", "2026-03-10"),
    ("next week on Tuesday", "2026-03-10"),
    ("Early next week, Tuesday-ish", "2026-03-10"),
    # the day of the call and days counted from it
    ("today", "2026-03-04"),
    ("tonight", "2026-03-04"),
    ("this afternoon", "2026-03-04"),
    ("right after this call", "2026-03-04"),
    ("when we hang up", "2026-03-04"),
    ("I'll send it now.", "2026-03-04"),
    ("now", "2026-03-04"),
    ("tomorrow itself", "2026-03-05"),
    ("the day after tomorrow", "2026-03-06"),
    ("in two weeks", "2026-03-18"),
    ("in two weeks' time", "2026-03-18"),
    ("two weeks from now", "2026-03-18"),
    ("in a fortnight", "2026-03-18"),
    ("within ten days", "2026-03-14"),
    ("in 3 business days", "2026-03-09"),
    ("in three working days", "2026-03-09"),
    ("in a couple of weeks", "2026-03-18"),
    ("in two or three days", "2026-03-07"),
    ("in a day or two", "2026-03-06"),
    ("within 48 hours", "2026-03-06"),
    ("in six months", "2026-09-04"),
    ("over the next two weeks", "2026-03-18"),
    # days of month
    ("the 14th", "2026-03-14"),
    ("by the 2nd", "2026-04-02"),
    ("on twenty-first", "2026-03-21"),
    ("by the twenty third", "2026-03-23"),
    ("on the twentieth we decide", "2026-03-20"),
    ("the 28th of this month", "2026-03-28"),
    ("the 20th of next month", "2026-04-20"),
    ("the first of the month", "2026-04-01"),
    ("the fourteenth of February", "2027-02-14"),
    ("March 13th", "2026-03-13"),
    ("13 March", "2026-03-13"),
    ("may the fifth", "2026-05-05"),
    ("the 6 th of june", "2026-06-06"),
    ("by april second", "2026-04-02"),
    ("august twenty ninth", "2026-08-29"),
    ("Sept. 9", "2026-09-09"),
    ("on 3/14", "2026-03-14"),
    ("on 14/3", "2026-03-14"),
    ("by 3/4/2027", "2027-03-04"),
    ("on 14.3.", "2026-03-14"),
    ("14.3.2027", "2027-03-14"),
    ("2026-03-09", "2026-03-09"),
    ("March 3rd, 2027", "2027-03-03"),
    ("march fifth twenty twenty seven", "2027-03-05"),
    ("the last Friday of March", "2026-03-27"),
    ("the first Tuesday in October", "2026-10-06"),
    # months, quarters, years (edge case 29)
    ("in March", "2026-03"),
    ("in February", "2027-02"),
    ("September", "2026-09"),
    ("next month", "2026-04"),
    ("March 2027", "2027-03"),
    ("in April next year", "2027-04"),
    ("early March", "2026-03"),
    ("beginning of March", "2026-03"),
    ("by the start of October", "2026-10"),
    ("mid March", "2026-03-15"),
    ("mid-March", "2026-03-15"),
    ("late March", "2026-03-31"),
    ("end of March", "2026-03-31"),
    ("by the end of the month", "2026-03-31"),
    ("at month end", "2026-03-31"),
    ("end of next month", "2026-04-30"),
    ("second half of March", "2026-03-31"),
    ("Q2", "2026-Q2"),
    ("Q1 2027", "2027-Q1"),
    ("in the first quarter", "2026-Q1"),
    ("the third quarter of 2027", "2027-Q3"),
    ("next quarter", "2026-Q2"),
    ("end of Q2", "2026-06-30"),
    ("end of the quarter", "2026-03-31"),
    ("by the end of the year", "2026-12-31"),
    ("before year-end", "2026-12-31"),
    ("by the end of 2027", "2027-12-31"),
    ("before Christmas", "2026-12-25"),
    ("before Easter", "2026-04-05"),
    ("by Thanksgiving", "2026-11-26"),
    ("by New Year", "2027-01-01"),
    ("two weeks before Christmas", "2026-12-11"),
    # one date in several pieces; spans keep the last day
    ("EOD", "2026-03-04"),
    ("by close of business", "2026-03-04"),
    ("COB Friday", "2026-03-06"),
    ("by end of day tomorrow", "2026-03-05"),
    ("Friday by close of business", "2026-03-06"),
    ("Monday the eighteenth", "2026-05-18"),
    ("nineteenth, Thursday", "2026-03-19"),
    ("the Friday, the twenty-ninth of May", "2026-05-29"),
    ("COB Friday, the thirteenth", "2026-03-13"),
    ("Wednesday, March 12th", "2026-03-12"),  # the day of month wins over a wrong weekday
    ("the Monday after, March sixteenth", "2026-03-16"),
    ("Monday or Tuesday", "2026-03-10"),
    ("next week / Wednesday or Thursday", "2026-03-12"),
    ("between the 9th and the 12th", "2026-03-12"),
    ("the 9th to the 12th", "2026-03-12"),
    ("fourteenth and fifteenth", "2026-03-15"),
    ("July 13-15", "2026-07-15"),
    ("from 13th to 15th July", "2026-07-15"),
    ("from april twenty-seventh to the third", "2026-05-03"),
    ("March or April", "2026-04"),
    ("tomorrow or Friday", "2026-03-06"),
    ("make it tomorrow rather than today", "2026-03-05"),
    ("not Thursday but Friday", "2026-03-06"),
]


@pytest.mark.parametrize(("text", "value"), ENGLISH)
def test_english(text: str, value: str) -> None:
    assert due(text) == value
    assert due(text.lower()) == value  # as a recogniser writes it


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("by Friday", "2026-03-13"),
        ("this Friday", "2026-03-06"),
        ("next Friday", "2026-03-13"),
        ("today", "2026-03-06"),
    ],
)
def test_weekday_on_its_own_day(text: str, value: str) -> None:
    assert due(text, FRIDAY) == value


RUSSIAN = [
    ("завтра", "2026-03-05"),
    ("послезавтра", "2026-03-06"),
    ("сегодня вечером", "2026-03-04"),
    ("вечером пришлю", "2026-03-04"),
    ("до конца дня", "2026-03-04"),
    ("через неделю", "2026-03-11"),
    ("через две недели", "2026-03-18"),
    ("недели через две", "2026-03-18"),
    ("через 3 рабочих дня", "2026-03-09"),
    ("через пару недель", "2026-03-18"),
    ("до пятницы", "2026-03-06"),
    ("в следующую пятницу", "2026-03-13"),
    ("с понедельника", "2026-03-09"),
    ("в понедельник или во вторник", "2026-03-10"),
    ("на этой неделе", "2026-03-06"),
    ("на следующей неделе", "2026-03-13"),
    ("в начале следующей недели", "2026-03-09"),
    ("во вторник на следующей неделе", "2026-03-10"),
    ("на выходных", "2026-03-08"),
    ("к 15 марта", "2026-03-15"),
    ("пятнадцатого марта", "2026-03-15"),
    ("к третьему апреля 2027", "2027-04-03"),
    ("к десятому", "2026-03-10"),
    ("15-го числа", "2026-03-15"),
    ("до 15.03.2027", "2027-03-15"),
    ("до 15.03", "2026-03-15"),
    ("с 13 по 15 июля", "2026-07-15"),
    ("во вторник, двадцать четвёртого", "2026-03-24"),
    ("к десятым числам августа", "2026-08-10"),
    ("в марте", "2026-03"),
    ("май-июнь", "2026-06"),
    ("начало марта", "2026-03"),
    ("в середине марта", "2026-03-15"),
    ("в конце месяца", "2026-03-31"),
    ("до конца мая", "2026-05-31"),
    ("третья неделя марта", "2026-03-20"),
    ("в первом квартале", "2026-Q1"),
    ("четвёртый квартал 2027", "2027-Q4"),
    ("до конца года", "2026-12-31"),
    ("до Нового года", "2027-01-01"),
]


@pytest.mark.parametrize(("text", "value"), RUSSIAN)
def test_russian(text: str, value: str) -> None:
    assert due(text, WEDNESDAY, "ru") == value


NO_DATE = [
    "it may work",
    "May I ask you something",
    "you may first want to look",
    "we march on",
    "the second option",
    "first of all, one second",
    "the fourth floor and the third party",
    "on second thought",
    "for the 10th time",
    "the sun came out and he sat down",
    "the sat nav",
    "24/7 support, a 50/50 split, 3/4 of users",
    "call 650-650-6500 or +1 415 555 0199",
    "it costs $12.50 or 1,200 a month",
    "at two, at 10:30, 3 pm",
    "version 3.1. and NAV 2016",
    "we started in 2019",
    "Mr. March and April Smith will join",
    "a Christmas tree, happy new year",
    "we meet on Mondays",
    "we send invoices every month",
    "right now we use spreadsheets",
    "rather than Friday",
    "31 April, 2026-02-30",
    "three times a week",
    "week one of the pilot",
    "turn it on first. First.",
    "this may be something, put it in the sun, on the sun",
    "at the end of the day it is about price",
    "Now, a Monday",
]


@pytest.mark.parametrize("text", NO_DATE)
def test_no_date(text: str) -> None:
    assert [m for m in find_dates(text, WEDNESDAY) if m.kind != "duration"] == []


@pytest.mark.parametrize(
    "text", ["в первый раз", "второй вариант", "на самом деле", "три раза", "24/7", "с первого раза"]
)
def test_no_russian_date(text: str) -> None:
    assert find_dates(text, WEDNESDAY, "ru") == []


@pytest.mark.parametrize(
    "text", ["it takes two weeks", "a two-week pilot", "for three months", "90 days", "in 30 days of signing"]
)
def test_durations(text: str) -> None:
    assert [(m.kind, m.value) for m in find_dates(text, WEDNESDAY)] == [("duration", None)]


@pytest.mark.parametrize(
    "text",
    [
        "in spring",
        "after the holidays",
        "next financial year",
        "next year",
        "asap",
        "in a few weeks",
        "after Christmas",
    ],
)
def test_vague(text: str) -> None:
    assert [(m.kind, m.value, m.text) for m in find_dates(text, WEDNESDAY)] == [("vague", None, text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yesterday", "2026-03-03"),
        ("last Friday", "2026-02-27"),
        ("last week", "2026-02-27"),
        ("two weeks ago", "2026-02-18"),
        ("on Monday we had a call", "2026-03-02"),
        ("we spoke about it on Monday", "2026-03-02"),
        ("since August", "2025-08"),
        ("March 3rd, 2025", "2025-03-03"),
    ],
)
def test_past(text: str, value: str) -> None:
    assert [(m.value, m.past) for m in find_dates(text, WEDNESDAY)] == [(value, True)]


@pytest.mark.parametrize("text", ["I want it signed on Monday", "if we met on Monday", "чтобы в понедельник отправили"])
def test_not_past(text: str) -> None:
    assert due(text, WEDNESDAY, "ru" if text.startswith("ч") else "en") == "2026-03-09"


def test_mention_holds_words_offsets_and_preposition() -> None:
    text = "So, I'll send it by Friday morning, okay?"
    assert find_dates(text, WEDNESDAY) == [DateMention(17, 34, "by Friday morning", "2026-03-06", "day", "by", False)]


@pytest.mark.parametrize(
    ("text", "preposition"),
    [("no later than Friday", "no later than"), ("in March", "in"), ("until the 9th", "until"), ("Friday", None)],
)
def test_preposition(text: str, preposition: str | None) -> None:
    (found,) = find_dates(text, WEDNESDAY)
    assert (found.text, found.preposition) == (text, preposition)


def test_without_the_day_of_the_call_only_dates_with_a_year_resolve() -> None:
    assert [m.value for m in find_dates("by Friday, Q2, the 14th, in March", None)] == [None] * 4
    assert [m.value for m in find_dates("March 3rd 2027; 2026-03-09; Q1 2027", None)] == [
        "2027-03-03",
        "2026-03-09",
        "2027-Q1",
    ]


def test_day_first() -> None:
    assert find_dates("by 4/5", WEDNESDAY)[0].value == "2026-04-05"
    assert find_dates("by 4/5", WEDNESDAY, day_first=True)[0].value == "2026-05-04"


def test_language_tags_and_unknown_languages() -> None:
    assert find_dates("by Friday", WEDNESDAY, "en-GB") == find_dates("by Friday", WEDNESDAY)
    with pytest.raises(RequestError, match="'xx'"):
        find_dates("by Friday", WEDNESDAY, "xx")


WORDS = sorted({word for rows in (ENGLISH, RUSSIAN) for text, _ in rows for word in text.split()})
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))


@settings(max_examples=250, deadline=None)
@given(TEXTS, st.none() | st.dates(), st.sampled_from(sorted(LANGUAGES)))
def test_any_text_gives_consistent_mentions(text: str, anchor: dt.date | None, language: str) -> None:
    end = 0
    for mention in find_dates(text, anchor, language):
        assert text[mention.start : mention.end] == mention.text
        assert end <= mention.start < mention.end
        end = mention.end
        assert mention.value is None or ISO.fullmatch(mention.value)
        if mention.value and len(mention.value) == len("2026-03-04"):
            dt.date.fromisoformat(mention.value)


@pytest.mark.parametrize(
    "piece", ["twenty ", "1/", "1-", "monday ", "the ", "first ", "march 3 to ", "'", "-", "a'", "end of the "]
)
def test_the_work_grows_with_the_text(piece: str) -> None:
    assert grows_linearly(lambda size: find_dates(piece * (size // len(piece)), WEDNESDAY), 200_000)


def rows(language: str) -> Iterator[dict[str, Any]]:
    """The rows of the public date suites in a language."""
    file = SHARED / "dates.jsonl.gz"
    if not file.exists():
        pytest.skip(f"{file} is not here")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from (row for row in map(json.loads, lines) if row["lang"] == language)


def expected_day(row: dict[str, Any]) -> tuple[str | None, str] | None:
    """A row's expected value and grain where it is one day, month or quarter, or no date at all; else None."""
    expected = row["expected"]
    if expected is None and row["dim"] == "Time":
        return None, "none"
    if isinstance(expected, str):
        found = re.match(r"datetime \((\d+), (\d+), (\d+).*\) (Day|Month|Quarter)$", expected)
        return (
            (f"{int(found[1]):04}-{int(found[2]):02}-{max(1, int(found[3])):02}", found[4])
            if found and found[2] != "0"
            else None
        )
    if not expected or len(expected) != 1 or expected[0]["TypeName"] != "datetimeV2.date":
        return None
    value = expected[0]["Resolution"]["values"][-1].get("value", "")
    return (value, "Day") if ISO.fullmatch(value) else None


def resolves(row: dict[str, Any], expected: tuple[str | None, str]) -> bool:
    """Whether the last value found is the row's."""
    anchor = dt.date.fromisoformat((row["reference"] or "2013-02-12")[:10])
    values = [m.value for m in find_dates(row["text"], anchor, row["lang"]) if m.value]
    found, (value, grain) = (values[-1] if values else None), expected
    if value is None or found is None:
        return found is value
    quarter = f"{value[:4]}-Q{(int(value[5:7]) + 2) // 3}"
    return found == {"Month": value[:7], "Quarter": quarter}.get(grain, value)


@pytest.mark.parametrize(("language", "floor"), [("en", 0.75), ("ru", 0.85)])
def test_share_right_on_public_suites(language: str, floor: float) -> None:
    right = [resolves(row, expected) for row in rows(language) if (expected := expected_day(row))]
    share = sum(right) / len(right)
    print(f"{language}: {sum(right)} of {len(right)} rows of a day or longer right ({share:.1%})")
    assert share >= floor


def gold_dues(pattern: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The calls and items of the development gold that have a due date and its words."""
    files = sorted((SHARED.parent / "gold").glob(pattern))
    if not files:
        pytest.skip("no development gold here")
    for file in files:
        call = json.loads(file.with_name(file.name.replace(".items", "")).read_text(encoding="utf-8"))
        items = json.loads(file.read_text(encoding="utf-8"))["items"]
        yield from ((call, item) for item in items if item["due"] and item["due_text"])


@pytest.mark.parametrize(("pattern", "floor"), [("d*.items.json", 0.88), ("r*.items.json", 0.88)])
def test_share_right_on_gold(pattern: str, floor: float) -> None:
    right = [
        due(item["due_text"], dt.date.fromisoformat(call["date"]), call["language"]) == item["due"]
        for call, item in gold_dues(pattern)
    ]
    print(f"{pattern}: {sum(right)} of {len(right)} due_texts right")
    assert sum(right) / len(right) >= floor
