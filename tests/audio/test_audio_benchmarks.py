"""The benchmarks of recordings: their sounds and figures by hand, and each command on random weights."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from sounds import tone

from closeplan_nlp.audio.decoding import inspect_recording
from closeplan_nlp.audio.records import Segment, Word
from closeplan_nlp.audio.sound import RATE

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


class Hearer:
    """Stands for the recogniser: by itself it always hears three words, in windows of speech two."""

    beam_size = 1
    weights = Path("weights")

    def __init__(self, *_: Any) -> None:
        self._model = self

    def transcribe(self, *_: Any, **__: Any) -> Any:
        return [SimpleNamespace(text="thanks for watching")], None

    def recognize(self, windows: list[Any], language: str) -> Any:
        words = tuple(Word(text=f" {text}", start=0.4, end=0.9, confidence=0.9) for text in ("Good", "morning,"))
        for _ in windows:
            yield [Segment(words=words, log_probability=-0.1, no_speech=0.0, compression=1.0)]


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """`module("audio_sounds")`: a module of the benchmarks."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module


def level(sound: Any) -> float:
    return float(np.sqrt(np.mean(sound**2)))


def test_sounds_without_talk_are_as_long_as_asked_and_the_same_each_time(module: Callable[[str], Any]) -> None:
    nobody = module("audio_sounds").nobody
    sounds = nobody(2.5)
    assert {len(sound) for sound in sounds.values()} == {round(2.5 * RATE)}
    assert [name for name, sound in sounds.items() if not sound.any()] == ["silence"]
    assert all(np.array_equal(sound, nobody(2.5)[name]) for name, sound in sounds.items())


def test_a_talk_is_cut_between_turns_only(module: Callable[[str], Any]) -> None:
    names = module("audio_sounds")
    said = [names.Text(text, start, start + 1.0) for text, start in (("a", 0.0), ("b", 2.0), ("c", 4.0))]
    talk, kept = names.up_to(tone(6.0), said, 3.5)
    assert [text.text for text in kept] == ["a", "b"]
    assert len(talk) == round(3.3 * RATE)
    whole = names.around(talk, kept, np.zeros(RATE, np.float32))
    assert len(whole) == len(talk) + 3 * RATE
    assert not whole[:RATE].any()
    assert not whole[3 * RATE : 4 * RATE].any()  # before the second turn
    assert names.up_to(tone(6.0), said, 0.1)[1] == said[:1]


def test_noise_is_as_much_weaker_as_asked(module: Callable[[str], Any]) -> None:
    talk, noise = tone(2.0), tone(0.5, 1000, 0.9)
    mixed = module("audio_sounds").under(talk, noise, 10.0)
    assert 20 * np.log10(level(talk) / level(mixed - talk)) == pytest.approx(10.0, abs=0.1)


def test_word_errors_look_at_words_alone(module: Callable[[str], Any]) -> None:
    word_errors = module("audio_guards").word_errors
    assert word_errors("I’ll send it, Dana.", "i'll send it dana") == "0.0% (0 / 0)"
    assert word_errors("one two three four", "one three four five") == "50.0% (1 / 1)"
    assert word_errors("one two", "") == "100.0% (0 / 2)"


def test_references_are_transcripts_or_lists_of_turns(module: Callable[[str], Any], tmp_path: Path) -> None:
    names, turns = module("audio_sounds"), [{"speaker": "A", "text": "Hello.", "start": 0.5, "end": 1.5}]
    for content in (turns, {"turns": turns}):
        (tmp_path / "ref.json").write_text(json.dumps(content))
        assert [(text.text, text.end) for text in names.read_text(tmp_path / "ref.json")] == [("Hello.", 1.5)]


def test_a_long_recording_is_as_long_as_asked(module: Callable[[str], Any], tmp_path: Path) -> None:
    sounds = module("audio_sounds")
    for talk in (1.0, 0.5, 0.0):
        sounds.write_long(tmp_path / "long.wav", 8, talk)
        found = inspect_recording(tmp_path / "long.wav")
        assert (found.duration, found.rows) == (pytest.approx(8.0), 2)
        first, second = np.split(sounds.read(tmp_path / "long.wav"), 2)
        assert (level(first) > 0.01, level(second) > 0.01) == (talk > 0, talk > 0.5)


def test_guards_are_measured_over_every_sound(
    module: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    guards, sounds = module("audio_guards"), module("audio_sounds")
    monkeypatch.setattr(guards, "Recognizer", Hearer)
    guards.measure_guards(Path("weights"), sounds.SAMPLE, sounds.SAMPLE_TEXT, 9.0, 2.0)
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in capsys.readouterr().out.splitlines() if "|" in line
    ]
    assert {tuple(row[1:]) for row in rows[2:7]} == {("3", "0", "0")}
    assert [row[0] for row in rows[9:11]] == ["by itself", "2 s of silence before, in and behind it"]
    said = len(guards.plain(sounds.read_text(sounds.SAMPLE_TEXT)[0].text))
    assert rows[9][3] == f"{1 - 2 / said:.1%} (0 / {said - 2})"
    assert len(rows) == 2 + 5 + 2 + 1 + 5 + 4


@pytest.mark.slow
@pytest.mark.parametrize("command", [("memory", "--minutes", "0.1"), ("overhead", "{sample}", "--seconds", "4")])
def test_the_commands_run_on_random_weights(command: tuple[str, ...], weights: Path) -> None:
    sample = BENCHMARKS.parent / "data" / "samples" / "orchard-clinic.ogg"
    words = [word.format(sample=sample) for word in command]
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "audio.py", *words, "--model", weights],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len([line for line in done.stdout.splitlines() if line.startswith("|")]) >= 3
