"""The calendar, read back by a calendar library."""

from __future__ import annotations

import datetime as dt
from typing import Any

from export_readers import read_ics

from closeplan_nlp.exporters import export
from closeplan_nlp.types import ClosePlan


def parts(plan: ClosePlan, **values: Any) -> dict[str, Any]:
    """The components by summary."""
    return {str(part["summary"]): part for part in read_ics(str(export(plan, "ics", **values)))}


def test_tasks_are_todos_with_a_reminder(rich: ClosePlan, make: Any) -> None:
    todo = parts(rich, today=make.today)["Send the SSO metadata"]
    assert (todo.name, todo["status"], todo.decoded("due")) == ("VTODO", "NEEDS-ACTION", dt.date(2026, 3, 6))
    assert todo.decoded("dtstamp") == dt.datetime(2026, 3, 9, tzinfo=dt.UTC)
    (alarm,) = todo.subcomponents
    assert alarm.decoded("trigger") == dt.timedelta(days=-1)
    assert alarm["trigger"].params["RELATED"] == "END"
    assert "Said: “I'll get you the SSO metadata by Friday.”" in str(todo["description"])


def test_milestones_and_the_close_are_events_of_a_day(rich: ClosePlan) -> None:
    found = parts(rich)
    pilot, close = found["Pilot starts in Hall 3"], found["Target close: Northwind warehouse rollout"]
    assert (pilot.name, close.name) == ("VEVENT", "VEVENT")
    assert pilot.decoded("dtstart") == dt.date(2026, 3, 16)
    assert pilot.decoded("dtend") == dt.date(2026, 3, 17)
    assert close.decoded("dtstart") == dt.date(2026, 6, 30)


def test_done_tasks_are_completed_without_a_reminder(make: Any) -> None:
    item = make.item("action_item", "Sent", status="done", due="2026-03-06", done_on="2026-03-05")
    todo = parts(make.plan(item))["Sent"]
    assert (todo["status"], todo["percent-complete"], todo.subcomponents) == ("COMPLETED", 100, [])
    assert todo.decoded("completed").date() == dt.date(2026, 3, 5)


def test_dependencies_point_to_uids(make: Any) -> None:
    first, second = make.item("action_item", "A", id="a"), make.item("action_item", "B", id="b", depends_on=("a",))
    found = parts(make.plan(first, second))
    assert str(found["B"]["related-to"]) == str(found["A"]["uid"])
    assert found["B"]["related-to"].params["RELTYPE"] == "FINISHTOSTART"


def test_uids_stay_and_differ_between_deals(rich: ClosePlan) -> None:
    moved = rich.items[0].model_copy(update={"due": "2026-04-01", "text": "Other words"})
    later = rich.model_copy(update={"items": (moved, *rich.items[1:])})
    other = rich.model_copy(update={"deal": rich.deal.model_copy(update={"name": "Another deal"})})
    uids = [{str(part["uid"]) for part in parts(plan).values()} for plan in (rich, later, other)]
    assert uids[0] == uids[1]
    assert not uids[0] & uids[2]


def test_a_day_before_the_task_starts_is_no_start(make: Any) -> None:
    fine = make.item("action_item", "Fine", start="2026-03-02", due="2026-03-06")
    late = make.item("action_item", "Odd", start="2026-03-09", due="2026-03-06")
    found = parts(make.plan(fine, late))
    assert found["Fine"].decoded("dtstart") == dt.date(2026, 3, 2)
    assert "dtstart" not in found["Odd"]


def test_the_ends_of_the_calendar(make: Any) -> None:
    days = ("0001-01-01", "9999-12-31", "9999-Q4")
    plan = make.plan(*(make.item(kind, f"{kind} {d}", due=d) for d in days for kind in ("milestone", "action_item")))
    assert len(parts(plan)) == 7
