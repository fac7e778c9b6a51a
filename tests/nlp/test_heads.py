"""The classifier's heads in numpy, against torch."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from closeplan_nlp.errors import ModelError
from closeplan_nlp.nlp.heads import FACTS, JUDGE, PAIR_FEATURES, WEIGHTS, Facts, Heads, gelu, sigmoid, softmax
from closeplan_nlp.nlp.windows import FloatArray

WIDTH, SHARED, LINK, HIDDEN = 6, 5, 4, 3


@pytest.fixture
def heads(facts: Facts) -> Heads:
    random = np.random.default_rng(7)
    pair = 2 * LINK + len(PAIR_FEATURES) + len(set(facts.families.values()))
    shapes = {"shared": (SHARED, WIDTH), "link.project": (LINK, SHARED), "link.hidden": (HIDDEN, pair)}
    shapes |= {"link.out": (1, HIDDEN)} | {f"heads.{h}": (len(names), SHARED) for h, names in facts.labels.items()}
    arrays = {f"{name}.weight": random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    arrays |= {f"{name}.bias": random.normal(size=shape[0]).astype(np.float32) for name, shape in shapes.items()}
    return Heads(arrays, facts)


def test_functions_do_not_overflow() -> None:
    far = np.asarray([-1e4, 0.0, 1e4], dtype=np.float32)
    assert sigmoid(far).tolist() == [0.0, 0.5, 1.0]
    assert softmax(far).tolist() == [0.0, 0.0, 1.0]
    assert gelu(np.asarray([-50.0, 0.0, 50.0], dtype=np.float32)).tolist() == pytest.approx([0.0, 0.0, 50.0])


def test_numpy_gives_what_torch_gives(heads: Heads, facts: Facts) -> None:
    import torch
    from torch.nn import functional as F  # noqa: N812

    def linear(x: torch.Tensor, name: str) -> torch.Tensor:
        return F.linear(x, *(torch.from_numpy(heads.arrays[f"{name}.{part}"]) for part in ("weight", "bias")))

    def same(found: FloatArray, expected: torch.Tensor) -> None:
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, expected.numpy(), rtol=1e-5, atol=1e-5)

    pooled = np.random.default_rng(1).normal(size=(9, WIDTH)).astype(np.float32)
    features = F.gelu(linear(torch.from_numpy(pooled), "shared"), approximate="tanh")
    own = heads.features(pooled)
    same(own, features)
    same(heads.logits(own, "role"), linear(features, "heads.role"))
    same(softmax(heads.logits(own, "role")), linear(features, "heads.role").softmax(-1))
    same(heads.kinds(own), linear(features, "heads.kind").sigmoid())  # calibration is 1 and 0 here
    vectors = torch.tanh(linear(features, "link.project"))
    same(heads.embed(own), vectors)
    left, right, pair = vectors[:4], vectors[4:8], torch.rand(4, len(PAIR_FEATURES))
    one_hot = torch.zeros(4, 4)
    one_hot[:, sorted(set(facts.families.values())).index("risk")] = 1
    x = torch.cat([left * right, (left - right).abs(), pair, one_hot], dim=1)
    scores = linear(F.gelu(linear(x, "link.hidden"), approximate="tanh"), "link.out")[:, 0].sigmoid()
    same(heads.link(left.numpy(), right.numpy(), pair.numpy(), "risk"), scores)
    np.testing.assert_allclose(
        heads.link(right.numpy(), left.numpy(), pair.numpy(), "risk"), scores.numpy(), rtol=1e-5, atol=1e-5
    )  # it does not matter which of the two was said first


def test_calibration_is_slope_and_offset_per_kind(heads: Heads, facts: Facts) -> None:
    features = np.ones((2, SHARED), dtype=np.float32)
    raw = heads.logits(features, "kind")
    changed = Heads(heads.arrays, dataclasses.replace(facts, calibration=facts.calibration | {"risk": [2.0, -1.0]}))
    found, place = changed.kinds(features), facts.labels["kind"].index("risk")
    np.testing.assert_allclose(found[:, place], sigmoid(2 * raw[:, place] - 1), rtol=1e-6)
    np.testing.assert_allclose(found[:, 0], sigmoid(raw[:, 0]), rtol=1e-6)


def test_no_utterances_no_numbers(heads: Heads) -> None:
    none = np.zeros((0, WIDTH), dtype=np.float32)
    assert heads.kinds(heads.features(none)).shape == (0, 5)


def test_facts_and_arrays_are_read_back(heads: Heads, facts: Facts, tmp_path: Path) -> None:
    (tmp_path / FACTS).write_text(json.dumps(dataclasses.asdict(facts)))
    half = {name: array.astype(np.float16) for name, array in heads.arrays.items()}
    save_file(half, tmp_path / WEIGHTS)
    assert Facts.load(tmp_path) == facts
    loaded = Heads.load(tmp_path, facts)
    assert loaded.arrays.keys() == heads.arrays.keys()
    assert all(array.dtype == np.float32 for array in loaded.arrays.values())


@pytest.mark.parametrize("content", [None, "", "{", "[]", "{}", '{"labels": {}, "surprise": 1}', "\udcff"])
def test_unusable_facts_are_a_model_error(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / FACTS).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ModelError, match=r"classifier\.json cannot be used"):
        Facts.load(tmp_path)


def test_the_confidence_of_an_item_is_calibrated_per_kind(heads: Heads, facts: Facts) -> None:
    assert heads.confidence("risk", 0.7) == pytest.approx(0.7)
    assert 0.0 < heads.confidence("risk", 0.0) < 0.01 < 0.99 < heads.confidence("risk", 1.0) < 1.0
    modest = dataclasses.replace(facts, item_calibration=facts.item_calibration | {"risk": [0.5, -1.0]})
    changed = Heads(heads.arrays, modest)
    assert changed.confidence("risk", 0.5) == pytest.approx(1 / (1 + np.e))
    assert changed.confidence("milestone", 0.7) == pytest.approx(0.7)
    shares = [changed.confidence("risk", p / 10) for p in range(11)]
    assert shares == sorted(shares)


def test_what_judges_items_is_read_where_there_is_any(heads: Heads, facts: Facts, tmp_path: Path) -> None:
    save_file(heads.arrays, tmp_path / WEIGHTS)
    assert not Heads.load(tmp_path, facts).judges("risk")
    judge = {"risk.weight": np.asarray([1.0, -2.0], dtype=np.float32), "risk.bias": np.asarray([0.5], dtype=np.float32)}
    save_file(judge, tmp_path / JUDGE)
    read = Heads.load(tmp_path, facts)
    assert (read.judges("risk"), read.judges("milestone")) == (True, False)
    rows = np.asarray([[0.0, 0.25], [3.0, 1.0]], dtype=np.float32)
    assert read.worth(rows, "risk") == pytest.approx([0.5, 1 / (1 + np.exp(-1.5))])
    (tmp_path / JUDGE).write_bytes(b"no arrays")
    with pytest.raises(ModelError, match=r"items\.safetensors cannot be used"):
        Heads.load(tmp_path, facts)
