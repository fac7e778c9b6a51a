"""Mentions: utterances with what the model says about them, the common currency between classifier and items."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from closeplan_nlp.nlp.dates import DateMention
from closeplan_nlp.nlp.windows import FloatArray
from closeplan_nlp.nlp.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Span

_WORD = re.compile(r"[^\W\d_]{3,}|\d+")
_COMMON = words(
    "the and you that for with have this but not are can will would could just like know think okay yeah right from "
    "our your they then what when about there get got one also was were all out has had its it's i'll we'll that's "
    "been him her she his them their who how did does any some well yes need want going send"
)


@dataclass(frozen=True, eq=False)
class Mention:
    """One utterance of a call: `turn` is its turn's number, `start`..`end` its characters in the turn's text.

    `speaker` is what the recorder shows, `person` the participant's name. `kinds`, and `labels` by head, are
    probabilities by label; `vector` is compared by the pair scorer; `dates` and `names` (of people) are
    those said in it, `span` is its place in the parsed turn.
    """

    index: int
    turn: int
    start: int
    end: int
    text: str
    speaker: str | None = None
    person: str | None = None
    side: str = "unknown"
    kinds: Mapping[str, float] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    vector: FloatArray = field(default_factory=lambda: np.zeros(0, dtype=np.float32))
    dates: tuple[DateMention, ...] = ()
    names: tuple[str, ...] = ()
    span: Span | None = None

    def best(self, head: str, default: str | None = None) -> str | None:
        """The most probable label of a head."""
        scores = self.labels.get(head)
        return max(scores, key=lambda name: scores[name]) if scores else default

    def chance(self, head: str, label: str) -> float:
        """Probability of one label of a head."""
        return self.labels.get(head, {}).get(label, 0.0)


def content_words(text: str) -> frozenset[str]:
    """Lower-case words of a text that carry meaning, cut to five letters so that inflections meet."""
    return frozenset(w[:5] for w in _WORD.findall(text.lower()) if w not in _COMMON)


def shared_words(left: frozenset[str], right: frozenset[str]) -> float:
    """Overlap of two word sets, against the smaller one; 0 where either is empty."""
    return len(left & right) / min(len(left), len(right)) if left and right else 0.0


def pair_features(a: Mention, b: Mention, a_words: frozenset[str], b_words: frozenset[str]) -> list[float]:
    """What the pair scorer sees beside the two vectors, in the order of `heads.PAIR_FEATURES`."""
    distance = abs(a.turn - b.turn)
    return [
        float(np.log1p(distance)) / 5.0,
        float(distance == 0),
        float(distance == 1),
        float(a.speaker is not None and a.speaker == b.speaker),
        float(a.side == b.side),
        shared_words(a_words, b_words),
    ]


def words_of(mentions: Sequence[Mention]) -> list[frozenset[str]]:
    """The content words of each mention."""
    return [content_words(m.text) for m in mentions]
