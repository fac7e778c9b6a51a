"""Who speaks when, from voices: windows of speech, their groups, and the speaker of each word.

`hear` runs block by block while a recording is read; `tell_apart` at the end, over the voices of the whole recording.
`DIARIZERS` names the ways to tell people apart; one is a function from voices to labels.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from closeplan_nlp.audio.clustering import Labels, group_voices
from closeplan_nlp.audio.records import Word
from closeplan_nlp.audio.sound import Sound, Stretch
from closeplan_nlp.audio.speech import bridge
from closeplan_nlp.audio.voices import Vectors, comparable, encode, windows_over
from closeplan_nlp.errors import RequestError

GAP = 0.25
"""Pauses shorter than so many seconds are read over."""
ISLAND = 0.6
"""Seconds of somebody else's words in the middle of a person's that are taken for an error."""


@dataclass(frozen=True)
class Voices:
    """The windows of speech of a recording, in order of time within each channel, and their vectors."""

    windows: tuple[Stretch, ...]
    channels: tuple[int, ...]
    vectors: Vectors


@dataclass(frozen=True)
class Speakers:
    """The middles of windows of each channel in order of time, and who speaks in each."""

    times: dict[int, tuple[float, ...]]
    labels: dict[int, tuple[int, ...]]

    @property
    def count(self) -> int:
        """How many people there are."""
        return len({label for labels in self.labels.values() for label in labels})

    def at(self, time: float, channel: int) -> int | None:
        """Who speaks at a time on a channel: as in the nearest window; None where nobody was heard there."""
        times = self.times.get(channel)
        if not times:
            return None
        after = min(bisect_left(times, time), len(times) - 1)
        before = max(after - 1, 0)
        nearest = before if time - times[before] <= times[after] - time else after
        return self.labels[channel][nearest]


def hear(sound: Sound, speech: Sequence[Stretch], channel: int, offset: float) -> Voices:
    """The voices of one channel of a block of sound that begins at `offset` seconds."""
    windows = windows_over(bridge(speech, GAP))
    return Voices(tuple(windows), (channel,) * len(windows), encode(sound, windows, offset))


def joined(parts: Sequence[Voices]) -> Voices:
    """The voices of several blocks or channels as those of one recording."""
    vectors = [part.vectors for part in parts if len(part.vectors)]
    return Voices(
        tuple(window for part in parts for window in part.windows),
        tuple(channel for part in parts for channel in part.channels),
        np.concatenate(vectors) if vectors else np.zeros((0, 256), np.float32),
    )


def tell_apart(voices: Voices, people: int | None = None) -> Speakers:
    """Who speaks in each window. People of different channels are different people."""
    space = comparable(voices.vectors) if len(voices.vectors) else voices.vectors
    channels = np.array(voices.channels, np.int64)
    used = sorted(set(voices.channels))
    times, labels, known = {}, {}, 0
    shares = _shares(space, channels, used, people)
    for channel in used:
        here = np.flatnonzero(channels == channel)
        order = here[np.argsort([voices.windows[at].start for at in here], kind="stable")]
        groups = group_voices(space[order], shares[channel])
        times[channel] = tuple((voices.windows[at].start + voices.windows[at].end) / 2 for at in order)
        labels[channel] = tuple((groups + known).tolist())
        known += len(set(groups.tolist()))
    return Speakers(times, labels)


Diarizer = Callable[[Path, Voices, int | None], Speakers]
"""Takes the recording, the voices heard in it, and the number of people where it is known."""


def _by_voices(recording: Path, voices: Voices, people: int | None) -> Speakers:
    return tell_apart(voices, people)


def _by_pyannote(recording: Path, voices: Voices, people: int | None) -> Speakers:
    from closeplan_nlp.audio.pyannote import diarize

    return diarize(recording, voices, people)


DIARIZERS: dict[str, Diarizer] = {"voices": _by_voices, "pyannote": _by_pyannote}


def known_diarizer(name: str) -> Diarizer:
    """The way to tell people apart of this name. Raises RequestError where there is none."""
    if name not in DIARIZERS:
        raise RequestError(f"there is no way {name!r} to tell speakers apart", remedy=f"Use {' or '.join(DIARIZERS)}")
    return DIARIZERS[name]


def _shares(space: Vectors, channels: Labels, used: Sequence[int], people: int | None) -> dict[int, int | None]:
    """How many of a given number of people are on each channel: one each, more where voices differ most."""
    if people is None or not used:
        return dict.fromkeys(used)
    counts = dict.fromkeys(used, 1)
    estimates = {c: len(set(group_voices(space[channels == c]).tolist())) for c in used} if len(used) > 1 else {}
    for _ in range(people - len(used)):
        wanting = max(used, key=lambda c: (estimates.get(c, 1) - counts[c], int(np.sum(channels == c))))
        counts[wanting] += 1
    return dict(counts)


def speakers_of_words(words: Sequence[Word], channel: int, speakers: Speakers) -> list[int | None]:
    """The speaker of each word of a channel, without islands of a word or two inside another person's talk."""
    labels = [speakers.at((word.start + word.end) / 2, channel) for word in words]
    at = 0
    while at < len(labels):
        end = at
        while end < len(labels) and labels[end] == labels[at]:
            end += 1
        inside = at > 0 and end < len(labels) and labels[at - 1] == labels[end]
        if inside and words[end - 1].end - words[at].start < ISLAND and _unbroken(words, at, end):
            labels[at:end] = [labels[at - 1]] * (end - at)
        at = end
    return labels


def _unbroken(words: Sequence[Word], start: int, end: int) -> bool:
    """No pause on either side of some words."""
    return words[start].start - words[start - 1].end < GAP and words[end].start - words[end - 1].end < GAP
