"""A plan that people corrected becomes annotated calls: what each call said, with the corrections, and no more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from deals import Run

from closeplan_nlp.plan import editing
from closeplan_nlp.plan.merging import empty_plan, merge
from closeplan_nlp.plan.observing import Incoming
from closeplan_nlp.plan.planfile import read_plan, write_new
from closeplan_nlp.training.corpus import check_corpus
from closeplan_nlp.training.corrections import Review, reviews
from closeplan_nlp.training.transcripts import with_people
from closeplan_nlp.training.writing import annotate
from closeplan_nlp.types import (
    ClosePlan,
    Evidence,
    Item,
    Observation,
    Participant,
    PlanParticipant,
    Proof,
    Source,
    Transcript,
    Turn,
)

SAMPLES = Path(__file__).resolve().parent.parent.parent / "data" / "samples" / "deal"
TODAY = "2026-03-20"
TURNS = {
    "call-1": ("I'll send the quote by Friday.", "Fine, I'll bring in Marco.", "It has to be SOC 2, I think."),
    "call-2": ("The quote is on its way, you get it on Monday.", "Good."),
}
QUOTE, MARCO, SOC = ("send the quote", "bring in Marco", "SOC 2")


def seen(source: str, item: str, turn: int, **fields: Any) -> Observation:
    known = {"kind": "action_item", "side": "seller", "owner": "Ines Okafor", "status": "agreed", **fields}
    known.setdefault("text", item.capitalize())
    return Observation(
        source=source, item=item, confidence=0.7, evidence=(Proof(turn=turn, quote=TURNS[source][turn]),), **known
    )


@pytest.fixture
def plan() -> ClosePlan:
    """Two calls of a deal; the quote is in both, a day later in the second."""
    said = (
        seen("call-1", QUOTE, 0, due="2026-03-06", due_text="by Friday"),
        seen("call-1", MARCO, 1, kind="customer_commitment", side="customer", owner="Dana Reyes"),
        seen("call-1", SOC, 2, kind="risk", side="customer", owner=None, status=None),
        seen("call-2", QUOTE, 0, due="2026-03-09", due_text="on Monday"),
    )
    sources = [Source(id=name, date=day) for name, day in (("call-1", "2026-03-02"), ("call-2", "2026-03-06"))]
    parts = [
        Incoming(
            (source.model_copy(update={"items": tuple(s.item for s in own), "deal": "Bramley Foods"}),), tuple(own)
        )
        for source in sources
        for own in [[s for s in said if s.source == source.id]]
    ]
    return merge(empty_plan(), parts)


def change(plan: ClosePlan, item: str, **fields: Any) -> ClosePlan:
    return editing.set_fields(plan, item, fields, TODAY)


def the(plan: ClosePlan, call: str) -> Review:
    return next(review for review in reviews(plan) if review.source.id == call)


def said(review: Review, text: str) -> dict[str, Any]:
    return next(item for item in review.items if text in item["text"].lower())


def test_a_call_is_reviewed_when_every_item_of_it_is(plan: ClosePlan) -> None:
    assert [review.is_done for review in reviews(plan)] == [False, False]
    plan = editing.confirm(plan, [QUOTE], TODAY)
    assert [review.is_done for review in reviews(plan)] == [False, True]
    plan = change(plan, MARCO, owner="Marco Bianchi")
    assert [item.id for item in the(plan, "call-1").unseen] == [SOC]
    plan = editing.drop(plan, [SOC], TODAY)
    first = the(plan, "call-1")
    assert first.is_done
    assert (first.confirmed, first.changed, first.dropped, first.deleted) == (1, 1, 1, 0)
    assert [item["text"] for item in first.items] == ["Send the quote", "Bring in marco"]


def test_a_note_is_no_review(plan: ClosePlan) -> None:
    plan = change(editing.confirm(plan, [QUOTE, MARCO], TODAY), SOC, notes="ask legal")
    assert not the(plan, "call-1").is_done


def test_a_person_may_say_that_the_rest_of_a_call_is_right(plan: ClosePlan) -> None:
    sources = tuple(source.model_copy(update={"reviewed": source.id == "call-1"}) for source in plan.sources)
    plan = plan.model_copy(update={"sources": sources})
    assert [review.is_done for review in reviews(plan)] == [True, False]
    assert len(the(plan, "call-1").items) == 3


def test_items_that_were_taken_out_of_the_file_are_taught_as_none(plan: ClosePlan) -> None:
    plan = plan.model_copy(update={"items": tuple(item for item in plan.items if item.id == QUOTE)})
    first = the(editing.confirm(plan, [QUOTE], TODAY), "call-1")
    assert (first.is_done, first.deleted, len(first.items)) == (True, 2, 1)


def test_each_call_keeps_its_own_day(plan: ClosePlan) -> None:
    plan = editing.confirm(plan, [QUOTE], TODAY)
    days = [said(review, "quote")["due"] for review in reviews(plan)]
    assert days == ["2026-03-06", "2026-03-09"]
    plan = change(plan, QUOTE, due="2026-03-10")
    days = [said(review, "quote")["due"] for review in reviews(plan)]
    assert days == ["2026-03-06", "2026-03-10"]  # the person saw and changed what the second call had said


def test_a_value_that_both_calls_gave_is_corrected_in_both(plan: ClosePlan) -> None:
    plan = change(plan, QUOTE, owner="Tom Berg", text="Send Dana the quote for three depots")
    assert [said(review, "three depots")["owner"] for review in reviews(plan)] == ["Tom Berg"] * 2


def test_done_later_is_no_correction(plan: ClosePlan) -> None:
    plan = editing.mark_done(plan, [QUOTE], TODAY)
    second = the(plan, "call-2")
    assert (second.is_done, second.changed, second.items[0]["status"]) == (True, 1, "agreed")


@pytest.mark.parametrize(
    ("kind", "side", "status"),
    [("decision_criterion", "customer", None), ("action_item", "unknown", None), ("milestone", "customer", None)],
)
def test_another_kind_takes_the_fields_that_fit_it(plan: ClosePlan, kind: str, side: str, status: str | None) -> None:
    item = said(the(change(plan, SOC, kind=kind), "call-1"), "soc 2")
    assert (item["kind"], item["side"], item["status"], item["category"]) == (kind, side, status, None)


def test_what_the_call_itself_took_back_is_withdrawn(plan: ClosePlan) -> None:
    later = seen("call-2", MARCO, 1, kind="customer_commitment", side="customer", owner="Dana Reyes", status="dropped")
    own = [s for item in plan.items for s in item.seen if s.source == "call-2"]
    plan = merge(plan, [Incoming((Source(id="call-2", date="2026-03-06"),), (*own, later))])
    second = the(editing.confirm(plan, [QUOTE, MARCO], TODAY), "call-2")
    assert [item["status"] for item in second.withdrawn] == ["withdrawn"]
    assert [item["text"] for item in second.items] == ["Send the quote"]


def test_an_added_item_needs_a_quote(plan: ClosePlan) -> None:
    plan = editing.confirm(plan, [QUOTE], TODAY)
    plan = editing.add(plan, {"kind": "action_item", "text": "Book the room", "side": "seller", "status": "agreed"})
    plan = editing.add(plan, {"kind": "risk", "text": "Silence", "side": "customer"})
    proof = Evidence(source="call-2", turn=1, quote="Good.")
    *rest, room, silence = plan.items
    plan = plan.model_copy(update={"items": (*rest, room.model_copy(update={"evidence": (proof,)}), silence)})
    second = the(plan, "call-2")
    assert (second.is_done, second.changed) == (True, 1)
    assert said(second, "room")["evidence"] == [{"turn": 1, "quote": "Good."}]
    notes = annotate(plan, SAMPLES).notes
    assert any(f"1 items have no quote, so no call teaches them ({silence.id})" in note for note in notes)


def test_a_plan_of_one_call_does_not_say_what_was_changed() -> None:
    item = Item(id="a", kind="risk", text="Freeze", evidence=(Evidence(source="call-1", turn=0, quote="x"),))
    plan = empty_plan().model_copy(update={"items": (item,), "sources": (Source(id="call-1"),)})
    assert not the(plan, "call-1").is_done
    assert the(editing.confirm(plan, ["a"], TODAY), "call-1").is_done


def test_people_are_as_the_plan_knows_them(plan: ClosePlan) -> None:
    call = Transcript(
        participants=(Participant(name="Ines Okafor"),),
        turns=(Turn(speaker="Speaker 2", text=TURNS["call-2"][0]), Turn(speaker="Ines Okafor", text="Good.")),
    )
    people = (PlanParticipant(name="Ines Okafor", side="seller"), PlanParticipant(name="Dana Reyes", side="customer"))
    quoted = Evidence(source="call-2", turn=0, speaker="Dana Reyes", quote=TURNS["call-2"][0])
    items = tuple(item.model_copy(update={"evidence": (quoted,)}) for item in plan.items[:1])
    plan = plan.model_copy(update={"participants": people, "items": items})
    known = with_people(call, plan, plan.sources[1]).participants
    assert [(p.name, p.side, p.label) for p in known] == [
        ("Ines Okafor", "seller", None),
        ("Dana Reyes", "customer", "Speaker 2"),
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The transcripts of the two calls."""
    made = tmp_path / "transcripts"
    made.mkdir()
    for name, turns in TURNS.items():
        rows = [{"speaker": "Ines Okafor", "text": text} for text in turns]
        (made / f"{name}.json").write_text(json.dumps({"turns": rows, "language": "en"}))
    return made


def test_only_calls_that_are_reviewed_and_at_hand_are_written(
    run: Run, plan: ClosePlan, folder: Path, tmp_path: Path
) -> None:
    path, out = tmp_path / "plan.yaml", tmp_path / "out"
    write_new(path, plan)
    nothing = run("training-data", path, "--calls", folder, "-o", out)
    assert (nothing.code, nothing.out) == (1, "")
    assert "nobody has looked at 3 of its items" in nothing.err
    assert "no call of the plan is reviewed and at hand" in nothing.err
    assert not out.exists()
    assert run("confirm", path, QUOTE).code == 0
    done = run("training-data", path, "--calls", folder, "-o", out)
    assert done.out == f"{out}/bramley-foods-call-2.items.json: 1 items (1 confirmed, 0 changed, 0 taken out)\n"
    assert "call-1 is left out" in done.err
    assert check_corpus(out).problems == ()
    (folder / "call-2.json").rename(folder / "other.json")
    lost = run("training-data", path, "--calls", folder, "-o", out)
    assert "call-2: its transcript is not in the folder. Put its transcript there, or name a file" in lost.err


def test_another_call_of_the_name_is_not_taken(run: Run, plan: ClosePlan, folder: Path, tmp_path: Path) -> None:
    write_new(tmp_path / "plan.yaml", editing.confirm(plan, [QUOTE], TODAY))
    (folder / "call-2.json").write_text(json.dumps({"turns": [{"speaker": "Ines Okafor", "text": "Something else."}]}))
    result = run("training-data", tmp_path / "plan.yaml", "--calls", folder, "-o", tmp_path / "out")
    assert result.code == 1
    assert "call-2.json: turn 0 does not say 'The quote is on its way" in result.err
    missing = run("training-data", tmp_path / "plan.yaml", "--calls", tmp_path / "none", "-o", tmp_path / "out")
    assert (missing.code, "there is no such folder" in missing.err) == (1, True)


@pytest.mark.model
def test_a_deal_goes_round(run: Run, tmp_path: Path) -> None:
    """Import real calls, correct what was found, export it: the trainer's check passes, the items are the corrected."""
    path, out = tmp_path / "plan.yaml", tmp_path / "mine"
    assert run("import", SAMPLES / "call-1.json", SAMPLES / "call-2.json", "--into", path).code == 0
    first = [item for item in read_plan(path).items if any(seen.source == "call-1" for seen in item.seen)]
    task = next(item for item in first if item.kind == "action_item")
    wrong = next(item for item in first if item.kind == "decision_criterion")
    assert run("set", path, task.id, "text=Send the quote", "owner=Tom Berg").code == 0
    assert run("drop", path, wrong.id).code == 0
    assert run("confirm", path, *(item.id for item in first if item not in (task, wrong))).code == 0
    done = run("training-data", path, "--calls", SAMPLES, "-o", out, "-q")
    assert (done.code, done.err) == (0, "")
    assert sorted(file.name for file in out.iterdir()) == [
        "bramley-foods-call-1.items.json",
        "bramley-foods-call-1.json",
    ]
    checked = run("train", "--data", out, "--check")
    assert (checked.code, checked.out) == (0, f"1 calls, 9 turns, {len(first) - 1} items: no faults\n")
    gold = json.loads((out / "bramley-foods-call-1.items.json").read_text(encoding="utf-8"))["items"]
    assert wrong.text not in {item["text"] for item in gold}
    (mended,) = (item for item in gold if item["text"] == "Send the quote")
    assert (mended["owner"], mended["due"], mended["turns"]) == (
        "Tom Berg",
        task.due,
        sorted({p.turn for p in task.evidence}),
    )
