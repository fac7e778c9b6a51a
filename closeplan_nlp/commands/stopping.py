"""Being told to stop from outside: the same end as Ctrl-C."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGHUP)
"""What `kill`, service managers and schedulers send, and what a terminal sends that goes away."""


class Stopped(KeyboardInterrupt):
    """A signal that asks for the end."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def exit_code(stop: KeyboardInterrupt) -> int:
    """The exit code that shells expect of a program which a signal ended."""
    return 128 + (stop.number if isinstance(stop, Stopped) else signal.SIGINT)


@contextmanager
def stoppable() -> Iterator[None]:
    """Let signals that ask for the end raise Stopped in the block; those that are ignored (`nohup`) stay ignored."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped(number)

    is_ours = threading.current_thread() is threading.main_thread()
    taken = [each for each in SIGNALS if is_ours and signal.getsignal(each) is signal.SIG_DFL]
    for each in taken:
        signal.signal(each, stop)
    try:
        yield
    finally:
        for each in taken:
            signal.signal(each, signal.SIG_DFL)
