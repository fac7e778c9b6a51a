"""How many threads models compute with."""

from __future__ import annotations

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController

from closeplan_nlp.nlp.analysis import analyze
from closeplan_nlp.threads import VARIABLE, cores, single_blas_thread, thread_count
from closeplan_nlp.types import Transcript, Turn


@pytest.mark.parametrize("value", ["", "0", "many", "-1"])
def test_as_many_as_there_are_cores(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(VARIABLE, value)
    assert thread_count() == cores() >= 1
    assert thread_count(most=1) == 1


def test_the_variable_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "3")
    assert thread_count() == thread_count(most=1) == 3


def blas_threads() -> list[int]:
    assert np.ones((2, 2)).sum() == 4  # NumPy's library is loaded
    return [each["num_threads"] for each in ThreadpoolController().select(internal_api="openblas").info()]


def test_numpy_multiplies_in_one_thread_and_gets_its_own_back() -> None:
    with ThreadpoolController().limit(limits=2):
        before = blas_threads()
        with single_blas_thread():
            assert set(blas_threads()) == {1}
        assert blas_threads() == before
        assert set(before) == {2}


def test_a_call_is_analysed_in_one_thread_of_numpy() -> None:
    """Workers side by side waited for each other's threads: two of them did 1.5 times the work of one, not twice."""
    seen: list[int] = []
    call = Transcript(turns=(Turn(speaker="Dana", text="I will send the quote by Friday."),))
    with ThreadpoolController().limit(limits=2):
        analyze(call, progress=lambda done, total: seen.extend(blas_threads()))
    assert set(seen) == {1}
