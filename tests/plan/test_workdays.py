"""Working days: weekends, holidays, arithmetic."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeplan_nlp.errors import RequestError
from closeplan_nlp.plan.workdays import calendar_of

D = dt.date
days = st.dates(D(2000, 1, 1), D(2090, 12, 31))


@pytest.mark.parametrize(
    ("country", "day", "worked"),
    [
        (None, D(2026, 12, 25), True),
        (None, D(2026, 3, 7), False),
        ("DE", D(2026, 12, 25), False),
        ("de", D(2026, 5, 1), False),
        ("DE", D(2026, 1, 6), True),
        ("DE-BY", D(2026, 1, 6), False),
        ("GB", D(2026, 4, 3), False),
        ("US", D(2026, 7, 3), False),
        ("AE", D(2026, 3, 6), True),
        ("SA", D(2026, 3, 6), False),
        ("SA", D(2026, 3, 8), True),
    ],
)
def test_working_days(country: str | None, day: dt.date, worked: bool) -> None:
    assert calendar_of(country).is_working(day) == worked


@pytest.mark.parametrize("country", ["XX", "DE-QQ", "Germany-", "?"])
def test_unknown_countries_are_refused(country: str) -> None:
    with pytest.raises(RequestError, match="no holiday calendar"):
        calendar_of(country)


def test_the_nearest_working_day() -> None:
    work = calendar_of("DE")
    assert work.at_or_before(D(2026, 5, 3)) == D(2026, 4, 30)
    assert work.at_or_after(D(2026, 5, 1)) == D(2026, 5, 4)
    assert work.shift(D(2026, 4, 30), 1) == D(2026, 5, 4)
    assert work.shift(D(2026, 5, 4), -1) == D(2026, 4, 30)
    assert work.shift(D(2026, 5, 4), 0) == D(2026, 5, 4)
    assert work.count(D(2026, 4, 27), D(2026, 5, 4)) == 5
    assert work.count(D(2026, 5, 4), D(2026, 4, 27)) == 0


def test_other_centuries_are_refused() -> None:
    with pytest.raises(RequestError, match="no working day around"):
        calendar_of().at_or_after(D(3000, 1, 1))


@given(days, st.integers(0, 60))
def test_going_there_and_back(day: dt.date, number: int) -> None:
    work = calendar_of()
    start = work.at_or_after(day)
    end = work.shift(start, number)
    assert work.shift(end, -number) == start
    assert work.count(start, end) == number + 1
