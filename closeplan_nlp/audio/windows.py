"""Speech packed into windows of at most 30 seconds, and times in a window mapped back to the recording.

A window holds stretches of one channel one after the other, without the pauses between them: Whisper reads 30 seconds
at a time whatever they hold, so that fewer and fuller windows are faster, and silence is where it invents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from closeplan_nlp.audio.records import Segment, Word
from closeplan_nlp.audio.sound import RATE, Sound, Stretch, cut
from closeplan_nlp.audio.speech import FRAME, Chances, quietest

LONGEST = 30.0
"""Seconds of a window."""
MARGIN = 0.2
"""Seconds of sound kept around a stretch, at most half of the pause beside it."""


@dataclass(frozen=True)
class Window:
    """Pieces of a channel that are recognised together."""

    channel: int
    pieces: tuple[Stretch, ...]

    def sound(self, block: Sound, offset: float) -> Sound:
        """Its samples, out of a block of all channels that begins at `offset` seconds."""
        return np.concatenate([cut(block[self.channel], piece, offset) for piece in self.pieces])

    def placed(self, segments: Iterable[Segment]) -> list[Segment]:
        """Segments with times of the recording instead of the window's, and the window's channel."""
        return [
            segment.model_copy(
                update={"words": tuple(self._placed(word) for word in segment.words), "channel": self.channel}
            )
            for segment in segments
            if segment.words
        ]

    def _placed(self, word: Word) -> Word:
        """A word lies in the piece that its middle is in."""
        middle = (word.start + word.end) / 2
        begin = 0.0
        for piece in self.pieces[:-1]:
            if middle < begin + piece.duration:
                break
            begin += piece.duration
        else:
            piece = self.pieces[-1]
        start, end = (min(max(t - begin + piece.start, piece.start), piece.end) for t in (word.start, word.end))
        return word.model_copy(update={"start": round(start, 3), "end": round(max(start, end), 3)})


def pack(stretches: Sequence[Stretch], chances: Chances, channel: int, offset: float, length: float) -> list[Window]:
    """Windows over the speech of one channel of a block that begins at `offset` and takes `length` seconds."""
    windows: list[list[Stretch]] = []
    filled = LONGEST
    for piece in _pieces(_with_margins(stretches, offset, offset + length), chances, offset):
        if filled + piece.duration > LONGEST:
            windows.append([])
            filled = 0.0
        windows[-1].append(piece)
        filled += piece.duration
    return [Window(channel, tuple(pieces)) for pieces in windows]


def _with_margins(stretches: Sequence[Stretch], first: float, last: float) -> list[Stretch]:
    """The stretches with some of the pause on both sides, on whole samples."""
    if not stretches:
        return []
    ends = [first, *(s.end for s in stretches[:-1])]
    starts = [*(s.start for s in stretches[1:]), last]
    padded = []
    for at, (before, stretch, after) in enumerate(zip(ends, stretches, starts, strict=True)):
        left = stretch.start - before if at == 0 else (stretch.start - before) / 2
        right = after - stretch.end if at == len(stretches) - 1 else (after - stretch.end) / 2
        start, end = stretch.start - min(MARGIN, max(left, 0)), stretch.end + min(MARGIN, max(right, 0))
        padded.append(Stretch(round(start * RATE) / RATE, round(end * RATE) / RATE))
    return padded


def _pieces(stretches: Iterable[Stretch], chances: Chances, offset: float) -> Iterator[Stretch]:
    """Stretches longer than a window are cut where there is least speech in their second half."""
    for stretch in stretches:
        while stretch.duration > LONGEST:
            first, last = (int((t - offset) / FRAME) for t in (stretch.start, stretch.start + LONGEST))
            middle = offset + quietest(chances[first : last - 1], (last - first) // 2) * FRAME + first * FRAME
            at = min(max(middle, stretch.start + LONGEST / 3), stretch.start + LONGEST - FRAME)
            yield Stretch(stretch.start, at)
            stretch = Stretch(at, stretch.end)
        yield stretch
