"""Mentions and what the pair scorer sees of two of them."""

from __future__ import annotations

import math
from typing import Any

import pytest

from closeplan_nlp.nlp.heads import PAIR_FEATURES
from closeplan_nlp.nlp.mentions import Mention, content_words, pair_features, shared_words, words_of


def test_best_and_chance(mention: Any) -> None:
    said = mention(labels={"role": {"ask": 0.3, "state": 0.6, "none": 0.1}})
    assert said.best("role") == "state"
    assert said.chance("role", "ask") == 0.3
    assert said.chance("role", "recap") == said.chance("owner", "speaker") == 0.0
    assert said.best("owner") is None
    assert said.best("owner", "none") == "none"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", set()),
        ("I'll send you the contract", {"contr"}),
        ("Contracts, contractual!", {"contr"}),
        ("the SOC 2 report by the 14th", {"soc", "2", "repor", "14"}),
        ("Мы отправим договор", {"отпра", "догов"}),
    ],
)
def test_content_words(text: str, words: set[str]) -> None:
    assert content_words(text) == words


def test_shared_words() -> None:
    few, more = frozenset("ab"), frozenset("bcd")
    assert shared_words(few, more) == shared_words(more, few) == 0.5
    assert shared_words(few, frozenset()) == shared_words(frozenset(), frozenset()) == 0.0
    assert shared_words(few, few) == 1.0


def test_pair_features_are_named_and_symmetric(mention: Any) -> None:
    asked = mention("Could you send the signed questionnaire?", turn=3, speaker="A", side="seller")
    given = mention("The questionnaire, sure.", turn=4, speaker="B", side="customer")

    def features(a: Mention, b: Mention) -> dict[str, float]:
        words = words_of([a, b])
        return dict(zip(PAIR_FEATURES, pair_features(a, b, *words), strict=True))

    found = features(asked, given)
    assert found == features(given, asked)
    assert found == {
        "log_distance": math.log(2) / 5,
        "same_turn": 0.0,
        "next_turn": 1.0,
        "same_speaker": 0.0,
        "same_side": 0.0,
        "shared_words": 0.5,
    }
    same = features(asked, asked)
    assert (same["log_distance"], same["same_turn"], same["same_speaker"], same["shared_words"]) == (0.0, 1.0, 1.0, 1.0)


def test_two_unknown_speakers_are_not_the_same(mention: Any) -> None:
    assert pair_features(mention(), mention(), frozenset(), frozenset())[3] == 0.0
