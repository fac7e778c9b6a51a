"""The pool of processes: jobs done, deaths survived and told of the right call, limits, threads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import batch_work
import pytest
from batch_work import job

from closeplan_nlp.batch.engines import ENGINES, Engine, Plan
from closeplan_nlp.batch.records import ANALYSE, MERGE, TRANSCRIBE, Job, Outcome
from closeplan_nlp.batch.running import run
from closeplan_nlp.threads import cores


@pytest.fixture
def engine() -> Iterator[Engine]:
    started = ENGINES["local"](Plan(workers=2, perform=batch_work.odd))
    yield started
    started.stop()


def outcomes(engine: Engine, jobs: list[Job]) -> dict[str, Outcome]:
    """The final outcome of each job."""
    found: dict[str, Outcome] = {}
    assert run(engine, jobs, lambda outcome: found.update({outcome.name: outcome})) is None
    return found


def test_deaths_are_survived_and_told_of_the_right_call(engine: Engine, tmp_path: Path) -> None:
    bad = ["crash", "abort", "kill"]
    names = [f"good-{n}" for n in range(12)]
    found = outcomes(engine, [job(n, tmp_path) for pair in zip(names[::4], bad, strict=True) for n in pair])
    found |= outcomes(engine, [job(n, tmp_path) for n in names])
    assert {name for name, outcome in found.items() if outcome.good} == set(names)
    reasons = {name: str(found[name].trouble and found[name].trouble.reason) for name in bad}
    assert "SIGSEGV" in reasons["crash"]
    assert "SIGABRT" in reasons["abort"]
    assert "memory" in reasons["kill"]


def test_a_worker_that_dies_once_is_not_the_calls_fault(engine: Engine, tmp_path: Path) -> None:
    assert outcomes(engine, [job("once-kill", tmp_path), job("once-crash", tmp_path)])["once-kill"].good


def test_a_call_that_hangs_is_stopped_and_the_others_go_on(engine: Engine, tmp_path: Path) -> None:
    found = outcomes(engine, [job("hang", tmp_path, timeout=1), *(job(f"good-{n}", tmp_path) for n in range(4))])
    trouble = found["hang"].trouble
    assert trouble is not None
    assert trouble.reason == "it did not get on for 1 seconds and was stopped"
    assert sum(outcome.good for outcome in found.values()) == 4


def test_a_call_that_gets_on_may_take_longer_than_the_limit(engine: Engine, tmp_path: Path) -> None:
    assert outcomes(engine, [job("steady", tmp_path, timeout=1.5)])["steady"].good


def test_workers_share_the_cores_and_are_used_again(engine: Engine, tmp_path: Path) -> None:
    found = outcomes(engine, [job(f"good-{n}", tmp_path) for n in range(20)])
    assert {outcome.facts["threads"] for outcome in found.values()} == {str(max(1, cores() // 2))}
    assert len({outcome.facts["pid"] for outcome in found.values()}) <= 2
    assert os.getpid() not in {outcome.facts["pid"] for outcome in found.values()}


def test_recordings_have_workers_of_their_own_beside_gpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("closeplan_nlp.batch.engines.local.gpu_count", lambda plan: 2)
    engine = ENGINES["local"](Plan(workers=1, audio=True, perform=batch_work.odd))
    jobs = [job(f"{stage}-{n}", tmp_path, stage=stage) for n in range(4) for stage in (TRANSCRIBE, MERGE)]
    found: dict[tuple[str, str], Outcome] = {}
    try:
        run(engine, jobs, lambda outcome: found.update({(outcome.name, outcome.stage): outcome}))
    finally:
        engine.stop()
    seen = {(stage, outcome.facts["gpu"]): outcome.facts["pid"] for (_, stage), outcome in found.items()}
    assert {key for key in seen if key[0] == TRANSCRIBE} == {(TRANSCRIBE, "0"), (TRANSCRIBE, "1")}
    assert len({seen[key] for key in seen if key[0] != TRANSCRIBE}) == 1
    assert len(set(seen.values())) == 3
    assert sum(stage == ANALYSE for _, stage in found) == 4  # what was heard went on to be analysed


def test_memory_has_a_limit(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(
        "Dana: I will send the form on Friday.\nBen: Great, thanks, I'll send the quote.\n"
    )
    engine = ENGINES["local"](Plan(workers=1, memory=1500, perform=batch_work.greedy))
    try:
        found = outcomes(engine, [job("grow", tmp_path)])
    finally:
        engine.stop()
    trouble = found["grow"].trouble
    assert trouble is not None
    assert trouble.reason == "it needs more memory than a worker may have"


def test_a_broken_pool_is_started_again(engine: Engine, tmp_path: Path) -> None:
    first = outcomes(engine, [job("good", tmp_path)])["good"].facts["pid"]
    os.kill(first, 9)  # while it has nothing to do, and the pool nothing running
    assert outcomes(engine, [job(f"good-{n}", tmp_path) for n in range(6)])["good-5"].good
