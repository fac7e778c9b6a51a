"""The timeline's geometry."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from closeplan_nlp.exporters.timeline import Timeline, lay_out
from closeplan_nlp.types import ClosePlan, Deal


def layout(plan: ClosePlan, today: dt.date | None = None, width: int = 1000) -> Timeline:
    line = lay_out(plan, today, width, 40)
    assert line is not None
    return line


def test_nothing_dated_is_no_timeline(empty: ClosePlan, make: Any) -> None:
    undated = ClosePlan(deal=Deal(name="x"), items=(make.item("action_item", "Call", due_text="soon"),))
    assert lay_out(empty, make.today, 1000, 40) is None
    assert lay_out(undated, make.today, 1000, 40) is None


def test_lanes_shapes_and_sides(rich: ClosePlan) -> None:
    found = {lane.title: {(mark.shape, mark.side) for mark in lane.marks} for lane in layout(rich).lanes}
    assert found == {
        "Milestones": {("diamond", "both")},
        "Customer": {("circle", "customer")},
        "Our side": {("square", "seller")},
    }


def test_later_stands_to_the_right_and_a_month_is_a_span(rich: ClosePlan) -> None:
    customer = layout(rich).lanes[1].marks
    assert [mark.words.split(":")[0] for mark in customer] == ["Fri 6 Mar 2026", "Mar 2026"]
    assert customer[0].start == customer[0].x < customer[1].x
    assert customer[1].start < customer[1].x


def test_the_target_close_is_a_milestone(rich: ClosePlan) -> None:
    assert layout(rich).lanes[0].marks[-1].label.text == "Target close"


@pytest.mark.parametrize("width", [340, 1000])
@pytest.mark.parametrize("size", [1, 8, 60, 200])
def test_no_label_leaves_the_drawing_or_covers_another(make: Any, width: int, size: int) -> None:
    line = layout(make.large(size), width=width)
    for lane in line.lanes:
        assert lane.bottom <= line.height
        for mark in lane.marks:
            assert 0 <= mark.x <= width
            assert -20 <= mark.label.left < mark.label.right <= width + 20
        for one, other in itertools.combinations(lane.marks, 2):
            apart = one.label.right <= other.label.left or other.label.right <= one.label.left
            assert one.y != other.y or apart


@pytest.mark.parametrize("width", [340, 1000])
@pytest.mark.parametrize("last", ["2026-03-09", "2026-04-01", "2026-12-31", "2031-01-01"])
def test_the_axis_labels_do_not_touch(make: Any, width: int, last: str) -> None:
    plan = make.plan(make.item("action_item", "a", due="2026-03-02"), make.item("action_item", "b", due=last))
    plan = plan.model_copy(update={"deal": Deal(name="x")})
    places = [tick.x for tick in layout(plan, width=width).ticks]
    assert places
    assert all(right - left >= 60 for left, right in itertools.pairwise(places))


@pytest.mark.parametrize(("day", "shown"), [("2026-03-09", True), ("2026-02-20", True), ("2031-01-01", False)])
def test_today_is_shown_where_it_does_not_squeeze_the_rest(rich: ClosePlan, day: str, shown: bool) -> None:
    assert (layout(rich, dt.date.fromisoformat(day)).today is not None) is shown


@pytest.mark.parametrize("due", ["0001-01-01", "9999-12-31", "9999-Q4", "2026-03-06"])
def test_dates_at_the_ends_of_the_calendar(make: Any, due: str) -> None:
    plan = ClosePlan(deal=Deal(name="x"), items=(make.item("action_item", "Call", due=due),))
    assert layout(plan, make.today).lanes[0].marks[0].label.text == "Call"


def test_wide_letters_take_more_room(make: Any) -> None:
    plans = [make.plan(make.item("milestone", text, due="2026-03-06")) for text in ("abcdef", "日本語日本語")]
    latin, wide = (layout(plan).lanes[0].marks[0].label for plan in plans)
    assert wide.right - wide.left > latin.right - latin.left
