"""Speech packed into windows of at most 30 seconds, and times in a window mapped back to the recording.

A window holds stretches of one channel one after the other, without the pauses between them: Whisper reads 30 seconds
at a time whatever they hold, so that fewer and fuller windows are faster, and silence is where it invents.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from closeplan_nlp.audio.records import Segment, Word
from closeplan_nlp.audio.sound import RATE, Sound, Stretch, cut
from closeplan_nlp.audio.speech import FRAME, Chances, quietest

LONGEST = 30.0
"""Seconds of a window."""
INEXACT, FEW = 0.6, 3
"""Seconds, and words, by which a word may be misplaced."""
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
            segment.model_copy(update={"words": tuple(self._placed(segment.words)), "channel": self.channel})
            for segment in segments
            if segment.words
        ]

    def _placed(self, words: Sequence[Word]) -> Iterator[Word]:
        """A word lies in the piece that its middle is in, or with its sentence where that is close by."""
        begins = [0.0, *accumulate(piece.duration for piece in self.pieces)]
        firsts = list(accumulate((_first_of_piece(words, begin) for begin in begins[1:-1]), max))
        for at, word in enumerate(words):
            number = bisect_right(firsts, at)
            piece, shift = self.pieces[number], self.pieces[number].start - begins[number]
            start, end = (min(max(time + shift, piece.start), piece.end) for time in (word.start, word.end))
            yield word.model_copy(update={"start": round(start, 3), "end": round(max(start, end), 3)})


def _first_of_piece(words: Sequence[Word], begin: float) -> int:
    """The number of the first word of the piece that begins so many seconds into the window.

    The times of words are not exact. Where a piece would begin in the middle of a sentence, and one begins close by,
    that is where people paused.
    """
    first = next((at for at, word in enumerate(words) if (word.start + word.end) / 2 >= begin), len(words))
    if first in (0, len(words)) or words[first - 1].ends_sentence or words[first].text.strip()[:1].isupper():
        return first
    near = [
        at
        for at in range(max(1, first - FEW), min(len(words), first + FEW) + 1)
        if words[at - 1].ends_sentence and abs(words[at - 1].end - begin) <= INEXACT
    ]
    return min(near, key=lambda at: abs(at - first), default=first)


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
