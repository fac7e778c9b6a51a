"""Feeding an engine: which job comes next, what an outcome means, and when a job is tried again.

Recordings go first, the longest ahead, because they take longest; what they yield is analysed before anything else.
An engine gets no more jobs than it has room for.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import replace

from closeplan_nlp.batch.engines import Engine
from closeplan_nlp.batch.records import ANALYSE, TRANSCRIBE, Job, Outcome

CRASHES = 2
"""How often a worker may die with a job before the job is to blame."""
LOSSES = 6
"""How often a job may be lost through no fault of its own."""
PAUSE = 0.5
"""Seconds to wait for outcomes before the progress is shown again."""

Record = Callable[[Outcome], None]


class Queue:
    """Jobs that wait: by stage, those that go on first."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._waiting: dict[str, deque[Job]] = {}
        for job in jobs:
            self._waiting.setdefault(job.stage, deque()).append(job)

    def __bool__(self) -> bool:
        return any(self._waiting.values())

    def first(self, job: Job) -> None:
        """Put a job in front of all others of its stage."""
        self._waiting.setdefault(job.stage, deque()).appendleft(job)

    def drop(self, stage: str) -> deque[Job]:
        """Take out all jobs of a stage."""
        return self._waiting.pop(stage, deque())

    def take(self, engine: Engine) -> Job | None:
        """The next job that the engine has room for."""
        going_on = self._waiting.get(ANALYSE)
        stages = sorted(self._waiting, key=lambda stage: stage != TRANSCRIBE)
        if going_on and going_on[0].heard:
            stages = [ANALYSE, *stages]
        for stage in stages:
            if self._waiting[stage] and engine.room(stage) > 0:
                return self._waiting[stage].popleft()
        return None


def run(engine: Engine, jobs: Iterable[Job], record: Record, tick: Callable[[], None] = lambda: None) -> Outcome | None:
    """Do all jobs; `record` gets every outcome that is final, `tick` is called now and then.

    A recording that is transcribed goes on to be analysed, a call whose transcripts cannot be read to be transcribed.
    Where the weights are no good all recordings fail, and the rest is done. Returns the outcome that ended the run
    early, if one did.
    """
    jobs = list(jobs)
    has_others = any(job.stage != TRANSCRIBE for job in jobs)
    queue, running, deaths = Queue(jobs), dict[str, Job](), Counter[tuple[str, bool]]()
    while queue or running:
        while (job := queue.take(engine)) is not None:
            running[job.name] = job
            engine.submit(job)
        for outcome in engine.wait(PAUSE):
            job = running.pop(outcome.name)
            deaths[outcome.name, outcome.lost] += outcome.crashed or outcome.lost
            if _is_worth_a_try(outcome, deaths):
                queue.first(job)
                continue
            if outcome.fatal or (outcome.unfit and not has_others):
                return outcome
            record(outcome)
            for left in queue.drop(TRANSCRIBE) if outcome.unfit else ():
                record(Outcome(left.name, left.stage, outcome.trouble, unfit=True))
            following = next_stage(job, outcome)
            if following is not None:
                queue.first(following)
        tick()
    return None


def _is_worth_a_try(outcome: Outcome, deaths: Counter[tuple[str, bool]]) -> bool:
    if outcome.lost:
        return deaths[outcome.name, True] < LOSSES
    return outcome.crashed and deaths[outcome.name, False] < CRASHES


def next_stage(job: Job, outcome: Outcome) -> Job | None:
    """The job that follows an outcome, if the call is not finished with it."""
    if outcome.needs_recording:
        return replace(job, stage=TRANSCRIBE)
    if outcome.good and job.stage == TRANSCRIBE:
        return replace(job, stage=ANALYSE, heard=True)
    return None
