"""How many threads this process may compute with: the models ask here, so that workers side by side can share cores."""

from __future__ import annotations

import os

VARIABLE = "OMP_NUM_THREADS"


def cores() -> int:
    """The cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def thread_count(most: int | None = None) -> int:
    """As many threads as there are cores, at most `most`, unless `OMP_NUM_THREADS` says otherwise."""
    own = os.environ.get(VARIABLE, "")
    if own.isdigit() and int(own):
        return int(own)
    return min(cores(), most or cores())
