"""Annotated items and folders of them: what the guide allows, and every fault by its name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.conftest import CALL, ITEM, Write

from closeplan_nlp.errors import InputError
from closeplan_nlp.training.annotations import faults
from closeplan_nlp.training.corpus import check_corpus

TURNS = [turn["text"] for turn in CALL["turns"]]
MILESTONE = {**ITEM, "kind": "milestone", "side": "both", "category": "demo"}
CRITERION = {**ITEM, "kind": "decision_criterion", "status": None, "category": "security", "importance": "must"}


def said(**changes: Any) -> list[str]:
    return [str(fault) for fault in faults({**ITEM, **changes}, TURNS)]


def proof(**changes: Any) -> list[dict[str, Any]]:
    return [{"turn": 0, "role": "ask", "quote": "Could you share your SSO metadata?", **changes}]


@pytest.mark.parametrize("item", [ITEM, MILESTONE, CRITERION])
def test_good_items_have_no_faults(item: dict[str, Any]) -> None:
    assert faults(item, TURNS) == []


@pytest.mark.parametrize(
    ("changes", "reason", "remedy"),
    [
        ({"kind": "promise"}, "unknown kind 'promise'", "action_item"),
        ({"kind": ["risk"]}, "unknown kind ['risk']", "action_item"),
        ({"kind": None}, "unknown kind null", "action_item"),
        ({"side": "seller"}, "side 'seller' with the kind customer_commitment", "It may be: customer"),
        ({"due": "Friday"}, "due 'Friday' is no day", "2026-03-06"),
        ({"due": "2026-02-30"}, "due '2026-02-30' is no day", "2026-03-06"),
        ({"due": 20260306}, "due 20260306 is no day", "2026-03-06"),
        ({"status": "yes"}, "status 'yes'", "proposed, agreed, done"),
        ({"status": "declined"}, "status 'declined'", "proposed, agreed, done"),
        ({"category": "demo"}, "category 'demo'", "It may be: null"),
        ({"text": " "}, "no text", "`text`"),
        ({"owner": 7}, "owner 7 is no text", "null"),
        ({"sure": "no"}, "sure 'no' is neither", "true or false"),
        ({"evidence": []}, "no evidence", '"turn": 3'),
        ({"evidence": "turn 1"}, "no evidence", '"turn": 3'),
        ({"evidence": [7]}, "the evidence 7 names no turn", '"turn": 3'),
        ({"evidence": proof(turn=True)}, "names no turn", '"turn": 3'),
        ({"evidence": proof(turn=9), "turns": [9]}, "there is no turn 9", "turns 0 to 1"),
        ({"evidence": proof(role="agrees"), "turns": [0]}, "role 'agrees' in turn 0", "accept"),
        ({"evidence": proof(quote="Sure"), "turns": [0]}, "turn 0 does not say 'Sure'", "word for word"),
        ({"evidence": proof(quote=""), "turns": [0]}, "turn 0 does not say ''", "word for word"),
        ({"turns": [0]}, "turns [0] are not those of the evidence", "Write [0, 1]"),
        ({"turns": "0, 1"}, "turns '0, 1' are not those", "Write [0, 1]"),
    ],
)
def test_every_fault_has_a_reason_and_a_remedy(changes: dict[str, Any], reason: str, remedy: str) -> None:
    (line,) = said(**changes)
    assert reason in line.split(". ")[0]
    assert remedy in line
    assert "\n" not in line


def test_what_nobody_knows_may_be_null_where_the_corpus_need_not_be_complete() -> None:
    vague = {**CRITERION, "category": None, "importance": None, "evidence": [{"turn": 1, "quote": "by Friday"}]}
    vague.pop("turns")
    assert faults(vague, TURNS, complete=False) == []
    assert len(faults(vague, TURNS)) == 3
    wrong = {**vague, "category": "okta"}
    assert [fault.reason for fault in faults(wrong, TURNS, complete=False)] == [
        "category 'okta' with the kind decision_criterion"
    ]


def test_dropped_items_may_be_vague_but_say_why_they_are_dropped() -> None:
    declined = {**MILESTONE, "category": None, "status": "declined"}
    assert faults(declined, TURNS, dropped=True) == []
    assert [fault.reason for fault in faults(MILESTONE, TURNS, dropped=True)] == [
        "status 'agreed' with the kind milestone"
    ]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(field=st.sampled_from([*ITEM, "condition", "sure", "category"]), value=ANYTHING, dropped=st.booleans())
def test_no_value_is_too_odd_to_be_told(field: str, value: Any, dropped: bool) -> None:
    for fault in faults({**ITEM, field: value}, TURNS, dropped=dropped):
        assert fault.reason
        assert fault.remedy


def test_a_folder_is_counted(write: Write) -> None:
    write("one", ITEM)
    corpus = check_corpus(write("two", ITEM, MILESTONE))
    assert (corpus.names, corpus.turns, corpus.items, corpus.problems) == (("one", "two"), 4, 3, ())


def lines(folder: Path, **options: Any) -> list[str]:
    return [str(problem).removeprefix(f"{folder}/") for problem in check_corpus(folder, **options).problems]


def test_a_fault_names_file_item_and_remedy(write: Write) -> None:
    write("good", ITEM)
    folder = write("bad", ITEM, {**ITEM, "side": "seller"}, "Send it")
    assert lines(folder) == [
        "bad.items.json, items[1] (Share the SSO metadata): side 'seller' with the kind customer_commitment. "
        "It may be: customer",
        "bad.items.json, items[2]: an object expected, found 'Send it'. Write every item as an object",
    ]


def test_what_is_wrong_with_one_call_does_not_hide_the_others(write: Write) -> None:
    folder = write("a", ITEM)
    (folder / "a.json").unlink()
    write("b", ITEM, call={"turns": [{"speaker": "Dana"}]})
    write("c", {**ITEM, "kind": "x"})
    (folder / "d.items.json").write_text("{", encoding="utf-8")
    (folder / "e.items.json").write_bytes(b"\xff\xfe")
    (folder / "f.items.json").write_text(json.dumps({"items": None}), encoding="utf-8")
    found = lines(folder)
    assert [line.split(": ")[0] for line in found] == [
        "a.json",
        "b.json",
        "c.items.json, items[0] (Share the SSO metadata)",
        "d.items.json, line 1, column 2",
        "e.items.json",
        "f.items.json",
    ]
    assert "this is no transcript: turns.0.text: field required. `closeplan convert" in found[1]


def test_calls_of_another_language_are_named(write: Write) -> None:
    folder = write("ru", ITEM, call={**CALL, "language": "ru-RU"})
    write("us", ITEM, call={**CALL, "language": "en-US"})
    write("unsaid", ITEM, call={**CALL, "language": None})
    (line,) = lines(folder, language="en")
    assert line.startswith("ru.items.json: the call is in 'ru-RU'")
    assert lines(folder) == []


def test_folders_without_calls_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no annotated call"):
        check_corpus(tmp_path)
    with pytest.raises(InputError, match="there is no such folder"):
        check_corpus(tmp_path / "missing")
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="this is no folder"):
        check_corpus(tmp_path / "file")
