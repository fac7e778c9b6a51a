"""The worst errors: which they are, what stands near them, and what people read of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from deals import runner

from closeplan_nlp.evaluation.errors import ALARM, MISS, ItemError, errors_text, find_errors, turns_beside, worst
from closeplan_nlp.types import Turn

TURNS = tuple(Turn(speaker="Dana" if n % 2 else None, text=f"turn number {n}") for n in range(8))


def item(kind: str, text: str, *turns: int, **fields: Any) -> dict[str, Any]:
    evidence = [{"turn": turn, "quote": f"number {turn}"} for turn in turns]
    return {"kind": kind, "text": text, "evidence": evidence, **fields}


FOUND = (
    item("action_item", "Send the quote", 1, confidence=0.9),
    item("risk", "Freeze", 4, confidence=0.6),
    item("risk", "Nothing", 7, confidence=0.95),
)
GOLD = (
    item("action_item", "Send the quote", 1),
    item("milestone", "Signature", 3, 4, 5),
    item("risk", "Perhaps", 6, sure=False),
    item("risk", "Silence", 2),
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A plan, its gold, and the transcript beside the gold."""
    plan, gold = tmp_path / "one.plan.json", tmp_path / "one.items.json"
    plan.write_text(json.dumps({"items": FOUND}))
    gold.write_text(json.dumps({"items": GOLD}))
    (tmp_path / "one.json").write_text(json.dumps({"turns": [turn.to_dict() for turn in TURNS]}))
    return plan, gold


def test_errors_are_misses_of_sure_items_and_false_alarms(files: tuple[Path, Path]) -> None:
    errors = find_errors(*files)
    assert {(e.way, e.text) for e in errors} == {
        (ALARM, "Freeze"),
        (ALARM, "Nothing"),
        (MISS, "Signature"),
        (MISS, "Silence"),
    }


def test_the_worst_come_first(files: tuple[Path, Path]) -> None:
    errors = find_errors(*files)
    assert [e.text for e in worst(errors, 9)] == ["Nothing", "Freeze", "Signature", "Silence"]
    assert [e.text for e in worst(errors, 1)] == ["Nothing", "Signature"]
    assert worst(errors, 0) == []


def test_an_error_has_quotes_its_neighbour_and_context(files: tuple[Path, Path]) -> None:
    errors = {e.text: e for e in find_errors(*files, turns_beside(files[1]))}
    freeze = errors["Freeze"]
    assert (freeze.confidence, freeze.quotes, freeze.near) == (0.6, ((4, "number 4"),), ("milestone", "Signature"))
    assert freeze.context == tuple((n, TURNS[n].speaker, TURNS[n].text) for n in (3, 4, 5))
    assert (errors["Signature"].confidence, errors["Signature"].near) == (None, ("risk", "Freeze"))
    assert errors["Nothing"].near is None
    assert [n for n, _, _ in errors["Nothing"].context] == [6, 7]
    assert json.loads(json.dumps(freeze.to_dict()))["near"] == {"kind": "milestone", "text": "Signature"}


def test_people_read_what_was_said(files: tuple[Path, Path]) -> None:
    text = errors_text(worst(find_errors(*files, turns_beside(files[1])), 2))
    assert (
        "[one] false alarm, risk (confidence 0.60): Freeze\n"
        "  gold has milestone: Signature\n"
        "    3 Dana: turn number 3\n"
        "  > 4 ?: turn number 4\n"
        "    5 Dana: turn number 5\n" in text
    )
    assert "[one] miss, milestone: Signature\n  found was risk: Freeze\n" in text
    assert errors_text([]) == "no errors\n"


def test_without_the_transcript_the_quotes_are_shown(files: tuple[Path, Path]) -> None:
    assert "  > 7: number 7\n" in errors_text(find_errors(*files))


@pytest.mark.parametrize("content", [None, "{", "[]", '{"turns": [{"speaker": "Dana"}]}', '{"turns": 3}'])
def test_a_neighbour_that_is_no_transcript_gives_no_context(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "one.json").write_text(content)
    assert turns_beside(tmp_path / "one.items.json") == ()


def test_gold_without_quotes(tmp_path: Path, files: tuple[Path, Path]) -> None:
    files[1].write_text(json.dumps({"items": [{"kind": "risk", "text": "Silence", "turns": [2]}]}))
    (miss,) = (e for e in find_errors(*files) if e.way == MISS)
    assert miss == ItemError("one", MISS, "risk", "Silence", (2,))


def test_the_command(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = runner(monkeypatch, capsys)
    table = run("evaluate", *files, "--errors", "1")
    assert (table.code, table.err) == (0, "")
    assert table.out.count("[one]") == 2
    assert "macro F1" in table.out
    assert "[one]" not in run("evaluate", *files).out
    data = json.loads(run("evaluate", *files, "--errors", "1", "-f", "json").out)
    assert [error["way"] for error in data["errors"]] == [ALARM, MISS]
    assert "errors" not in json.loads(run("evaluate", *files, "-f", "json").out)
