"""The engine on this machine: one pool for everything on processors; beside a GPU a second one that transcribes.

On processors both stages share all workers: whoever is free takes what is there, so that neither stage waits and the
threads of all workers together are as many as there are cores.
"""

from __future__ import annotations

import queue

from closeplan_nlp.batch.engines import Plan
from closeplan_nlp.batch.engines.pool import Pool
from closeplan_nlp.batch.limits import fair_memory
from closeplan_nlp.batch.records import TRANSCRIBE, Job, Outcome
from closeplan_nlp.threads import cores


class LocalEngine:
    """Workers on this machine."""

    def __init__(self, plan: Plan) -> None:
        self.workers = plan.workers or cores()
        gpus = gpu_count(plan)
        memory = plan.memory or fair_memory(self.workers + gpus)
        threads = max(1, cores() // self.workers)
        self._outcomes: queue.Queue[Outcome] = queue.Queue()
        self._language = [Pool(self.workers, threads, memory, plan.perform, self._outcomes)]
        self._audio = [  # without a limit of memory: CUDA maps more than it uses
            Pool(1, threads, None, plan.perform, self._outcomes, {"CUDA_VISIBLE_DEVICES": str(number)})
            for number in range(gpus)
        ] or self._language

    def _pools(self, stage: str) -> list[Pool]:
        return self._audio if stage == TRANSCRIBE else self._language

    def room(self, stage: str) -> int:
        """How many more jobs of a stage it takes now."""
        return max(pool.room for pool in self._pools(stage))

    def submit(self, job: Job) -> None:
        """Take a job."""
        max(self._pools(job.stage), key=lambda pool: pool.room).submit(job)

    def wait(self, seconds: float) -> list[Outcome]:
        """The outcomes that have come, after waiting for the first one at most so long."""
        found: list[Outcome] = []
        try:
            found.append(self._outcomes.get(timeout=seconds))
            while True:
                found.append(self._outcomes.get_nowait())
        except queue.Empty:
            return found

    def stop(self) -> None:
        """Kill all workers."""
        for pool in {*self._language, *self._audio}:
            pool.stop()


def gpu_count(plan: Plan) -> int:
    """How many GPUs recordings are transcribed on."""
    if not plan.audio or plan.device == "cpu":
        return 0
    import ctranslate2

    return int(ctranslate2.get_cuda_device_count())
