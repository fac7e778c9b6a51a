"""Criteria with their answers, the stages of the decision, the review as the page shows it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from closeplan_nlp.exporters.deciding import stages_of
from closeplan_nlp.exporters.page.entries import entries_of
from closeplan_nlp.exporters.page.sections import SHOWN, criteria_of, decision_of, health_of
from closeplan_nlp.plan.review import review
from closeplan_nlp.types import ClosePlan


def criterion(make: Any, text: str, **values: Any) -> Any:
    return make.item("decision_criterion", text, id=text, side="customer", **values)


def step(make: Any, category: str, **values: Any) -> Any:
    return make.item("milestone", category, category=category, **values)


def test_criteria_by_importance_and_category_with_what_answers_them(make: Any) -> None:
    plan = make.plan(
        criterion(make, "Cheap", importance="nice"),
        criterion(make, "SOC 2 report", importance="must", category="security", answer="Sent on 3 March"),
        criterion(make, "Offline mode", importance="must", category="feature"),
        criterion(make, "Something else", importance="must"),
        make.item("action_item", "Send the SOC 2 report", id="send"),
        make.item("action_item", "Show it", id="show", depends_on=("Offline mode",)),
    )
    groups = criteria_of(plan, entries_of(plan, None, {}, ""))
    found = {
        title: [
            (row.entry.item.text, row.answer, [e.item.id for e in row.steps], [e.item.id for e in row.perhaps])
            for row in rows
        ]
        for title, rows in groups
    }
    assert found == {
        "Must have": [
            ("Offline mode", None, ["show"], []),
            ("SOC 2 report", "Sent on 3 March", [], ["send"]),
            ("Something else", None, [], []),
        ],
        "Nice to have": [("Cheap", None, [], [])],
    }
    shared = plan.model_copy(update={"audience": "customer"})
    rows = [row for _, rows in criteria_of(shared, entries_of(shared, None, {}, "")) for row in rows]
    assert not any(row.perhaps for row in rows)


def test_the_stages_of_the_decision(make: Any) -> None:
    plan = make.plan(
        step(make, "approval", status="done"),
        step(make, "decision", due="2026-04-01"),
        step(make, "signature"),
        *(step(make, "go_live", id=str(number)) for number in range(SHOWN + 2)),
    )
    stages = decision_of(plan, entries_of(plan, None, {}, ""))
    assert [(stage.key, stage.state, len(stage.entries), stage.more) for stage in stages] == [
        *(("criteria", "empty", 0, 0), ("approvals", "over", 1, 0), ("decision", "next", 1, 0)),
        *(("signature", "", 1, 0), ("golive", "", SHOWN, 2)),
    ]


def test_a_plan_that_knows_nothing_of_the_decision_has_no_flowchart(make: Any) -> None:
    plan = make.plan(make.item("action_item", "a"))
    assert decision_of(plan, entries_of(plan, None, {}, "")) == []


def test_a_review_after_the_close_approves_nothing(make: Any) -> None:
    plan = make.plan(*(step(make, "review", id=day, due=day) for day in ("2026-06-01", "2026-09-01")))
    assert [[item.id for item in stage.items] for stage in stages_of(plan)][1] == ["2026-06-01"]


def test_health_groups_the_findings_by_rule(rich: ClosePlan, make: Any) -> None:
    found = review(rich, make.today)
    health = health_of(found, entries_of(rich, make.today, {}, ""))
    assert (health.headline, health.level) == ("1 error", "error")
    assert health.rest == "9 warnings, 10 hints"
    assert sum(len(group.findings) for group in health.groups) == 10
    assert {group.title for group in health.groups if group.level == "error"} == {"Overdue"}
    assert health.hint_count == 10 - sum(finding.rule.startswith("meddpicc-") for finding in found.findings)
    assert [letter.key for letter in health.letters] == [letter.key for letter in found.meddpicc]


@pytest.mark.parametrize("day", [dt.date(2026, 3, 9)])
def test_nothing_found_is_good(make: Any, day: dt.date) -> None:
    plan = make.plan()
    clean = review(plan, day).model_copy(update={"findings": ()})
    health = health_of(clean, entries_of(plan, day, {}, ""))
    assert (health.headline, health.rest, health.level) == ("No findings", "", "good")


def test_an_id_that_stands_twice_is_two_items(make: Any) -> None:
    plan = make.plan(make.item("action_item", "one", id="a"), make.item("action_item", "two", id="a"))
    entries = entries_of(plan, None, {}, "")
    assert [entry.anchor for entry in entries.of(plan.items)] == ["i1", "i2"]
    found = entries.named("a")
    assert found is not None
    assert found.item.text == "one"
