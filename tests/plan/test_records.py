"""The fields that a plan file has beyond contract 2."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from closeplan_nlp.schemas import json_schema
from closeplan_nlp.types import ClosePlan, Deal, Item, Observation, PlanParticipant, Source

CONTRACT_2 = [
    *("id", "kind", "text", "side", "owner", "due", "due_text", "category", "importance", "status", "condition"),
    *("confidence", "evidence"),
]
SEEN = {"source": "call-01", "item": "a", "kind": "risk", "text": "x", "side": "unknown", "status": "late"}
MORE: dict[str, Any] = {
    "start": "2026-03-02",
    "step": "legal",
    "depends_on": ["b"],
    "done_on": "2026-03-05",
    "dropped": "2026-03-05",
    "answer": "Yes",
    "internal": True,
    "notes": "Ask twice",
    "confirmed": "2026-03-05",
    "manual": True,
    "suggestions": [{"field": "due", "value": "2026-03-09", "source": "call-02", "date": "2026-03-04"}],
    "history": [{"date": "2026-03-04", "source": "call-02", "field": "due", "old": None, "new": "2026-03-09"}],
    "exported": {"jira": "SALES-1"},
    "seen": [SEEN],
}


def item(**fields: Any) -> Item:
    return Item(**{"id": "a", "kind": "risk", "text": "x"} | fields)


def test_an_item_without_them_is_as_in_the_contract() -> None:
    assert list(item().to_dict()) == CONTRACT_2
    assert list(PlanParticipant(name="x").to_dict()) == ["name", "side", "role"]
    assert list(Deal(name="x").to_dict()) == ["name", "seller", "customer", "target_close", "profile"]
    assert list(Source(id="x").to_dict()) == ["id", "title", "date", "path", "sha256", "duration", "language"]


def test_they_are_written_where_set_and_read_back() -> None:
    written = item(**MORE).to_dict()
    assert {key: written[key] for key in MORE} == MORE
    assert list(written)[-1] == "seen"
    assert Item.model_validate(written) == item(**MORE)
    plan = ClosePlan(deal=Deal(name="x"), items=(item(**MORE),)).to_dict()
    Draft202012Validator(json_schema("plan")).validate(json.loads(json.dumps(plan)))


@pytest.mark.parametrize("field", ["start", "done_on", "dropped", "confirmed"])
def test_days_as_yaml_reads_them(field: str) -> None:
    assert getattr(item(**{field: dt.date(2026, 3, 5)}), field) == "2026-03-05"


@pytest.mark.parametrize(
    "fields",
    [
        {"depends_on": "b"},
        {"start": "soon"},
        {"seen": [SEEN | {"status": "open"}]},
        {"seen": [{"source": "c"}]},
        {"confirmed": "perhaps"},
        {"suggestions": [{"value": 1}]},
    ],
)
def test_wrong_values_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        item(**fields)


def test_an_observation_is_compact() -> None:
    assert Observation(source="c", item="a", kind="risk", text="x").to_dict() == {
        "source": "c",
        "item": "a",
        "kind": "risk",
        "text": "x",
        "side": "unknown",
    }
