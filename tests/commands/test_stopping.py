"""Signals that ask for the end."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from closeplan_nlp.commands.stopping import Stopped, exit_code, stoppable


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_they_end_the_block_like_ctrl_c(number: signal.Signals) -> None:
    held = signal.signal(number, signal.SIG_DFL)
    try:
        with pytest.raises(KeyboardInterrupt) as caught, stoppable():
            os.kill(os.getpid(), number)
        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        signal.signal(number, held)
    assert exit_code(caught.value) == 128 + number
    assert exit_code(KeyboardInterrupt()) == 130
    assert isinstance(caught.value, Stopped)


def test_ignored_ones_stay_ignored() -> None:
    """As under `nohup`."""
    held = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stoppable():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, held)


def test_outside_the_main_thread_they_are_left_alone() -> None:
    seen: list[object] = []

    def look() -> None:
        with stoppable():
            seen.append(signal.getsignal(signal.SIGTERM))

    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [before]
