"""How far a batch is: shown as bars at a terminal, as plain lines, or as JSON lines."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from closeplan_nlp.batch.records import ANALYSE, INPUT, TRANSCRIBE, Outcome, Trouble
from closeplan_nlp.batch.tally import TITLES, Tally, figures_line
from closeplan_nlp.output import tell
from closeplan_nlp.saying import clean

EVERY = 30.0
"""Seconds between plain lines."""
SHOWN = 10
"""Failures of earlier runs that are told one by one at the end."""


class Progress(Protocol):
    """What is told of a run."""

    def expect(self, totals: Mapping[str, int]) -> None:
        """There is so much to do, by stage."""

    def looked(self) -> None:
        """A file has been looked at."""

    def note(self, outcome: Outcome, path: str) -> None:
        """A job has ended; `path` is the file that stands for it."""

    def tick(self) -> None:
        """Time has passed."""

    def end(self, failures: Mapping[str, str], counts: Mapping[str, int]) -> None:
        """The run is over: lines on all calls and deals that have failed, now or before, and calls by state."""


class Silent:
    """Shows nothing."""

    def __init__(self, tally: Tally | None = None) -> None:
        self.tally = tally or Tally()
        self.told: set[str] = set()

    def expect(self, totals: Mapping[str, int]) -> None:
        """Count it."""
        self.tally.expect(totals)

    def looked(self) -> None:
        """Count it."""
        self.tally.done[INPUT] += 1
        self.tick()

    def note(self, outcome: Outcome, path: str) -> None:
        """Count it."""
        self.tally.note(outcome)

    def tick(self) -> None:
        """Show nothing."""

    def end(self, failures: Mapping[str, str], counts: Mapping[str, int]) -> None:
        """The first failures that were not told yet, and how many more there are."""
        untold = [line for name, line in failures.items() if name not in self.told]
        for line in untold[:SHOWN]:
            tell(f"failed: {line}")
        if len(untold) > SHOWN:
            tell(f"and {len(untold) - SHOWN} more that failed before; calls.csv has them all")


class Lines(Silent):
    """A plain line now and then, and one for each failure."""

    def __init__(self, tally: Tally | None = None, every: float = EVERY) -> None:
        super().__init__(tally)
        self.every = every
        self._next = self.tally.clock() + every

    def note(self, outcome: Outcome, path: str) -> None:
        """Count it; a failure is told at once."""
        super().note(outcome, path)
        if outcome.trouble:
            self.told.add(outcome.name)
            tell(failure_line(outcome, path))

    def tick(self) -> None:
        """A line, when it is time for one."""
        if self.tally.clock() >= self._next:
            self._next = self.tally.clock() + self.every
            tell(figures_line(self.tally.figures()))


class JsonLines(Lines):
    """An object a line: `start`, `done`, `failed` and `progress` events."""

    def expect(self, totals: Mapping[str, int]) -> None:
        """Tell what there is to do."""
        super().expect(totals)
        self._write("start", {"stages": dict(totals)})

    def note(self, outcome: Outcome, path: str) -> None:
        """Tell the outcome of every job."""
        self.tally.note(outcome)
        fields: dict[str, Any] = {"call": outcome.name, "stage": outcome.stage, "path": path}
        fields |= {"seconds": round(outcome.seconds, 3), "processor_seconds": round(outcome.processor, 3)}
        fields["peak_megabytes"] = round(outcome.peak)
        if outcome.trouble:
            fields |= {"reason": outcome.trouble.reason, "where": outcome.trouble.where}
        self._write("done" if outcome.good else "failed", fields)

    def tick(self) -> None:
        """Tell how far it is, when it is time."""
        if self.tally.clock() >= self._next:
            self._next = self.tally.clock() + self.every
            self._write("progress", self.tally.figures())

    def end(self, failures: Mapping[str, str], counts: Mapping[str, int]) -> None:
        """Tell what it has come to."""
        self._write("end", {**self.tally.figures(), "states": dict(counts), "failures": dict(failures)})

    def _write(self, event: str, fields: Mapping[str, Any]) -> None:
        if sys.stderr:
            print(json.dumps({"event": event, "time": round(time.time(), 3), **fields}), file=sys.stderr, flush=True)


class Bars(Silent):
    """A bar for each stage at a terminal."""

    def __init__(self, bars: Any, tally: Tally | None = None) -> None:
        super().__init__(tally)
        self._bars = bars
        self._tasks: dict[str, Any] = {}

    def note(self, outcome: Outcome, path: str) -> None:
        """Count it; a failure is told above the bars."""
        super().note(outcome, path)
        if outcome.trouble:
            self.told.add(outcome.name)
            self._bars.console.print(f"closeplan: {failure_line(outcome, path)}", markup=False, highlight=False)
        self.tick()

    def tick(self) -> None:
        """Move the bars."""
        for stage, title in TITLES.items():
            total, done = self.tally.totals[stage], self.tally.done[stage]
            if total and stage not in self._tasks:
                self._tasks[stage] = self._bars.add_task(title, total=total, note="")
            if total:
                self._bars.update(self._tasks[stage], completed=done, total=total, note=self._note(stage))

    def _note(self, stage: str) -> str:
        figures = self.tally.figures()
        failed = f", {self.tally.failed} failed" if self.tally.failed else ""
        if stage == TRANSCRIBE:
            return f"{figures['audio_hours_per_hour']:g} h of sound an hour"
        return f"{figures['calls_per_hour']} calls an hour{failed}" if stage == ANALYSE else ""


@contextmanager
def shown(quiet: bool, log_json: bool) -> Iterator[Progress]:
    """The progress as it suits: JSON lines where asked for, nothing where quiet, else bars or lines."""
    if log_json:
        yield JsonLines()
    elif quiet:
        yield Silent()
    elif not (sys.stderr and sys.stderr.isatty()):
        yield Lines()
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        words, note = TextColumn("{task.description}"), TextColumn("{task.fields[note]}")
        columns = (words, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), note)
        with RichProgress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bars:
            yield Bars(bars)


def failure_line(outcome: Outcome, path: str) -> str:
    """A failure on one line."""
    assert outcome.trouble is not None
    return f"failed: {trouble_line(path, outcome.stage, outcome.trouble)}"


def trouble_line(path: str, stage: str, trouble: Trouble) -> str:
    """File, place, stage, reason, remedy."""
    where = trouble.where if trouble.where and path in trouble.where else ", ".join(filter(None, (path, trouble.where)))
    remedy = f". {trouble.remedy}" if trouble.remedy else ""
    return clean(f"{where}: {stage}: {trouble.reason}{remedy}")
