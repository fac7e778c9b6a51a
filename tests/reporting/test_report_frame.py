"""The table behind the reports, and its sections."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from deals import DANA, INES, commitment, deal, item, milestone, planned

from closeplan_nlp.reporting.frame import Facts, gather
from closeplan_nlp.reporting.sections import SECTIONS, records
from closeplan_nlp.types import Change, ClosePlan, Item, Observation, Source

TODAY = dt.date(2026, 3, 9)


def facts(*plans: ClosePlan, soon: int = 14) -> Facts:
    return gather([(f"{number}.yaml", plan) for number, plan in enumerate(plans)], TODAY, soon)


def rows(key: str, *plans: ClosePlan) -> list[dict[str, Any]]:
    return records(SECTIONS[key].rows(facts(*plans)))


def moved(key: str, *days: str, **fields: Any) -> Item:
    changes = tuple(Change(field="due", old=day, new="x") for day in days[:-1])
    return commitment(key, due=days[-1], history=changes, **fields)


def test_overdue_oldest_first_across_deals() -> None:
    one = deal(
        item("a", due="2026-03-06"),
        item("b"),
        item("c", due="2026-03-01", status="done"),
        planned("p", due="2026-03-02"),
    )
    two = deal(milestone("m", "demo", "2026-02"), item("d", due="2026-03-01", dropped="2026-03-02"), name="Second")
    assert [(row["deal"], row["text"], row["days_late"]) for row in rows("overdue", one, two)] == [
        ("Second", "Demo", 9),
        ("Rollout", "Send the quote", 3),
    ]


def test_due_soon_by_side_and_owner() -> None:
    plan = deal(
        item("a"),
        commitment("b", owner="Rhea Stone"),
        commitment("c"),
        item("d", due="2026-04-20"),
        item("e", due=None),
    )
    assert [(row["side"], row["owner"]) for row in rows("due", plan)] == [
        ("customer", "Dana Reyes"),
        ("customer", "Rhea Stone"),
        ("seller", "Ines Okafor"),
    ]


def test_deals_at_risk_say_why() -> None:
    calm = deal(commitment("a"), milestone("m", "demo"), name="Calm")
    late = deal(commitment("a", due="2026-03-06"), participants=(DANA, INES), name="Late")
    (row,) = rows("at_risk", calm, late)
    assert row["deal"] == "Late"
    assert row["why"].startswith("1 overdue; ")
    assert "nobody we know at the customer decides" in row["why"]
    assert [each["deal"] for each in rows("deals", calm, late)] == ["Calm", "Late"]


@pytest.mark.parametrize(
    ("made", "outcome"),
    [
        (commitment("a"), None),
        (commitment("a", status="proposed", due="2026-03-01"), None),
        (commitment("a", due="2026-03-06"), "broken"),
        (commitment("a", status="done", done_on="2026-03-20"), "kept"),
        (commitment("a", status="done", done_on="2026-03-21"), "late"),
        (commitment("a", status="done"), "kept"),
        (moved("a", "2026-03-10", "2026-03-20"), "moved"),
        (moved("a", "2026-03-25", "2026-03-20"), None),
        (moved("a", "2026-03-01", "2026-03-06"), "broken"),
        (moved("a", "2026-03-10", "2026-03-20", status="done", done_on="2026-03-12"), "late"),
        (planned("a", due="2026-03-01", status="agreed"), None),
        (milestone("a", "demo", "2026-03-01"), None),
        (commitment("a", status="done", history=(Change(field="status", old="agreed", new="late"),)), "late"),
    ],
)
def test_what_became_of_a_promise(made: Item, outcome: str | None) -> None:
    (row,) = records(facts(deal(made)).items)
    assert row["outcome"] == outcome


def test_a_call_that_reports_it_done_does_not_make_it_late() -> None:
    seen = Observation(source="call-02", item="a", kind="customer_commitment", text="x", status="done")
    made = commitment("a", due="2026-03-02", status="done", done_on="2026-03-08", seen=(seen,))
    sources = (Source(id="call-02", date="2026-03-08"),)
    assert records(facts(deal(made, sources=sources)).items)[0]["outcome"] == "kept"
    assert records(facts(deal(made, sources=())).items)[0]["outcome"] == "late"


def test_commitments_of_each_side() -> None:
    plan = deal(
        commitment("a", status="done", done_on="2026-03-08"),
        commitment("b", due="2026-03-06"),
        moved("c", "2026-03-10", "2026-03-20"),
        item("d", status="done"),
    )
    assert rows("commitments", plan) == [
        {"deal": "Rollout", "side": "customer", "kept": 1, "late": 0, "moved": 1, "broken": 1, "kept_share": 0.5},
        {"deal": "Rollout", "side": "seller", "kept": 1, "late": 0, "moved": 0, "broken": 0, "kept_share": 1},
    ]


def test_slipped_milestones() -> None:
    changes = (Change(field="due", old="2026-03-10", new="2026-03-17"), Change(field="due", old=None, new="2026-03-10"))
    plan = deal(milestone("m", "pilot", "2026-03-24", history=changes), milestone("n", "demo"))
    (row,) = rows("slipped", plan)
    assert (row["text"], row["first_due"], row["due"], row["days_slipped"], row["moves"]) == (
        "Pilot",
        "2026-03-10",
        "2026-03-24",
        14,
        1,
    )


@pytest.mark.parametrize("plans", [(), (ClosePlan(deal=deal().deal),), (deal(item("a", due=None)),)])
def test_nothing_to_tell(plans: tuple[ClosePlan, ...]) -> None:
    assert all(rows(key, *plans) == [] for key in ("overdue", "due", "commitments", "slipped"))
    assert len(rows("deals", *plans)) == len(plans)


def test_two_files_of_one_name_are_two_deals() -> None:
    plan = deal(item("a", due="2026-03-06"))
    assert [row["overdue"] for row in rows("deals", plan, plan)] == [1, 1]
