"""A pool of worker processes, each job in one of them, each death attributed to its job.

Pebble's pool survives dying workers; around it stand limits, reasons for people, and a restart where the pool itself
breaks. Workers are forked from a server process that has the libraries loaded, so that they share that memory.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
from collections.abc import Mapping
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Any

from pebble import ProcessExpired, ProcessPool

from closeplan_nlp.batch.engines import Perform
from closeplan_nlp.batch.limits import TIMED_OUT, prepare
from closeplan_nlp.batch.records import Job, Outcome, Trouble

SHARED = ["closeplan_nlp.batch.preload"]
"""What the server process loads before it forks workers."""
RENEWED_AFTER = 500
"""Jobs after which a worker is replaced: spaCy's tables of words grow with every call."""


class Pool:
    """Some workers with the same limits. Outcomes are put into `outcomes` as they come."""

    def __init__(
        self,
        workers: int,
        threads: int,
        memory: int | None,
        perform: Perform,
        outcomes: queue.Queue[Outcome],
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self.workers = workers
        self._start = partial(_start, threads, memory, dict(variables or {}))
        self._perform, self._outcomes = perform, outcomes
        self._running: dict[Any, Job] = {}
        self._pool = self._made()

    def _made(self) -> ProcessPool:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(SHARED)
        return ProcessPool(self.workers, max_tasks=RENEWED_AFTER, initializer=self._start, context=context)

    @property
    def room(self) -> int:
        """How many more jobs it takes: one waits for each worker, so that none of them does."""
        return 2 * self.workers - len(self._running)

    @property
    def running(self) -> int:
        """How many jobs it has."""
        return len(self._running)

    def submit(self, job: Job) -> None:
        """Take a job."""
        try:
            future = self._pool.schedule(self._perform, args=(job,))
        except RuntimeError:  # the pool is broken or closed
            self._pool.stop()
            self._pool = self._made()
            future = self._pool.schedule(self._perform, args=(job,))
        self._running[future] = job
        future.add_done_callback(self._came)

    def _came(self, future: Future[Outcome]) -> None:
        """Called by the pool's threads when a job has ended, one way or the other."""
        job = self._running.pop(future)
        try:
            self._outcomes.put(future.result())
        except CancelledError:
            return
        except ProcessExpired as death:
            self._outcomes.put(Outcome(job.name, job.stage, _reason(death.exitcode, job), crashed=_is_doubtful(death)))
        except BrokenProcessPool:
            gone = Trouble("workers die before they begin", remedy="Give them more memory with --memory MB")
            self._outcomes.put(Outcome(job.name, job.stage, gone, lost=True))
        except Exception as error:
            odd = Trouble(f"internal error ({type(error).__name__}: {error})", remedy="Please report it")
            self._outcomes.put(Outcome(job.name, job.stage, odd))

    def stop(self) -> None:
        """Kill the workers."""
        self._pool.stop()
        self._pool.join()


def _start(threads: int, memory: int | None, variables: Mapping[str, str]) -> None:
    """First of all in a worker."""
    os.environ.update(variables)
    prepare(threads, memory)


def _is_doubtful(death: ProcessExpired) -> bool:
    """Whether the job may be innocent: a limit of ours is sure, a signal may have hit a bystander."""
    return bool(death.exitcode != TIMED_OUT)


def _reason(code: int | None, job: Job) -> Trouble:
    """Why a worker died, for people."""
    if code == TIMED_OUT:
        reason = f"it did not get on for {job.settings.timeout:g} seconds and was stopped"
        return Trouble(reason, remedy="Give it more with --timeout SECONDS and --retry-failed")
    if code == -signal.SIGKILL:
        reason = "its worker was killed, as the system does when memory runs out"
        return Trouble(reason, remedy="Run fewer workers, or close other programs; then --retry-failed")
    name = signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"
    return Trouble(f"its worker crashed ({name})", remedy="The file may be damaged; please report it")
