"""The classifier component with a random network and an encoder that knows words only one by one."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from closeplan_nlp.errors import ModelError
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.nlp import classifier as module
from closeplan_nlp.nlp.classifier import DealClassifier
from closeplan_nlp.nlp.documents import make_docs
from closeplan_nlp.nlp.encoders import ONNX_NAME
from closeplan_nlp.nlp.heads import FACTS, PAIR_FEATURES, WEIGHTS, Facts, logit
from closeplan_nlp.nlp.ngrams import NGRAMS, PLACES, TRAITS
from closeplan_nlp.nlp.windows import MARKER_COUNT
from closeplan_nlp.types import Transcript

WIDTH = 4
TABLE = np.random.default_rng(3).normal(size=(500, WIDTH)).astype(np.float32)


class Encoder:
    """The hidden state of a piece is its row in a table; remembers the batches."""

    def __init__(self) -> None:
        self.batches: list[tuple[int, int]] = []

    def __call__(self, input_ids: Any, attention_mask: Any) -> Any:
        assert input_ids.shape == attention_mask.shape
        self.batches.append(input_ids.shape)
        return TABLE[input_ids]


@pytest.fixture
def folder(tmp_path: Path, facts: Facts, call: Transcript) -> Path:
    """A component on disk: facts, a tokenizer of the call's words, random heads."""
    splitter = Whitespace()
    words = {word for turn in call.turns for word, _ in splitter.pre_tokenize_str(turn.text)}
    known = ["[p]", "[s]", "[e]", "[u]", *facts.markers, *sorted(words)]
    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(known)}, unk_token="[u]"))
    tokenizer.pre_tokenizer = splitter
    tokenizer.enable_truncation(3)  # a component must not depend on how the file was left
    tokenizer.save(str(tmp_path / module.TOKENIZER))
    (tmp_path / FACTS).write_text(json.dumps(dataclasses.asdict(facts)))
    pair = 2 * 3 + len(PAIR_FEATURES) + 4
    shapes = {
        "shared": (5, 2 * WIDTH + MARKER_COUNT),
        "link.project": (3, 5),
        "link.hidden": (3, pair),
        "link.out": (1, 3),
    }
    shapes |= {f"heads.{head}": (len(labels), 5) for head, labels in facts.labels.items()}
    random = np.random.default_rng(5)
    arrays = {f"{name}.weight": random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    arrays |= {f"{name}.bias": random.normal(size=shape[0]).astype(np.float32) for name, shape in shapes.items()}
    save_file(arrays, tmp_path / WEIGHTS)
    return tmp_path


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Encoder:
    stub = Encoder()
    monkeypatch.setattr(module, "load_encoder", lambda folder: stub)
    return stub


@pytest.fixture
def classifier(folder: Path, encoder: Encoder) -> DealClassifier:
    return DealClassifier().from_disk(folder)


def cut(call: Transcript, nlp: Any) -> list[Any]:
    return [nlp(doc) for doc in make_docs(call, nlp)]


def test_every_utterance_is_a_mention(classifier: DealClassifier, call: Transcript, blank: Any, facts: Facts) -> None:
    docs = cut(call, blank)
    classifier.label_call(docs)
    mentions = [m for doc in docs for m in doc.user_data["mentions"]]
    assert [m.index for m in mentions] == list(range(len(mentions)))
    for doc, turn in zip(docs, call.turns, strict=True):
        own, spans = doc.user_data["mentions"], doc.spans["utterances"]
        assert [m.text for m in own] == [span.text for span in spans]
        assert all(turn.text[m.start : m.end] == m.text for m in own)
        assert {(m.speaker, m.person, m.side) for m in own} == {(turn.speaker, turn.speaker, doc.user_data["side"])}
        expected = [
            (span.text, kind) for span, m in zip(spans, own, strict=True) for kind in KINDS if m.kinds[kind] >= 0.5
        ]
        assert [(span.text, span.label_) for span in doc.spans["items"]] == expected
    for mention in mentions:
        assert list(mention.kinds) == list(KINDS)
        assert all(0 <= chance <= 1 for chance in mention.kinds.values())
        assert mention.labels.keys() == facts.labels.keys() - {"kind"}
        assert all(sum(scores.values()) == pytest.approx(1, abs=1e-5) for scores in mention.labels.values())
        assert mention.vector.shape == (3,)


def test_the_model_of_words_adds_to_the_kinds_alone(
    folder: Path, classifier: DealClassifier, call: Transcript, blank: Any, facts: Facts
) -> None:
    plain = cut(call, blank)
    classifier.label_call(plain)
    bias = np.arange(5, dtype=np.float32) - 2
    arrays = {
        "codes": np.zeros(0, dtype=np.uint32),
        "worth": np.zeros(0, dtype=np.float16),
        "weight": np.zeros((0, len(PLACES), 5), dtype=np.int8),
        "scale": np.ones((len(PLACES), 5), dtype=np.float32),
        "traits": np.zeros((TRAITS, 5), dtype=np.float32),
        "bias": bias,
    }
    save_file(arrays, folder / NGRAMS)
    both = cut(call, blank)
    DealClassifier().from_disk(folder).label_call(both)
    pairs = [(m, n) for a, b in zip(plain, both, strict=True) for m, n in zip(*mentions_of(a, b), strict=True)]
    for before, after in pairs:
        moved = [logit(after.kinds[kind]) - logit(before.kinds[kind]) for kind in KINDS]
        slopes = [facts.calibration[kind][0] for kind in KINDS]
        assert moved == pytest.approx([own * slope for own, slope in zip(bias, slopes, strict=True)], abs=0.01)
        assert after.labels == before.labels


def mentions_of(*docs: Any) -> list[list[Any]]:
    return [doc.user_data["mentions"] for doc in docs]


def test_a_damaged_model_of_words_is_named(folder: Path, encoder: Encoder) -> None:
    (folder / NGRAMS).write_bytes(b"no arrays")
    with pytest.raises(ModelError, match=r"ngrams\.safetensors cannot be used"):
        DealClassifier().from_disk(folder)
    save_file({"codes": np.zeros(0, dtype=np.uint32)}, folder / NGRAMS)
    with pytest.raises(ModelError, match=r"ngrams\.safetensors cannot be used \('worth'\)"):
        DealClassifier().from_disk(folder)


def test_features_do_not_depend_on_windows_or_batches(
    classifier: DealClassifier, encoder: Encoder, call: Transcript, blank: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [(doc, span) for doc in cut(call, blank) for span in doc.spans["utterances"]]
    pieces = classifier._pieces(places)
    marks = np.eye(MARKER_COUNT)[[classifier.markers.index(p[0]) for p in pieces]]
    naive = np.stack(
        [np.concatenate([TABLE[p[0]], TABLE[p].mean(axis=0), mark]) for p, mark in zip(pieces, marks, strict=True)]
    )
    expected = classifier.heads.features(naive)
    np.testing.assert_allclose(classifier.features(places), expected, atol=1e-5)
    assert len(encoder.batches) == 1
    assert encoder.batches[0][0] > 1  # several windows
    assert encoder.batches[0][1] <= 40
    monkeypatch.setattr(module, "BATCH_PIECES", 50)
    np.testing.assert_allclose(classifier.features(places), expected, atol=1e-5)
    assert len(encoder.batches) > 3


def test_pieces_open_with_the_marker_of_side_and_turn(classifier: DealClassifier, blank: Any) -> None:
    docs = [
        blank("I'll send you the quote. I'll send you the invite."),
        blank("Great."),
        blank("Great. " + "quote " * 40),
    ]
    for doc, side in zip(docs, ("seller", "customer", "both"), strict=True):
        doc.user_data["side"] = side
    places = [(doc, span) for doc in docs for span in doc.spans["utterances"]]
    pieces = classifier._pieces(places)
    markers = [classifier.tokenizer.id_to_token(p[0]) for p in pieces[:4]]
    assert markers == ["[m1]", "[m0]", "[m3]", "[m5]"]
    assert max(map(len, pieces)) == classifier.sizes.utterance  # long ones are cut, the marker counts
    assert len(pieces[0]) == 9  # marker, I ' ll send you the quote .


def test_calls_are_kept_apart(classifier: DealClassifier, call: Transcript, blank: Any) -> None:
    first, second = cut(call, blank), cut(call, blank)
    out = list(classifier.pipe(iter([*first, *second])))
    assert [doc.text for doc in out] == [turn.text for turn in call.turns] * 2
    assert out[len(first)].user_data["mentions"][0].index == 0
    for a, b in zip(first, second, strict=True):
        assert [m.kinds for m in a.user_data["mentions"]] == [m.kinds for m in b.user_data["mentions"]]


def test_empty_turns_and_calls(classifier: DealClassifier, blank: Any) -> None:
    docs = [classifier(blank(text)) for text in ("", "  \n", "unknown words only")]
    assert [len(doc.user_data["mentions"]) for doc in docs] == [0, 0, 1]
    assert not docs[0].spans["items"]
    assert list(classifier.pipe([])) == []


def test_progress_counts_turns(
    classifier: DealClassifier, call: Transcript, blank: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_PIECES", 50)
    seen: list[tuple[int, int]] = []
    docs = cut(call, blank)
    for doc in docs:
        doc.user_data["progress"] = lambda done, total: seen.append((done, total))
    classifier.label_call(docs)
    assert len(seen) > 2
    assert seen == sorted(seen)
    assert seen[-1] == (len(docs), len(docs))


def test_a_component_is_copied_to_disk(classifier: DealClassifier, folder: Path, tmp_path: Path) -> None:
    classifier.to_disk(tmp_path / "copy")
    assert sorted(p.name for p in (tmp_path / "copy").iterdir()) >= sorted([FACTS, WEIGHTS, module.TOKENIZER])
    classifier.to_disk(folder)  # onto itself: nothing to do


def test_an_empty_component_says_so() -> None:
    empty = DealClassifier()
    with pytest.raises(ModelError, match="empty"):
        _ = empty.heads
    with pytest.raises(ModelError, match="empty"):
        empty.to_disk("anywhere")


def test_an_empty_component_in_a_pipeline_says_so(blank: Any) -> None:
    with pytest.raises(ModelError, match="empty"):
        DealClassifier()(blank("I'll send the quote."))


def test_a_tokenizer_without_the_markers_is_refused(folder: Path, encoder: Encoder, facts: Facts) -> None:
    changed = dataclasses.replace(facts, markers=["[nowhere]"] * 6)
    (folder / FACTS).write_text(json.dumps(dataclasses.asdict(changed)))
    with pytest.raises(ModelError, match=r"no token '\[nowhere\]'"):
        DealClassifier().from_disk(folder)


@pytest.mark.parametrize("name", [module.TOKENIZER, FACTS, WEIGHTS, ONNX_NAME])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"nonsense" * 9])
def test_a_damaged_file_is_a_model_error(
    folder: Path, name: str, content: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name != ONNX_NAME:  # without a stand-in the missing encoder would hide what is wrong with the other files
        monkeypatch.setattr(module, "load_encoder", lambda folder: Encoder())
    (folder / name).unlink(missing_ok=True)
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(ModelError, match=f"^{folder}: .*{name}") as told:
        DealClassifier().from_disk(folder)
    assert "\n" not in str(told.value)
