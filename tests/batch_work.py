"""Work for the batch tests that really goes wrong, by the name of the call; run by worker processes."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

from closeplan_nlp.batch.limits import patience
from closeplan_nlp.batch.records import ANALYSE, TRANSCRIBE, Call, Job, Outcome, Settings
from closeplan_nlp.batch.work import perform

FACTS = {"kinds": {}, "problems": [], "customer": None}
PLAN = {"deal": {"name": "x"}, "items": []}


def job(name: str, folder: Path, *, timeout: float = 30.0, stage: str = ANALYSE, **fields: object) -> Job:
    """A job for a call of this name."""
    call = Call(name, name, transcripts=(f"{name}.txt",))
    return Job(stage, name, str(folder), Settings(timeout=timeout), base=str(folder), call=call, **fields)  # type: ignore[arg-type]


def odd(job: Job) -> Outcome:
    """What the name says: crash, abort, kill, hang, spin, grow, raise; `once-` only the first time; else fine."""
    with patience(job.settings.timeout) as clock:
        name = job.name
        if name.startswith("once-"):
            marker = Path(job.folder) / f"{name}.seen"
            if marker.exists():
                return fine(job)
            marker.touch()
            name = name.removeprefix("once-")
        {
            "crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
            "abort": os.abort,
            "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
            "hang": lambda: time.sleep(600),
            "steady": lambda: [(time.sleep(0.3), clock.again(n)) for n in range(8)],
        }.get(name.partition("-")[0], lambda: None)()
    return fine(job)


def fine(job: Job) -> Outcome:
    """A quick outcome with the process that made it."""
    facts = {**FACTS, "pid": os.getpid(), "threads": os.environ.get("OMP_NUM_THREADS")}
    return Outcome(job.name, job.stage, facts=facts | ({"seconds_of_audio": 3600} if job.stage == TRANSCRIBE else {}))


def greedy(job: Job) -> Outcome:
    """The real work, but a call named `grow` takes all the memory that it gets."""
    if job.name.startswith("grow"):
        from closeplan_nlp.batch import work

        work.STAGES[ANALYSE] = _grow
    return perform(job)


def _grow(job: Job, clock: object) -> Outcome:
    held = []
    while True:
        held.append(bytearray(50_000_000))


def quick(job: Job) -> Outcome:
    """Writes what the real work writes, out of the call's text, in no time."""
    assert job.call is not None
    folder = Path(job.folder)
    folder.mkdir(parents=True, exist_ok=True)
    words = Path(job.call.path).read_text()
    item = {"id": job.name, "kind": "risk", "text": words}
    plan = {"deal": {"name": "Deal"}, "sources": [{"id": job.name}], "items": [item]}
    for name, content in (("transcript.json", {"turns": []}), ("items.json", plan)):
        (folder / f"{name}.part").write_text(json.dumps(content))
        os.replace(folder / f"{name}.part", folder / name)
    return fine(job)
