"""All ways to read the dates of a call: as said, in the month or week spoken of, counted from a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeplan_nlp.nlp.dates import find_dates
from closeplan_nlp.nlp.dues.readings import readings_of
from closeplan_nlp.nlp.dues.steps import steps_in

DAY = dt.date(2026, 3, 2)  # a Monday
WORDS = ["the", "day", "before", "after", "week", "two", "3", "days", "friday", "following", "that", "next", ",", "."]


def said(mention: Any, *texts: str) -> list[Any]:
    """Utterances with the dates that are found in them."""
    made = []
    for number, text in enumerate(texts):
        rows = [(d.text, d.value, d.preposition, d.kind, d.past) for d in find_dates(text, DAY)]
        made.append(mention(text, turn=number, dates=rows))
    return made


def values(mention: Any, *texts: str, way: str | None = None) -> list[str]:
    """The values of the readings of the last utterance."""
    mentions = said(mention, *texts)
    own = [r for r in readings_of(mentions) if r.mention is mentions[-1]]
    return [r.value for r in own if way in (None, r.way)]


def test_a_bare_day_may_belong_to_the_month_spoken_of(mention: Any) -> None:
    assert values(mention, "We sign in October.", "The sixteenth, then.") == ["2026-03-16", "2026-10-16"]
    assert values(mention, "In May.", "In October.", "On the 9th.", way="month") == ["2026-10-09", "2026-05-09"]
    assert values(mention, "In February.", "On the 30th.", way="month") == []  # no such day


def test_a_date_with_its_month_has_one_reading(mention: Any) -> None:
    assert values(mention, "We sign in October.", "On May 9th.") == ["2026-05-09"]


def test_a_weekday_may_follow_the_day_spoken_of(mention: Any) -> None:
    assert values(mention, "The board sits on April 14th.", "You have it on the Friday.") == [
        "2026-03-06",
        "2026-04-17",
    ]
    assert values(mention, "You have it on the Friday.") == ["2026-03-06"]


def test_readings_of_one_date_differ(mention: Any) -> None:
    assert values(mention, "On Wednesday.", "By Friday.") == ["2026-03-06"]


def test_where_the_month_was_named_is_told(mention: Any) -> None:
    mentions = said(mention, "In May.", "Good.", "On the 9th.")
    (reading,) = [r for r in readings_of(mentions) if r.way == "month"]
    assert (reading.rank, reading.away) == (0, 2)


def test_words_without_a_value_have_no_reading(mention: Any) -> None:
    assert values(mention, "Some time after the holidays.") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Two days before, I send the agenda.", "2026-04-12"),
        ("You get it a week ahead.", "2026-04-07"),
        ("The invoice comes ten days after.", "2026-04-24"),
        ("We talk the day after.", "2026-04-15"),
        ("The papers go out the night before.", "2026-04-13"),
        ("I call you the next day.", "2026-04-15"),
        ("Kick-off is the week after that.", "2026-04-24"),
        ("Early the week after.", "2026-04-24"),
        ("I'm there that week.", "2026-04-17"),
        ("You have it the same day.", "2026-04-14"),
        ("On the Monday after, I'm back.", "2026-04-20"),
        ("I need it the Friday before.", "2026-04-10"),
        ("We start the following month.", "2026-05-14"),
        ("Within the week.", "2026-04-17"),
    ],
)
def test_steps_count_from_the_day_spoken_of(text: str, value: str, mention: Any) -> None:
    assert value in values(mention, "The committee sits on April 14th.", text, way="step")
    assert values(mention, text, way="step") == []  # nothing to count from


def test_a_step_may_count_from_a_day_behind_it(mention: Any) -> None:
    assert "2026-04-07" in values(mention, "A week before, so before the board on April 14th.", way="step")


def test_steps_do_not_reach_across_the_whole_call(mention: Any) -> None:
    talk = ["Well."] * 20
    assert values(mention, "The committee sits on April 14th.", *talk, "Two days before.", way="step") == []


def test_days_that_are_over_are_no_anchors(mention: Any) -> None:
    assert values(mention, "We met yesterday.", "The day after.", way="step") == []


@pytest.mark.parametrize("text", ["It takes a while.", "Before we start.", "After all.", "The weekly call."])
def test_other_words_are_no_steps(text: str) -> None:
    assert not list(steps_in(text))


@given(st.lists(st.sampled_from(WORDS)))
def test_steps_lie_in_the_text(words: list[str]) -> None:
    text = " ".join(words)
    for step in steps_in(text):
        assert text[step.start : step.end] == step.text
        assert step.day_from(DAY) is not None
