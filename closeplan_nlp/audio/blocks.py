"""A recording in blocks of about ten minutes, cut at pauses, with the probability of speech in every frame.

A block is what is held in memory, and what a crash costs at most: results are kept per block.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from closeplan_nlp.audio.decoding import Decoded, Recording, read_sound
from closeplan_nlp.audio.engine import VAD_FRAME, speech_chances
from closeplan_nlp.audio.sound import RATE, Sound
from closeplan_nlp.audio.speech import Chances, quietest

LENGTH = 600.0
"""Seconds of a block."""
SLACK = 60.0
"""Seconds at the end of a block in which the pause to cut at is looked for."""


@dataclass(frozen=True)
class Block:
    """Some minutes of sound, one row per channel, from `start` seconds on; `last` where nothing follows."""

    start: float
    sound: Sound
    chances: tuple[Chances, ...]
    last: bool

    @property
    def length(self) -> float:
        """Its seconds."""
        return float(self.sound.shape[1]) / RATE

    @property
    def end(self) -> float:
        """The time at which the next block begins."""
        return self.start + self.length


def read_blocks(recording: Recording, rows: int, decoded: Decoded, start: float = 0.0) -> Iterator[Block]:
    """The blocks from `start` seconds on; the sound before is decoded, counted in `decoded` and left out."""
    held = np.zeros((rows, 0), np.float32)
    for piece in _from(read_sound(recording, rows, decoded), round(start * RATE)):
        held = np.concatenate([held, piece], axis=1)
        while held.shape[1] >= (LENGTH + SLACK) * RATE:
            block = _cut(held, start)
            yield block
            held = np.array(held[:, block.sound.shape[1] :])
            start = block.end
    yield Block(start, held, tuple(speech_chances(row) for row in held), True)


def _from(pieces: Iterator[Sound], skipped: int) -> Iterator[Sound]:
    for piece in pieces:
        if skipped < piece.shape[1]:
            yield piece[:, skipped:]
        skipped = max(0, skipped - piece.shape[1])


def _cut(held: Sound, start: float) -> Block:
    """A block up to the longest pause in its last minute, on all channels at once."""
    used = held[:, : round(LENGTH * RATE)]
    chances = [speech_chances(row) for row in used]
    frame = quietest(np.max(chances, axis=0), round((LENGTH - SLACK) * RATE / VAD_FRAME))
    return Block(start, used[:, : frame * VAD_FRAME], tuple(each[:frame] for each in chances), False)
