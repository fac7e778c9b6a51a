"""Batches of recordings and transcripts where weights of Whisper are missing or no good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from batch_work import Inline, fine, job, quick

from closeplan_nlp.audio.settings import AudioOptions
from closeplan_nlp.batch.batch import run_batch
from closeplan_nlp.batch.engines import ENGINES, Plan
from closeplan_nlp.batch.planning import Choice
from closeplan_nlp.batch.progress import Lines
from closeplan_nlp.batch.records import ANALYSE, TRANSCRIBE, Call, Job, Outcome, Settings, Trouble
from closeplan_nlp.batch.request import BatchRequest
from closeplan_nlp.batch.running import run
from closeplan_nlp.errors import ModelError


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BatchRequest:
    """Two transcripts and two recordings, on a machine without weights."""
    monkeypatch.setitem(ENGINES, "local", Inline)
    monkeypatch.setattr("closeplan_nlp.audio.weights.find_weights", lambda name: None)
    (tmp_path / "calls").mkdir()
    for name in ("a.txt", "b.txt", "c.ogg", "d.ogg"):
        (tmp_path / "calls" / name).write_text(f"{name} is late")
    return BatchRequest((str(tmp_path / "calls"),), tmp_path / "out", plan=Plan(perform=quick))


def weigh(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Put weights onto the machine."""
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"weights")
    monkeypatch.setattr("closeplan_nlp.audio.weights.find_weights", lambda name: folder)


def test_transcripts_are_done_and_each_recording_says_what_it_needs(
    request_: BatchRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = run_batch(request_, Lines())
    assert summary.counts == {"done": 2, "failed": 2}
    assert not summary.good
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"closeplan: failed: {tmp_path}/calls/c.ogg: transcribe: the weights of Whisper ")
    assert "are not on this machine" in lines[0]
    assert "Put model.bin, config.json, tokenizer.json of huggingface.co/" in lines[0]
    assert lines[0].endswith("or leave recordings out with --exclude '*.ogg'")
    assert run_batch(request_).done_now == 0
    weigh(monkeypatch, tmp_path / "small")
    assert run_batch(request_).counts == {"done": 4}  # without asking for what failed


def test_what_was_transcribed_before_stays_in_plans_and_tables(
    request_: BatchRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as while_there:
        weigh(while_there, tmp_path / "small")
        run_batch(request_)
    plans = {path.name: path.read_bytes() for path in (tmp_path / "out" / "deals").glob("*.yaml")}
    for choice in (Choice(), Choice(retry_failed=True)):
        assert run_batch(BatchRequest(request_.inputs, request_.out, plan=request_.plan, choice=choice)).counts == {
            "done": 2,
            "failed": 2,
        }
        assert {path.name: path.read_bytes() for path in (tmp_path / "out" / "deals").glob("*.yaml")} == plans
        assert set(pd.read_parquet(tmp_path / "out" / "items.parquet")["call"]) == {"a", "b", "c", "d"}


def test_a_transcript_of_other_settings_that_was_not_noted_is_not_taken_for_the_old_one(
    request_: BatchRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weigh(monkeypatch, tmp_path / "small")
    heard: list[str] = []

    def noting(job: Job) -> Outcome:
        if job.stage == TRANSCRIBE:
            heard.append(f"{job.name} in {job.settings.audio.language}")
        return quick(job)

    def killed(job: Job) -> Outcome:
        noting(job)
        raise KeyboardInterrupt

    def batch(perform: Callable[[Job], Outcome], language: str) -> None:
        settings = Settings(audio=AudioOptions(language=language))
        run_batch(replace(request_, plan=Plan(perform=perform), settings=settings))

    batch(noting, "en")
    assert sorted(heard) == ["c in en", "d in en"]
    with pytest.raises(KeyboardInterrupt):
        batch(lambda job: killed(job) if job.stage == TRANSCRIBE else noting(job), "de")
    heard.clear()
    batch(noting, "en")
    assert sorted(heard) == ["c in en", "d in en"]
    heard.clear()
    batch(noting, "en")
    assert heard == []


def test_recordings_alone_stop_before_any_work(request_: BatchRequest, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / "calls" / name).unlink()
    with pytest.raises(ModelError, match="there are recordings to transcribe"):
        run_batch(request_)
    assert list((tmp_path / "out" / "calls").iterdir()) == []


def test_a_folder_of_weights_that_is_none_is_a_mistake(
    request_: BatchRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    settings = Settings(audio=AudioOptions(model=str(tmp_path / "none")))
    with pytest.raises(ModelError, match="there is no such folder"):
        run_batch(BatchRequest(request_.inputs, request_.out, settings=settings))


def _unfit(job: Job) -> Outcome:
    return (
        Outcome(job.name, job.stage, Trouble("damaged weights"), unfit=True) if job.stage == TRANSCRIBE else fine(job)
    )


def test_weights_that_cannot_be_used_stop_recordings_alone(tmp_path: Path) -> None:
    recordings = [
        Job(TRANSCRIBE, f"r{n}", str(tmp_path), Settings(), call=Call(f"r{n}", f"r{n}", recording="r.ogg"))
        for n in range(5)
    ]
    seen: dict[str, Outcome] = {}
    engine = Inline(Plan(perform=_unfit), room=1)
    ended = run(engine, [*recordings, job("t1", tmp_path), job("t2", tmp_path)], lambda o: seen.update({o.name: o}))
    assert ended is None
    assert {name for name, outcome in seen.items() if outcome.good} == {"t1", "t2"}
    assert {outcome.trouble for name, outcome in seen.items() if name.startswith("r")} == {Trouble("damaged weights")}
    assert engine.done.count(f"{ANALYSE} t1") == 1
    assert len(engine.done) == 3  # one recording was tried
    ended = run(Inline(Plan(perform=_unfit), room=1), recordings, lambda outcome: None)
    assert ended is not None
    assert ended.trouble == Trouble("damaged weights")
