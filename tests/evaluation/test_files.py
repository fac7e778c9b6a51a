"""Reading and pairing files for the scorer."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from closeplan_nlp.errors import ClosePlanError, FormatError, InputError, RequestError
from closeplan_nlp.evaluation.files import call_name, gold_calls, pair_up, read_items
from closeplan_nlp.exporters import export
from closeplan_nlp.types import ClosePlan, Deal, Evidence, Item


def written(path: Path, content: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "call"),
    [("d01.items.json", "d01"), ("d01.plan.json", "d01"), ("d01.json", "d01"), ("a.b.json", "a.b"), ("d01.txt", "d01")],
)
def test_call_name(name: str, call: str) -> None:
    assert call_name(Path("somewhere", name)) == call


def test_gold_is_read(tmp_path: Path) -> None:
    rows = [
        {"kind": "risk", "text": "Legal is slow", "turns": [3, 4, 4], "side": "customer", "sure": False},
        {"kind": "action_item", "turns": [], "owner": "Ben", "due": "2026-03-06", "status": "agreed"},
    ]
    risk, task = read_items(written(tmp_path / "d.items.json", {"id": "d", "items": rows}))
    assert (risk.kind, risk.turns, risk.sure, risk.text) == ("risk", {3, 4}, False, "Legal is slow")
    assert risk.attributes == {
        "side": "customer",
        "owner": None,
        "due": None,
        "category": None,
        "importance": None,
        "status": None,
    }
    assert task.sure
    assert task.attributes["due"] == "2026-03-06"
    assert read_items(written(tmp_path / "list.json", rows)) == [risk, task]


def test_gold_calls_of_a_language(tmp_path: Path) -> None:
    for name, language in (("b", "en"), ("a", None), ("c", "ru")):
        (tmp_path / f"{name}.items.json").write_text('{"items": []}')
        (tmp_path / f"{name}.json").write_text(json.dumps({"turns": []} | ({"language": language} if language else {})))
    (tmp_path / "other.json").write_text("{}")
    assert [path.name for path in gold_calls(tmp_path, "en")] == ["a.json", "b.json"]
    assert [path.name for path in gold_calls(tmp_path, "ru")] == ["c.json"]


def test_a_plan_is_read(tmp_path: Path) -> None:
    proofs = tuple(Evidence(source="c", turn=turn, quote="…") for turn in (7, 2, 7))
    made = Item(id="a", kind="milestone", text="Demo", confidence=0.8, evidence=proofs)
    plan = ClosePlan(deal=Deal(name="x"), items=(made,))
    (item,) = read_items(written(tmp_path / "plan.json", export(plan, "json")))
    assert (item.kind, item.turns, item.text, item.confidence) == ("milestone", {2, 7}, "Demo", 0.8)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("", FormatError),
        ("{", FormatError),
        ("[" * 200_000, FormatError),
        ({"turns": [{"text": "a transcript"}]}, FormatError),
        ({"items": {"kind": "risk"}}, FormatError),
        ("3", FormatError),
        ([{"turns": [1]}], FormatError),
        ([{"kind": "risk"}], FormatError),
        ([{"kind": "risk", "turns": ["one"]}], FormatError),
        ([{"kind": "risk", "turns": 3}], FormatError),
        ([{"kind": "risk", "evidence": [{"quote": "…"}]}], FormatError),
        (["risk"], FormatError),
        ([None], FormatError),
        ([{"kind": "task", "turns": [1]}], FormatError),
        ([{"kind": "risk", "turns": [1], "confidence": 70}], FormatError),
        ([{"kind": "risk", "turns": [1], "confidence": "high"}], FormatError),
    ],
)
def test_other_content_is_refused_by_name(tmp_path: Path, content: Any, error: type[ClosePlanError]) -> None:
    path = written(tmp_path / "x.json", content)
    with pytest.raises(error, match=r"x\.json(, line 1[^:]*)?: ") as caught:
        read_items(path)
    assert not re.search(r"Expecting|NoneType|dict|Traceback", str(caught.value))
    assert caught.value.remedy


def test_the_bad_row_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "x.json", [{"kind": "risk", "turns": [1]}, {"kind": "risk"}])
    with pytest.raises(FormatError, match=r"items\[1\]"):
        read_items(path)


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_items(tmp_path / "missing.json")
    with pytest.raises(InputError, match="folder"):
        read_items(tmp_path)
    binary = tmp_path / "b.json"
    binary.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(FormatError, match=r"b\.json"):
        read_items(binary)


def test_two_files_are_a_pair_whatever_their_names(tmp_path: Path) -> None:
    guess, truth = written(tmp_path / "mine.json", []), written(tmp_path / "d01.items.json", [])
    assert pair_up(guess, truth) == [("d01", guess, truth)]


def test_folders_are_paired_by_name(tmp_path: Path) -> None:
    gold, guesses = tmp_path / "gold", tmp_path / "guesses"
    for name in ("d02.items.json", "d01.items.json"):
        written(gold / name, [])
    written(gold / "d01.json", {"turns": []})  # the transcript beside its gold is no gold
    for name in ("d01.plan.json", "d02.json", "d03.json"):
        written(guesses / name, [])
    assert pair_up(guesses, gold) == [
        ("d01", guesses / "d01.plan.json", gold / "d01.items.json"),
        ("d02", guesses / "d02.json", gold / "d02.items.json"),
    ]


def test_gold_can_be_scored_against_itself(tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    truth = written(gold / "d01.items.json", [])
    written(gold / "d01.json", {"turns": []})
    assert pair_up(gold, gold) == [("d01", truth, truth)]


def test_what_cannot_be_paired(tmp_path: Path) -> None:
    gold, guesses, empty = tmp_path / "gold", tmp_path / "guesses", tmp_path / "empty"
    truth = written(gold / "d01.items.json", [])
    written(gold / "d02.items.json", [])
    written(guesses / "d01.json", [])
    empty.mkdir()
    cases: list[tuple[Path, Path, type[ClosePlanError], str]] = [
        (tmp_path / "nowhere", gold, InputError, "nowhere: there is no such"),
        (guesses, tmp_path / "nowhere", InputError, "nowhere: there is no such"),
        (guesses, truth, RequestError, "folder with a folder"),
        (truth, gold, RequestError, "folder with a folder"),
        (guesses, empty, InputError, "empty: the folder holds no gold"),
        (guesses, gold, InputError, "guesses: no prediction for d02"),
    ]
    for predicted, wanted, error, message in cases:
        with pytest.raises(error, match=message):
            pair_up(predicted, wanted)
