"""transcribe, summarize, models and cache on the command line: files, exit codes, one line on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from sounds import tone

from closeplan_nlp import cli
from closeplan_nlp.audio import transcribing
from closeplan_nlp.audio.cache import Cache, cache_folder
from closeplan_nlp.audio.sound import RATE
from closeplan_nlp.audio.weights import folder_for
from closeplan_nlp.errors import InputError
from closeplan_nlp.plan import building
from closeplan_nlp.types import ClosePlan, Deal, Participant, Transcript, Turn

Record = Callable[..., Path]
TALK = Transcript(
    date="2026-03-02",
    language="en",
    participants=(Participant(name="Speaker 1"),),
    turns=(Turn(speaker="Speaker 1", text="I'll send it by Friday.", start=0.0, end=2.0),),
)


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*args: str | Path) -> Result:
        monkeypatch.setattr(sys, "argv", ["closeplan", *map(str, args)])
        with pytest.raises(SystemExit) as done:
            cli.main()
        return Result(int(done.value.code or 0), *capsys.readouterr())

    return call


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    """Puts a ready transcript in place of the work; holds what was asked for."""
    asked: list[tuple[Any, dict[str, Any]]] = []

    def transcribe(recording: Path, options: Any, **facts: Any) -> Transcript:
        asked.append((options, facts))
        if "bad" in Path(recording).name:
            raise InputError("nobody talks in it", where=str(recording))
        return TALK

    monkeypatch.setattr(transcribing, "transcribe", transcribe)
    return asked


def test_transcripts_go_beside_the_recordings(record: Record, weights: Path, run: Run, heard: Any) -> None:
    path = record("call.wav", tone(1.0))
    assert run("transcribe", path, "--model", weights, "-t", "json", "-t", "vtt", "-t", "text") == (0, "", "")
    assert json.loads(path.with_suffix(".json").read_text())["turns"][0]["text"] == "I'll send it by Friday."
    assert path.with_suffix(".vtt").read_text().startswith("WEBVTT")
    assert path.with_suffix(".txt").is_file()


def test_transcripts_go_into_a_folder_or_to_stdout(
    record: Record, weights: Path, run: Run, heard: Any, tmp_path: Path
) -> None:
    path = record("call.wav", tone(1.0))
    assert run("transcribe", path, "--model", weights, "-o", tmp_path / "a" / "b").code == 0
    assert [each.name for each in (tmp_path / "a" / "b").iterdir()] == ["call.json"]
    assert json.loads(run("transcribe", path, "--model", weights, "-o", "-").out)["language"] == "en"


def test_options_reach_the_library(record: Record, weights: Path, run: Run, heard: Any, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("Northwind\n")
    line = ["--channels", "seller,customer", "--speakers", "3", "--speakers", "Speaker 1=Dana", "--no-cache"]
    line += [
        "--vocabulary",
        str(tmp_path / "names.txt"),
        "--beam-size",
        "2",
        "--language",
        "de",
        "--date",
        "2026-03-02",
    ]
    assert run("transcribe", record("call.wav", tone(1.0)), "--whisper", weights, "-o", "-", *line).code == 0
    options, facts = heard[0]
    assert (options.channels, options.people, options.keep) == (("seller", "customer"), 3, False)
    assert (options.vocabulary, options.beam_size, options.language) == (("Northwind",), 2, "de")
    assert (facts["speakers"], facts["date"]) == ({"Speaker 1": "Dana"}, "2026-03-02")


def test_one_bad_recording_of_several(record: Record, weights: Path, run: Run, heard: Any) -> None:
    good, bad = record("good.wav", tone(1.0)), record("bad.wav", tone(1.0))
    result = run("transcribe", bad, good, "--model", weights)
    assert (result.code, result.out) == (1, "")
    assert result.err == f"closeplan: error: {bad}: nobody talks in it\n"
    assert good.with_suffix(".json").is_file()
    assert not bad.with_suffix(".json").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["--channels", "left,right"], "names no sides"),
        (["--speakers", "0"], "no number of people"),
        (["--speakers", "2", "--speakers", "3"], "no number of people"),
        (["--to", "docx"], "unknown transcript format"),
        (["--device", "tpu"], "there is no device"),
        (["--model", "smal"], "there are no weights called 'smal'"),
    ],
)
def test_bad_usage(record: Record, run: Run, heard: Any, line: list[str], said: str) -> None:
    result = run("transcribe", record("call.wav", tone(1.0)), *line)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert result.err.count("\n") == 1


def test_two_results_for_one_file(record: Record, run: Run) -> None:
    result = run("transcribe", record("call.wav", tone(1.0)), record("call.mp3", tone(1.0)))
    assert result.code == 2
    assert "two results would be written to" in result.err


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("none.wav", None, "there is no such file"),
        ("nowhere/none.wav", None, "none.wav: there is no such file"),
        ("empty.mp3", b"", "the file is empty"),
        ("notes.mp4", b"no sound here", "cannot be read as a recording"),
    ],
)
def test_bad_input_is_one_line(tmp_path: Path, run: Run, name: str, data: bytes | None, said: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    result = run("transcribe", tmp_path / name)
    assert (result.code, result.out) == (1, "")
    assert said in result.err
    assert result.err.count("\n") == 1
    assert not (tmp_path / name).with_suffix(".json").exists()


def test_missing_weights_say_where_to_put_what(record: Record, run: Run) -> None:
    result = run("transcribe", record("call.wav", tone(1.0)), "--model", "small", "--device", "cpu")
    assert result.code == 1
    assert "Put model.bin, config.json, tokenizer.json of huggingface.co/Systran/faster-whisper-small" in result.err
    assert f"into {folder_for('small')}" in result.err


def test_silence_end_to_end(record: Record, weights: Path, run: Run) -> None:
    result = run("transcribe", record("call.wav", np.zeros(3 * RATE, np.float32)), "--model", weights)
    assert (result.code, result.out) == (1, "")
    assert "nobody talks in it (0:03 of silence, noise or music)" in result.err


def test_summarize_takes_a_recording(
    record: Record, weights: Path, run: Run, heard: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []

    def summarize(call: Any, **options: Any) -> ClosePlan:
        seen.append(call)
        return ClosePlan(deal=Deal(name="Rollout"))

    monkeypatch.setattr(building, "summarize", summarize)
    line = ["--whisper", weights, "--speakers", "2", "--speakers", "Speaker 1=Dana", "-f", "json"]
    assert run("summarize", record("call.m4a", tone(1.0), rate=44100), *line).code == 0
    assert seen == [TALK]
    assert heard[0][0].people == 2


def test_models(run: Run, weights: Path) -> None:
    listed = run("models", "list")
    assert "large-v3-turbo" in listed.out
    assert "here" not in listed.out
    rows = json.loads(run("models", "list", "-f", "json").out)
    assert {"name", "megabytes", "note", "folder"} == set(rows[0])
    assert run("models", "path", "small").out == f"{folder_for('small')}\n"
    assert run("models", "path", weights).out == f"{weights}\n"
    assert run("models", "path").out == f"{folder_for('small').parent}\n"
    assert run("models", "pull", weights).out == f"{weights}\n"
    failed = run("models", "pull", "small")
    assert (failed.code, failed.out) == (1, "")
    assert "HF_HUB_OFFLINE forbids the network" in failed.err


def test_cache(run: Run) -> None:
    Cache(cache_folder(), "ab" * 32).put("said", {}, "x" * 2_000_000)
    assert run("cache").out == f"Kept: 1 recordings, 2.0 MB, in {cache_folder()}\n"
    assert run("cache", "--clear").out.startswith("Deleted: 1 recordings")
    assert run("cache").out.startswith("Kept: 0 recordings")


def test_without_anybody_to_ask_nothing_is_fetched(record: Record, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from closeplan_nlp.audio import pulling
    from closeplan_nlp.commands import weights as module

    def pull(name: str, progress: Any) -> Path:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(pulling, "pull", pull)
    call = record("call.wav", tone(1.0))
    for command in (["transcribe", call], ["summarize", call], ["transcribe", call, "--model", "small"]):
        result = run(*command, "--device", "cpu")
        assert result.code == 1
        assert result.err.count("\n") == 1
        assert f"{call}: the weights of Whisper 'small' are not on this machine" in result.err
        assert "nobody can be asked here: `closeplan models pull small` gets them" in result.err
    monkeypatch.setattr(module, "_is_watched", lambda: True)
    monkeypatch.setattr(module.settings, "quiet", False)  # -q sets it; it is put back after the test
    assert run("transcribe", call, "--device", "cpu", "-q").code == 1  # told to say nothing, it does not ask


def test_the_question_before_a_download(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from closeplan_nlp.audio import pulling
    from closeplan_nlp.audio.settings import AudioOptions
    from closeplan_nlp.commands import weights as module
    from closeplan_nlp.errors import ModelError

    pulled: list[str] = []
    monkeypatch.setattr(pulling, "pull", lambda name, progress: pulled.append(name) or Path(name))
    monkeypatch.setattr(module, "_is_watched", lambda: True)
    for answer in ("n\n", "\n", "y\n"):
        monkeypatch.setattr(sys.stdin, "readline", lambda answer=answer: answer, raising=False)
        if answer == "y\n":
            assert module.ready_weights(AudioOptions(model="small")) == Path("small")
        else:
            with pytest.raises(ModelError, match="not wanted from the network"):
                module.ready_weights(AudioOptions(model="small"))
    assert pulled == ["small"]
    assert "Whisper small (486 MB) are not on this machine" in capsys.readouterr().err
