"""From probabilities to stretches, from stretches to windows, and times back to the recording."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeplan_nlp.audio.coverage import passed_over
from closeplan_nlp.audio.records import Segment, Word
from closeplan_nlp.audio.sound import RATE, Stretch, cut
from closeplan_nlp.audio.speech import FRAME, bridge, quietest, share_of, stretches_of
from closeplan_nlp.audio.windows import LONGEST, Window, pack


def chances(*runs: tuple[float, float]) -> np.ndarray:
    """Runs of (probability, seconds)."""
    return np.concatenate([np.full(round(seconds / FRAME), chance, np.float32) for chance, seconds in runs])


def test_stretches() -> None:
    found = stretches_of(chances((0.0, 1), (0.9, 2), (0.0, 1), (0.9, 1)), offset=10.0)
    assert [(round(s.start), round(s.end)) for s in found] == [(11, 13), (14, 15)]


def test_short_pauses_and_doubt_do_not_end_a_stretch_and_clicks_are_none() -> None:
    assert len(stretches_of(chances((0.9, 1), (0.0, 0.1), (0.9, 1), (0.4, 1)))) == 1
    assert stretches_of(chances((0.9, 0.064), (0.0, 1))) == []
    assert stretches_of(np.zeros(0, np.float32)) == []


def test_bridge() -> None:
    assert bridge([Stretch(0, 1), Stretch(1.2, 2), Stretch(4, 5)], 0.5) == [Stretch(0, 2), Stretch(4, 5)]


def test_share() -> None:
    assert share_of(Stretch(0, 4), [Stretch(1, 2), Stretch(3, 9)]) == pytest.approx(0.5)
    assert share_of(Stretch(1, 1), [Stretch(0, 2)]) == 0.0


def test_the_longest_pause_is_where_to_cut() -> None:
    found = quietest(chances((0.9, 3), (0.1, 0.3), (0.9, 2), (0.1, 1), (0.9, 1)), round(1 / FRAME))
    assert found * FRAME == pytest.approx(5.8, abs=0.1)


def test_without_a_pause_the_least_speech() -> None:
    row = chances((0.9, 4))
    row[50] = 0.5
    assert quietest(row, 10) == 50


def test_cut() -> None:
    assert len(cut(np.zeros(RATE * 4, np.float32), Stretch(11.0, 12.5), 10.0)) == 1.5 * RATE


def word(start: float, end: float, text: str = " word") -> Word:
    return Word(text=text, start=start, end=end, confidence=0.9)


def test_times_in_a_window_are_mapped_back() -> None:
    window = Window(1, (Stretch(10.0, 12.0), Stretch(20.0, 23.0)))
    segment = Segment(
        words=(word(0.5, 1.0), word(1.9, 2.4), word(3.0, 4.0)), log_probability=0, no_speech=0, compression=1
    )
    (placed,) = window.placed([segment])
    assert [(w.start, w.end) for w in placed.words] == [(10.5, 11.0), (20.0, 20.4), (21.0, 22.0)]
    assert placed.channel == 1


def placed_words(text: str, *starts: float) -> list[tuple[str, float]]:
    """Words of half a second that start at these seconds of a window of 0:10-0:12 and 0:20-0:23, placed."""
    said = tuple(word(at, at + 0.3, f" {each}") for each, at in zip(text.split(), starts, strict=True))
    segment = Segment(words=said, log_probability=0, no_speech=0, compression=1)
    (placed,) = Window(0, (Stretch(10.0, 12.0), Stretch(20.0, 23.0))).placed([segment])
    return [(each.text.strip(), each.start) for each in placed.words]


def test_the_end_of_a_sentence_stays_with_it() -> None:
    """Times of words are not exact; nobody else says the last word of a sentence after a pause."""
    found = placed_words("Lift a finger. Please do.", 0.5, 1.5, 2.1, 2.5, 3.0)
    assert found == [("Lift", 10.5), ("a", 11.5), ("finger.", 12.0), ("Please", 20.5), ("do.", 21.0)]


def test_the_beginning_of_a_sentence_goes_with_it() -> None:
    found = placed_words("All good. Please do it.", 0.5, 1.2, 1.6, 2.1, 2.6)
    assert found == [("All", 10.5), ("good.", 11.2), ("Please", 20.0), ("do", 20.1), ("it.", 20.6)]


@pytest.mark.parametrize("text", ["So we Yes. I think", "so we pause here sometimes", "Go on. Yes. I think"])
def test_words_stay_where_they_are_heard(text: str) -> None:
    """An answer after an unfinished sentence, a pause in a sentence, and where sentences begin anyway."""
    words = text.split()
    found = placed_words(text, *(0.5 + 0.8 * at for at in range(len(words))))
    assert [start >= 20 for _, start in found] == [0.65 + 0.8 * at >= 2 for at in range(len(words))]


def test_a_window_takes_its_pieces_of_sound() -> None:
    block = np.vstack([np.zeros(RATE * 30), np.arange(RATE * 30)]).astype(np.float32)
    sound = Window(1, (Stretch(101.0, 102.0), Stretch(110.0, 111.5))).sound(block, 100.0)
    assert len(sound) == 2.5 * RATE
    assert (sound[0], sound[RATE]) == (RATE, 10 * RATE)


@given(st.lists(st.tuples(st.floats(0.1, 80), st.floats(0.05, 5)), min_size=1, max_size=12))
def test_windows_hold_all_speech_once_and_in_order(parts: list[tuple[float, float]]) -> None:
    at, stretches = 0.0, []
    for talk, pause in parts:
        stretches.append(Stretch(at + pause, at + pause + talk))
        at += pause + talk
    windows = pack(stretches, np.full(int(at / FRAME) + 2, 0.9, np.float32), 0, 0.0, at)
    pieces = [piece for window in windows for piece in window.pieces]
    assert all(sum(piece.duration for piece in window.pieces) <= LONGEST + 1e-6 for window in windows)
    assert all(a.end <= b.start + 1e-6 for a, b in itertools.pairwise(pieces))
    assert all(share_of(stretch, pieces) > 0.999 for stretch in stretches)
    assert all(0 <= piece.start < piece.end <= at + 1e-4 for piece in pieces)


def test_speech_that_was_passed_over() -> None:
    speech = [Stretch(0, 6), Stretch(6.3, 20), Stretch(30, 33), Stretch(40, 50)]
    heard = [Stretch(12.5, 13), Stretch(0, 2), Stretch(13.5, 20), Stretch(39, 44), Stretch(47, 60)]
    assert passed_over(speech, heard) == [Stretch(2, 12.5)]
    assert passed_over(speech, []) == [Stretch(0, 20), Stretch(40, 50)]
    assert passed_over([], heard) == []


def test_a_channel_without_speech_has_no_windows() -> None:
    assert pack([], chances((0.0, 5)), 1, 600.0, 5.0) == []
