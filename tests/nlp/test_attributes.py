"""Attributes of an item from its mentions: votes, conditions, withdrawals."""

from __future__ import annotations

from typing import Any

import pytest
from test_phrasing import parse

from closeplan_nlp.kinds import IMPORTANCES, KINDS, STATUSES
from closeplan_nlp.nlp.attributes import (
    category_of,
    condition_of,
    importance_of,
    is_withdrawn,
    side_of,
    status_of,
    votes,
)

# votes


def test_mentions_vote_with_how_surely_they_are_of_the_kind(mention: Any) -> None:
    sure = mention(action_item=0.9, labels={"status": {"agreed": 0.8, "proposed": 0.2}})
    unsure = [mention(action_item=0.1, labels={"status": {"agreed": 0.0, "proposed": 1.0}}) for _ in range(3)]
    # agreed 0.95 * 0.8 = 0.76; proposed 0.95 * 0.2 + 3 * 0.15 = 0.64
    assert votes([sure, *unsure], "status", "action_item") == pytest.approx({"agreed": 0.76, "proposed": 0.64})
    assert status_of([sure, *unsure], "action_item") == "agreed"
    assert status_of([sure, *unsure, *unsure], "action_item") == "proposed"
    assert votes([sure], "status", "action_item", ("proposed", "done")) == pytest.approx({"proposed": 0.19})
    assert votes([mention()], "status", "action_item") == {}
    assert status_of([], "action_item") is None


@pytest.mark.parametrize(
    ("kind", "votes", "side"),
    [
        ("action_item", {"customer": 0.9, "seller": 0.1}, "seller"),  # the kind rules the customer out
        ("action_item", {"both": 0.6, "seller": 0.4}, "both"),
        ("action_item", {}, "unknown"),
        ("customer_commitment", {"seller": 0.9, "customer": 0.1}, "customer"),
        ("customer_commitment", {}, "customer"),
        ("decision_criterion", {"seller": 1.0}, "customer"),
        ("milestone", {"customer": 0.9}, "customer"),
        ("risk", {"both": 0.9}, "both"),
        ("risk", {}, "unknown"),
    ],
)
def test_side(kind: str, votes: dict[str, float], side: str, mention: Any) -> None:
    assert side_of([mention(**{kind: 0.9}, labels={"side": votes})], kind) == side


@pytest.mark.parametrize("kind", list(KINDS))
def test_each_kind_has_the_attributes_that_apply_to_it(kind: str, mention: Any) -> None:
    labels = {"criterion": "legal", "milestone": "demo", "importance": "must", "status": "agreed", "owner": "speaker"}
    said = [mention(person="Ben Okafor", side="seller", **{kind: 0.9}, labels=labels)]
    facts = KINDS[kind]
    expected = {"decision_criterion": "legal", "milestone": "demo"}.get(kind)
    assert category_of(said, kind) == expected
    assert (expected in facts.categories) == bool(facts.categories)
    assert importance_of(said, kind) == (IMPORTANCES[0] if facts.has_importance else None)
    assert status_of(said, kind) == (STATUSES[1] if facts.has_status else None)


class Words:
    """Stands in for the model of words."""

    def __init__(self, **scores: float) -> None:
        self.told = scores
        self.asked: list[tuple[str, str]] = []

    def scores(self, text: str, head: str) -> dict[str, float]:
        self.asked.append((text, head))
        return self.told


def test_the_words_of_all_evidence_count_beside_the_votes(mention: Any) -> None:
    labels = {"criterion": {"price": 0.6, "legal": 0.4}, "importance": {"must": 1.0, "should": 0.0}}
    said = [mention("It's dear", decision_criterion=0.9, labels=labels), mention("and the terms", labels=labels)]
    kind = "decision_criterion"
    weak, strong = Words(legal=0.3), Words(legal=0.5)
    assert category_of(said, kind, weak) == "price"  # type: ignore[arg-type]
    assert category_of(said, kind, strong) == "legal"  # type: ignore[arg-type]  # log(0.4 / 0.6) is -0.41
    assert importance_of(said, kind, strong) == "must"  # type: ignore[arg-type]
    assert strong.asked == [("It's dear and the terms", "criterion"), ("It's dear and the terms", "importance")]
    assert category_of([mention()], kind, strong) is None  # type: ignore[arg-type]  # nobody voted


def test_words_tell_a_side_only_among_those_that_the_kind_allows(mention: Any) -> None:
    said = [mention("We go live", milestone=0.9, action_item=0.9, labels={"side": {"seller": 0.6, "both": 0.4}})]
    said[0].labels["side"]["customer"] = 0.0
    words = Words(both=1.0, customer=99.0)
    assert side_of(said, "action_item", words) == "both"  # type: ignore[arg-type]
    assert side_of(said, "milestone", words) == "customer"  # type: ignore[arg-type]
    assert [head for _, head in words.asked] == ["side.action_item", "side.milestone"]


# conditions and withdrawals


@pytest.mark.parametrize(
    ("text", "role", "condition"),
    [
        ("If legal signs off, we'll start.", "state", "If legal signs off, we'll start"),
        ("We'll start once the invoice arrives.", "state", "once the invoice arrives"),
        ("I'll call you as soon as it's ready; promised.", "accept", "as soon as it's ready"),
        ("Once the invoice arrives, maybe.", "ask", None),
        ("I'll send it when I can.", "context", None),
        ("I'll send it today.", "state", None),
        ("I'll tell you what happens when it fails.", "state", None),  # no condition of the promise
        ("I'll ask if legal has seen it.", "state", None),
        ("I'll let you know if that works for them.", "state", None),
        ("I'll send it unless Marc objects.", "state", "unless Marc objects"),
    ],
)
def test_condition(text: str, role: str, condition: str | None, mention: Any) -> None:
    assert condition_of([mention(text, labels={"role": role})], "action_item") == condition
    assert condition_of([mention(text, labels={"role": role})], "milestone") is None


def test_a_condition_that_is_a_date_is_none(mention: Any) -> None:
    said = mention("I'll do it after March 9th.", dates=[("after March 9th", "2026-03-09")], labels={"role": "state"})
    assert condition_of([said], "action_item") is None


@pytest.mark.parametrize(
    ("roles", "withdrawn"),
    [
        (["state"], False),
        (["state", "withdraw"], True),
        (["ask", "decline"], True),
        (["state", "withdraw", "state"], False),  # taken up again
        (["state", "withdraw", "context"], True),  # an aside takes nothing up
        (["state", "withdraw", "ask"], True),
        (["withdraw"], True),
        ([], False),
    ],
)
def test_withdrawn(roles: list[str], withdrawn: bool, mention: Any) -> None:
    assert is_withdrawn([mention(turn=n, labels={"role": role}) for n, role in enumerate(roles)]) is withdrawn


def test_declining_and_withdrawing_add_up(mention: Any) -> None:
    torn = {"withdraw": 0.3, "decline": 0.3, "state": 0.4}
    assert is_withdrawn([mention(labels={"role": torn})])
    assert not is_withdrawn([mention(labels={"role": torn | {"decline": 0.1}})])


def test_a_condition_ends_where_its_clause_ends(mention: Any) -> None:
    doc = parse(
        "once/IN/mark/2 it/PRP/nsubj/2 comes/VBZ/advcl/5/come you/PRP/nsubj/5 'll/MD/aux/5/will have/VB/ROOT/5 "
        "it/PRP/obj/5 back/RB/advmod/5"
    )
    said = mention(doc.text, span=doc[:], labels={"role": "state"})
    assert condition_of([said], "action_item") == "once it comes"
