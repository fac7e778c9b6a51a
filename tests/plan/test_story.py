"""One deal over six calls (data/samples/deal): promises made, moved, broken, kept, a new sponsor, a later signature."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from closeplan_nlp.plan.incoming import read_incoming
from closeplan_nlp.plan.merging import empty_plan, merge, merge_one
from closeplan_nlp.plan.observing import Incoming
from closeplan_nlp.readers import read_transcript
from closeplan_nlp.types import Change, ClosePlan, Item, PlanParticipant, Proof, Source

DEAL = Path(__file__).parents[2] / "data" / "samples" / "deal"
NAMES = [f"call-{number}" for number in range(1, 7)]


def fail(_: str) -> ClosePlan:
    raise AssertionError("this is no call")


def incoming(name: str) -> Incoming:
    """The items of a call with the quotes of its transcript and the people on it, as an analysis would give them."""
    found = read_incoming(str(DEAL / f"{name}.items.json"), fail)
    call = read_transcript(DEAL / f"{name}.json")
    rows = json.loads((DEAL / f"{name}.items.json").read_text(encoding="utf-8"))["items"]
    seen = []
    for each, row in zip(found.observations, rows, strict=True):
        turns = ((number, call.turns[number]) for number in row["turns"])
        proofs = tuple(Proof(turn=n, speaker=t.speaker, start=t.start, end=t.end, quote=t.text) for n, t in turns)
        seen.append(each.model_copy(update={"evidence": proofs, "item": f"{name}-{each.item[:6]}"}))
    people = tuple(PlanParticipant(name=p.name, side=p.side, role=p.role) for p in call.participants)
    source: Source = found.sources[0].model_copy(
        update={
            "people": people,
            "items": tuple(each.item for each in seen),
            "seller": call.seller_org,
            "customer": call.customer_org,
            "deal": call.customer_org,
        }
    )
    return Incoming((source,), tuple(seen))


CALLS = [incoming(name) for name in NAMES]
STEPS = list(itertools.accumulate(CALLS, merge_one, initial=empty_plan()))[1:]


def the(plan: ClosePlan, words: str) -> Item:
    """The only item with these words."""
    (found,) = (item for item in plan.items if words.casefold() in item.text.casefold())
    return found


def moves(item: Item, field: str = "due") -> list[tuple[Any, Any]]:
    return [(change.old, change.new) for change in item.history if change.field == field]


def broken(item: Item) -> list[Change]:
    """Moves of a date that was past when it was moved."""
    return [c for c in item.history if c.field == "due" and c.date and str(c.old) < c.date]


def test_call_1_promises_are_made() -> None:
    plan = STEPS[0]
    assert len(plan.items) == 8
    assert plan.deal.name == plan.deal.customer == "Bramley Foods"
    assert plan.deal.target_close == "2026-03-31"
    metadata = the(plan, "SSO metadata")
    assert (metadata.owner, metadata.due, metadata.status) == ("Dana Reyes", "2026-03-06", "agreed")
    assert metadata.evidence[0].quote == "Good. And I'll get you the SSO metadata by Friday as well."
    assert [person.name for person in plan.participants] == ["Ines Okafor", "Dana Reyes", "Tom Berg"]


def test_call_2_one_is_kept_one_is_moved() -> None:
    plan = STEPS[1]
    quote, metadata = the(plan, "quote"), the(plan, "SSO metadata")
    assert (quote.status, quote.done_on, quote.due) == ("done", "2026-03-09", "2026-03-06")
    assert (metadata.status, metadata.due, moves(metadata)) == ("agreed", "2026-03-13", [("2026-03-06", "2026-03-13")])
    assert metadata.due_text == "this Friday, the 13th"
    assert [change.source for change in broken(metadata)] == ["call-2"]
    assert [proof.source for proof in metadata.evidence] == ["call-1", "call-2", "call-2"]
    assert len(plan.items) == 11
    assert plan.participants[-1].to_dict() == {"name": "Marco Bianchi", "side": "customer", "role": "Procurement"}


def test_call_3_the_moved_promise_is_kept() -> None:
    plan = STEPS[2]
    metadata, pilot = the(plan, "SSO metadata"), the(plan, "Pilot starts")
    assert (metadata.status, metadata.done_on) == ("done", "2026-03-16")
    assert (pilot.status, pilot.due, len(pilot.seen)) == ("done", "2026-03-16", 2)
    assert the(plan, "Contract").history == ()
    assert plan.deal.target_close == "2026-03-31"
    assert len(plan.items) == 12


def test_call_4_another_person_signs_and_our_promise_is_broken() -> None:
    plan = STEPS[3]
    agreement, migration = the(plan, "data processing"), the(plan, "migration plan")
    assert (agreement.owner, agreement.due) == ("Priya Nair", "2026-04-03")
    assert moves(agreement, "owner") == [("Dana Reyes", "Priya Nair")]
    assert (migration.due, [change.source for change in broken(migration)]) == ("2026-03-27", ["call-4"])
    assert "Priya Nair" in [person.name for person in plan.participants]
    assert the(plan, "Dana is leaving").kind == "risk"


def test_call_5_the_target_date_shifts_and_a_task_is_dropped() -> None:
    plan = STEPS[4]
    contract, hull = the(plan, "Contract"), the(plan, "Hull")
    assert (contract.due, moves(contract)) == ("2026-04-15", [("2026-03-31", "2026-04-15")])
    assert plan.deal.target_close == "2026-04-15"
    assert hull.dropped == "call-5"
    assert the(plan, "migration plan").status == "done"
    assert the(plan, "Board meeting").due == "2026-04-14"


def test_call_6_what_is_left() -> None:
    plan = STEPS[5]
    assert the(plan, "data processing").status == "done"
    order = the(plan, "purchase order")
    assert (order.due, order.condition, len(order.seen)) == ("2026-04-16", "once the contract is signed", 2)
    assert plan.deal.target_close == "2026-04-15"
    left = {item.text for item in plan.items if item.status == "agreed" and not item.dropped}
    assert left == {
        *("Send the one-page summary with the savings", "Issue the purchase order"),
        *("Contract signed", "Board meeting", "Go-live"),
    }
    assert len(plan.items) == 17


@pytest.mark.parametrize("order", [NAMES[::-1], ["call-3", "call-1", "call-6", "call-2", "call-5", "call-4"]])
def test_the_calls_in_any_order(order: list[str]) -> None:
    by_name = dict(zip(NAMES, CALLS, strict=True))
    plan = empty_plan()
    for name in order:
        plan = merge_one(plan, by_name[name])
    assert plan == STEPS[-1] == merge(empty_plan(), CALLS)
    assert all(merge_one(plan, call) is plan for call in CALLS)


def test_what_people_do_between_the_calls_stays() -> None:
    plan = STEPS[1]
    mine = the(plan, "SSO metadata").model_copy(update={"due": "2026-03-11", "notes": "they promised by mail"})
    plan = plan.model_copy(update={"items": tuple(mine if item.id == mine.id else item for item in plan.items)})
    for call in CALLS[2:]:
        plan = merge_one(plan, call)
    metadata = the(plan, "SSO metadata")
    assert (metadata.due, metadata.notes, metadata.status) == ("2026-03-11", "they promised by mail", "done")
    assert metadata.suggestions == ()
