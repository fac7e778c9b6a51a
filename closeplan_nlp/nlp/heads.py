"""The classifier's heads: from utterance vectors to labels and link scores, in numpy.

The encoder is run by onnxruntime or torch; what comes behind it is a few small matrices, so one implementation serves
both. The arrays and the labels come from the trained model.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from closeplan_nlp.nlp.ngrams import AttributeModel
from closeplan_nlp.nlp.weights import part_of, read_arrays, unusable
from closeplan_nlp.nlp.windows import FloatArray

WEIGHTS = "heads.safetensors"
JUDGE = "items.safetensors"
FACTS = "classifier.json"
PAIR_FEATURES = ("log_distance", "same_turn", "next_turn", "same_speaker", "same_side", "shared_words")


def sigmoid(x: FloatArray) -> FloatArray:
    """The logistic function, without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)), dtype=np.float32)


def logit(chance: float) -> float:
    """The log-odds of a probability, which is kept a little away from 0 and 1."""
    chance = min(max(chance, 1e-6), 1 - 1e-6)
    return math.log(chance / (1 - chance))


def scaled(chance: float, slope: float, offset: float) -> float:
    """A probability after Platt scaling."""
    return 1.0 / (1.0 + math.exp(-slope * logit(chance) - offset))


def softmax(x: FloatArray) -> FloatArray:
    """Softmax over the last axis."""
    shifted = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), dtype=np.float32)


def gelu(x: FloatArray) -> FloatArray:
    """GELU in its tanh form (arXiv 1606.08415), as torch's `gelu(approximate="tanh")`."""
    return np.asarray(0.5 * x * (1.0 + np.tanh(0.7978845608 * (x + 0.044715 * x * x * x))), dtype=np.float32)


@dataclass(frozen=True)
class Facts:
    """What a trained classifier says of itself (`classifier.json`).

    `labels` names the classes of each head; `calibration` holds slope and offset per kind (Platt scaling);
    `thresholds` the probability from which an utterance is evidence, `item_thresholds` the one that a group must have
    to be an item; `link_threshold` and `near_threshold` per family from which two utterances, far apart or close
    together, back one item; `kind_weights` what a kind's probability counts when an item's kind is decided;
    `item_calibration` slope and offset per kind that turn the latter into the item's confidence.
    """

    labels: dict[str, list[str]]
    markers: list[str]
    special: dict[str, str]
    sizes: dict[str, int]
    calibration: dict[str, list[float]]
    item_calibration: dict[str, list[float]]
    thresholds: dict[str, float]
    item_thresholds: dict[str, float]
    link_threshold: dict[str, float]
    near_threshold: dict[str, float]
    kind_weights: dict[str, float]
    families: dict[str, str]
    about: dict[str, Any]

    @classmethod
    def load(cls, folder: Path) -> Facts:
        """Read them from a model folder; ModelError where the file is missing or of another shape."""
        try:
            return cls(**json.loads((folder / FACTS).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise unusable(folder, FACTS, error) from error


def _in_float32(arrays: Mapping[str, np.ndarray[Any, Any]]) -> dict[str, FloatArray]:
    return {name: array.astype(np.float32) for name, array in arrays.items()}


class Heads:
    """The trained matrices behind the encoder."""

    def __init__(
        self,
        arrays: dict[str, FloatArray],
        facts: Facts,
        judge: Mapping[str, FloatArray] | None = None,
        words: AttributeModel | None = None,
    ) -> None:
        """`arrays` as saved in `heads.safetensors`, `judge` as in `items.safetensors`; the last two may be missing."""
        self.arrays = arrays
        self.facts = facts
        self.judge = judge or {}
        self.words = words

    @classmethod
    def load(cls, folder: Path, facts: Facts) -> Heads:
        """Read the arrays from a model folder; ModelError where a file is missing or damaged."""
        judge = part_of(folder, JUDGE, _in_float32)
        return cls(_in_float32(read_arrays(folder, WEIGHTS)), facts, judge, AttributeModel.load(folder, facts.labels))

    def _linear(self, x: FloatArray, name: str) -> FloatArray:
        return np.asarray(x @ self.arrays[f"{name}.weight"].T + self.arrays[f"{name}.bias"], dtype=np.float32)

    def features(self, pooled: FloatArray) -> FloatArray:
        """The shared layer over utterances: marker vector, mean of the words, which of the markers it is (one-hot)."""
        return gelu(self._linear(pooled, "shared"))

    def logits(self, features: FloatArray, head: str) -> FloatArray:
        """Raw scores of one head, (utterances, classes)."""
        return self._linear(features, f"heads.{head}")

    def kinds(self, features: FloatArray, added: FloatArray | None = None) -> FloatArray:
        """Calibrated probability of each kind, (utterances, kinds); `added` is added to the raw scores."""
        pairs = np.asarray([self.facts.calibration[k] for k in self.facts.labels["kind"]], dtype=np.float32)
        raw = self.logits(features, "kind")
        return sigmoid((raw if added is None else raw + added) * pairs[:, 0] + pairs[:, 1])

    def judges(self, kind: str) -> bool:
        """Whether the model has learnt which groups of utterances are items of the kind."""
        return f"{kind}.weight" in self.judge

    def worth(self, rows: FloatArray, kind: str) -> FloatArray:
        """Probability that groups of utterances are items of the kind; `rows` as `judging.describe` gives them."""
        return sigmoid(np.asarray(rows @ self.judge[f"{kind}.weight"] + self.judge[f"{kind}.bias"], dtype=np.float32))

    def confidence(self, kind: str, chance: float) -> float:
        """Probability that an item is right that was judged to be of its kind with this probability."""
        return scaled(chance, *self.facts.item_calibration[kind])

    def embed(self, features: FloatArray) -> FloatArray:
        """Vectors that the pair scorer compares, (utterances, link width)."""
        return np.asarray(np.tanh(self._linear(features, "link.project")), dtype=np.float32)

    def link(self, left: FloatArray, right: FloatArray, pair: FloatArray, family: str) -> FloatArray:
        """Probability that utterances back the same item.

        `left` and `right` are embeddings (pairs, width), `pair` the features named in `PAIR_FEATURES`.
        """
        names = sorted(set(self.facts.families.values()))
        one_hot = np.zeros((len(pair), len(names)), dtype=np.float32)
        one_hot[:, names.index(family)] = 1.0
        x = np.concatenate([left * right, np.abs(left - right), pair, one_hot], axis=1)
        hidden = gelu(self._linear(x, "link.hidden"))
        return sigmoid(self._linear(hidden, "link.out")[:, 0])
