"""The frozen records: what they take, keep and refuse."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from closeplan_nlp.types import (
    ClosePlan,
    Deal,
    Evidence,
    Item,
    Participant,
    Problem,
    Record,
    Source,
    Transcript,
    Turn,
)

CONTRACT_1 = {
    "title": "Demo",
    "date": "2026-03-02",
    "language": "en",
    "seller_org": None,
    "customer_org": "Northwind",
    "participants": [{"name": "Dana Reyes", "side": "customer", "role": "IT director", "label": "Speaker 2"}],
    "turns": [{"speaker": "Dana Reyes", "text": "Hello.", "start": 12.3, "end": 15.0}],
    "problems": [],
}


def test_contract_1_makes_a_round_trip() -> None:
    assert Transcript.model_validate(CONTRACT_1).to_dict() == CONTRACT_1
    assert list(Transcript.model_validate(CONTRACT_1).to_dict()) == list(CONTRACT_1)


def test_unknown_fields_are_kept() -> None:
    given = CONTRACT_1 | {"recorder": {"app": "x"}, "turns": [{"text": "Hi", "channel": 2}]}
    found = Transcript.model_validate(given).to_dict()
    assert found["recorder"] == {"app": "x"}
    assert found["turns"][0]["channel"] == 2


def test_only_a_turns_text_is_required() -> None:
    assert Transcript(turns=(Turn(text=""),)).turns[0].to_dict() == {
        "speaker": None,
        "text": "",
        "start": None,
        "end": None,
    }
    for wrong in ({}, {"text": None}, {"text": 3}):
        with pytest.raises(ValidationError):
            Turn.model_validate(wrong)


def test_the_source_is_not_written() -> None:
    transcript = Transcript(turns=(), source=Source(id="x"))
    assert "source" not in transcript.to_dict()
    assert "source" not in repr(transcript)


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (Turn(text="x"), "text"),
        (Participant(name="x"), "side"),
        (Deal(name="x"), "name"),
        (ClosePlan(deal=Deal(name="x")), "items"),
    ],
)
def test_records_are_frozen(record: Record, field: str) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(record, field, "changed")


def item(**fields: Any) -> Item:
    return Item(**{"id": "a", "kind": "risk", "text": "x"} | fields)


@pytest.mark.parametrize("due", ["2026-03-06", "2026-03", "2026-Q1", "2026-Q4", None])
def test_dues_that_are_taken(due: str | None) -> None:
    assert item(due=due).due == due


@pytest.mark.parametrize(
    "due",
    [
        "2026",
        "2026-Q0",
        "2026-Q5",
        "2026-3-6",
        "06.03.2026",
        "2026-03-06T00:00",
        "Friday",
        "",
        "2026-03-06\n",
        20260306,
    ],
)
def test_dues_that_are_refused(due: Any) -> None:
    with pytest.raises(ValidationError):
        item(due=due)


def test_a_day_as_yaml_reads_it() -> None:
    assert item(due=dt.date(2026, 3, 6)).due == "2026-03-06"
    assert Source(id="x", date=dt.date(2026, 3, 6)).date == "2026-03-06"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "other"},
        {"side": "vendor"},
        {"status": "open"},
        {"importance": "high"},
        {"confidence": 1.01},
        {"confidence": -0.1},
        {"evidence": [{"source": "x", "turn": -1, "quote": ""}]},
        {"evidence": [{"source": "x", "turn": 1}]},
    ],
)
def test_values_outside_the_guide_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        item(**fields)


def test_nothing_is_guessed() -> None:
    bare = item().to_dict()
    assert bare.pop("evidence") == []
    assert {key for key, value in bare.items() if value is None} == bare.keys() - {"id", "kind", "text", "side"}
    assert bare["side"] == "unknown"
    assert item().title == "Risk"


def test_items_of_a_kind_in_order() -> None:
    rows = [item(id=str(n), kind=kind) for n, kind in enumerate(["risk", "milestone", "risk", "action_item"])]
    plan = ClosePlan(deal=Deal(name="x"), items=tuple(rows))
    assert [i.id for i in plan.of_kind("risk")] == ["0", "2"]
    assert [i.id for i in plan.of_kind("action_item", "risk")] == ["0", "2", "3"]
    assert plan.of_kind() == ()
    assert plan.schema_version == "1.0"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "it is odd"),
        ({"source": "a.vtt"}, "a.vtt: it is odd"),
        ({"place": "cue 3"}, "cue 3: it is odd"),
        ({"source": "a.vtt", "place": "cue 3", "remedy": "Look"}, "a.vtt, cue 3: it is odd. Look"),
    ],
)
def test_a_problem_in_words(fields: dict[str, str], text: str) -> None:
    assert str(Problem(reason="it is odd", **fields)) == text


def test_evidence_knows_its_place() -> None:
    assert Evidence(source="c", turn=0, quote="x").to_dict() == {
        "source": "c",
        "turn": 0,
        "speaker": None,
        "start": None,
        "end": None,
        "quote": "x",
    }
