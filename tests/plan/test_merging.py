"""Merging, case by case: what is derived, what people keep, which call is which."""

from __future__ import annotations

from typing import Any

import pytest
from plan.conftest import call

from closeplan_nlp.plan.changes import compare
from closeplan_nlp.plan.merging import empty_plan, merge, merge_one, merge_plans
from closeplan_nlp.plan.observing import Incoming, observe
from closeplan_nlp.types import ClosePlan, Item

TASK = {"kind": "action_item", "text": "Send the MSA", "status": "agreed"}
RISK = {"kind": "risk", "text": "Hiring freeze"}


def first(**fields: Any) -> Incoming:
    return observe(call("call-01", "2026-03-02", TASK | fields, RISK))


def later(**fields: Any) -> Incoming:
    return observe(call("call-02", "2026-03-09", TASK | fields))


def plan_of(*calls: Incoming) -> ClosePlan:
    return merge(empty_plan(), calls)


def task(plan: ClosePlan) -> Item:
    (found,) = (item for item in plan.items if item.text == "Send the MSA")
    return found


def with_item(plan: ClosePlan, item: Item) -> ClosePlan:
    kept = [item if each.id == item.id else each for each in plan.items]
    return plan.model_copy(update={"items": tuple(kept if item in kept else [*kept, item])})


def test_plans_of_several_calls_are_one_in_any_order() -> None:
    march, april = call("call-01", "2026-03-02", TASK | {"owner": "Ines"}, RISK), call("call-02", "2026-04-02", TASK)
    plan = merge_plans([march, april])
    assert plan == merge_plans([april, march]) == merge_plans([april], merge_plans([march]))
    assert [(item.text, len(item.seen)) for item in plan.items] == [("Send the MSA", 2), ("Hiring freeze", 1)]
    assert merge_plans([march], plan) == plan
    assert merge_plans([]) == empty_plan()


# what calls say


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"due": "2026-03-06"}, {"due": "2026-03-13"}, {"due": "2026-03-13"}),
        ({"due": "2026-03-06"}, {"due": None}, {"due": "2026-03-06"}),
        ({"status": "proposed"}, {"status": "agreed"}, {"status": "agreed"}),
        ({"status": "agreed"}, {"status": "proposed"}, {"status": "agreed"}),
        ({"status": "agreed"}, {"status": "done"}, {"status": "done", "done_on": "2026-03-09"}),
        ({"owner": "Ines"}, {"owner": "Tom"}, {"owner": "Tom"}),
        ({"owner": "Ines"}, {"owner": None}, {"owner": "Ines"}),
        ({"confidence": 0.9}, {"confidence": 0.5, "text": "Send over the MSA"}, {"confidence": 0.9}),
        ({"condition": "once signed"}, {"status": "done"}, {"condition": None}),
    ],
)
def test_later_words_win_but_undo_nothing(before: Any, after: Any, expected: dict[str, Any]) -> None:
    found = task(plan_of(first(**before), later(**after)))
    assert {name: getattr(found, name) for name in expected} == expected
    assert [proof.source for proof in found.evidence] == ["call-01", "call-02"]


def test_the_surest_wording_is_kept() -> None:
    plan = plan_of(first(confidence=0.4, text="Send over the MSA"), later(confidence=0.9))
    assert task(plan).id == "call-01-0"


@pytest.mark.parametrize(("told", "dropped", "status"), [("dropped", "call-02", "agreed"), ("late", None, "agreed")])
def test_dropped_and_late(told: Any, dropped: str | None, status: str) -> None:
    said = later()
    seen = tuple(each.model_copy(update={"status": told}) for each in said.observations)
    plan = plan_of(first(), Incoming(said.sources, seen))
    found = task(plan)
    assert (found.dropped, found.status) == (dropped, status)
    assert [(c.field, c.old, c.new) for c in found.history] == [("status", "agreed", told)]
    again = observe(call("call-03", "2026-03-16", TASK))
    assert task(merge_one(plan, again)).dropped is None


def test_what_one_call_lists_as_two_is_two() -> None:
    plan = plan_of(observe(call("call-01", "2026-03-02", TASK, TASK)), later())
    assert sorted(len(item.seen) for item in plan.items) == [1, 2]


# which call is which


def test_a_call_analysed_again_replaces_what_it_said() -> None:
    plan = plan_of(first(due="2026-03-06"), later())
    again = observe(call("call-01", "2026-03-02", {"kind": "risk", "text": "Budget cut"}))
    after = merge_one(plan, again)
    assert {item.text for item in after.items} == {"Send the MSA", "Budget cut"}
    assert [seen.source for seen in task(after).seen] == ["call-02"]
    assert len(after.sources) == 2


def test_edits_outlive_another_analysis() -> None:
    plan = plan_of(first())
    plan = with_item(plan, task(plan).model_copy(update={"notes": "mine", "owner": "Priya"}))
    again = observe(call("call-01", "2026-03-02", RISK, TASK | {"id": "other", "text": "Send over the MSA"}))
    after = merge_one(plan, again)
    (found,) = (item for item in after.items if item.notes)
    assert (found.notes, found.owner, [seen.item for seen in found.seen]) == ("mine", "Priya", ["other"])
    gone = merge_one(plan, observe(call("call-01", "2026-03-02")))
    assert [(item.notes, item.owner, item.seen) for item in gone.items] == [("mine", "Priya", ())]
    numbered = merge_one(plan, observe(call("call-01", "2026-03-02", RISK)))
    assert sorted((item.id, item.notes) for item in numbered.items) == [
        ("call-01-0", "mine"),
        ("call-01-0-call-01", None),
    ]


def test_the_same_bytes_under_another_name_are_the_same_call() -> None:
    plan = plan_of(first())
    (source,) = first().sources
    copy = source.model_copy(update={"id": "copy", "path": "elsewhere.vtt"})
    seen = tuple(each.model_copy(update={"source": "copy"}) for each in first().observations)
    assert merge_one(plan, Incoming((copy,), seen)) == plan


@pytest.mark.parametrize("order", [1, -1])
def test_two_calls_of_one_file_name_are_two(order: int) -> None:
    other = observe(call("call-01", "2026-03-09", TASK | {"id": "x"}))
    (source,) = other.sources
    other = Incoming((source.model_copy(update={"sha256": "other"}),), other.observations)
    plan = empty_plan()
    for each in (first(), other)[::order]:
        plan = merge_one(plan, each)
    assert [source.id for source in plan.sources] == ["call-01", "call-01-2026-03-09"]
    assert [proof.source for proof in task(plan).evidence] == ["call-01", "call-01-2026-03-09"]
    assert plan == merge_one(merge_one(empty_plan(), first()), other)


def test_a_corrected_transcript_of_the_day_is_the_same_call() -> None:
    (source,) = first().sources
    corrected = Incoming((source.model_copy(update={"sha256": "new"}),), first(due="2026-03-05").observations)
    after = merge_one(plan_of(first()), corrected)
    assert [(each.id, each.sha256) for each in after.sources] == [("call-01", "new")]
    assert task(after).due == "2026-03-05"


# what people do


def test_an_edited_field_is_kept_and_the_new_value_offered() -> None:
    plan = plan_of(first(due="2026-03-06"))
    plan = with_item(plan, task(plan).model_copy(update={"due": "2026-03-08"}))
    found = task(merge_one(plan, later(due="2026-03-13", owner="Tom")))
    (offered,) = found.suggestions
    assert (found.due, found.owner) == ("2026-03-08", "Tom")
    assert offered.to_dict() == {
        "field": "due",
        "value": "2026-03-13",
        "source": "call-02",
        "date": "2026-03-09",
        "before": "2026-03-06",
    }


def test_a_suggestion_goes_when_it_is_taken_or_overtaken() -> None:
    plan = plan_of(first(due="2026-03-06"))
    plan = with_item(plan, task(plan).model_copy(update={"due": "2026-03-08"}))
    offered = merge_one(plan, later(due="2026-03-13"))
    third = observe(call("call-03", "2026-03-16", TASK | {"due": "2026-03-20"}))
    assert [s.value for s in task(merge_one(offered, third)).suggestions] == ["2026-03-20"]
    taken = with_item(offered, task(offered).model_copy(update={"due": "2026-03-13"}))
    moved = task(merge_one(taken, third))
    assert (moved.due, moved.suggestions) == ("2026-03-20", ())


def test_what_a_person_deleted_does_not_come_back_from_that_call() -> None:
    plan = plan_of(first())
    plan = plan.model_copy(update={"items": tuple(item for item in plan.items if item.kind != "risk")})
    assert merge_one(plan, first()) is plan
    assert [item.kind for item in merge_one(plan, first(due="2026-03-06")).items] == ["action_item"]


def test_items_of_people_gain_evidence_and_suggestions_only() -> None:
    mine = Item(id="mine", kind="action_item", text="Send the MSA", side="seller", owner="Ines")
    plan = merge_one(with_item(empty_plan("North"), mine), first(owner="Ines", due="2026-03-06"))
    found = task(plan)
    assert (found.id, found.due, found.manual, len(found.evidence)) == ("mine", None, True, 1)
    assert {each.field: each.value for each in found.suggestions} == {"due": "2026-03-06", "status": "agreed"}
    assert plan.deal.name == "North"
    assert merge_one(plan, first(owner="Ines", due="2026-03-06")) is plan


def test_steps_of_a_template_are_filled() -> None:
    step = Item(id="msa", kind="action_item", text="Send the MSA", side="seller", step="legal", due="2026-03-01")
    found = task(merge_one(with_item(empty_plan(), step), first(owner="Ines", due="2026-03-06")))
    assert (found.id, found.step, found.owner, found.status) == ("msa", "legal", "Ines", "agreed")
    assert (found.due, [each.field for each in found.suggestions]) == ("2026-03-01", ["due"])
    assert found.manual is None


def test_dependencies_follow_ids() -> None:
    plan = plan_of(later())
    plan = with_item(plan, Item(id="mine", kind="milestone", text="Workshop", depends_on=(task(plan).id,)))
    after = merge_one(plan, first())
    assert task(after).id == "call-01-0"
    assert next(item for item in after.items if item.id == "mine").depends_on == ("call-01-0",)


def test_an_order_of_people_is_kept() -> None:
    plan = plan_of(first())
    turned = plan.model_copy(update={"items": plan.items[::-1]})
    after = merge_one(turned, observe(call("call-02", "2026-03-09", {"kind": "risk", "text": "Budget cut"})))
    assert [item.text for item in after.items][:2] == ["Hiring freeze", "Budget cut"]


def test_people_and_deal() -> None:
    plan = plan_of(observe(call("call-01", "2026-03-02", people=("Dana Reyes", "Tom Berg"))))
    dana, _ = plan.participants
    plan = plan.model_copy(
        update={
            "participants": (dana.model_copy(update={"role": "CIO", "email": "d@x"}),),
            "deal": plan.deal.model_copy(update={"name": "Phase two"}),
        }
    )
    after = merge_one(plan, observe(call("call-02", "2026-03-09", people=("Dana", "Tom Berg", "Priya Nair"))))
    assert [(p.name, p.role, p.email) for p in after.participants] == [
        ("Dana Reyes", "CIO", "d@x"),
        ("Priya Nair", None, None),
    ]
    assert after.deal.name == "Phase two"


def test_the_target_date_moves_unless_a_person_set_it() -> None:
    sign = {"kind": "milestone", "text": "Contract signed", "category": "signature", "status": "agreed"}
    calls = [observe(call(f"call-{n}", f"2026-03-0{n}", sign | {"due": f"2026-0{n + 3}-30"})) for n in (1, 2)]
    plan = merge_one(empty_plan(), calls[0])
    assert (plan.deal.target_close, merge_one(plan, calls[1]).deal.target_close) == ("2026-04-30", "2026-05-30")
    mine = plan.model_copy(update={"deal": plan.deal.model_copy(update={"target_close": "2026-04-15"})})
    deal = merge_one(mine, calls[1]).deal
    assert (deal.target_close, [s.value for s in deal.suggestions]) == ("2026-04-15", ["2026-05-30"])


# what is told of it


def test_changes() -> None:
    before = plan_of(first(due="2026-03-06"))
    changes = compare(before, merge_one(before, later(due="2026-03-13")))
    assert [(n.field, n.old, n.new, n.source) for n in changes.changed] == [
        ("due", "2026-03-06", "2026-03-13", "call-02")
    ]
    assert (changes.added, changes.gone, changes.evidence, bool(changes)) == ([], [], 1, True)
    assert not compare(before, before)
    assert [note.text for note in compare(before, empty_plan()).gone] == ["Send the MSA", "Hiring freeze"]
