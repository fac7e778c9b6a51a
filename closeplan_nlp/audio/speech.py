"""Where anybody talks: from the probability of speech in each frame to stretches of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from closeplan_nlp.audio.sound import RATE, Stretch

FRAME = 512 / RATE
"""Seconds of a frame of the voice activity detector."""
ON, OFF = 0.5, 0.35
"""Speech begins above the first probability and goes on down to the second."""
PAUSE = 0.15
"""Seconds without speech that end a stretch."""
SHORTEST = 0.1
"""Seconds that a stretch has at least."""

Chances = npt.NDArray[np.float32]


def stretches_of(chances: Chances, offset: float = 0.0) -> list[Stretch]:
    """The stretches of speech in frames with these probabilities, the first frame at `offset` seconds."""
    found: list[Stretch] = []
    start: int | None = None
    last = 0
    for at, chance in enumerate(chances.tolist()):
        if start is None:
            if chance >= ON:
                start = last = at
        elif chance >= OFF:
            last = at
        elif (at - last) * FRAME > PAUSE:
            found.append(_stretch(start, last, offset))
            start = None
    if start is not None:
        found.append(_stretch(start, last, offset))
    return [each for each in found if each.duration >= SHORTEST]


def _stretch(first: int, last: int, offset: float) -> Stretch:
    return Stretch(offset + first * FRAME, offset + (last + 1) * FRAME)


def bridge(stretches: Iterable[Stretch], gap: float) -> list[Stretch]:
    """Stretches joined over pauses shorter than `gap` seconds."""
    joined: list[Stretch] = []
    for each in stretches:
        if joined and each.start - joined[-1].end < gap:
            joined[-1] = Stretch(joined[-1].start, max(each.end, joined[-1].end))
        else:
            joined.append(each)
    return joined


def share_of(stretch: Stretch, speech: Sequence[Stretch]) -> float:
    """The share of a stretch in which somebody talks, from 0 to 1."""
    covered = sum(stretch.overlap(each) for each in speech)
    return min(1.0, covered / stretch.duration) if stretch.duration > 0 else 0.0


def quietest(chances: Chances, first: int) -> int:
    """The frame in the middle of the longest pause at or after frame `first`; the least speech where there is none."""
    tail = chances[first:]
    silent = np.flatnonzero(np.diff(np.concatenate([[0], (tail < OFF).astype(np.int8), [0]])))
    runs = [(int(end - start), int(start + end) // 2) for start, end in zip(silent[::2], silent[1::2], strict=True)]
    return first + (max(runs)[1] if runs else int(np.argmin(tail)))
