"""What a due value means in days."""

from __future__ import annotations

import datetime as dt

import pytest

from closeplan_nlp.due import span_of


@pytest.mark.parametrize(
    ("due", "first", "last"),
    [
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-03-06", "2026-03-06", "2026-03-06"),
    ],
)
def test_a_due_value_spans_days(due: str, first: str, last: str) -> None:
    assert span_of(due) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("due", [None, "2026-02-31", "2026-13", "0000-Q1", "2026-Q5", "soon", ""])
def test_what_names_no_real_day_spans_nothing(due: str | None) -> None:
    assert span_of(due) is None
