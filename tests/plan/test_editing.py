"""Changes that a person makes with a command, on the plan itself."""

from __future__ import annotations

import pytest

from closeplan_nlp.errors import RequestError
from closeplan_nlp.plan.editing import add, mark_done, set_fields
from closeplan_nlp.plan.listing import select
from closeplan_nlp.types import ClosePlan, Deal, Item

TODAY = "2026-03-10"
DONE = Item(id="dd11", kind="action_item", text="Send it", side="seller", status="done", done_on="2026-03-06")
OPEN = Item(id="aa22", kind="action_item", text="Book it", side="seller", status="agreed")
PLAN = ClosePlan(deal=Deal(name="X"), items=(DONE, OPEN))


def test_what_is_done_keeps_its_day() -> None:
    assert mark_done(PLAN, ["dd"], TODAY) == PLAN
    assert mark_done(PLAN, ["aa"], TODAY).items[1].done_on == TODAY


def test_the_day_follows_the_status() -> None:
    assert set_fields(PLAN, "aa", {"status": "done"}, TODAY).items[1].done_on == TODAY
    assert set_fields(PLAN, "aa", {"status": "done", "done_on": "2026-03-01"}, TODAY).items[1].done_on == "2026-03-01"
    assert set_fields(PLAN, "dd", {"status": "agreed"}, TODAY).items[0].done_on is None
    assert set_fields(PLAN, "dd", {"status": "done"}, TODAY).items[0].done_on == "2026-03-06"


def test_the_beginning_of_an_id_is_enough_in_dependencies() -> None:
    assert set_fields(PLAN, "aa", {"depends_on": ["dd", "later"]}, TODAY).items[1].depends_on == ("dd11", "later")


@pytest.mark.parametrize("text", ["", "   ", "bad\udcff"])
def test_texts_that_say_nothing(text: str) -> None:
    with pytest.raises(RequestError, match="the text is"):
        add(PLAN, {"kind": "action_item", "text": text})
    with pytest.raises(RequestError, match="the text is"):
        set_fields(PLAN, "aa", {"text": text}, TODAY)


@pytest.mark.parametrize("due", ["2026-02-30", "2026-13"])
def test_days_that_no_calendar_has(due: str) -> None:
    with pytest.raises(RequestError, match="no such day or month in the calendar"):
        set_fields(PLAN, "aa", {"due": due}, TODAY)


def test_a_value_that_is_no_day_is_told_without_a_pattern() -> None:
    with pytest.raises(RequestError, match="due='soon': this is no day, month or quarter"):
        set_fields(PLAN, "aa", {"due": "soon"}, TODAY)


@pytest.mark.parametrize(("field", "value"), [("side", "them"), ("kind", "task"), ("status", "late")])
def test_filters_that_no_item_can_meet_are_refused(field: str, value: str) -> None:
    with pytest.raises(RequestError, match=f"there is no {field} '{value}'. Known ones"):
        select(PLAN, {field: value}, today=TODAY)
