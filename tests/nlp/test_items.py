"""Items from mentions: thresholds, withdrawals, evidence, ids, order."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import Any

import numpy as np
import pytest

from closeplan_nlp.nlp import heads
from closeplan_nlp.nlp.dues.chooser import Chooser
from closeplan_nlp.nlp.heads import Facts
from closeplan_nlp.nlp.items import call_fingerprint, item_id, make_items
from closeplan_nlp.types import Evidence, Item, Source, Transcript, Turn

TEXTS = ("Well. I'll send the quote. By Friday then. Bye.", "Fine with me.", "So I send the quote by Friday.")
CALL = Transcript(
    turns=tuple(Turn(speaker="Ben", text=text, start=float(n), end=n + 0.5) for n, text in enumerate(TEXTS)),
    source=Source(id="call-01"),
)


class Heads(heads.Heads):
    """Facts, and a pair scorer that links everything or nothing."""

    def __init__(self, facts: Facts, link: float) -> None:
        super().__init__({}, facts)
        self.score = link

    def link(self, left: Any, right: Any, pair: Any, family: str) -> Any:
        return np.full(len(left), self.score, dtype=np.float32)


def items(mentions: list[Any], facts: Facts, link: float = 1.0, call: Transcript = CALL) -> list[Item]:
    numbered = [dataclasses.replace(m, index=n) for n, m in enumerate(mentions)]
    return make_items(call, numbered, Heads(facts, link))


@pytest.fixture
def at(mention: Any) -> Any:
    """`at(0, "I'll send the quote.", action_item=0.9)`: a mention at its place in the call."""

    def make(turn: int, words: str, role: str = "state", **fields: Any) -> Any:
        start = TEXTS[turn].index(words)
        return mention(words, turn=turn, start=start, end=start + len(words), labels={"role": role}, **fields)

    return make


def test_evidence_is_quoted_word_for_word(facts: Facts, at: Any) -> None:
    said = [
        at(0, "Well."),
        at(0, "I'll send the quote.", action_item=0.9, person="Ben Okafor"),
        at(0, "By Friday then.", action_item=0.8),
        at(1, "Fine with me."),
        at(2, "So I send the quote by Friday.", "recap", action_item=0.7),
    ]
    (item,) = items(said, facts)
    assert [(e.turn, e.quote, e.speaker, e.start, e.end) for e in item.evidence] == [
        (0, "I'll send the quote. By Friday then.", "Ben Okafor", 0.0, 0.5),
        (2, "So I send the quote by Friday.", "Ben", 2.0, 2.5),
    ]
    assert {e.source for e in item.evidence} == {"call-01"}
    assert all(e.quote in TEXTS[e.turn] for e in item.evidence)
    assert item.confidence == 0.9
    assert item.text == "I'll send the quote"


def test_utterances_apart_in_one_turn_are_two_quotes(facts: Facts, at: Any) -> None:
    said = [at(0, "Well.", risk=0.9), at(0, "I'll send the quote."), at(0, "By Friday then.", risk=0.9)]
    (item,) = items(said, facts)
    assert [(e.turn, e.quote) for e in item.evidence] == [(0, "Well."), (0, "By Friday then.")]


def test_without_a_link_each_mention_is_an_item(facts: Facts, at: Any) -> None:
    said = [at(0, "I'll send the quote.", action_item=0.9), at(2, "So I send the quote by Friday.", action_item=0.9)]
    assert [e.turn for item in items(said, facts, link=0.0) for e in item.evidence] == [0, 2]


def test_one_of_its_mentions_must_be_sure(facts: Facts, at: Any) -> None:
    weak, strong = at(0, "Well.", risk=0.55), at(1, "Fine with me.", risk=0.6)
    assert items([weak], facts) == []  # evidence (0.5), but not sure enough for an item (0.6)
    assert len(items([weak, strong], facts)[0].evidence) == 2
    assert items([at(0, "Well.", risk=0.4)], facts) == []


def test_a_request_and_its_answer_are_one_item_of_the_likelier_kind(facts: Facts, at: Any) -> None:
    said = [
        at(0, "I'll send the quote.", "ask", customer_commitment=0.8, action_item=0.7),
        at(1, "Fine with me.", "accept", customer_commitment=0.9),
    ]
    assert [(item.kind, item.side) for item in items(said, facts)] == [("customer_commitment", "customer")]


def test_the_same_words_may_back_items_of_two_families(facts: Facts, at: Any) -> None:
    both = at(0, "I'll send the quote.", action_item=0.9, milestone=0.8)
    assert [item.kind for item in items([both], facts)] == ["action_item", "milestone"]


@pytest.mark.parametrize(("role", "count"), [("withdraw", 0), ("recap", 1), ("context", 1)])
def test_a_withdrawal_removes_the_item(role: str, count: int, facts: Facts, at: Any) -> None:
    said = [at(0, "I'll send the quote.", action_item=0.9), at(1, "Fine with me.", role, action_item=0.9)]
    assert len(items(said, facts)) == count


def test_a_call_without_a_file_has_a_source_all_the_same(facts: Facts, at: Any) -> None:
    (item,) = items([at(0, "Well.", risk=0.9)], facts, call=CALL.model_copy(update={"source": None}))
    assert item.evidence[0].source == "call"


# ids


def proofs(*turns: int) -> list[Evidence]:
    return [Evidence(source="x", turn=turn, quote="…") for turn in turns]


def test_ids_follow_words_kind_and_turns_alone() -> None:
    print_ = call_fingerprint(CALL)
    first = item_id(print_, "risk", proofs(2, 5), Counter())
    assert first == item_id(print_, "risk", proofs(5, 2, 5), Counter())
    others = {
        item_id(print_, "milestone", proofs(2, 5), Counter()),
        item_id(print_, "risk", proofs(2), Counter()),
        item_id(print_, "risk", proofs(25), Counter()),
        item_id("another call", "risk", proofs(2, 5), Counter()),
    }
    assert len(others | {first}) == 5
    assert first.isalnum()


def test_twins_are_told_apart() -> None:
    used: Counter[str] = Counter()
    first, second, third = (item_id("f", "risk", proofs(1), used) for _ in range(3))
    assert (second, third) == (f"{first}-2", f"{first}-3")


def test_the_fingerprint_is_of_the_words_not_of_the_file() -> None:
    def fingerprint(*texts: str, **fields: Any) -> str:
        return call_fingerprint(Transcript(turns=tuple(Turn(text=t, **fields) for t in texts)))

    plain = fingerprint("Hello there.", "Hi.")
    assert plain == fingerprint(" Hello\n there. ", "Hi.", speaker="Speaker 1", start=3.0)
    assert plain != fingerprint("Hello there. Hi.")
    assert plain != fingerprint("Hi.", "Hello there.")
    assert fingerprint("a\ud800") != fingerprint("a")


def test_a_kind_may_weigh_more_than_another(facts: Facts, mention: Any) -> None:
    said = [mention("I'll send it.", action_item=0.8, customer_commitment=0.7)]
    weighty = dataclasses.replace(facts, kind_weights=facts.kind_weights | {"customer_commitment": 1.5})
    assert [item.kind for item in items(said, facts)] == ["action_item"]
    assert [item.kind for item in items(said, weighty)] == ["customer_commitment"]


@pytest.mark.parametrize(
    ("weight", "text", "value", "due", "due_text"),
    [
        (-1.0, "Friday", "2026-03-06", "2026-03-06", "Friday"),
        (9.0, "Friday", "2026-03-06", None, None),  # "no date" is more probable
        (9.0, "Friday", None, None, "Friday"),  # words without a value stay
    ],
)
def test_a_trained_scorer_decides_on_dates(
    weight: float, text: str, value: str | None, due: str | None, due_text: str | None, facts: Facts, at: Any
) -> None:
    said = [at(0, "By Friday then.", action_item=0.9, dates=[(text, value)])]
    (item,) = make_items(CALL, said, Heads(facts, 1.0), Chooser({"all": {"nothing": weight}}))
    assert (item.due, item.due_text) == (due, due_text)
