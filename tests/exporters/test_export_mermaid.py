"""Mermaid diagrams, by the grammar; Mermaid's own parser reads the hostile ones in the tests of attacks."""

from __future__ import annotations

from typing import Any

import pytest
from export_readers import read_flowchart, read_gantt
from syrupy.assertion import SnapshotAssertion

from closeplan_nlp.exporters import export
from closeplan_nlp.types import ClosePlan


def test_gantt(rich: ClosePlan, make: Any, snapshot: SnapshotAssertion) -> None:
    text = str(export(rich, "mermaid", today=make.today))
    read_gantt(text)
    assert text == snapshot


def test_flowchart(rich: ClosePlan, make: Any, snapshot: SnapshotAssertion) -> None:
    steps = (
        make.item("milestone", "Board approves", category="approval", due="2026-03-20", id="m1"),
        make.item("milestone", "They decide", category="decision", id="m2", depends_on=("m1", "gone")),
        make.item("milestone", "Contract signed", category="signature", due="2026-Q2", id="m3"),
        make.item("milestone", "Live", category="go_live", due_text="in summer", id="m4"),
    )
    text = str(export(rich.model_copy(update={"items": (*rich.items, *steps)}), "mermaid-flow"))
    read_flowchart(text)
    assert text == snapshot


def test_tasks_end_after_they_start_and_tags_tell_their_state(make: Any) -> None:
    late = make.item("action_item", "Late", start="2026-03-02", due="2026-03-06")
    done = make.item("customer_commitment", "Done", due="2026-03-06", status="done")
    lines = read_gantt(str(export(make.plan(late, done), "mermaid", today=make.today)))
    assert "    Late :crit, t1, 2026-03-02, 2026-03-07" in lines
    assert "    Done :done, t2, 2026-03-06, 2026-03-07" in lines


def test_empty_plans_are_diagrams(empty: ClosePlan) -> None:
    assert len(read_gantt(str(export(empty, "mermaid")))) == 3
    assert len(read_flowchart(str(export(empty, "mermaid-flow")))) == 1


@pytest.mark.parametrize("size", [60, 400])
def test_long_plans_stay_under_mermaids_limits(make: Any, size: int) -> None:
    plan = make.large(size)
    words = [item.model_copy(update={"text": "word " * 100, "depends_on": ("i7", "i6")}) for item in plan.items]
    plan = plan.model_copy(update={"items": tuple(words)})
    read_gantt(str(export(plan, "mermaid")))
    assert len([line for line in read_flowchart(str(export(plan, "mermaid-flow"))) if "->" in line]) <= 500


@pytest.mark.parametrize("due", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar(make: Any, due: str) -> None:
    read_gantt(str(export(make.plan(make.item("action_item", "x", due=due)), "mermaid")))
