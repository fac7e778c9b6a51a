"""From recording to transcript on random weights: stages, cache, problems, bad input. Noise stands for talk."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sounds import tone

from closeplan_nlp.audio import blocks, engine, working
from closeplan_nlp.audio.records import Segment, Word
from closeplan_nlp.audio.settings import AudioOptions, hotwords_of, parse_channels, prompt_of, read_vocabulary
from closeplan_nlp.audio.sound import RATE, Sound
from closeplan_nlp.audio.transcribing import transcribe
from closeplan_nlp.audio.voices import encode, windows_over
from closeplan_nlp.errors import InputError, ModelError, RequestError
from closeplan_nlp.readers import read_transcript
from closeplan_nlp.writing import write_transcript

Record = Callable[..., Path]


def loud(sound: Sound) -> np.ndarray:
    frames = np.pad(sound, (0, -len(sound) % 512)).reshape(-1, 512)
    return (np.sqrt(np.mean(frames**2, axis=1)) > 0.01).astype(np.float32)


@pytest.fixture
def talking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is loud counts as talk."""
    monkeypatch.setattr(blocks, "speech_chances", loud)


class Script:
    """Stands for the recogniser: says the same words in every window; counts the windows."""

    words = ("Hello,", "this", "is", "Dana", "from", "Northwind.")
    heard = 0
    options: Any = None

    def __init__(self, weights: Path, options: engine.EngineOptions) -> None:
        Script.options = options

    def check_language(self, language: str) -> str:
        return language

    def language_of(self, windows: list[Sound]) -> tuple[str, float]:
        return "en", 0.3

    def recognize(self, windows: list[Sound], language: str) -> Any:
        for _ in windows:
            Script.heard += 1
            words = tuple(
                Word(text=f" {text}", start=0.3 + 0.25 * at, end=0.5 + 0.25 * at, confidence=0.4)
                for at, text in enumerate(self.words)
            )
            yield [Segment(words=words, log_probability=-0.3, no_speech=0.0, compression=1.0)]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch, talking: None) -> type[Script]:
    monkeypatch.setattr(working, "Recognizer", Script)
    Script.heard = 0
    return Script


def sides(seconds: float = 12.0) -> Sound:
    """Two channels that take turns."""
    left, right = tone(seconds, 300), tone(seconds, 500)
    half = len(left) // 2
    left[half:], right[:half] = 0, 0
    return np.stack([left, right])


def options(weights: Path, **given: Any) -> AudioOptions:
    return AudioOptions(model=str(weights), device="cpu", compute_type="float32", beam_size=1, **given)


@pytest.mark.usefixtures("talking")
def test_the_real_engine_end_to_end(record: Record, weights: Path) -> None:
    path = record("2026-03-02 demo.m4a", np.concatenate([tone(4.0), np.zeros(RATE, np.float32), tone(3.0, 600)]))
    transcript = transcribe(path, options(weights, guards=False))
    assert transcript.turns
    assert transcript.source is not None
    assert (transcript.date, transcript.language, transcript.source.id) == ("2026-03-02", "en", "2026-03-02-demo")
    assert transcript.source.duration == pytest.approx(8.0, abs=0.1)
    assert len(transcript.source.sha256 or "") == 64


def test_sides_by_channel_names_from_the_talk_and_doubts(record: Record, weights: Path, script: type[Script]) -> None:
    path = record("call.wav", sides())
    transcript = transcribe(path, options(weights, channels=("seller", "customer")), seller=["Lanternfish"])
    people = {person.label or person.name: person for person in transcript.participants}
    assert [turn.speaker for turn in transcript.turns] == ["Speaker 1", "Speaker 2"]
    assert (people["Speaker 1"].side, people["Speaker 2"].side) == ("seller", "customer")
    assert {person.name for person in transcript.participants} == {"Speaker 1", "Speaker 2"}  # both say they are Dana
    assert script.options.prompt == "Lanternfish."
    reasons = " ".join(problem.reason for problem in transcript.problems)
    assert "not sure of the words" in reasons
    assert "the language was told" in reasons
    assert all(problem.source == str(path) for problem in transcript.problems)


@pytest.mark.usefixtures("script")
def test_names_and_sides_from_options(record: Record, weights: Path) -> None:
    transcript = transcribe(record("call.wav", sides()[0]), options(weights), speakers={"Speaker 1": "Ines Okafor"})
    assert [person.name for person in transcript.participants] == ["Ines Okafor"]
    transcript = transcribe(record("call.wav", sides()[0]), options(weights), customer=["Northwind"])
    assert [(person.name, person.side) for person in transcript.participants] == [("Dana", "customer")]


def test_a_second_run_hears_nothing_again(record: Record, weights: Path, script: type[Script]) -> None:
    path = record("call.wav", sides())
    first, heard = transcribe(path, options(weights)), script.heard
    assert transcribe(path, options(weights)) == first
    assert script.heard == heard
    transcribe(path, options(weights, language="en"))
    assert script.heard == 2 * heard
    transcribe(path, options(weights, keep=False))
    assert script.heard == 3 * heard


def test_a_run_goes_on_where_it_was_stopped(
    record: Record, weights: Path, script: type[Script], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "LENGTH", 10.0)
    monkeypatch.setattr(blocks, "SLACK", 4.0)
    path = record("call.wav", np.concatenate([tone(4.0), np.zeros(RATE, np.float32)] * 8))
    whole = transcribe(path, options(weights, keep=False))
    script.heard = 0

    def stop(done: float, total: float | None) -> None:
        if done > 15:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transcribe(path, options(weights), progress=stop)
    before = script.heard
    seen: list[float] = []
    assert transcribe(path, options(weights), progress=lambda done, total: seen.append(done)).turns == whole.turns
    assert seen[0] >= 9
    assert script.heard - before <= before + 1
    assert whole.turns[-1].start == pytest.approx(30.1, abs=0.5)


@pytest.mark.usefixtures("script")
def test_speakers_that_cannot_be_told_apart_cost_no_words(
    record: Record, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise ModelError("the voice encoder is not installed")

    path = record("call.wav", sides())
    words = transcribe(path, options(weights, channels=("mix",))).turns
    monkeypatch.setattr("closeplan_nlp.audio.diarization.group_voices", fail)
    transcript = transcribe(path, options(weights, channels=("mix",)))
    assert " ".join(turn.text for turn in transcript.turns) == " ".join(turn.text for turn in words)
    assert any("could not be told apart" in problem.reason for problem in transcript.problems)


@pytest.mark.usefixtures("script")
def test_what_is_written_reads_back(record: Record, weights: Path, tmp_path: Path) -> None:
    transcript = transcribe(record("call.wav", sides()), options(weights))
    (tmp_path / "call.json").write_text(write_transcript(transcript))
    again = read_transcript(tmp_path / "call.json")
    assert again.turns == transcript.turns
    words = json.loads((tmp_path / "call.json").read_text())["turns"][0]["words"]
    assert (words[0]["text"], words[0]["confidence"]) == ("Hello,", 0.4)
    assert words[0]["start"] == pytest.approx(0.3, abs=0.1)
    assert write_transcript(transcript, "vtt").startswith("WEBVTT")
    assert write_transcript(transcript, "srt").startswith("1\n")


@pytest.mark.parametrize(("name", "sound"), [("silence", np.zeros(5 * RATE, np.float32)), ("music", tone(5.0))])
def test_nobody_talks(record: Record, weights: Path, name: str, sound: Sound) -> None:
    with pytest.raises(InputError, match=r"nobody talks in it \(0:05"):
        transcribe(record(f"{name}.wav", sound), options(weights))


@pytest.mark.usefixtures("script")
def test_a_track_that_is_there_twice_is_written_once(record: Record, weights: Path) -> None:
    path = record("call.mkv", tone(6.0), tone(6.0), tone(6.0))
    assert len(transcribe(path, options(weights)).turns) == 1


@pytest.mark.usefixtures("talking")
def test_talk_without_words_is_no_silence(
    record: Record, weights: Path, script: type[Script], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "recognize", lambda self, windows, language: ([] for _ in windows))
    with pytest.raises(InputError, match="no words could be recognised"):
        transcribe(record("call.wav", tone(6.0)), options(weights))


@pytest.mark.usefixtures("script")
@pytest.mark.parametrize("quiet", [0, 1])
def test_a_side_that_says_nothing_costs_nothing(record: Record, weights: Path, quiet: int) -> None:
    both = np.stack([tone(6.0, 300)] * 2)
    both[quiet] = 0
    transcript = transcribe(record("call.wav", both), options(weights, channels=("seller", "customer")))
    assert {person.side for person in transcript.participants} == {("customer", "seller")[quiet]}
    assert transcript.turns


@pytest.mark.usefixtures("script")
def test_words_that_are_not_believed(record: Record, weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Script, "words", ("you",) * 20)

    def again(self: Script, window: Sound, language: str) -> list[Segment]:
        found: list[Segment] = next(self.recognize([window], language))
        return found

    monkeypatch.setattr(Script, "recognize_again", again, raising=False)
    path = record("call.wav", tone(8.0))
    transcript = transcribe(path, options(weights))
    assert [turn.text for turn in transcript.turns] == ["you you"]
    assert "words left out: the recogniser repeated itself" in [problem.reason for problem in transcript.problems]
    monkeypatch.setattr(Script, "recognize_again", lambda self, window, language: [], raising=False)
    with pytest.raises(InputError, match=r"no words could be recognised|nobody talks"):
        transcribe(path, options(weights, language="en"))


@pytest.mark.usefixtures("script")
def test_talk_that_was_passed_over_is_told(record: Record, weights: Path) -> None:
    """The recogniser stops after two seconds of twelve."""
    path = record("call.wav", np.stack([tone(12.0, 300), tone(12.0, 500)]))
    problems = transcribe(path, options(weights, channels=("seller", "customer"))).problems
    told = [problem.place for problem in problems if problem.reason.startswith("somebody talks here, but no words")]
    assert told == ["0:01–0:12", "0:01–0:12"]


@pytest.mark.parametrize("suffix", ["wav", "ogg"])
@pytest.mark.usefixtures("script")
def test_a_recording_that_was_copied_in_part_is_reported(record: Record, weights: Path, suffix: str) -> None:
    path = record(f"call.{suffix}", np.concatenate([tone(10.0)] * 3))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    problems = transcribe(path, options(weights)).problems
    assert any("cut off" in (problem.remedy or "") for problem in problems if problem.place == "sound")


@pytest.mark.usefixtures("script")
def test_a_recording_that_was_cut_off_is_reported(record: Record, weights: Path) -> None:
    path = record("call.flac", np.concatenate([tone(10.0)] * 3))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    problems = transcribe(path, options(weights)).problems
    assert any("though it should last 0:30" in problem.reason for problem in problems)


def test_requests_that_make_no_sense(record: Record, weights: Path, tmp_path: Path) -> None:
    path = record("call.wav", sides())
    with pytest.raises(RequestError, match="has 2 channels, not 3"):
        transcribe(path, options(weights, channels=("seller", "customer", "customer")))
    with pytest.raises(RequestError, match="no way 'magic'"):
        transcribe(path, options(weights, diarizer="magic"))
    with pytest.raises(ModelError, match=r"weights of Whisper 'small' are not on this machine.*Put model\.bin"):
        transcribe(path, AudioOptions(device="cpu"))
    with pytest.raises(InputError, match="this is a folder"):
        transcribe(tmp_path, options(weights))
    with pytest.raises(InputError, match=r"other\.wav: there is no such file"):
        transcribe(tmp_path / "other.wav", options(weights))


def test_weights_can_be_asked_for(record: Record, weights: Path, script: type[Script]) -> None:
    asked: list[str] = []

    def get(name: str) -> Path:
        asked.append(name)
        return weights

    assert transcribe(record("call.wav", sides()), AudioOptions(device="cpu"), get_weights=get).turns
    assert asked == ["small"]


def test_settings(tmp_path: Path) -> None:
    assert parse_channels(None) is None
    assert parse_channels("Seller, customer") == ("seller", "customer")
    assert parse_channels("mix") == ("mix",)
    for bad in ("seller", "left,right", ""):
        with pytest.raises(RequestError, match="names no sides"):
            parse_channels(bad)
    (tmp_path / "names.txt").write_text("# people\nDana Reyes\n\nNorthwind  # customer\nDana Reyes\n")
    assert read_vocabulary(tmp_path / "names.txt") == ("Dana Reyes", "Northwind")
    with pytest.raises(InputError, match="vocabulary cannot be read"):
        read_vocabulary(tmp_path / "none.txt")
    assert prompt_of(["Dana Reyes", " ", "Northwind"]) == "Dana Reyes, Northwind."
    assert prompt_of([]) is None
    assert hotwords_of(["Dana", "SSO", "Dana"]) == "Dana, SSO"
    assert len(prompt_of([f"Person {at}" for at in range(500)]) or "") <= 250


@pytest.mark.model
def test_voices_have_length_one() -> None:
    from closeplan_nlp.audio.sound import Stretch

    windows = windows_over([Stretch(100.2, 100.5), Stretch(101.0, 104.0)])
    assert [round(window.duration, 6) for window in windows] == [1.6] * len(windows)
    vectors = encode(tone(5.0), windows, offset=100.0)
    assert vectors.shape == (len(windows), 256)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
