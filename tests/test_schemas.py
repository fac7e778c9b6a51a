"""The published schemas: real output validates, wrong output does not."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from jsonschema import Draft202012Validator, ValidationError

from closeplan_nlp.errors import RequestError
from closeplan_nlp.exporters import export
from closeplan_nlp.schemas import json_schema
from closeplan_nlp.types import ClosePlan, Deal, Evidence, Item, PlanParticipant, Source, Transcript, Turn

PLAN = ClosePlan(
    deal=Deal(name="Rollout", target_close="2026-Q2"),
    participants=(PlanParticipant(name="Dana Reyes", side="customer"),),
    items=(
        Item(
            id="a",
            kind="customer_commitment",
            text="Send the metadata",
            due="2026-03-06",
            evidence=(Evidence(source="call-01", turn=0, quote="I'll send it."),),
            confidence=0.9,
        ),
    ),
    sources=(Source(id="call-01", date="2026-03-02"),),
)


def check(name: str, content: Any) -> None:
    Draft202012Validator(json_schema(cast(Any, name))).validate(content)


@pytest.mark.parametrize("name", ["plan", "transcript"])
def test_the_schema_is_valid_and_named(name: str) -> None:
    schema = json_schema(cast(Any, name))
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:closeplan:{name}:1.0"
    assert list(schema)[:2] == ["$schema", "$id"]
    json.dumps(schema)


def test_an_exported_plan_validates() -> None:
    check("plan", json.loads(export(PLAN, "json")))
    check("plan", json.loads(export(ClosePlan(deal=Deal(name="x")), "json")))


def test_a_transcript_validates() -> None:
    check("transcript", Transcript(turns=(Turn(text="Hello"),), language="en").to_dict())
    check("transcript", {"turns": [{"text": "only text is required"}], "recorder": "unknown fields are kept"})
    assert "source" not in json_schema("transcript")["properties"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema_version",), "2.0"),
        (("deal",), None),
        (("deal", "name"), None),
        (("deal", "target_close"), "30 June"),
        (("participants", 0, "side"), "vendor"),
        (("items", 0, "kind"), "task"),
        (("items", 0, "due"), "2026-Q5"),
        (("items", 0, "confidence"), 1.5),
        (("items", 0, "importance"), "high"),
        (("items", 0, "evidence", 0, "turn"), -1),
        (("items", 0, "evidence", 0, "quote"), None),
        (("sources", 0, "date"), "2026-03"),
    ],
)
def test_a_wrong_plan_does_not(path: tuple[str | int, ...], value: Any) -> None:
    content = json.loads(export(PLAN, "json"))
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ValidationError):
        check("plan", content)


@pytest.mark.parametrize("content", [{}, {"turns": None}, {"turns": [{"speaker": "Dana"}]}, {"turns": [{"text": 5}]}])
def test_a_wrong_transcript_does_not(content: Any) -> None:
    with pytest.raises(ValidationError):
        check("transcript", content)


def test_an_unknown_schema_names_the_known_ones() -> None:
    with pytest.raises(RequestError, match="transcript, plan"):
        json_schema(cast(Any, "items"))
