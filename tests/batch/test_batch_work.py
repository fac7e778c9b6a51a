"""The work on one call: what is read, what is written, what is told when it goes wrong."""

from __future__ import annotations

import importlib
import json
import re
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from closeplan_nlp.audio.settings import AudioOptions
from closeplan_nlp.batch import work
from closeplan_nlp.batch.records import ANALYSE, TRANSCRIBE, Call, Deal, Facts, Job, Settings
from closeplan_nlp.batch.running import next_stage
from closeplan_nlp.errors import ClosePlanError, ModelError
from closeplan_nlp.nlp.analysis import Analysis
from closeplan_nlp.types import Evidence, Item, Source, Transcript, Turn

TALK = "Dana Reyes: I'll send the form on Friday.\nBen Okafor: Great, then I'll send the quote.\n"
OGG = b"OggS\0\2" + bytes(40)


@pytest.fixture(autouse=True)
def analysed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every first turn is an item: no model is needed."""

    def analyze(transcript: Transcript, **options: Any) -> Analysis:
        assert transcript.source is not None
        proof = Evidence(source=transcript.source.id, turn=0, quote=transcript.turns[0].text)
        return Analysis(transcript, (Item(id="i", kind="risk", text="x", evidence=(proof,)),))

    importlib.import_module("closeplan_nlp.plan.building")  # it keeps what it imports, so not while this is patched
    monkeypatch.setattr("closeplan_nlp.nlp.analysis.analyze", analyze)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What `transcribe` was called with; it hears one turn."""
    asked: list[dict[str, Any]] = []

    def transcribe(recording: str, options: AudioOptions, **facts: Any) -> Transcript:
        asked.append({"recording": recording, "options": options, **facts})
        source = Source(id="x", path=recording, duration=90.0, date="2026-03-02")
        return Transcript(
            date="2026-03-02", turns=(Turn(speaker="Speaker 1", text="Hello.", start=0, end=1),), source=source
        )

    monkeypatch.setattr("closeplan_nlp.audio.transcribing.transcribe", transcribe)
    return asked


def job(folder: Path, stage: str = ANALYSE, **fields: Any) -> Job:
    """A job on a call of these files."""
    call = Call("acme/call", "acme-call", **fields)
    return Job(stage, call.name, str(folder / "out" / call.name), Settings(), base=str(folder), call=call)


def written(folder: Path, name: str) -> Any:
    return json.loads((folder / "out" / "acme-call" / name).read_text())


def test_a_transcript(tmp_path: Path) -> None:
    (tmp_path / "call.txt").write_text(TALK)
    facts = Facts(date="2026-03-02", customer=("Dana Reyes",), roles=(("dana reyes", "CFO"),))
    outcome = work.perform(job(tmp_path, transcripts=("call.txt",), facts=facts))
    assert outcome.good, outcome
    assert outcome.facts["turns"] == 2
    assert outcome.facts["kinds"] == {"risk": 1}
    assert outcome.peak > 1
    plan = written(tmp_path, "items.json")
    assert plan["sources"][0]["id"] == plan["items"][0]["evidence"][0]["source"] == "acme-call"
    assert plan["sources"][0]["path"] == "call.txt"
    people = written(tmp_path, "transcript.json")["participants"]
    assert {(p["name"], p["side"], p["role"]) for p in people} >= {("Dana Reyes", "customer", "CFO")}


def test_the_next_file_where_the_first_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "call.json").write_text('{"no": "call"}')
    (tmp_path / "call.txt").write_text(TALK)
    outcome = work.perform(job(tmp_path, transcripts=("call.json", "call.txt"), recording="call.ogg"))
    assert outcome.good
    assert "unknown structure" in str(outcome.facts["problems"])
    assert "Another file of the call is used" in str(outcome.facts["problems"])


def test_a_call_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "call.txt").write_bytes(b"\0\1\2")
    outcome = work.perform(job(tmp_path, transcripts=("call.txt",)))
    assert outcome.trouble is not None
    assert outcome.trouble.where == "call.txt"
    assert not (tmp_path / "out").exists()
    outcome = work.perform(job(tmp_path, transcripts=("none.txt",)))
    assert outcome.trouble is not None
    assert outcome.trouble.reason == "there is no such file"


def test_a_recording_is_heard_where_no_transcript_can_be_read(tmp_path: Path, heard: list[dict[str, Any]]) -> None:
    (tmp_path / "call.txt").write_bytes(b"\0\1\2")
    (tmp_path / "call.ogg").write_bytes(OGG)
    facts = Facts(date="2026-03-02", seller=("Us",), speakers=(("Speaker 1", "Dana"),), language="de")
    first = job(tmp_path, transcripts=("call.txt",), recording="call.ogg", facts=facts)
    outcome = work.perform(first)
    assert outcome.needs_recording
    second = next_stage(first, outcome)
    assert second is not None
    outcome = work.perform(second)
    assert outcome.facts == {"seconds_of_audio": 90.0}
    assert (heard[0]["date"], heard[0]["seller"], heard[0]["speakers"]) == (
        "2026-03-02",
        ("Us",),
        {"Speaker 1": "Dana"},
    )
    assert heard[0]["options"].language == "de"
    third = next_stage(second, outcome)
    assert third is not None
    outcome = work.perform(third)
    assert outcome.good, outcome
    assert next_stage(third, outcome) is None
    source = written(tmp_path, "items.json")["sources"][0]
    assert (source["id"], source["path"], source["date"]) == ("acme-call", "call.ogg", "2026-03-02")
    assert (len(source["sha256"]), source["duration"]) == (64, 90.0)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (MemoryError(), "more memory"),
        (RuntimeError("std::bad_alloc"), "more memory"),
        (ValueError("odd\nthing"), r"internal error \(ValueError: odd thing\)"),
        (OSError(5, "Input/output error", "call.txt"), "Input/output error"),
        (ClosePlanError("no", where="here", remedy="do"), "no"),
        (RecursionError("deep"), "internal error"),
        (ModelError("the encoder cannot be used (std::bad_alloc)", remedy="Train it again"), "more memory"),
    ],
)
def test_whatever_goes_wrong_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    def fail(*_: Any) -> None:
        raise error

    monkeypatch.setitem(work.STAGES, ANALYSE, fail)
    outcome = work.perform(job(tmp_path, transcripts=("call.txt",)))
    assert outcome.trouble is not None
    assert re.search(reason, outcome.trouble.reason)
    assert not outcome.fatal
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_what_meets_every_call_ends_the_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "call.txt").write_text(TALK)
    (tmp_path / "out").write_text("a file where the folder should be")
    outcome = work.perform(job(tmp_path, transcripts=("call.txt",)))
    assert outcome.fatal
    assert outcome.trouble is not None
    outcome = work.perform(replace(job(tmp_path, transcripts=("call.txt",)), base=str(tmp_path / "none")))
    assert outcome.fatal
    assert "does not see this folder" in str(outcome.trouble)

    def fail(*_: Any) -> None:
        raise ModelError("no weights")

    monkeypatch.setitem(work.STAGES, ANALYSE, fail)
    assert work.perform(job(tmp_path, transcripts=("call.txt",))).fatal
    monkeypatch.setitem(work.STAGES, TRANSCRIBE, fail)  # concerns recordings alone, and this one has a transcript
    outcome = work.perform(job(tmp_path, TRANSCRIBE, recording="call.ogg"))
    assert (outcome.fatal, outcome.unfit) == (False, True)
    outcome = work.perform(job(tmp_path, TRANSCRIBE, recording="call.ogg", transcripts=("call.txt",)))
    assert (outcome.fatal, outcome.unfit) == (False, False)


def test_a_deal_without_the_results_of_a_call(tmp_path: Path) -> None:
    deal = Deal("k", "acme", "Acme", (("a", str(tmp_path / "a")),))
    outcome = work.perform(Job("merge", "acme", str(tmp_path), Settings(), deal=deal))
    assert outcome.trouble is not None
    assert "the items of the call cannot be read" in outcome.trouble.reason
    assert not (tmp_path / "acme.plan.yaml").exists()
