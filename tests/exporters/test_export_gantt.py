"""The Gantt chart's geometry: rows, places in percent, arrows, and blocks for paper."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from closeplan_nlp.exporters.page.axis import NEAREST, axis_of, ticks_of
from closeplan_nlp.exporters.page.entries import entries_of
from closeplan_nlp.exporters.page.gantt import BLOCK, Chart, Row, draw
from closeplan_nlp.types import ClosePlan, Deal, Item

LANES = (("milestone", "Milestones"), ("customer_commitment", "Theirs"), ("action_item", "Ours"))


def drawn(plan: ClosePlan, today: dt.date | None = None) -> Chart | None:
    return draw(plan, entries_of(plan, today, {}, ""), today, LANES)


def chart_of(plan: ClosePlan, today: dt.date | None = None) -> Chart:
    chart = drawn(plan, today)
    assert chart is not None
    return chart


def rows_of(chart: Chart) -> list[Row]:
    return [row for block in chart.blocks for row in block.rows]


def bare(*items: Item) -> ClosePlan:
    """A plan without a target close."""
    return ClosePlan(deal=Deal(name="x"), items=items)


def test_nothing_dated_is_no_chart(empty: ClosePlan, make: Any) -> None:
    assert drawn(empty, make.today) is None
    assert drawn(bare(make.item("action_item", "Call", due_text="soon")), make.today) is None


def test_rows_under_their_lane_by_date_with_a_note_on_what_has_none(rich: ClosePlan) -> None:
    assert [(row.kind, row.words, row.when) for row in rows_of(chart_of(rich))] == [
        ("heading", "Milestones", ""),
        ("item", "Pilot starts in Hall 3", "16 Mar"),
        ("heading", "Theirs", ""),
        ("item", "Send the SSO metadata", "6 Mar"),
        ("item", "Sign the data processing agreement", "Mar 2026"),
        ("heading", "Ours", ""),
        ("item", "Send the security questionnaire answers and the SOC 2 report", "11 Mar"),
        ("note", "and 2 items without a date, in the lists below", ""),
    ]


def test_sides_have_a_shape_and_a_colour(rich: ClosePlan) -> None:
    assert {(row.bar.shape, row.bar.side) for row in rows_of(chart_of(rich)) if row.bar} == {
        *(("diamond", "both"), ("circle", "customer"), ("square", "seller"))
    }


def test_a_month_and_a_planned_first_day_give_a_length(make: Any) -> None:
    items = (
        make.item("action_item", "month", due="2026-04"),
        make.item("action_item", "planned", due="2026-05-20", start="2026-05-10"),
        make.item("action_item", "day", due="2026-06-01"),
    )
    month, planned, day = (row.bar for row in rows_of(chart_of(bare(*items))) if row.bar)
    assert month.start is not None
    assert planned.start is not None
    assert month.start < month.x < planned.start < planned.x < day.x
    assert day.start is None


def test_what_has_begun_and_has_no_end_is_endless(make: Any) -> None:
    chart = chart_of(
        bare(make.item("action_item", "a", start="2026-03-02"), make.item("action_item", "b", due="2026-04-01"))
    )
    row = next(row for row in rows_of(chart) if row.words == "a")
    assert row.bar is not None
    assert row.bar.endless
    assert row.when == "from 2 Mar"


def test_what_is_late_has_a_tail_to_today(rich: ClosePlan, make: Any) -> None:
    chart = chart_of(rich, make.today)
    tails = {row.words: row.bar.tail for row in rows_of(chart) if row.bar and row.bar.tail}
    assert tails == {"Send the SSO metadata": chart.today}
    assert not [row for row in rows_of(chart_of(rich)) if row.bar and row.bar.tail]


def test_the_target_close_is_a_line(rich: ClosePlan, make: Any) -> None:
    chart = chart_of(rich)
    assert chart.close == max(chart.close or 0, *(row.bar.x for row in rows_of(chart) if row.bar))
    assert chart_of(bare(make.item("action_item", "a", due="2026-03-06"))).close is None


def test_arrows_lead_from_the_end_of_one_to_the_beginning_of_the_other(make: Any) -> None:
    first = make.item("customer_commitment", "a", id="a", due="2026-03-06")
    second = make.item("action_item", "b", id="b", due="2026-03-20", start="2026-03-16", depends_on=("a", "b", "gone"))
    (block,) = chart_of(bare(first, second)).blocks
    (link,) = block.links
    bars = [row.bar for row in block.rows if row.bar]
    assert (link.before, link.after, link.x1, link.x2) == (1, 2, bars[0].x, bars[1].start)
    assert (link.y1, link.y2, link.head) == (block.y(1), block.y(3), "right")


@pytest.mark.parametrize(("day", "head"), [("2026-03-01", "left"), ("2026-03-06", "down"), ("2026-03-30", "right")])
def test_heads_of_arrows(make: Any, day: str, head: str) -> None:
    first = make.item("customer_commitment", "a", id="a", due="2026-03-06")
    second = make.item("action_item", "b", id="b", due=day, depends_on=("a",))
    assert [link.head for block in chart_of(bare(first, second)).blocks for link in block.links] == [head]


def test_waiting_in_a_circle_is_drawn(make: Any) -> None:
    items = [make.item("action_item", k, id=k, due="2026-03-06", depends_on=(o,)) for k, o in (("a", "b"), ("b", "a"))]
    assert sum(len(block.links) for block in chart_of(bare(*items)).blocks) == 2


@pytest.mark.parametrize("size", [1, 8, 60, 400])
def test_everything_is_in_the_drawing_and_no_block_ends_with_a_heading(make: Any, size: int) -> None:
    chart = chart_of(make.large(size), make.today)
    for block in chart.blocks:
        assert len(block.rows) <= BLOCK
        assert block.rows[-1].kind != "heading"
        assert all(0 < block.y(number) < 100 for number in range(len(block.rows)))
    for row in rows_of(chart):
        assert row.bar is None or 0 <= row.bar.x <= 100
    assert chart.is_long is (size > 8)


def test_an_arrow_across_blocks_ends_where_the_other_block_has_its_row(make: Any) -> None:
    items = [make.item("action_item", f"{n:02d}", id=f"{n:02d}", due="2026-03-06") for n in range(30)]
    items[-1] = items[-1].model_copy(update={"depends_on": ("00",)})
    chart = chart_of(bare(*items))
    assert [[link.ends for link in block.links] for block in chart.blocks] == [[False], [False], [False], [True]]
    before = 0
    for block in chart.blocks:
        (link,) = block.links
        assert link.y1 == pytest.approx(100 * (1.5 - before) / len(block.rows), abs=0.01)
        assert link.y2 == pytest.approx(100 * (30.5 - before) / len(block.rows), abs=0.01)
        before += len(block.rows)


@pytest.mark.parametrize("last", ["2026-03-09", "2026-04-01", "2026-05-20", "2026-12-31", "2029-01-01"])
def test_the_ticks_do_not_touch(last: str) -> None:
    ticks = ticks_of(axis_of([dt.date(2026, 3, 2), dt.date.fromisoformat(last)], None))
    assert ticks
    assert all(right.x - left.x >= NEAREST for left, right in itertools.pairwise(ticks))
    assert [tick.minor for tick in ticks[:3]] == [False, True, False][: len(ticks)]


@pytest.mark.parametrize(("day", "shown"), [("2026-03-09", True), ("2026-02-20", True), ("2031-01-01", False)])
def test_today_is_shown_where_it_does_not_squeeze_the_rest(rich: ClosePlan, day: str, shown: bool) -> None:
    assert (chart_of(rich, dt.date.fromisoformat(day)).today is not None) is shown


@pytest.mark.parametrize("due", ["0001-01-01", "9999-12-31", "9999-Q4", "2026-03-06"])
def test_dates_at_the_ends_of_the_calendar(make: Any, due: str) -> None:
    (_, row) = rows_of(chart_of(bare(make.item("action_item", "Call", due=due)), make.today))
    assert row.bar is not None


def test_days_far_away_are_told_and_do_not_flatten_the_chart(make: Any) -> None:
    days = ("2026-03-06", "2026-03-09", "9999-12-31")
    plan = bare(*(make.item("action_item", day, id=day, due=day, start="0001-01-01") for day in days))
    rows = {row.words: row.bar for row in rows_of(chart_of(plan, make.today))}
    assert rows["9999-12-31"] is None
    assert rows["2026-03-06"] is not None
    assert rows["2026-03-06"].x < 60


def test_days_beyond_the_axis_and_of_a_long_one_have_their_year(make: Any) -> None:
    days = ("1970-01-01", "2026-04-20", "2036-04-20")
    near = bare(*(make.item("action_item", day, due=day) for day in days))
    assert [row.when for row in rows_of(chart_of(near, make.today))[1:]] == ["1 Jan 1970", "20 Apr", "20 Apr 2036"]
    long = bare(*(make.item("action_item", day, due=day) for day in ("2026-04-20", "2027-04-22")))
    assert [row.when for row in rows_of(chart_of(long, make.today))[1:]] == ["20 Apr 2026", "22 Apr 2027"]
