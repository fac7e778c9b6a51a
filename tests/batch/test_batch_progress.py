"""What is told of a batch under way."""

from __future__ import annotations

import json

import pytest

from closeplan_nlp.batch.progress import JsonLines, Lines, Silent, shown
from closeplan_nlp.batch.records import ANALYSE, MERGE, TRANSCRIBE, Outcome, Trouble
from closeplan_nlp.batch.tally import Tally, figures_line, say_time

BAD = Outcome("b", ANALYSE, Trouble("no turns", "calls/b.txt, line 3", "Look at it"))


class Clock:
    """Time that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_figures(clock: Clock) -> None:
    tally = Tally(clock)
    tally.expect({TRANSCRIBE: 2, ANALYSE: 10})
    assert tally.figures()["seconds_left"] is None
    clock.now += 60
    tally.note(Outcome("a", TRANSCRIBE, facts={"seconds_of_audio": 1800.0}))
    tally.note(Outcome("a", ANALYSE))
    tally.note(BAD)
    figures = tally.figures()
    assert figures["stages"] == {TRANSCRIBE: [1, 2], ANALYSE: [2, 10]}
    assert (figures["calls"], figures["failed"], figures["calls_per_hour"]) == (2, 1, 120)
    assert figures["audio_hours_per_hour"] == 30.0
    assert figures["seconds_left"] == 240
    assert figures_line(figures) == (
        "transcribing 1 of 2, analysing 2 of 10; 120 calls an hour, 30 hours of sound an hour, 4 min left; 1 failure"
    )


def test_a_call_that_takes_long_is_told_of_without_a_time_that_grows(clock: Clock) -> None:
    tally = Tally(clock)
    tally.expect({ANALYSE: 3})
    for name in "ab":
        clock.now += 10
        tally.note(Outcome(name, ANALYSE))
    left = []
    for _ in range(4):
        left.append(tally.figures()["seconds_left"])
        clock.now += 4
    assert left == [10, 6, 2, None]
    clock.now += 224
    assert figures_line(tally.figures()) == (
        "analysing 2 of 3; 28 calls an hour, 1 call left, none done for 4 min; no failures"
    )
    tally.note(Outcome("c", ANALYSE))
    assert "left" not in figures_line(tally.figures())


def test_what_fails_on_the_way_is_not_waited_for(clock: Clock) -> None:
    tally = Tally(clock)
    tally.expect({TRANSCRIBE: 1, ANALYSE: 2})
    tally.note(Outcome("a", TRANSCRIBE, Trouble("nobody talks")))
    tally.note(Outcome("b", ANALYSE, needs_recording=True))
    assert (tally.totals, tally.calls) == ({TRANSCRIBE: 2, ANALYSE: 2}, 1)
    assert tally.done == {TRANSCRIBE: 1, ANALYSE: 1}


def test_a_line_now_and_then_and_one_for_each_failure(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines(Tally(clock), every=30)
    lines.expect({ANALYSE: 3})
    for _ in range(65):
        clock.now += 1
        lines.tick()
    lines.note(BAD, "calls/b.txt")
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 3
    assert told.err.splitlines()[-1] == ("closeplan: failed: calls/b.txt, line 3: analyse: no turns. Look at it")


def test_events_as_json(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    lines = JsonLines(Tally(clock), every=1)
    lines.expect({ANALYSE: 2, MERGE: 1})
    lines.note(Outcome("a", ANALYSE, seconds=1.23456, peak=300.2), "calls/a.txt")
    lines.note(BAD, "calls/b.txt")
    clock.now += 2
    lines.tick()
    events = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [event["event"] for event in events] == ["start", "done", "failed", "progress"]
    assert (events[1]["call"], events[1]["seconds"], events[1]["peak_megabytes"]) == ("a", 1.235, 300)
    assert events[2]["reason"] == "no turns"
    assert events[3]["failed"] == 1


def test_at_the_end_only_what_was_not_told(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines(Tally(clock))
    lines.note(BAD, "calls/b.txt")
    capsys.readouterr()
    lines.end({"b": "told", **{f"old-{n}": f"line {n}" for n in range(12)}}, {})
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "closeplan: failed: line 0"
    assert len(told) == 11
    assert told[-1] == "closeplan: and 2 more that failed before; calls.csv has them all"
    JsonLines(Tally(clock)).end({"b": "told"}, {"done": 3})
    event = json.loads(capsys.readouterr().err)
    assert (event["event"], event["states"], event["failures"]) == ("end", {"done": 3}, {"b": "told"})


def test_bars_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with shown(quiet=False, log_json=False) as progress:
        progress.expect({ANALYSE: 2})
        progress.note(Outcome("a", ANALYSE), "a.txt")
        progress.note(BAD, "calls/b.txt")
        progress.tick()


def test_which_one() -> None:
    with shown(quiet=True, log_json=False) as silent, shown(quiet=True, log_json=True) as events:
        assert type(silent) is Silent
        assert type(events) is JsonLines
    with shown(quiet=False, log_json=False) as lines:
        assert type(lines) is Lines


@pytest.mark.parametrize(("seconds", "text"), [(45, "45 s"), (720, "12 min"), (11_100, "3 h 05 min")])
def test_times(seconds: float, text: str) -> None:
    assert say_time(seconds) == text
