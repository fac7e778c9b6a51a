"""JSON and YAML: contract 2 to the letter, and equal when read back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from syrupy.assertion import SnapshotAssertion

from closeplan_nlp.errors import RequestError
from closeplan_nlp.exporters import EXPORTERS, export
from closeplan_nlp.types import ClosePlan

VALUES = "2026-03-06 2026-03 yes No null ~ 13:32 1_000 0x1F .inf 1e3 # = | > %YAML --- ... ' \" \\ *a &a !t @ ` {} [ <<"
BLANKS = ["- a", "a: b", "? ", "\t", " x ", "x\n", "\n\nx\n\n y", "a\r\nb", "\x85", "\u2028"]
HIDDEN = ["\x00", "\x1b[31m", "\ufeff", "\u202e", "\ufffe", "👩\u200d💻"]
ODD = st.sampled_from([*VALUES.split(), *BLANKS, *HIDDEN])
TEXT = st.one_of(ODD, st.text(max_size=80), st.lists(ODD, max_size=4).map(" ".join), ODD.map(lambda text: text * 40))


def read_yaml(text: str) -> ClosePlan:
    return ClosePlan.model_validate(YAML(typ="safe", pure=True).load(text))


def test_json_has_every_field_in_the_contracts_order(rich: ClosePlan) -> None:
    content = json.loads(export(rich, "json"))
    assert list(content) == ["schema_version", "deal", "participants", "items", "sources", "problems"]
    assert list(content["deal"]) == ["name", "seller", "customer", "target_close", "profile"]
    assert list(content["participants"][0]) == ["name", "side", "role"]
    assert " ".join(content["items"][0]) == (
        "id kind text side owner due due_text category importance status condition confidence evidence"
    )
    assert " ".join(content["items"][0]["evidence"][0]) == "source turn speaker start end quote"
    assert " ".join(content["sources"][0]) == "id title date path sha256 duration language"
    assert content["items"][0]["category"] is None


def test_json_is_plain_utf8_with_a_final_newline(make: Any) -> None:
    text = export(make.plan(make.item("risk", "Zoë’s budget 👍")), "json")
    assert "Zoë’s budget 👍" in text
    assert text.endswith("}\n")
    assert text.startswith('{\n  "schema_version": "1.0",\n  "deal": {\n    "name"')


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_time_that_is_no_number_is_written_as_unknown(make: Any, number: float) -> None:
    plan = make.plan(make.item("risk", "x", make.said("y", start=number)))
    assert json.loads(export(plan, "json"), parse_constant=pytest.fail)["items"][0]["evidence"][0]["start"] is None
    assert read_yaml(export(plan, "yaml")).items[0].evidence[0].start is None


@pytest.mark.parametrize("name", ["rich", "empty", "large"])
def test_both_read_back_equal(name: str, request: pytest.FixtureRequest) -> None:
    plan = request.getfixturevalue(name)
    assert ClosePlan.model_validate_json(export(plan, "json")) == plan
    assert read_yaml(export(plan, "yaml")) == plan


def test_attacks_read_back_equal(make: Any, nasty: str) -> None:
    plan = make.hostile(nasty)
    assert ClosePlan.model_validate_json(export(plan, "json")) == plan
    assert read_yaml(export(plan, "yaml")) == plan


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.tuples(TEXT, TEXT, TEXT), extra=st.dictionaries(TEXT, TEXT, max_size=2))
def test_any_text_reads_back_equal(make: Any, texts: tuple[str, str, str], extra: dict[str, str]) -> None:
    item = make.item("risk", texts[0], make.said(texts[1]), owner=texts[2], due_text=texts[1], notes=extra)
    plan = make.plan(item)
    assert ClosePlan.model_validate_json(export(plan, "json")) == plan
    written = export(plan, "yaml")
    assert read_yaml(written) == plan
    assert ClosePlan.model_validate(YAML().load(written)) == plan


@pytest.mark.parametrize("text", ["2026-03-06", "yes", "Off", "13:32", "1_000", "null", "~", "1.5", "2026-03", "0x10"])
def test_yaml_quotes_what_another_reader_takes_for_something_else(make: Any, text: str) -> None:
    assert f'    text: "{text}"\n' in export(make.plan(make.item("risk", text, id="r")), "yaml")


def test_yaml_leaves_plain_words_plain_and_folds_long_ones(make: Any) -> None:
    text = export(make.plan(make.item("risk", "word " * 60, make.said("It's on the 6th, no?"))), "yaml")
    assert "quote: It's on the 6th, no?\n" in text
    assert max(map(len, text.splitlines())) <= 110


def test_data_exports(rich: ClosePlan, snapshot: SnapshotAssertion) -> None:
    assert export(rich, "json") == snapshot(name="json")
    assert export(rich, "yaml") == snapshot(name="yaml")


def test_an_unknown_export_names_the_known_ones(rich: ClosePlan) -> None:
    with pytest.raises(RequestError, match=r"'odt'.*md, json, yaml, html"):
        export(rich, "odt")


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_exporter_says_what_it_is_and_writes_any_plan(name: str, empty: ClosePlan, large: ClosePlan) -> None:
    exporter = EXPORTERS[name]
    assert exporter.name == name
    assert exporter.suffix.startswith(".")
    assert "/" in exporter.media_type
    for plan in () if name == "pdf" else (empty, large):
        data = export(plan, name)
        assert isinstance(data, bytes) or data.endswith("\n")
        assert data == export(plan, name)
