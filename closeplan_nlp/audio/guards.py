"""Guards against what Whisper invents: loops, sentences over silence and music, boilerplate. No list of phrases.

A segment is judged by what can be measured in any language: how well its text compresses and how often it says the same
words in a row, how much of it lies where somebody talks, how fast the words would have been said, how sure the
recogniser is. What loops is recognised once more, what is invented is left out, and both are reported.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from closeplan_nlp.audio.records import Segment, Word, mean_confidence
from closeplan_nlp.audio.sound import Stretch
from closeplan_nlp.audio.speech import share_of

COMPRESSION = 2.4
"""Whisper's own limit: text that gets smaller by more than this repeats itself."""
LONG_TEXT = 60
"""Characters below which compression says nothing."""
LOOP = 4
"""So many times the same words in a row are a loop."""
LONGEST_PHRASE = 12
"""Words of the longest phrase that loops are looked for of."""
LONGEST_RUN = 12
"""Words of a loop from which it counts wherever it stands; a shorter one must make up half of the segment."""
LOG_PROBABILITY = -1.0
"""Below this mean log probability Whisper itself distrusts its text."""
NO_SPEECH = 0.6
"""Whisper's own limit of the probability that nobody talks."""
SPEECH = 0.25
"""Share of the words' time in which somebody must talk."""
SURE, UNSURE = 0.7, 0.35
"""Confidence from which words are believed against other signs, and below which they need other signs."""
FASTEST = 30.0
"""Characters a second that nobody says."""
BOILERPLATE = 3
"""So many segments of exactly the same unsure words are boilerplate."""


class Verdict(Enum):
    """What becomes of a segment."""

    KEEP = "keep"
    LOOP = "the recogniser repeated itself"
    SILENCE = "the recogniser wrote words where nobody talks"
    RUSH = "the recogniser wrote more words than can be said in the time"
    BOILERPLATE = "the recogniser wrote the same words again and again"


@dataclass(frozen=True)
class Judged:
    """A segment and its verdict."""

    segment: Segment
    verdict: Verdict


def judge(segment: Segment, speech: Sequence[Stretch]) -> Verdict:
    """Whether to believe a segment, `speech` being where somebody talks on its channel."""
    if loops(segment.words) or _compresses(segment):
        return Verdict.LOOP
    spoken = _share_in_speech(segment.words, speech)
    doubtful = segment.no_speech > NO_SPEECH and segment.log_probability < LOG_PROBABILITY
    if (doubtful and segment.confidence < SURE) or spoken < SPEECH:
        return Verdict.SILENCE
    if segment.confidence < UNSURE and spoken < 2 * SPEECH:
        return Verdict.SILENCE
    if _pace(segment) > FASTEST:
        return Verdict.RUSH
    return Verdict.KEEP


def loops(words: Sequence[Word]) -> bool:
    """Whether a phrase of up to `LONGEST_PHRASE` words comes `LOOP` times in a row, for long or in half of the words.

    A segment may be a whole window of many sentences, of which one loops.
    """
    said = [word.text.strip(" .,!?…").casefold() for word in words]
    for size in range(1, min(LONGEST_PHRASE, len(said) // LOOP) + 1):
        same = longest = 0
        for at in range(size, len(said)):
            same = same + 1 if said[at] == said[at - size] else 0
            longest = max(longest, same)
        run = longest + size
        if run >= LOOP * size and (run >= LONGEST_RUN or run >= max(6, 0.5 * len(said))):
            return True
    return False


def _compresses(segment: Segment) -> bool:
    data = segment.text.encode()
    return len(data) >= LONG_TEXT and len(data) / len(zlib.compress(data)) > COMPRESSION


def _share_in_speech(words: Sequence[Word], speech: Sequence[Stretch]) -> float:
    """The share of the words' time in which somebody talks; words without any length count by where they stand."""
    total = sum(max(word.end - word.start, 0.02) for word in words)
    shares = (max(w.end - w.start, 0.02) * share_of(_widened(w.stretch), speech) for w in words)
    return sum(shares) / total if words else 0.0


def _widened(stretch: Stretch) -> Stretch:
    return stretch if stretch.duration > 0 else Stretch(stretch.start - 0.01, stretch.end + 0.01)


def _pace(segment: Segment) -> float:
    """Characters a second over the whole segment; short ones are too uncertain in time to be judged."""
    length = len(segment.text)
    return length / max(segment.stretch.duration, 0.1) if length > 25 else 0.0


def without_boilerplate(segments: Sequence[Segment]) -> list[Judged]:
    """All segments; those of the same words `BOILERPLATE` times and unsure on average are boilerplate.

    Real people say “yes” often, but surely; an invented “thank you for watching” is unsure each time.
    """
    groups: dict[str, list[Segment]] = defaultdict(list)
    for segment in segments:
        groups[segment.text.casefold()].append(segment)
    invented = {text for text, group in groups.items() if len(group) >= BOILERPLATE and _is_unsure(group)}
    return [
        Judged(segment, Verdict.BOILERPLATE if segment.text.casefold() in invented else Verdict.KEEP)
        for segment in segments
    ]


def _is_unsure(group: Sequence[Segment]) -> bool:
    words = [word for segment in group for word in segment.words]
    return mean_confidence(words) < SURE and sum(each.no_speech for each in group) / len(group) > NO_SPEECH / 2


def without_loop(segment: Segment) -> Segment:
    """The segment with each phrase that loops once, for when recognising again does not help."""
    words = list(segment.words)
    for size in range(1, LONGEST_PHRASE + 1):
        kept: list[Word] = []
        for word in words:
            kept.append(word)
            said = [each.text.strip(" .,!?…").casefold() for each in kept[-3 * size :]]
            if len(said) == 3 * size and said[:size] == said[size : 2 * size] == said[2 * size :]:
                del kept[-size:]
        words = kept
    return segment.model_copy(update={"words": tuple(words)})
