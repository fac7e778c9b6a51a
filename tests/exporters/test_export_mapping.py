"""The mapping file: what it may say, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeplan_nlp.errors import ClosePlanError
from closeplan_nlp.exporters.mapfile import read_mapping
from closeplan_nlp.exporters.mapping import NO_MAPPING

YAML = """
people:
  Dana Reyes: {email: dana@northwind.example, salesforce: 0035g00000ABCDEAA1, hubspot: 4711}
trello: {list: 5abbe4b7ddc1b351ef961415, lists: {milestone: m}}
asana:
  columns: {Deal: deal, Region: {text: EMEA}}
"""
TOML = """
[people."Dana Reyes"]
email = "dana@northwind.example"
salesforce = "0035g00000ABCDEAA1"
hubspot = 4711
[trello]
list = "5abbe4b7ddc1b351ef961415"
lists = {milestone = "m"}
[asana.columns]
Deal = "deal"
Region = {text = "EMEA"}
"""


def write(tmp_path: Path, text: str, name: str = "map.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_yaml_and_toml_say_the_same(tmp_path: Path) -> None:
    mapping = read_mapping(write(tmp_path, YAML))
    assert mapping == read_mapping(write(tmp_path, TOML, "map.toml"))
    assert mapping.person("dana  REYES").hubspot == "4711"
    assert mapping.person("Somebody").email is None
    assert mapping.asana.columns["Deal"].field == "deal"
    assert mapping.asana.columns["Region"].text == "EMEA"


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert read_mapping(write(tmp_path, "")) == NO_MAPPING


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("asana: {sektion: x}", r"asana\.sektion: unknown entry.*sections are people, asana"),
        ("people: {Dana: {salesforce: abc}}", r"people\.Dana\.salesforce: this is no Salesforce id.*15 or 18"),
        ("asana: {columns: {Deal: dael}}", r"asana\.columns\.Deal: there is no field 'dael'.*deal"),
        ("trello: {lists: {task: x}}", r"trello\.lists\.task"),
        ("people: [", r"this is no mapping file"),
        ("- a", r"the file: "),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ClosePlanError, match=message) as caught:
        read_mapping(path)
    assert str(caught.value).startswith(str(path))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ClosePlanError, match="no such file"):
        read_mapping(tmp_path / "none.yaml")
    with pytest.raises(ClosePlanError, match="cannot be read"):
        read_mapping(tmp_path)
    path = tmp_path / "other.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ClosePlanError, match="no UTF-8"):
        read_mapping(path)
    with pytest.raises(ClosePlanError, match="no mapping file"):
        read_mapping(write(tmp_path, "a = ", "map.toml"))
