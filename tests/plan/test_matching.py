"""Whether two calls speak of one item: the pairs by which the thresholds were chosen, and each guard on its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from closeplan_nlp.plan.matching import Said, same
from closeplan_nlp.plan.vocabulary import stem_of
from closeplan_nlp.plan.wording import wording
from closeplan_nlp.types import Observation

HERE = Path(__file__).parent
PAIRS, UNSEEN = (
    [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]
    for name in ("pairs.jsonl", "pairs_unseen.jsonl")
)
"""The pairs that words and thresholds were chosen on, and those that were written after: do not tune on them."""
SIDES = {"action_item": "seller", "milestone": "both"}
FIRST, SECOND = "2026-03-02", "2026-03-16"


def said(day: str, /, **fields: Any) -> Said:
    kind = fields.pop("kind", "action_item")
    status = "agreed" if kind in ("action_item", "customer_commitment", "milestone") else None
    known = {"side": SIDES.get(kind, "customer"), "status": status}
    return Said(Observation(source=day, item="x", kind=kind, **known | fields), day)


def found(pair: dict[str, Any]) -> bool:
    kind = {"kind": pair["kind"]}
    return same(said(FIRST, **kind | pair["a"]), said(SECOND, **kind | pair["b"]))


def test_the_pairs_are_many_and_of_every_kind() -> None:
    assert len(PAIRS) >= 200
    assert 90 <= sum(pair["same"] for pair in PAIRS) <= len(PAIRS) - 90
    assert {pair["kind"] for pair in PAIRS} == {
        *("action_item", "customer_commitment", "milestone", "decision_criterion", "risk"),
    }


def test_precision_comes_first() -> None:
    hits = [pair for pair in PAIRS if found(pair)]
    right = [pair for pair in hits if pair["same"]]
    assert [pair for pair in hits if not pair["same"]] == []
    assert len(right) >= 0.84 * sum(pair["same"] for pair in PAIRS)


def test_pairs_that_nothing_was_chosen_on() -> None:
    hits = [pair for pair in UNSEEN if found(pair)]
    assert [pair for pair in hits if not pair["same"]] == []
    assert len(hits) >= 0.65 * sum(pair["same"] for pair in UNSEEN)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"text": "Send the MSA"}, {"text": "Get the master services agreement over to you"}, True),
        ({"text": "Send the MSA"}, {"text": "Send the MSA", "kind": "customer_commitment"}, False),
        ({"text": "Send the MSA", "side": "both"}, {"text": "Send the MSA", "kind": "customer_commitment"}, True),
        (
            {"text": "Send the MSA", "owner": "Dana"},
            {"text": "Send the MSA", "owner": "dana", "kind": "customer_commitment"},
            True,
        ),
        ({"text": "Send the order form"}, {"text": "Send the revised order form for the second site"}, False),
        ({"text": "Send the updated quote"}, {"text": "Send the quote"}, True),
        ({"text": "Send the quote"}, {"text": "Send the revised quote"}, False),
        ({"text": "Send the form for Hall 3"}, {"text": "Send the form for Hall 4"}, False),
        ({"text": "Introduce Ben to Priya"}, {"text": "Introduce Ben to Marco"}, False),
        ({"text": "Send the quote"}, {"text": "Review the quote"}, False),
        ({"text": "Send the metadata", "owner": "Ines"}, {"text": "Send the metadata", "owner": "Tom"}, True),
        ({"text": "Send the metadata", "status": "done"}, {"text": "Send the metadata"}, False),
        ({"text": "Send the metadata", "status": "done"}, {"text": "Send the metadata", "status": "done"}, True),
        ({"text": "Send it"}, {"text": "Send that"}, False),
    ],
)
def test_guards(first: dict[str, Any], second: dict[str, Any], expected: bool) -> None:
    assert same(said(FIRST, **first), said(SECOND, **second)) is expected


def test_meetings_that_were_held_are_other_ones_but_signatures_move() -> None:
    demo = {"kind": "milestone", "text": "Demo for the board", "category": "demo"}
    sign = {"kind": "milestone", "text": "Contract signed", "category": "signature"}
    for fields, expected in ((demo, False), (sign, True)):
        a, b = said(FIRST, **fields, due="2026-03-10"), said(SECOND, **fields, due="2026-03-24")
        assert same(a, b) is expected
        assert same(said(FIRST, **fields, due="2026-03-20"), b)


@pytest.mark.parametrize(
    ("text", "day", "part", "value"),
    [
        ("Send the quote by Friday", None, "content", {"quot"}),
        ("Board meeting on March 20th", None, "numbers", set()),
        ("Send two quotes for 1,200 seats", None, "numbers", {"2", "1200"}),
        ("Send it by the end of the pilot", "the end of the pilot", "content", set()),
        ("Review and sign the NDA", None, "deeds", {"review", "sign"}),
        ("Introduce Ben to Priya", None, "names", {"ben", "priya"}),
        ("SEND THE QUOTE", None, "names", set()),
        ("Support on Saturday mornings", None, "content", {"support", "saturda", "morn"}),
        ("Send the second revised order form", None, "marks", {"2nd", "again"}),
    ],
)
def test_wording(text: str, day: str | None, part: str, value: set[str]) -> None:
    assert getattr(wording(text, day), part) == value


def test_stems() -> None:
    assert stem_of("signed") == stem_of("signing") == stem_of("signs")
    assert stem_of("calculation") == stem_of("calculations")
    assert stem_of("access") == "access"
    assert stem_of("s") == "s"
