"""Limits of a worker, enforced by the system, so that even code which never comes back to Python is stopped."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from closeplan_nlp.threads import VARIABLE

TIMED_OUT = -int(signal.SIGALRM)
"""Exit code of a worker that took too long."""
SHARE = 0.8
"""Of the machine's memory that all workers together may use."""
LEAST = 1500
"""Megabytes that a worker needs in any case: the models and a long call."""
_PR_SET_PDEATHSIG = 1


def prepare(threads: int, megabytes: int | None) -> None:
    """Limit this process, a worker: threads of the models, memory; it dies with the process that started it."""
    os.environ[VARIABLE] = str(threads)
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(threads)
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    if megabytes:
        limit_memory(megabytes)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_memory(megabytes: int) -> None:
    """What this process allocates beyond that fails with MemoryError, or kills it where it does not expect that."""
    kind = resource.RLIMIT_DATA  # private memory alone: libraries and files that are mapped do not count
    hard = resource.getrlimit(kind)[1]
    wanted = megabytes << 20
    resource.setrlimit(kind, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def fair_memory(workers: int) -> int:
    """Megabytes for each of `workers`, so that all of them together leave the machine some room."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):
        total = min(total, int(Path("/sys/fs/cgroup/memory.max").read_text()))  # of a container
    return max(LEAST, int(total * SHARE / workers) >> 20)


def peak_memory() -> float:
    """The most memory that this process had so far, in megabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 if sys.platform == "linux" else 1 << 20)


class Patience:
    """A clock that kills this process when nothing gets on for `seconds`; `again` starts it anew."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._done = -1.0

    def again(self, done: float, total: float | None = None) -> None:
        """Note how far the work is; only where it got on the clock starts anew."""
        if done > self._done:
            self._done = done
            signal.setitimer(signal.ITIMER_REAL, self.seconds)


@contextmanager
def patience(seconds: float) -> Iterator[Patience]:
    """Give the block so much time. The system's default for the alarm is death, which nothing in C can put off."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield Patience(seconds)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
