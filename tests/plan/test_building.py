"""From a call's items to a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from closeplan_nlp.nlp.analysis import Analysis
from closeplan_nlp.plan import building
from closeplan_nlp.plan.building import build_plan, deal_name, target_close
from closeplan_nlp.types import Evidence, Item, PlanParticipant, Problem, Source, Transcript, Turn


def signature(due: str | None, status: str = "agreed", category: str = "signature") -> Item:
    fields: dict[str, Any] = {"due": due, "status": status, "category": category}
    proof = Evidence(source="call", turn=0, quote="we sign")
    return Item(id="x", kind="milestone", text="Signature", evidence=(proof,), **fields)


def test_a_plan_holds_what_the_analysis_found(call: Transcript) -> None:
    source = Source(id="call-01", date="2026-03-02", sha256="ab", path="call-01.vtt")
    problem = Problem(reason="a cue without text", source="call-01.vtt", place="cue 3")
    heard = call.model_copy(update={"source": source, "problems": (problem,), "seller_org": "Initech"})
    items = (signature("2026-03-31"),)
    plan = build_plan(Analysis(heard, items))
    assert plan.schema_version == "1.0"
    assert plan.items == items
    assert plan.sources == (source,)
    assert plan.problems == (problem,)
    assert plan.participants == (
        PlanParticipant(name="Ben Okafor", side="seller", role="Account executive"),
        PlanParticipant(name="Dana Reyes", side="customer", role="IT director"),
    )
    assert plan.deal.to_dict() == {
        "name": "Northwind",
        "seller": "Initech",
        "customer": "Northwind",
        "target_close": "2026-03-31",
        "profile": None,
    }
    assert build_plan(Analysis(heard, ()), deal="Phase two").deal.name == "Phase two"


def test_a_call_without_a_file_has_a_source(call: Transcript) -> None:
    (source,) = build_plan(Analysis(call, ())).sources
    assert (source.id, source.title, source.date) == ("call", "Rollout", "2026-03-02")


def test_what_the_deal_is_called() -> None:
    fields: dict[str, Any] = {"customer_org": "Northwind", "title": "Rollout", "source": Source(id="call-01")}
    for expected in ("Northwind", "Rollout", "call-01", "Deal"):
        assert deal_name(Transcript(turns=(Turn(text="Hi"),), **fields)) == expected
        fields.pop(next(iter(fields), ""), None)


@pytest.mark.parametrize(
    ("items", "day"),
    [
        ([], None),
        ([signature("2026-03-31")], "2026-03-31"),
        ([signature("2026-03-31"), signature("2026-04-15"), signature("2026-02-01")], "2026-04-15"),
        ([signature("2026-03-31", status="proposed")], None),
        ([signature("2026-03-31", status="done")], None),
        ([signature("2026-03-31", category="go_live")], None),
        ([signature(None)], None),
        ([signature("2026-Q2")], "2026-Q2"),
        ([signature("2026-Q1"), signature("2026-06-30")], "2026-06-30"),
        ([signature("2026-Q2"), signature("2026-03-31")], "2026-Q2"),
        ([signature("2026-05"), signature("2026-04-30")], "2026-05"),
        ([signature("2026-Q2"), signature("2026-06"), signature("2026-06-30")], "2026-06-30"),
    ],
)
def test_target_close(items: list[Item], day: str | None) -> None:
    assert target_close(items) == day


def test_a_file_is_read_with_the_options_and_a_transcript_is_not(
    call: Transcript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysed: list[Transcript] = []

    def analyze(transcript: Transcript, **options: Any) -> Analysis:
        assert options == {"language": "en", "model": "m", "min_confidence": 0.5, "progress": None}
        analysed.append(transcript)
        return Analysis(transcript, ())

    monkeypatch.setattr(building, "analyze", analyze)
    path = tmp_path / "call.txt"
    path.write_text("Speaker 1: Hello Dana, thanks for joining us.\nSpeaker 2: Hello Ben, thanks for having me.\n")
    options: dict[str, Any] = {"language": "en", "model": "m", "min_confidence": 0.5, "date": "2026-03-02"}
    options |= {"seller": iter(["Ben Okafor"]), "speakers": {"Speaker 1": "Ben Okafor"}, "deal": "D"}
    plan = building.summarize(path, **options)
    assert [(p.name, p.side) for p in plan.participants] == [("Ben Okafor", "seller"), ("Speaker 2", "customer")]
    assert (plan.deal.name, plan.sources[0].date, analysed[0].turns[1].speaker) == ("D", "2026-03-02", "Speaker 2")
    assert building.summarize(call, **options | {"date": "2000-01-01"}).sources[0].date == "2026-03-02"
    assert analysed[1] is call
