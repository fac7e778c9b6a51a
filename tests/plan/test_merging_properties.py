"""What must hold of every merge: any order gives the same plan, a call that comes again changes nothing, edits stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from plan.conftest import call_lists

from closeplan_nlp.plan.merging import empty_plan, merge, merge_one, without_sources
from closeplan_nlp.plan.observing import Incoming
from closeplan_nlp.plan.planfile import parse
from closeplan_nlp.plan.rendering import new_text
from closeplan_nlp.types import ClosePlan, Item

EMPTY = empty_plan()
EDITS: dict[str, tuple[Any, ...]] = {
    "text": ("Call the bank", "Send it: the “big” one # now"),
    "owner": ("Priya", None),
    "due": ("2027-01-01", None),
    "status": ("agreed", "done"),
    "notes": ("ask twice", ["a", "b"]),
    "internal": (True,),
    "dropped": ("2026-03-10",),
    "condition": ("once signed",),
    "colour": ("red",),
    "id": ("mine",),
}
"""What people may write into items, a field that we do not know among it."""
edits = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from([(k, v) for k, vs in EDITS.items() for v in vs])), max_size=4
)


def one_by_one(plan: ClosePlan, calls: list[Incoming]) -> ClosePlan:
    for incoming in calls:
        plan = merge_one(plan, incoming)
    return plan


def edited(plan: ClosePlan, changes: list[tuple[int, tuple[str, Any]]]) -> tuple[ClosePlan, dict[str, dict[str, Any]]]:
    """The plan with changes by a person, and what that person wrote, by a note that travels with the item."""
    items = list(plan.items)
    written: dict[str, dict[str, Any]] = {}
    for place, (name, value) in changes if items else ():
        number = place % len(items)
        if getattr(items[number], name, None) == value or (name == "id" and any(i.id == value for i in items)):
            continue
        mark = f"mark-{number}"
        items[number] = Item.model_validate({**dict(items[number]), name: value, "mark": mark})
        written.setdefault(mark, {})[name] = getattr(items[number], name)
    return plan.model_copy(update={"items": tuple(items)}), written


def has_all(plan: ClosePlan, written: dict[str, dict[str, Any]]) -> None:
    by_mark = {(item.model_extra or {}).get("mark"): item for item in plan.items}
    for mark, fields in written.items():
        assert {name: getattr(by_mark[mark], name) for name in fields} == fields


@given(call_lists(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_any_order_gives_the_same_plan(calls: list[Incoming], random: Any) -> None:
    shuffled = random.sample(calls, len(calls))
    plan = one_by_one(EMPTY, calls)
    assert one_by_one(EMPTY, shuffled) == plan
    assert merge(EMPTY, shuffled) == plan


@given(call_lists())
@settings(deadline=None, max_examples=40)
def test_a_call_that_comes_again_changes_nothing(calls: list[Incoming]) -> None:
    plan = merge(EMPTY, calls)
    for again in calls:
        assert merge_one(plan, again) is plan


@given(call_lists())
@settings(deadline=None, max_examples=40)
def test_nothing_that_a_call_said_is_lost_and_ids_are_unique(calls: list[Incoming]) -> None:
    plan = merge(EMPTY, calls)
    said = sorted((seen.source, seen.item) for item in plan.items for seen in item.seen)
    assert said == sorted((seen.source, seen.item) for each in calls for seen in each.observations)
    assert len({item.id for item in plan.items}) == len(plan.items)
    assert all(len({seen.source for seen in item.seen}) == len(item.seen) for item in plan.items)


@given(call_lists(), call_lists(), edits, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_what_people_wrote_stays(first: list[Incoming], calls: list[Incoming], changes: Any, random: Any) -> None:
    plan, written = edited(merge(EMPTY, first), changes)
    has_all(plan, written)
    one = one_by_one(plan, calls)
    has_all(one, written)
    other = one_by_one(plan, random.sample(calls, len(calls)))
    has_all(other, written)
    assert len({item.id for item in one.items}) == len(one.items)
    for again in calls:
        assert merge_one(one, again) is one


@given(call_lists(), call_lists())
@settings(deadline=None, max_examples=40)
def test_files_read_back_and_any_order_gives_the_same_bytes(first: list[Incoming], calls: list[Incoming]) -> None:
    calls = [*calls, *first[len(calls) :]]
    path = Path("plan.yaml")
    texts = []
    for order in (calls, calls[::-1]):
        plan = merge_one(EMPTY, order[0])
        file = parse(new_text(plan), path)
        assert file.plan == plan
        assert file.layout
        for incoming in order[1:]:
            file = parse(file.changed(merge_one(file.plan, incoming)), path)
        texts.append(file.text)
    assert texts[0] == texts[1] == new_text(merge(EMPTY, calls))


@given(call_lists(), st.data())
@settings(deadline=None, max_examples=40)
def test_a_plan_without_a_call_is_as_if_it_had_never_been_imported(calls: list[Incoming], data: Any) -> None:
    plan = merge(EMPTY, calls)
    ids = [source.id for source in plan.sources]
    gone = set(data.draw(st.lists(st.sampled_from(ids), unique=True))) if ids else set()
    left = [incoming for incoming in calls if not {source.id for source in incoming.sources} & gone]
    assert without_sources(plan, gone) == merge(EMPTY, left)
    assert without_sources(plan, {"nobody"}) is plan


@given(call_lists(), edits, st.data())
@settings(deadline=None, max_examples=40)
def test_edits_outlive_the_calls(calls: list[Incoming], changes: Any, data: Any) -> None:
    plan, written = edited(merge(EMPTY, calls), changes)
    ids = [source.id for source in plan.sources]
    gone = data.draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []
    after = without_sources(plan, gone)
    has_all(after, written)
    assert {source.id for source in after.sources} == set(ids) - set(gone)
    assert not {seen.source for item in after.items for seen in item.seen} & set(gone)
