"""What the recogniser says: words with times and confidence, in segments. Written to the cache as they are."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from closeplan_nlp.audio.sound import Stretch

ENDS = (".", "?", "!", "…", "。", "？", "！", "।")
"""Marks that a sentence ends with."""


class Heard(BaseModel):
    """Base of the records of recognition: immutable, compact in the cache."""

    model_config = ConfigDict(frozen=True)


class Word(Heard):
    """A word as written (with its blank in front), its time in seconds, and how sure the recogniser is (0 to 1)."""

    text: str
    start: float
    end: float
    confidence: float

    @property
    def stretch(self) -> Stretch:
        """Its time."""
        return Stretch(self.start, self.end)

    @property
    def ends_sentence(self) -> bool:
        """Whether a sentence ends with it."""
        return self.text.rstrip(" \"'”»)").endswith(ENDS)


class Segment(Heard):
    """Some words of one channel, and what the recogniser measured over them.

    `log_probability` is the mean per token, `no_speech` the probability (0 to 1) that nobody talks, `compression` how
    many times smaller the text gets when compressed, `channel` the row of the sound.
    """

    words: tuple[Word, ...]
    log_probability: float
    no_speech: float
    compression: float
    channel: int = 0

    @property
    def text(self) -> str:
        """The words in a row."""
        return "".join(word.text for word in self.words).strip()

    @property
    def stretch(self) -> Stretch:
        """From the first word to the last."""
        return Stretch(self.words[0].start, self.words[-1].end) if self.words else Stretch(0.0, 0.0)

    @property
    def confidence(self) -> float:
        """The mean confidence of its words, 0 to 1."""
        return mean_confidence(self.words)


def mean_confidence(words: Sequence[Word]) -> float:
    """The mean confidence of words, the longer ones counting more; 0 where there are none."""
    weights = [max(1, len(word.text.strip())) for word in words]
    weighted = sum(weight * word.confidence for weight, word in zip(weights, words, strict=True))
    return weighted / sum(weights) if words else 0.0
