"""How many threads models compute with."""

from __future__ import annotations

import pytest

from closeplan_nlp.threads import VARIABLE, cores, thread_count


@pytest.mark.parametrize("value", ["", "0", "many", "-1"])
def test_as_many_as_there_are_cores(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(VARIABLE, value)
    assert thread_count() == cores() >= 1
    assert thread_count(most=1) == 1


def test_the_variable_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "3")
    assert thread_count() == thread_count(most=1) == 3
