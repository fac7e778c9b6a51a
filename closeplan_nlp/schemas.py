"""JSON Schemas (2020-12) of the two contracts, made from the records themselves."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from closeplan_nlp.errors import RequestError
from closeplan_nlp.types import SCHEMA_VERSION, ClosePlan, Transcript

RECORDS: dict[str, type[BaseModel]] = {"transcript": Transcript, "plan": ClosePlan}


def json_schema(name: Literal["transcript", "plan"]) -> dict[str, Any]:
    """The schema of a file as we read and write it: only what a record requires is required, the rest may be null."""
    if name not in RECORDS:
        raise RequestError(f"unknown schema {name!r}", remedy=f"Known ones: {', '.join(RECORDS)}")
    schema = RECORDS[name].model_json_schema(mode="validation")
    for field, info in RECORDS[name].model_fields.items():
        if info.exclude:
            del schema["properties"][field]
    if "schema_version" in schema["properties"]:
        schema["properties"]["schema_version"]["const"] = SCHEMA_VERSION
    heading = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": f"urn:closeplan:{name}:{SCHEMA_VERSION}",
    }
    return heading | schema
