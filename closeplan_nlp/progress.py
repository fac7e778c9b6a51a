"""Progress on stderr, for people at a terminal and for nothing and nobody else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def turns_progress(quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar over the turns of a call; the function it gives takes the number of turns read and their total.

    None where stderr is no terminal or the user asked for quiet.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    words = TextColumn("{task.description}")
    columns = (SpinnerColumn(), words, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("Loading", total=None)
        yield lambda done, total: bar.update(task, description="Reading turns", completed=done, total=total)
