"""Dates, clock times and quotes in words."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeplan_nlp.exporters import wording


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-03-06", "Fri 6 Mar 2026"),
        ("2026-03", "Mar 2026"),
        ("2026-Q1", "Q1 2026"),
        ("2026-02-31", "2026-02-31"),
        ("2026-13", "2026-13"),
        ("0000-01-01", "0000-01-01"),
        ("0000-Q1", "0000-Q1"),
        (None, None),
    ],
)
def test_a_date_is_said_for_people_or_left_as_it_stands(due: str | None, words: str | None) -> None:
    assert wording.say_date(due) == words


def test_words_stand_in_for_a_date_that_is_not_known() -> None:
    assert wording.say_date(None, "after\nthe audit") == "“after the audit”"
    assert wording.say_date("2026-03", "in March") == "Mar 2026"
    assert wording.say_date(None, " \x00") is None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"due": "2026-03-06"}, "by Fri 6 Mar 2026"),
        ({"due": "2026-Q2"}, "in Q2 2026"),
        ({"due_text": "soon"}, "“soon”"),
        ({}, "no date"),
        ({"status": "done"}, ""),
        ({"status": "done", "due": "2026-03"}, "in Mar 2026"),
    ],
)
def test_until_when(make: Any, values: dict[str, str], words: str) -> None:
    assert wording.say_deadline(make.item("action_item", "Call", **values)) == words


@pytest.mark.parametrize(
    ("seconds", "clock"),
    [
        (812.4, "13:32"),
        (0.0, "00:00"),
        (3753.0, "1:02:33"),
        (59.99, "00:59"),
        (None, None),
        (-1.0, None),
        (math.inf, None),
        (math.nan, None),
    ],
)
def test_clock_time(seconds: float | None, clock: str | None) -> None:
    assert wording.say_clock(seconds) == clock


def test_a_turn_stands_in_for_a_time_that_is_not_known(make: Any) -> None:
    assert wording.say_place(make.said("Yes.", start=None, turn=41)) == "turn 41"
    assert wording.say_place(make.said("Yes.", start=5.0)) == "00:05"


@pytest.mark.parametrize(("seconds", "words"), [(2710.2, "45 min"), (5.0, "1 min"), (0.0, None), (None, None)])
def test_minutes(seconds: float | None, words: str | None) -> None:
    assert wording.say_minutes(seconds) == words


def test_shortening_cuts_at_a_space() -> None:
    assert wording.shorten("one two", 7) == "one two"
    assert wording.shorten("one two three", 10) == "one two…"
    assert wording.shorten("x" * 300) == "x" * 199 + "…"


@given(st.text(), st.integers(2, 60))
def test_shortened_text_keeps_to_the_limit_and_to_the_words(text: str, limit: int) -> None:
    short = wording.shorten(text, limit)
    assert len(short) <= limit
    assert wording.clean(text).startswith(short.removesuffix("…"))


@given(st.text())
def test_clean_text_is_one_visible_line_and_stays_clean(text: str) -> None:
    cleaned = wording.clean(text)
    assert cleaned == wording.clean(cleaned)
    assert len(cleaned.splitlines()) <= 1
    assert not set(cleaned) & set("\x00\x07\x1b\x7f\x85\u202e\u2067\u200b")


def test_clean_text_keeps_what_people_write() -> None:
    text = "Zoë’s “R&D” – 50 % 👩\u200d💻 مرحبا"
    assert wording.clean(text) == text


@pytest.mark.parametrize(
    ("category", "words"), [("go_live", "go-live"), ("roi", "ROI"), ("other", None), (None, None), ("a_b", "a b")]
)
def test_category(category: str | None, words: str | None) -> None:
    assert wording.say_category(category) == words


def test_counts() -> None:
    assert [wording.say_count(number, "task") for number in (0, 1, 2)] == ["no tasks", "1 task", "2 tasks"]
