"""One side per channel: told from the sound, leaks and echoes suppressed, talk at the same time kept."""

from __future__ import annotations

import numpy as np

from closeplan_nlp.audio.channels import are_separate, likeness, without_leaks
from closeplan_nlp.audio.sound import RATE, Sound
from closeplan_nlp.audio.speech import stretches_of

DRAW = np.random.default_rng(4)


def talk(seconds: float, *spans: tuple[float, float], level: float = 0.1) -> Sound:
    """Noise in syllables within the spans, near silence elsewhere."""
    length = round(seconds * RATE)
    at = np.arange(length) / RATE
    inside = np.any([(at >= start) & (at < end) for start, end in spans], axis=0)
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 4 * at + DRAW.uniform(0, 6))
    return np.asarray(DRAW.normal(0, level, length) * inside * syllables + DRAW.normal(0, 1e-4, length), np.float32)


def echo(sound: Sound, seconds: float, gain: float) -> Sound:
    late = round(seconds * RATE)
    return np.asarray(np.concatenate([np.zeros(late), sound[: len(sound) - late]]) * gain, np.float32)


def loud(sound: Sound) -> np.ndarray:
    """Stands for the voice detector: frames above a level."""
    frames = sound[: len(sound) // 512 * 512].reshape(-1, 512)
    return (np.sqrt(np.mean(frames**2, axis=1)) > 0.002).astype(np.float32)


A = talk(20.0, (1, 5), (9, 14))
B = talk(20.0, (5.5, 8.5), (12, 13), (15, 19))


def test_sides_are_told_from_the_sound() -> None:
    assert are_separate(np.stack([A, B]))
    assert are_separate(np.stack([A + echo(B, 0.1, 0.1), B]))


def test_a_mix_is_no_two_sides() -> None:
    assert not are_separate(np.stack([A + B, A + B]))
    assert not are_separate(np.stack([A + 0.7 * B, 0.7 * A + B]))
    assert not are_separate(np.stack([A, np.zeros_like(A)]))
    assert not are_separate(np.zeros((2, RATE), np.float32))


def test_a_leak_is_suppressed_and_overlapping_talk_stays() -> None:
    sound = np.stack([A, B + echo(A, 0.12, 0.2)])
    heard = without_leaks(sound, [loud(row) for row in sound])
    assert [(round(s.start, 0), round(s.end, 0)) for s in stretches_of(heard[0])] == [(1, 5), (9, 14)]
    spans = stretches_of(heard[1])
    assert not any(s.start < 5 or 9.2 < s.start < 11.0 for s in spans)
    assert any(s.start < 12.8 and s.end > 12.2 for s in spans)
    assert any(s.start < 6 and s.end > 8 for s in spans)


def test_a_quiet_interjection_that_is_no_copy_stays() -> None:
    sound = np.stack([A, talk(20.0, (10, 12), level=0.02)])
    heard = without_leaks(sound, [loud(row) for row in sound])
    assert sum(s.duration for s in stretches_of(heard[1])) > 1.8


def test_likeness() -> None:
    assert likeness(echo(A, 0.2, 0.1), A, slice(40, 60)) > 0.9
    assert likeness(B, A, slice(375, 400)) < 0.15
