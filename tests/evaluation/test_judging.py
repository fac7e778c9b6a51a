"""Errors one by one, and calibration, on items made by hand."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeplan_nlp.evaluation.calibration import Bin, calibration
from closeplan_nlp.evaluation.judging import judge
from closeplan_nlp.evaluation.scoring import ScoredItem, evaluate, match, scored
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.types import Evidence, Item


def item(kind: str, *turns: int, **rest: Any) -> ScoredItem:
    return ScoredItem(kind, frozenset(turns), **rest)


def test_each_item_is_judged_once() -> None:
    gold = [item("risk", 1, text="Legal is slow"), item("milestone", 5), item("action_item", 8, sure=False)]
    found = [
        item("risk", 1, text="Slow legal", confidence=0.9),
        item("action_item", 5, confidence=0.6),
        item("risk", 3, confidence=0.5),
    ]
    rows = judge("c", found, gold)
    assert [(row.outcome, row.kind, row.found_kind, row.turns) for row in rows] == [
        ("right", "risk", "risk", (1,)),
        ("invented", None, "risk", (3,)),
        ("other kind", "milestone", "action_item", (5,)),
        ("missed", "action_item", None, (8,)),
    ]
    assert [(row.text, row.found_text, row.confidence) for row in rows[:1]] == [("Legal is slow", "Slow legal", 0.9)]
    assert [row.sure for row in rows] == [True, None, True, False]
    assert {row.call for row in rows} == {"c"}


def test_wrong_attributes_are_named_where_the_kind_has_them() -> None:
    truth = item("action_item", 1, attributes={"owner": "Dana  Reyes", "due": "2026-03-06", "importance": "must"})
    guess = item("action_item", 1, attributes={"owner": "dana reyes", "due": None, "side": "both"})
    (row,) = judge("c", [guess], [truth])
    assert row.wrong == ("side", "due")
    (row,) = judge("c", [item("risk", 1)], [truth])
    assert (row.outcome, row.wrong) == ("other kind", ())


ITEMS = st.lists(
    st.builds(
        ScoredItem,
        st.sampled_from(list(KINDS)),
        st.frozensets(st.integers(0, 6), max_size=3),
        sure=st.booleans(),
        confidence=st.floats(0, 1),
    ),
    max_size=7,
)


@given(ITEMS, ITEMS)
def test_judgements_add_up_to_the_scores(found: list[ScoredItem], gold: list[ScoredItem]) -> None:
    rows = judge("c", found, gold)
    count = Counter(row.outcome for row in rows)
    assert count["right"] + count["other kind"] + count["invented"] == len(found)
    assert count["right"] + count["other kind"] + count["missed"] == len(gold)
    kinds = evaluate([found], [gold])["kinds"].values()
    right = sum(row.outcome == "right" and bool(row.sure) for row in rows)
    missed = sum(row.outcome in ("other kind", "missed") and bool(row.sure) for row in rows)
    assert right == sum(kind["matched"] for kind in kinds)
    assert missed == sum(kind["missed"] for kind in kinds)
    assert count["invented"] + count["other kind"] == sum(kind["spurious"] for kind in kinds)


def test_calibration_by_hand() -> None:
    gold = [item("risk", 1), item("risk", 2), item("risk", 3, sure=False)]
    found = [
        item("risk", 1, confidence=0.9),
        item("risk", 2, confidence=0.7),
        item("risk", 3, confidence=0.1),  # matches an unsure item: counts neither way
        item("risk", 8, confidence=0.7),
        item("risk", 9),
    ]
    told = calibration([match(found, gold)], borders=(0.0, 0.5, 0.8, 1.01))
    assert told.bins == (Bin(0.5, 2, 0.7, 0.5), Bin(0.8, 1, 0.9, 1.0))
    assert told.error == pytest.approx((2 * 0.2 + 0.1) / 3)
    assert calibration([]).error == 0.0


def test_an_item_of_a_plan_is_scored_by_what_it_says() -> None:
    proofs = tuple(Evidence(source="c", turn=turn, quote="…") for turn in (7, 2, 7))
    made = scored(Item(id="a", kind="milestone", text="Demo", due="2026-03-06", confidence=0.8, evidence=proofs))
    assert (made.kind, made.turns, made.text, made.confidence) == ("milestone", {2, 7}, "Demo", 0.8)
    assert made.attributes["due"] == "2026-03-06"
