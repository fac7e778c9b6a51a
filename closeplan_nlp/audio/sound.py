"""Sound as the stages pass it on: float32 samples between -1 and 1, 16 kHz, and stretches of time in seconds."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

RATE = 16_000
"""Samples per second, what Whisper, Silero VAD and the voice encoder work on."""

Sound: TypeAlias = npt.NDArray[np.float32]


class Stretch(NamedTuple):
    """A piece of time, from `start` to `end` in seconds."""

    start: float
    end: float

    @property
    def duration(self) -> float:
        """Its length in seconds."""
        return self.end - self.start

    def overlap(self, other: Stretch) -> float:
        """Seconds that both share."""
        return max(0.0, min(self.end, other.end) - max(self.start, other.start))


def cut(sound: Sound, stretch: Stretch, offset: float = 0.0) -> Sound:
    """The samples of `stretch`, where the sound's first sample stands at `offset` seconds."""
    return sound[max(0, round((stretch.start - offset) * RATE)) : max(0, round((stretch.end - offset) * RATE))]
