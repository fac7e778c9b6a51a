"""People told apart on made-up voices: number estimated and given, order, outliers, long recordings."""

from __future__ import annotations

import numpy as np
import pytest

from closeplan_nlp.audio.clustering import MOST, group_voices
from closeplan_nlp.audio.diarization import Voices, joined, speakers_of_words, tell_apart
from closeplan_nlp.audio.records import Word
from closeplan_nlp.audio.sound import Stretch

DRAW = np.random.default_rng(11)


def voices(*people: int, spread: float = 0.6, width: int = 64) -> np.ndarray:
    """Vectors of length one around one direction per number, in this order."""
    centres = np.linalg.qr(np.random.default_rng(2).normal(size=(width, width)))[0]
    rows = np.array([centres[each] for each in people]) + DRAW.normal(0, spread / np.sqrt(width), (len(people), width))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_number_of_people(count: int) -> None:
    order = [at // 10 % count for at in range(count * 30)]
    assert group_voices(voices(*order)).tolist() == order
    assert group_voices(voices(*order), count).tolist() == order


def test_numbered_as_they_first_speak() -> None:
    assert group_voices(voices(*[5] * 9, *[1] * 9, *[5] * 9)).tolist() == [0] * 9 + [1] * 9 + [0] * 9


def test_a_few_odd_windows_are_no_person() -> None:
    labels = group_voices(voices(*[0] * 20, 7, 8, *[1] * 20))
    assert len(set(labels.tolist())) == 2
    labels = group_voices(voices(*[0] * 20, 7, 8, *[1] * 20), 2)
    assert labels[0] != labels[-1]


def test_a_given_number_wins() -> None:
    assert len(set(group_voices(voices(*[0] * 20, *[1] * 20), 1).tolist())) == 1
    assert len(set(group_voices(voices(*[0] * 20, *[1] * 20), 3).tolist())) == 3


def test_little_to_go_by() -> None:
    assert group_voices(np.zeros((0, 64), np.float32)).tolist() == []
    assert group_voices(voices(3)).tolist() == [0]
    assert group_voices(voices(3), 4).tolist() == [0]
    assert len(set(group_voices(voices(0, 1), 5).tolist())) == 2


def test_long_recordings_are_sampled() -> None:
    order = [at // 500 % 2 for at in range(2 * MOST)]
    assert group_voices(voices(*order)).tolist() == order


def heard(channel: int, *people: int, start: float = 0.0) -> Voices:
    windows = tuple(Stretch(start + at, start + at + 1.6) for at in range(len(people)))
    return Voices(windows, (channel,) * len(people), voices(*people, width=256))


@pytest.fixture
def plain_space(monkeypatch: pytest.MonkeyPatch) -> None:
    """Vectors are compared as they are."""
    monkeypatch.setattr("closeplan_nlp.audio.diarization.comparable", lambda vectors: vectors)


@pytest.mark.usefixtures("plain_space")
def test_people_of_channels_are_different() -> None:
    found = tell_apart(joined([heard(0, *[0] * 8, *[1] * 8), heard(1, *[0] * 8)]))
    assert found.count == 3
    assert found.at(2.0, 0) == 0
    assert found.at(12.0, 0) == 1
    assert found.at(2.0, 1) == 2
    assert found.at(2.0, 5) is None


@pytest.mark.usefixtures("plain_space")
def test_a_given_number_is_shared_among_channels() -> None:
    found = tell_apart(joined([heard(0, *[0] * 8, *[1] * 8), heard(1, *[0] * 8)]), 3)
    assert (len(set(found.labels[0])), len(set(found.labels[1]))) == (2, 1)
    assert tell_apart(joined([heard(0, *[0] * 8), heard(1, *[1] * 8)]), 1).count == 2
    assert tell_apart(joined([]), 2).count == 0


@pytest.mark.usefixtures("plain_space")
def test_words_get_speakers_without_islands() -> None:
    found = tell_apart(heard(0, *[0] * 8, *[1] * 8))
    words = [Word(text=" a", start=t / 4, end=t / 4 + 0.2, confidence=1) for t in range(64)]
    labels = speakers_of_words(words, 0, found)
    assert labels[:30] == [0] * 30
    assert labels[-28:] == [1] * 28
    island = [Word(text=" a", start=t * 0.3, end=t * 0.3 + 0.25, confidence=1) for t in range(5)]
    times = {0: tuple(word.start + 0.12 for word in island)}
    speakers = type(found)(times, {0: (0, 0, 1, 0, 0)})
    assert speakers_of_words(island, 0, speakers) == [0] * 5
