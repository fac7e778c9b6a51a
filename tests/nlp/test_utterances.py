"""Cutting turns into utterances."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from closeplan_nlp.errors import RequestError
from closeplan_nlp.nlp.pipeline import blank_splitter
from closeplan_nlp.nlp.utterances import UtteranceSplitter, utterances_of

VOCAB = blank_splitter("en").vocab


def cut(text: str, nlp: Any) -> list[str]:
    return [span.text for span in utterances_of(nlp(text))]


def split(words: list[str], max_words: int, min_words: int) -> list[list[str]]:
    doc = UtteranceSplitter(max_words, min_words)(Doc(VOCAB, words=words))
    return [[token.text for token in span] for span in utterances_of(doc)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        (" \n ", []),
        ("Okay.", ["Okay."]),
        ("I'll send it today. You sign on Friday.", ["I'll send it today.", "You sign on Friday."]),
        ("Could you send it? We need it now!", ["Could you send it?", "We need it now!"]),
        ('She said "we will sign." Then she left us.', ['She said "we will sign."', "Then she left us."]),
        ("We will see... Perhaps it works out.", ["We will see...", "Perhaps it works out."]),
        ("It costs 3.5 million, e.g. in year two.", ["It costs 3.5 million, e.g. in year two."]),
        ("Okay. I'll send it on Friday.", ["Okay. I'll send it on Friday."]),  # short: joins what follows
        ("Yes. Sure. Fine. I'll do that.", ["Yes. Sure.", "Fine. I'll do that."]),
    ],
)
def test_sentences(text: str, pieces: list[str], blank: Any) -> None:
    assert cut(text, blank) == pieces


def test_a_short_last_piece_joins_the_one_before(blank: Any) -> None:
    assert cut("I'll send it on Friday. Okay?", blank) == ["I'll send it on Friday. Okay?"]


def test_long_stretches_are_cut_before_a_clause_opener() -> None:
    words = ["we", "will", "look", "at", "the", "numbers", "and", "then", "we", "talk", "to", "legal", "about", "it"]
    assert split(words, 8, 2) == [words[:7], words[7:]]  # "and" and "then" are openers; the last one in reach wins
    assert split(words, 7, 2)[0] == words[:6]
    assert split(["la"] * 20, 8, 2) == [["la"] * 8, ["la"] * 8, ["la"] * 4]  # no opener: at the limit
    assert split(["so"] + ["la"] * 9, 8, 2)[0] == ["so"] + ["la"] * 7  # an opener in the first half is no place


def test_no_piece_is_longer_than_the_limit_by_joining() -> None:
    pieces = split(["Okay", "."] + ["la"] * 8, 8, 4)
    assert max(map(len, pieces)) <= 8
    assert pieces == [["Okay", "."], ["la"] * 8]  # no room behind it, nothing before it
    sentence = ["we", "sign", "it", "."]
    assert split([*sentence, "Okay", ".", *["la"] * 8], 8, 4) == [[*sentence, "Okay", "."], ["la"] * 8]
    assert split(["la"] * 8 + ["Okay", "."], 8, 4) == [["la"] * 8, ["Okay", "."]]


def test_a_blank_end_belongs_to_nothing(blank: Any) -> None:
    assert cut("I'll send it on Friday. Okay? \n", blank) == ["I'll send it on Friday. Okay?"]
    assert cut("I'll send it on Friday.\n\n", blank) == ["I'll send it on Friday."]


def test_the_smallest_limit() -> None:
    assert split(["so", "and", "so", "."], 1, 1) == [["so"], ["and"], ["so"], ["."]]
    with pytest.raises(RequestError, match="at most 0 words"):
        UtteranceSplitter(0, 1)


WORDS = st.sampled_from(
    ["la", "we", "send", "and", "so", "but", "и", ".", "!", "?", "...", "…", '"', ")", "'", " ", "\n", "3.5"]
)


@given(st.lists(WORDS, max_size=120), st.integers(1, 40), st.integers(1, 6))
def test_utterances_cover_the_turn_once_and_in_order(words: list[str], max_words: int, min_words: int) -> None:
    doc = UtteranceSplitter(max_words, min_words)(Doc(VOCAB, words=words))
    spans = utterances_of(doc)
    covered = [token.i for span in spans for token in span]
    assert covered == sorted(set(covered))
    assert {token.i for token in doc if not token.is_space} <= set(covered)
    assert all(span.text.strip() for span in spans)
    assert all(len(span) <= max_words for span in spans)


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_any_text_is_cut(blank: Any, text: str) -> None:
    doc = blank(text)
    covered = [token.i for span in utterances_of(doc) for token in span]
    assert covered == sorted(set(covered))
    assert {token.i for token in doc if not token.is_space and token.text.strip()} <= set(covered)


def test_words_without_marks_stay_bounded(blank: Any) -> None:
    spans = utterances_of(blank("and then we talk about the rollout " * 200))
    assert all(len(span) <= 40 for span in spans)
    assert " ".join(span.text for span in spans) == ("and then we talk about the rollout " * 200).strip()
