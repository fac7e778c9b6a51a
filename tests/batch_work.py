"""Work for the batch tests that really goes wrong, by the name of the call; run by worker processes."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from pathlib import Path

from closeplan_nlp.batch.engines import Plan
from closeplan_nlp.batch.limits import patience
from closeplan_nlp.batch.records import ANALYSE, TRANSCRIBE, Call, Job, Outcome, Settings, Trouble
from closeplan_nlp.batch.stages import STAGES, sweep
from closeplan_nlp.batch.work import perform
from closeplan_nlp.output import write_file
from closeplan_nlp.types import ClosePlan, Deal, Evidence, Item, Source, Transcript

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
    facts["gpu"] = os.environ.get("CUDA_VISIBLE_DEVICES")
    return Outcome(job.name, job.stage, facts=facts | ({"seconds_of_audio": 3600} if job.stage == TRANSCRIBE else {}))


class Inline:
    """An engine that does each job at once, the last one taken first."""

    workers = 1

    def __init__(self, plan: Plan, room: int = 3) -> None:
        self.perform, self.places, self.jobs, self.done = plan.perform, room, list[Job](), list[str]()

    def room(self, stage: str) -> int:
        return self.places - len(self.jobs)

    def submit(self, job: Job) -> None:
        self.jobs.append(job)

    def wait(self, seconds: float) -> list[Outcome]:
        job = self.jobs.pop()
        self.done.append(f"{job.stage} {job.name}")
        return [self.perform(job)]

    def stop(self) -> None:
        self.jobs.clear()


def greedy(job: Job) -> Outcome:
    """The real work, but a call named `grow` takes all the memory that it gets."""
    if job.name.startswith("grow"):
        STAGES[ANALYSE] = _grow
    return perform(job)


def _grow(job: Job, clock: object) -> Outcome:
    held = []
    while True:
        held.append(bytearray(50_000_000))


def quick(job: Job) -> Outcome:
    """Writes what the real work writes, out of the call's text, in no time."""
    if job.call is None:
        return perform(job)
    folder = Path(job.folder)
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder, ".*.part")
    words = Path(job.call.path).read_text().strip()
    if words.startswith("bad"):
        return Outcome(job.name, job.stage, Trouble("bad words", job.call.path, "Say it better"))
    proof = Evidence(source=job.name, turn=0, quote=words)
    item = Item(id=job.name, kind="risk", text=words, evidence=(proof,))
    day = job.call.facts.date or "2026-03-02"
    source = Source(id=job.name, date=day, path=job.call.path, sha256=hashlib.sha256(words.encode()).hexdigest())
    plan = ClosePlan(deal=Deal(name="Deal"), sources=(source,), items=(item,))
    for name, content in (("transcript.json", Transcript(turns=())), ("items.json", plan)):
        write_file(folder / name, content.model_dump_json(), sync=True)
    return fine(job)
