"""What the words alone say of an utterance or an item: linear models over n-grams, beside the transformer.

A network of this size that has read a few hundred calls knows many turns of phrase only roughly. A logistic regression
over the words and word pairs of an utterance and of the ones around it errs elsewhere; its scores, added to the
network's, mend a part of both ones' errors.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from closeplan_nlp.nlp.weights import part_of
from closeplan_nlp.nlp.windows import SIDE_ORDER, FloatArray

NGRAMS = "ngrams.safetensors"
ATTRIBUTES = "attributes.safetensors"
PLACES = (0, -1, 1, -2, 2)
"""Which utterances an utterance is told from, counted from itself."""
TRAITS = len(SIDE_ORDER) + 1
"""The side that speaks, one-hot, and whether a new turn begins."""
_TOKEN = re.compile(r"\w+(?:'\w+)?|[?%$€£]")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Said:
    """An utterance as this model sees it."""

    text: str
    side: str
    new_turn: bool


def tokens(text: str) -> list[str]:
    """Lower-case words and telling signs of a text; of a number only how long it is, up to three digits."""
    plain = _DIGITS.sub(lambda found: "0" * min(len(found[0]), 3), text.lower().replace("’", "'"))
    return _TOKEN.findall(plain)


def ngrams(text: str) -> Iterator[int]:
    """A CRC-32 of every word and pair of neighbouring words of a text, its start and end among the pairs."""
    own = tokens(text)
    yield from (_code(word) for word in own)
    yield from (_code(f"{a} {b}") for a, b in zip(["<", *own], [*own, ">"], strict=True))


def _code(gram: str) -> int:
    return zlib.crc32(gram.encode("utf-8", "surrogatepass"))


def traits(said: Said) -> list[float]:
    """Side and turn of an utterance, `TRAITS` numbers."""
    side = said.side if said.side in SIDE_ORDER else "unknown"
    return [*(0.5 * (side == name) for name in SIDE_ORDER), 0.5 * said.new_turn]


@dataclass(frozen=True)
class Vocabulary:
    """The n-grams that the model knows: their CRC-32 in ascending order, and how rare each is."""

    codes: npt.NDArray[np.uint32]
    worth: FloatArray

    def rows(self, texts: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], FloatArray]:
        """The known n-grams of texts: number of the text, number of the n-gram, its value (tf-idf, of length 1)."""
        counts = [Counter(ngrams(text)) for text in texts]
        row = np.repeat(np.arange(len(texts)), [len(own) for own in counts])
        codes = np.asarray([code for own in counts for code in own], dtype=np.uint32)
        often = np.asarray([count for own in counts for count in own.values()], dtype=np.float32)
        place = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        known = self.codes[place] == codes if len(self.codes) else np.zeros(len(codes), dtype=np.bool_)
        row, place = row[known], place[known]
        value = (1.0 + np.log(often[known])) * self.worth[place]
        length = np.sqrt(np.bincount(row, value**2, minlength=len(texts)))
        return row, place, np.asarray(value / length[row], dtype=np.float32)


class NgramModel:
    """Scores of the kinds from words."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[np.generic]]) -> None:
        """`arrays` as saved in `ngrams.safetensors`.

        `codes` and `worth` (n-grams) are the vocabulary; `weight` (n-grams, places, kinds) in int8 with `scale`
        (places, kinds); `traits` (traits, kinds) and `bias` (kinds).
        """
        self.vocabulary = Vocabulary(arrays["codes"].astype(np.uint32), arrays["worth"].astype(np.float32))
        self.weight = arrays["weight"].astype(np.int8)
        self.scale = arrays["scale"].astype(np.float32)
        self.traits = arrays["traits"].astype(np.float32)
        self.bias = arrays["bias"].astype(np.float32)

    @classmethod
    def load(cls, folder: Path) -> NgramModel | None:
        """Read it from a model folder, where it is there; ModelError where it cannot be used."""
        return part_of(folder, NGRAMS, cls)

    def scores(self, said: Sequence[Said]) -> FloatArray:
        """What to add to the network's raw score of each kind, (utterances, kinds); `said` is a whole call in order."""
        row, gram, value = self.vocabulary.rows([own.text for own in said])
        told = np.zeros((len(said), *self.scale.shape), dtype=np.float32)
        np.add.at(told, row, value[:, None, None] * self.weight[gram])
        told *= self.scale
        who = np.asarray([traits(own) for own in said], dtype=np.float32).reshape(-1, TRAITS)
        total = who @ self.traits + self.bias
        for number, place in enumerate(PLACES):
            total += shifted(told[:, number], place)
        return np.asarray(total, dtype=np.float32)


class AttributeModel:
    """Scores of an item's side, category and importance from the words of all its evidence.

    What a criterion is about shows in its words more than in how it is said, and in all utterances together.
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[np.generic]], labels: Mapping[str, Sequence[str]]) -> None:
        """`arrays` as saved in `attributes.safetensors`; `labels` are those of the classifier's heads.

        `codes` and `worth` (n-grams) are the vocabulary; each head has `NAME.weight` (n-grams, labels) in int8,
        `NAME.scale` and `NAME.bias` (labels). `NAME` is a head of the classifier, or one and a kind behind a point.
        """
        self.vocabulary = Vocabulary(arrays["codes"].astype(np.uint32), arrays["worth"].astype(np.float32))
        names = [name.removesuffix(".weight") for name in arrays if name.endswith(".weight")]
        self.labels = {name: labels[name.split(".")[0]] for name in names}
        self.weight = {name: arrays[f"{name}.weight"].astype(np.int8) for name in names}
        self.scale = {name: arrays[f"{name}.scale"].astype(np.float32) for name in names}
        self.bias = {name: arrays[f"{name}.bias"].astype(np.float32) for name in names}

    @classmethod
    def load(cls, folder: Path, labels: Mapping[str, Sequence[str]]) -> AttributeModel | None:
        """Read it from a model folder, where it is there; ModelError where it cannot be used."""
        return part_of(folder, ATTRIBUTES, lambda arrays: cls(arrays, labels))

    def scores(self, text: str, head: str) -> dict[str, float]:
        """What to add to the logarithm of the probability of each label of a head; nothing of one it does not know."""
        if head not in self.labels:
            return {}
        _, gram, value = self.vocabulary.rows([text])
        told = value @ self.weight[head][gram] * self.scale[head] + self.bias[head]
        return dict(zip(self.labels[head], map(float, told), strict=True))


def shifted(rows: FloatArray, place: int) -> FloatArray:
    """Rows so that row n is what row n + `place` was; zero where there is none."""
    sources = np.arange(len(rows)) + place
    inside = (sources >= 0) & (sources < len(rows))
    moved = np.zeros_like(rows)
    moved[inside] = rows[sources[inside]]
    return moved
