"""Recordings with a person or a side per channel: whether it is one, and what leaks from one channel into the other.

A microphone hears the other side's loudspeaker, a telephone line echoes. What leaks is quieter than that channel's own
talk, and is a late copy of what the other channel holds at the same time: the two correlate. Talk at the same time
is neither, so that interruptions stay.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from closeplan_nlp.audio.sound import RATE, Sound
from closeplan_nlp.audio.speech import OFF, Chances

VAD_FRAME = 512
"""Samples of a frame of the voice activity detector."""
LOOK = 20
"""Frames that are compared at a time (0.64 s)."""
LATEST = 0.5
"""Seconds by which an echo may be late."""
ALIKE = 0.3
"""Correlation from which one channel is a copy of the other."""
QUIETER = 6.0
"""Decibels by which a leak is quieter than its source."""
APART = 8.0
"""Decibels between the channels where only one side talks."""
TURNS = 0.6
"""Share of the talk that one channel alone must carry in a recording with a side per channel."""
AT_LEAST = 0.03
"""Share of the talk that each channel must carry alone."""

Levels = npt.NDArray[np.float32]


def levels_of(sound: Sound) -> Levels:
    """The level of each frame of 32 ms in decibels, one row per channel."""
    frames = sound.shape[1] // VAD_FRAME
    cut = sound[:, : frames * VAD_FRAME].reshape(len(sound), frames, VAD_FRAME)
    return np.asarray(10 * np.log10(np.mean(cut**2, axis=2) + 1e-10), np.float32)


def are_separate(sound: Sound) -> bool:
    """Whether two channels hold two sides of a talk: most of the time one of them alone carries it."""
    levels = levels_of(sound)
    loudest = levels.max(axis=0)
    talk = loudest > max(float(np.percentile(loudest, 95)) - 25, -60.0)
    if len(sound) != 2 or not talk.any():
        return False
    difference = (levels[0] - levels[1])[talk]
    alone = [float(np.mean(difference > APART)), float(np.mean(difference < -APART))]
    return sum(alone) >= TURNS and min(alone) >= AT_LEAST


def without_leaks(sound: Sound, chances: Sequence[Chances]) -> list[Chances]:
    """The probabilities of speech of each channel, with those of leaks and echoes from other channels set to zero."""
    levels = levels_of(sound)
    cleaned = [np.array(each) for each in chances]
    for channel, own in enumerate(cleaned):
        for other in range(len(cleaned)):
            if other != channel:
                _silence(own, sound, levels, chances[other], channel, other)
    return [np.asarray(each, np.float32) for each in cleaned]


def _silence(
    own: npt.NDArray[np.float32], sound: Sound, levels: Levels, source: Chances, channel: int, other: int
) -> None:
    """Set the frames of `channel` to zero that are a quieter, late copy of the channel `other`."""
    late = round(LATEST * RATE / VAD_FRAME)
    for at in range(0, levels.shape[1], LOOK):
        here = slice(at, min(at + LOOK, levels.shape[1]))
        before = slice(max(0, at - late), here.stop)
        if (own[here] < OFF).all() or (source[before] < OFF).all():
            continue
        if levels[channel, here].max() > levels[other, before].max() - QUIETER:
            continue
        if likeness(sound[channel], sound[other], here) >= ALIKE:
            own[here] = 0.0


def likeness(copy: Sound, source: Sound, frames: slice) -> float:
    """The highest correlation (0 to 1) of some frames of a sound with another sound up to `LATEST` earlier."""
    start, end = frames.start * VAD_FRAME, frames.stop * VAD_FRAME
    first = max(0, start - round(LATEST * RATE))
    piece, around = copy[start:end].astype(np.float64), source[first:end].astype(np.float64)
    size = 1 << int(np.ceil(np.log2(len(piece) + len(around))))
    product = np.fft.rfft(around, size) * np.conj(np.fft.rfft(piece, size))
    found = np.fft.irfft(product, size)[: len(around) - len(piece) + 1]
    energy = np.cumsum(np.concatenate([[0.0], around**2]))
    norms = np.sqrt((energy[len(piece) :] - energy[: len(around) - len(piece) + 1]) * np.sum(piece**2)) + 1e-9
    return float(np.max(np.abs(found) / norms[: len(found)], initial=0.0))
