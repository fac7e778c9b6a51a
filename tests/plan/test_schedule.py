"""Schedules hold what they promise, for any template, day and country."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeplan_nlp.plan.schedule import earliest_close, misfit, schedule
from closeplan_nlp.plan.template import Step, Template
from closeplan_nlp.plan.workdays import calendar_of

D = dt.date
COUNTRIES = {name: calendar_of(name) for name in (None, "DE-BY", "GB", "US", "SA")}


def step(key: str, *after: str, days: int = 1) -> Step:
    return Step(key=key, text=f"Do {key}", kind="action_item", side="seller", days=days, after=after)


def template(*steps: Step, close: str = "sign") -> Template:
    return Template(name="t", title="T", about="x", close=close, steps=steps)


@st.composite
def templates(draw: st.DrawFn) -> Template:
    """Any number of steps that wait for any of those before them."""
    number = draw(st.integers(1, 9))
    steps = []
    for place in range(number):
        after = draw(st.sets(st.sampled_from([f"s{n}" for n in range(place)]))) if place else set()
        steps.append(step(f"s{place}", *sorted(after), days=draw(st.integers(1, 12))))
    return template(*draw(st.permutations(steps)), close=f"s{draw(st.integers(0, number - 1))}")


@settings(max_examples=60, deadline=None)
@given(templates(), st.dates(D(2020, 1, 1), D(2030, 12, 31)), st.sampled_from(list(COUNTRIES)))
def test_dependencies_hold_and_nobody_works_on_holidays(plan: Template, close: dt.date, country: str | None) -> None:
    work = COUNTRIES[country]
    slots = schedule(plan, close, work)
    assert list(slots) == [each.key for each in plan.steps]
    assert slots[plan.close].due == work.at_or_before(close)
    later = plan.after_close()
    for each in plan.steps:
        slot = slots[each.key]
        assert work.is_working(slot.start)
        assert work.is_working(slot.due)
        assert work.count(slot.start, slot.due) == each.days
        assert all(slots[key].due < slot.start for key in each.after)
        assert each.key in {plan.close} | later or slot.due < slots[plan.close].start


@settings(max_examples=60, deadline=None)
@given(templates(), st.dates(D(2020, 1, 1), D(2030, 12, 31)), st.integers(-120, 120))
def test_the_earliest_close_fits_and_a_day_less_does_not(plan: Template, today: dt.date, ahead: int) -> None:
    work = COUNTRIES[None]
    first = earliest_close(plan, today, work)
    assert misfit(plan, schedule(plan, first, work), today, work) is None
    assert misfit(plan, schedule(plan, work.shift(first, -1), work), today, work) is not None
    found = misfit(plan, schedule(plan, today + dt.timedelta(days=ahead), work), today, work)
    assert found is None or found.earliest == first


def test_backwards_from_the_close_and_forwards_after_it() -> None:
    plan = template(
        step("quote", days=2), step("legal", "quote", days=3), step("sign", "legal"), step("kickoff", "sign")
    )
    slots = schedule(plan, D(2026, 5, 4), calendar_of("DE"))
    assert {key: (slot.start, slot.due) for key, slot in slots.items()} == {
        "quote": (D(2026, 4, 24), D(2026, 4, 27)),
        "legal": (D(2026, 4, 28), D(2026, 4, 30)),
        "sign": (D(2026, 5, 4), D(2026, 5, 4)),
        "kickoff": (D(2026, 5, 5), D(2026, 5, 5)),
    }


def test_what_nothing_waits_for_ends_before_the_close() -> None:
    slots = schedule(template(step("sign"), step("aside", days=2)), D(2026, 3, 18), calendar_of())
    assert slots["aside"].due == D(2026, 3, 17)


def test_a_misfit_says_what_is_late_and_when_it_would_fit() -> None:
    plan = template(step("quote", days=5), step("legal", "quote", days=5), step("sign", "legal"))
    work = calendar_of()
    slots = schedule(plan, D(2026, 3, 13), work)
    found = misfit(plan, slots, D(2026, 3, 9), work)
    assert found is not None
    assert (found.first, found.late, found.missing, found.earliest) == (
        D(2026, 2, 27),
        ("quote", "legal"),
        6,
        D(2026, 3, 23),
    )
    assert misfit(plan, slots, D(2026, 3, 9), work, done=["quote", "legal"]) is None
    assert misfit(plan, slots, D(2026, 2, 27), work) is None


@pytest.mark.parametrize("day", [D(2026, 3, 14), D(2026, 3, 15)])
def test_a_close_on_a_free_day_is_the_working_day_before(day: dt.date) -> None:
    assert schedule(template(step("sign")), day, calendar_of())["sign"].due == D(2026, 3, 13)
