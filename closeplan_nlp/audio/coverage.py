"""Speech that the recogniser passed over: somebody talks, and no words came."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from closeplan_nlp.audio.sound import Stretch
from closeplan_nlp.audio.speech import bridge

PASSED_OVER = 4.0
"""Seconds of speech without words that are reported; shorter ones are breath, laughter or inexact times."""
SPEECH_GAP, WORD_GAP = 0.5, 1.0
"""Pauses that are read over between stretches of speech, and between words."""


def passed_over(speech: Iterable[Stretch], heard: Iterable[Stretch]) -> list[Stretch]:
    """The longer stretches of speech in which nothing was `heard`, both on one channel and in order of time."""
    words = bridge(sorted(heard, key=lambda each: each.start), WORD_GAP)
    return [
        gap for stretch in bridge(speech, SPEECH_GAP) for gap in _outside(stretch, words) if gap.duration >= PASSED_OVER
    ]


def _outside(stretch: Stretch, others: Sequence[Stretch]) -> Iterator[Stretch]:
    """The parts of a stretch that lie in none of the others, which are in order of time and apart from each other."""
    start = stretch.start
    first = bisect_right(others, stretch.start, key=lambda other: other.end)
    beyond = bisect_left(others, stretch.end, key=lambda other: other.start)
    for other in others[first:beyond]:
        if other.start > start:
            yield Stretch(start, other.start)
        start = other.end
    if start < stretch.end:
        yield Stretch(start, stretch.end)
