"""How many threads this process may compute with: the models ask here, so that workers side by side can share cores."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

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


@contextmanager
def single_blas_thread() -> Iterator[None]:
    """Let NumPy multiply matrices in one thread: ours are small, and waiting for each other costs threads a third more.

    Other libraries (ONNX Runtime, PyTorch) keep their threads.
    """
    with _openblas().limit(limits=1):
        yield


@cache
def _openblas() -> ThreadpoolController:
    """NumPy's own library; looked for once, because that takes longer than many a call's analysis."""
    import numpy  # noqa: F401  must be loaded to be found
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(internal_api="openblas")
