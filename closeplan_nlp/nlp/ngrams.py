"""What the words alone say of an utterance: a linear model over n-grams, beside the transformer.

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

from closeplan_nlp.nlp.windows import SIDE_ORDER, FloatArray

NGRAMS = "ngrams.safetensors"
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
    def load(cls, path: Path) -> NgramModel:
        """Read it from its file; raises what the safetensors library does where that is damaged."""
        from safetensors.numpy import load_file

        return cls(load_file(str(path)))

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


def shifted(rows: FloatArray, place: int) -> FloatArray:
    """Rows so that row n is what row n + `place` was; zero where there is none."""
    out = np.zeros_like(rows)
    if place == 0:
        out[:] = rows
    elif place > 0:
        out[:-place] = rows[place:]
    else:
        out[-place:] = rows[:place]
    return out
