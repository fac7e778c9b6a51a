"""The model of words: what it counts, what it knows, and what it says of an utterance among others."""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from closeplan_nlp.nlp.ngrams import (
    NGRAMS,
    PLACES,
    TRAITS,
    AttributeModel,
    NgramModel,
    Said,
    Vocabulary,
    ngrams,
    shifted,
    tokens,
    traits,
)

GRAMS = ("send", "the quote", "quote >")
KINDS = 2


def model(**changes: np.ndarray) -> NgramModel:
    """Knows three n-grams; the first kind comes from an utterance itself, the second from the one before."""
    weight = np.zeros((len(GRAMS), len(PLACES), KINDS), dtype=np.int8)
    weight[:, PLACES.index(0), 0] = 100
    weight[:, PLACES.index(-1), 1] = 50
    codes = np.asarray([crc32(gram.encode()) for gram in GRAMS], dtype=np.uint32)
    order = codes.argsort()
    arrays = {
        "codes": codes[order],
        "worth": np.asarray([1.0, 2.0, 2.0], dtype=np.float16)[order],
        "weight": weight[order],
        "scale": np.full((len(PLACES), KINDS), 0.01, dtype=np.float32),
        "traits": np.zeros((TRAITS, KINDS), dtype=np.float32),
        "bias": np.zeros(KINDS, dtype=np.float32),
    }
    return NgramModel(arrays | changes)


def said(text: str, side: str = "seller", new_turn: bool = True) -> Said:
    return Said(text, side, new_turn)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Send it, OK?", ["send", "it", "ok", "?"]),
        ("I’ll pay $12,500 (7 %) by the 3rd", ["i'll", "pay", "$", "00", "000", "0", "%", "by", "the", "0rd"]),
        ("2026", ["000"]),
        ("Überprüfe Счёт", ["überprüfe", "счёт"]),
        ("… --", []),
        ("", []),
    ],
)
def test_words_of_a_text(text: str, found: list[str]) -> None:
    assert tokens(text) == found


def test_words_and_pairs_with_the_edges() -> None:
    assert list(ngrams("Send it")) == [crc32(gram) for gram in (b"send", b"it", b"< send", b"send it", b"it >")]
    assert list(ngrams("")) == [crc32(b"< >")]


def test_what_a_text_holds_of_the_vocabulary() -> None:
    known = model().vocabulary
    row, gram, value = known.rows(["send send", "hello", "send the quote"])
    names = [{crc32(gram.encode()): gram for gram in GRAMS}[int(code)] for code in known.codes[gram]]
    assert row.tolist() == [0, 2, 2, 2]
    # worth 1, 2 and 2, together of length 1
    assert dict(zip(names[1:], value[1:], strict=True)) == pytest.approx(
        {"send": 1 / 3, "the quote": 2 / 3, "quote >": 2 / 3}
    )
    assert (names[0], value[0]) == ("send", 1.0)


def test_an_empty_vocabulary_knows_nothing() -> None:
    row, gram, value = Vocabulary(np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.float32)).rows(["send it"])
    assert len(row) == len(gram) == len(value) == 0


def test_an_utterance_is_told_from_itself_and_its_neighbours() -> None:
    scores = model().scores([said("Send it"), said("Okay"), said("Okay")])
    assert scores == pytest.approx(np.asarray([[1.0, 0.0], [0.0, 0.5], [0.0, 0.0]]))


def test_side_and_turn_count() -> None:
    rows = np.zeros((TRAITS, KINDS), dtype=np.float32)
    rows[0, 0], rows[-1, 1] = 2.0, 4.0
    bias = np.asarray([0.25, -1.0], dtype=np.float32)
    told = [said("Hm"), said("Hm", "customer"), said("Hm", "both", new_turn=False)]
    scores = model(traits=rows, bias=bias).scores(told)
    assert scores == pytest.approx(np.asarray([[1.25, 1.0], [0.25, 1.0], [0.25, -1.0]]))
    assert traits(told[2]) == traits(said("Hm", "unknown", new_turn=False))


def test_rows_move() -> None:
    rows = np.arange(1.0, 4.0, dtype=np.float32)[:, None]
    moved = {place: shifted(rows, place)[:, 0].tolist() for place in (0, -1, 1, 2, 3, -5)}
    assert moved == {0: [1, 2, 3], -1: [0, 1, 2], 1: [2, 3, 0], 2: [3, 0, 0], 3: [0, 0, 0], -5: [0, 0, 0]}


@given(st.lists(st.builds(Said, st.text(max_size=40), st.sampled_from(["seller", "customer", "x"]), st.booleans())))
def test_any_words_get_scores_that_do_not_depend_on_what_is_far(told: list[Said]) -> None:
    scores = model().scores(told)
    assert scores.shape == (len(told), KINDS)
    assert np.isfinite(scores).all()
    longer = model().scores([*told, said("x"), said("x"), said("send the quote")])
    assert longer[: len(told)] == pytest.approx(scores)


def test_it_outlives_the_disk(tmp_path: Path) -> None:
    own = model()
    arrays = {
        "codes": own.vocabulary.codes,
        "worth": own.vocabulary.worth.astype(np.float16),
        "weight": own.weight,
        "scale": own.scale,
        "traits": own.traits,
        "bias": own.bias,
    }
    save_file(arrays, tmp_path / NGRAMS)
    told = [said("Send the quote"), said("to me")]
    loaded = NgramModel.load(tmp_path)
    assert loaded is not None
    assert (loaded.scores(told) == own.scores(told)).all()


def test_a_model_may_lack_them(tmp_path: Path) -> None:
    assert NgramModel.load(tmp_path) is None
    assert AttributeModel.load(tmp_path, {}) is None


def attribute_model() -> AttributeModel:
    """Knows that "price" speaks for the second label of a head."""
    return AttributeModel(
        {
            "codes": np.asarray([crc32(b"price")], dtype=np.uint32),
            "worth": np.ones(1, dtype=np.float16),
            "criterion.weight": np.asarray([[0, 50, -50]], dtype=np.int8),
            "criterion.scale": np.full(3, 0.1, dtype=np.float32),
            "criterion.bias": np.asarray([0.5, 0.0, 0.0], dtype=np.float32),
            "side.risk.weight": np.asarray([[1, -1]], dtype=np.int8),
            "side.risk.scale": np.ones(2, dtype=np.float32),
            "side.risk.bias": np.zeros(2, dtype=np.float32),
        },
        {"criterion": ["legal", "price", "other"], "side": ["seller", "customer"]},
    )


def test_the_words_of_an_item_tell_its_category() -> None:
    own = attribute_model()
    told = own.scores("What is the price? The price!", "criterion")
    assert told == pytest.approx({"legal": 0.5, "price": 5.0, "other": -5.0})
    assert own.scores("Hello", "criterion") == pytest.approx({"legal": 0.5, "price": 0.0, "other": 0.0})
    assert own.scores("The price", "side.risk") == {"seller": 1.0, "customer": -1.0}
    assert own.scores("The price", "importance") == {}  # never learnt
