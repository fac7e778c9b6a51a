"""Progress: on stderr, for a terminal only."""

from __future__ import annotations

import io

import pytest

from closeplan_nlp.progress import turns_progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "quiet"), [(io.StringIO(), False), (io.StringIO(), True), (Terminal(), True)])
def test_nothing_where_nobody_looks(stream: io.StringIO, quiet: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", stream)
    with turns_progress(quiet) as progress:
        assert progress is None
    assert stream.getvalue() == ""


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with turns_progress(False) as progress:
        assert progress is not None
        progress(3, 12)
        progress(12, 12)
    assert "Reading turns" in terminal.getvalue()
    assert "12/12" in terminal.getvalue()
    assert capsys.readouterr().out == ""


def test_an_error_passes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", Terminal())
    with pytest.raises(ValueError, match="inside"), turns_progress(False):
        raise ValueError("inside")
