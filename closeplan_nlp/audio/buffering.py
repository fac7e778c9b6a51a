"""Samples that wait until a whole piece of them is there."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import numpy as np

from closeplan_nlp.audio.sound import RATE, Sound

SILENCE = 30 * RATE
"""Samples of silence put in at a time."""


class Buffer:
    """A queue of samples with a number of rows; `total` counts all that ever went in, `held` what is in it."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.total = 0
        self.held = 0
        self._parts: deque[Sound] = deque()

    def add(self, sound: Sound) -> None:
        """Append samples of shape (rows, count)."""
        self._parts.append(sound)
        self.total += sound.shape[1]
        self.held += sound.shape[1]

    def silence(self, count: int) -> Iterator[Sound]:
        """`count` samples of silence in pieces, to be added one by one."""
        while count > 0:
            yield np.zeros((self.rows, min(count, SILENCE)), np.float32)
            count -= SILENCE

    def add_silence(self, count: int) -> None:
        """Append `count` samples of silence."""
        for part in self.silence(count):
            self.add(part)

    def take(self, count: int) -> Sound:
        """The next `count` samples, silence behind the last one."""
        out = np.zeros((self.rows, count), np.float32)
        at = 0
        while self._parts and at < count:
            part = self._parts.popleft()
            used = min(part.shape[1], count - at)
            out[:, at : at + used] = part[:, :used]
            if used < part.shape[1]:
                self._parts.appendleft(part[:, used:])
            at += used
        self.held -= at
        return out
