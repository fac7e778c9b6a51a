"""Who spoke when, scored: the diarization error rate, as pyannote.metrics and NIST's md-eval count it.

Of the time that somebody speaks in the reference: what is missed, what is invented, and what is given to the wrong
person, under the best one-to-one matching of people. Overlapping speech counts once per speaker. A collar around each
border of the reference is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

STEP = 0.01
"""Seconds that are scored at a time."""


class Spoken(NamedTuple):
    """A speaker's talk from `start` to `end` in seconds."""

    start: float
    end: float
    speaker: str


@dataclass(frozen=True)
class SpeakerScore:
    """Seconds of reference speech, and of it missed, invented, and given to the wrong person."""

    total: float
    missed: float
    invented: float
    confused: float

    @property
    def error(self) -> float:
        """The diarization error rate; above 1 where more is invented than was said."""
        wrong = self.missed + self.invented + self.confused
        return wrong / self.total if self.total else float(wrong > 0)


def score_speakers(reference: Sequence[Spoken], found: Sequence[Spoken], collar: float = 0.25) -> SpeakerScore:
    """Score what was found against a reference, leaving out `collar` seconds on both sides of its borders."""
    length = max((each.end for each in (*reference, *found)), default=0.0)
    frames = int(np.ceil(length / STEP)) + 1
    kept = _outside_collars(reference, frames, collar)
    truth, guess = _activity(reference, frames)[:, kept], _activity(found, frames)[:, kept]
    said, heard = truth.sum(axis=0), guess.sum(axis=0)
    right = _matched(truth, guess)
    both = float(np.minimum(said, heard).sum())
    return SpeakerScore(
        total=float(said.sum()) * STEP,
        missed=float(np.maximum(said - heard, 0).sum()) * STEP,
        invented=float(np.maximum(heard - said, 0).sum()) * STEP,
        confused=(both - right) * STEP,
    )


def pooled(scores: Iterable[SpeakerScore]) -> SpeakerScore:
    """Several recordings as one: their seconds added up."""
    each = list(scores)
    return SpeakerScore(*(sum(getattr(s, name) for s in each) for name in ("total", "missed", "invented", "confused")))


def read_rttm(text: str) -> dict[str, list[Spoken]]:
    """The `SPEAKER` lines of an RTTM file by recording."""
    found: dict[str, list[Spoken]] = {}
    for line in text.splitlines():
        fields = line.split()
        if fields[:1] == ["SPEAKER"]:
            start = float(fields[3])
            found.setdefault(fields[1], []).append(Spoken(start, start + float(fields[4]), fields[7]))
    return found


def _outside_collars(reference: Sequence[Spoken], frames: int, collar: float) -> npt.NDArray[np.bool_]:
    kept = np.ones(frames, bool)
    for border in (time for each in reference for time in (each.start, each.end)):
        kept[max(0, round((border - collar) / STEP)) : max(0, round((border + collar) / STEP))] = False
    return kept


def _activity(spoken: Sequence[Spoken], frames: int) -> npt.NDArray[np.int64]:
    """One row per speaker: 1 in each frame in which they talk."""
    speakers = sorted({each.speaker for each in spoken})
    rows = np.zeros((len(speakers), frames), np.int64)
    for start, end, speaker in spoken:
        rows[speakers.index(speaker), round(start / STEP) : round(end / STEP)] = 1
    return rows


def _matched(truth: npt.NDArray[np.int64], guess: npt.NDArray[np.int64]) -> float:
    """Frames that are right under the best matching of speakers."""
    from scipy.optimize import linear_sum_assignment

    shared = truth @ guess.T
    rows, columns = linear_sum_assignment(-shared)
    return float(shared[rows, columns].sum())
