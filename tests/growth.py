"""How the work grows with the input, whatever the machine: ratios of processor time, never a number of seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

STEP = 4
SLACK = 0.5  # seconds of processor time that say nothing about growth


def work(run: Callable[[int], object], size: int) -> float:
    """Seconds of processor time that `run(size)` takes."""
    started = time.process_time()
    run(size)
    return time.process_time() - started


def grows_linearly(run: Callable[[int], object], size: int) -> bool:
    """Whether four times the input takes about four times the work; quadratic work would be sixteen times as much."""
    return work(run, size) < 2 * STEP * work(run, size // STEP) + SLACK
