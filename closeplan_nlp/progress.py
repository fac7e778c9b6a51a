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


@contextmanager
def audio_progress(quiet: bool, name: str) -> Iterator[Callable[[float, float | None], None] | None]:
    """A bar over a recording: minutes done, how many times faster than it plays, time left.

    The function it gives takes the seconds that are done and all of them, None where that is not known.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    words, speed = TextColumn("{task.description}"), TextColumn("{task.fields[speed]}")
    columns = (SpinnerColumn(), words, BarColumn(), speed, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(name, total=None, speed="")
        began: list[tuple[float, float]] = []

        def show(done: float, total: float | None) -> None:
            began.append((bar.get_time(), done))
            (start, first), now = began[0], began[-1][0]
            pace = (done - first) / (now - start) if now > start else 0.0
            length = f"/{total / 60:.0f}" if total else ""
            bar.update(task, completed=done, total=total, speed=f"{done / 60:.1f}{length} min, {pace:.1f}×")
            del began[1:]

        yield show


@contextmanager
def bytes_progress(quiet: bool, name: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar over a download; the function it gives takes bytes done and bytes in all."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    bar_console = Console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=bar_console, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
