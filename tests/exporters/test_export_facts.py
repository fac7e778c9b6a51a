"""Counts, order and groups."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from closeplan_nlp.exporters import export, facts
from closeplan_nlp.exporters.people import people_of
from closeplan_nlp.types import ClosePlan, Deal, Evidence, Item, PlanParticipant, Source


def test_tasks_stand_in_order_of_due_date(make: Any) -> None:
    dues = (None, "2026-Q1", "2026-03-31", "2026-03", "2026-03-06")
    items = [make.item("action_item", str(due), due=due) for due in dues]
    ordered = [item.text for item in facts.by_due(items)]
    assert ordered == ["2026-03-06", "2026-03", "2026-03-31", "2026-Q1", "None"]


def test_one_owners_tasks_of_a_day_stand_together(make: Any) -> None:
    owners = ("Tom Berg", "Dana Reyes", "tom  berg", None)
    items = [make.item("action_item", f"{n}", due="2026-03-06", owner=owner) for n, owner in enumerate(owners)]
    assert [item.text for item in facts.by_due(items)] == ["1", "0", "2", "3"]


def test_done_tasks_come_last_and_are_not_open(make: Any) -> None:
    done = make.item("action_item", "done", due="2026-03-01", status="done")
    late = make.item("action_item", "late", due="2026-03-05")
    plan = make.plan(done, late)
    assert [item.text for item in facts.tasks_of(plan, "action_item")] == ["late", "done"]
    assert facts.open_tasks(plan) == [late]


@pytest.mark.parametrize(
    ("due", "status", "overdue"),
    [
        ("2026-03-08", "agreed", True),
        ("2026-03-09", "agreed", False),
        ("2026-03", None, False),
        ("2026-02", None, True),
        ("2026-03-08", "done", False),
        (None, None, False),
    ],
)
def test_overdue_only_after_the_last_day(make: Any, due: str | None, status: str | None, overdue: bool) -> None:
    item = make.item("action_item", "Call", due=due, status=status)
    assert facts.is_overdue(item, make.today) is overdue
    assert not facts.is_overdue(item, None)


@pytest.mark.parametrize(("confidence", "unconfirmed"), [(0.49, True), (0.5, False), (None, False), (0.0, True)])
def test_unconfirmed_below_one_half(make: Any, confidence: float | None, unconfirmed: bool) -> None:
    assert facts.is_unconfirmed(make.item("risk", "Freeze", confidence=confidence)) is unconfirmed


def test_marks(make: Any) -> None:
    item = make.item("action_item", "Call", due="2026-03-01", status="proposed", confidence=0.2)
    assert facts.marks_of(item, make.today) == ["proposed", "overdue", "unconfirmed"]
    assert facts.marks_of(make.item("action_item", "Call", status="agreed")) == []


def test_criteria_are_grouped_by_importance(make: Any) -> None:
    ranks = (None, "nice", "must", "nice")
    plan = make.plan(*(make.item("decision_criterion", f"{n}", importance=rank) for n, rank in enumerate(ranks)))
    groups = [(title, [item.text for item in items]) for title, items in facts.criteria_of(plan)]
    assert groups == [("Must have", ["2"]), ("Nice to have", ["1", "3"]), ("Importance not said", ["0"])]


def test_an_owner_is_never_made_up(make: Any) -> None:
    assert facts.owner_of(make.item("action_item", "Call", owner=" Dana\nReyes ")) == "Dana Reyes"
    assert facts.owner_of(make.item("action_item", "Call", side="both")) == "both sides"
    assert facts.owner_of(make.item("action_item", "Call", side="seller")) == "no owner"


def test_people_stand_under_their_side_with_their_open_tasks(rich: ClosePlan) -> None:
    groups = {title: [(person.name, person.open_tasks) for person in people] for title, people in people_of(rich)}
    assert groups == {
        "Northwind (customer)": [("Dana Reyes", 1), ("Marco Bianchi", 0)],
        "Contoso (seller)": [("Ines Okafor", 1), ("Tom Berg", 0)],
        "Others named as owners": [("our legal team", 1)],
    }


def test_two_known_owners_count_for_both_and_unknown_words_stay_whole(make: Any) -> None:
    shared = make.item("action_item", "Call", owner="Dana Reyes and tom berg")
    other = make.item("action_item", "Ask", owner="legal and procurement")
    counts = {person.name: person.open_tasks for _, people in people_of(make.plan(shared, other)) for person in people}
    assert counts == {
        "Dana Reyes": 1,
        "Tom Berg": 1,
        "Marco Bianchi": 0,
        "Ines Okafor": 0,
        "legal and procurement": 1,
    }


def test_sides_without_an_organisation_have_plain_names() -> None:
    people = (PlanParticipant(name="A", side="seller"), PlanParticipant(name="B"))
    plan = ClosePlan(deal=Deal(name="x"), participants=people)
    assert [title for title, _ in people_of(plan)] == ["Seller", "Side not known"]


def test_when_the_calls_were(make: Any) -> None:
    def calls(*dates: str | None) -> str | None:
        sources = tuple(Source(id=str(n), date=date) for n, date in enumerate(dates))
        return facts.calls_of(make.plan(sources=sources))

    assert calls() is None
    assert calls(None) is None
    assert calls("2026-03-02") == "Call on Mon 2 Mar 2026"
    assert calls("2026-03-06", "2026-03-02") == "2 calls, Mon 2 Mar 2026 to Fri 6 Mar 2026"
    assert calls("2026-03-02", "2026-03-02") == "2 calls on Mon 2 Mar 2026"


def test_glance_counts_and_names_the_first_date(rich: ClosePlan) -> None:
    assert facts.glance(rich) == (
        "2 open tasks on our side, 2 on the customer's. First due: Send the SSO metadata (Dana Reyes), "
        "by Fri 6 Mar 2026."
    )


def test_glance_with_the_day_tells_what_is_next_and_late(rich: ClosePlan, make: Any) -> None:
    glance = facts.glance(rich, make.today)
    assert "Next due: Send the security questionnaire" in glance
    assert glance.endswith("1 task overdue since Fri 6 Mar 2026.")
    assert "3 tasks overdue, the oldest since Fri 6 Mar 2026" in facts.glance(rich, dt.date(2027, 1, 1))


def test_glance_of_little(empty: ClosePlan, make: Any) -> None:
    assert facts.glance(empty).startswith("Nothing was found")
    assert facts.glance(make.plan(make.item("risk", "Freeze"))) == "There are no tasks on either side."
    undated = make.plan(make.item("action_item", "Call"))
    assert facts.glance(undated) == "1 open task on our side, none on the customer's."


def test_the_call_is_named_where_there_are_several(rich: ClosePlan, make: Any) -> None:
    evidence = rich.items[0].evidence[0]
    assert facts.call_of(rich, evidence) is None
    two = make.plan(sources=(Source(id="call-01", title="First"), Source(id="call-02")))
    assert facts.call_of(two, evidence) == "First"
    assert facts.call_of(two, evidence.model_copy(update={"source": "gone"})) == "gone"


def test_outlook_tells_what_the_deal_hangs_on(rich: ClosePlan, empty: ClosePlan, make: Any) -> None:
    assert facts.outlook(rich) == (
        "First milestone: Pilot starts in Hall 3, Mon 16 Mar 2026. To keep in mind: 1 must-have criterion and 1 risk."
    )
    assert (facts.outlook(rich, make.today) or "").startswith("Next milestone: Pilot starts in Hall 3, Mon 16 Mar")
    assert facts.outlook(rich, dt.date(2027, 1, 1)) == "To keep in mind: 1 must-have criterion and 1 risk."
    assert facts.outlook(empty) is None
    held = make.item("milestone", "Demo", due="2026-03-01", status="done")
    assert facts.outlook(make.plan(held, make.item("milestone", "Pilot"), make.item("risk", "Freeze"))) == (
        "To keep in mind: 1 risk."
    )


def test_the_quote_that_tells_most_is_shown() -> None:
    def proof(turn: int, quote: str) -> Evidence:
        return Evidence(source="call", turn=turn, quote=quote)

    asked, said, again = (
        proof(1, "And your metadata?"),
        proof(2, "I'll send the SSO metadata"),
        proof(9, "Metadata, SSO"),
    )
    item = Item(id="a", kind="action_item", text="Send the SSO metadata", evidence=(asked, said, again))
    assert facts.main_evidence(item) == said
    assert facts.main_evidence(item.model_copy(update={"text": "…"})) == asked
    assert facts.main_evidence(item.model_copy(update={"evidence": ()})) is None


def test_dropped_items_and_templates_are_not_shown(rich: ClosePlan) -> None:
    first = rich.items[0].model_copy(update={"dropped": "2026-03-05"})
    template = Source(id="template:midsize", title="Mid-size business")
    plan = rich.model_copy(update={"items": (first, *rich.items[1:]), "sources": (template, *rich.sources)})
    for to in ("md", "html"):
        text = export(plan, to)
        assert first.text not in text
        assert "Mid-size business" not in text
        assert "Call on Mon 2 Mar 2026" in text
    assert first.text in export(plan, "yaml")


@pytest.mark.parametrize("text", ["", "   ", "\u202e"])
def test_an_item_without_words_can_be_seen(make: Any, text: str) -> None:
    plan = make.plan(make.item("action_item", text, due="2026-03-06"))
    for name in ("html", "md", "asana"):
        assert facts.NO_TEXT in str(export(plan, name)).replace("\\", "")
