"""What a run has done so far, how fast, and how long the rest will take."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from closeplan_nlp.batch.records import ANALYSE, INPUT, MERGE, TRANSCRIBE, Outcome
from closeplan_nlp.saying import say_count

TITLES = {INPUT: "Looking at files", TRANSCRIBE: "Transcribing", ANALYSE: "Analysing", MERGE: "Merging deals"}


@dataclass
class Tally:
    """Counts of a run: what each stage has to do and has done, failures, hours of sound, since when."""

    clock: Callable[[], float] = time.monotonic
    totals: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    sound: float = 0.0
    calls: int = 0
    start: float = field(init=False)
    last: dict[str, float] = field(default_factory=dict)
    """When each stage was last done with a call."""

    def __post_init__(self) -> None:
        self.start = self.clock()

    def expect(self, totals: Mapping[str, int]) -> None:
        """Add to what there is to do."""
        self.totals.update(totals)

    def note(self, outcome: Outcome) -> None:
        """Count an outcome."""
        self.done[outcome.stage] += 1
        self.last[outcome.stage] = self.clock()
        self.failed += not outcome.good
        self.sound += outcome.facts.get("seconds_of_audio") or 0.0
        if outcome.needs_recording:
            self.totals[TRANSCRIBE] += 1
            self.totals[ANALYSE] += 1
        elif outcome.stage == ANALYSE or (outcome.stage == TRANSCRIBE and not outcome.good):
            self.calls += 1
        if outcome.stage == TRANSCRIBE and not outcome.good:
            self.totals[ANALYSE] -= 1

    def figures(self) -> dict[str, Any]:
        """Counts, rates per hour, and the seconds that are left as far as that can be told."""
        took = max(self.clock() - self.start, 1e-6)
        stages = {stage: [self.done[stage], self.totals[stage]] for stage in TITLES if self.totals[stage]}
        return {
            "seconds": round(took, 1),
            "calls": self.calls,
            "failed": self.failed,
            "stages": stages,
            "calls_per_hour": round(self.calls / took * 3600),
            "audio_hours_per_hour": round(self.sound / took, 2),
            "calls_left": self.totals[ANALYSE] - self.done[ANALYSE],
            "seconds_left": self._left(),
            "seconds_since": round(self.clock() - max(self.last.values(), default=self.start)),
        }

    def _left(self) -> int | None:
        """By the slowest stage; None where one has not shown its pace yet, or takes longer than that says."""
        left = [self._left_of(stage) for stage in (TRANSCRIBE, ANALYSE) if self.totals[stage] > self.done[stage]]
        known = [seconds for seconds in left if seconds is not None and seconds > 0]
        return None if len(known) < len(left) or not known else round(max(known))

    def _left_of(self, stage: str) -> float | None:
        """The pace until the last call for those that are left, less the time that has passed since."""
        if not self.done[stage]:
            return None
        pace = (self.last[stage] - self.start) / self.done[stage]
        return pace * (self.totals[stage] - self.done[stage]) - (self.clock() - self.last[stage])


def figures_line(figures: Mapping[str, Any]) -> str:
    """The figures as a plain line."""
    stages = ", ".join(f"{TITLES[s].lower()} {done} of {total}" for s, (done, total) in figures["stages"].items())
    rates = f"{figures['calls_per_hour']} calls an hour"
    if figures["audio_hours_per_hour"]:
        rates += f", {figures['audio_hours_per_hour']:g} hours of sound an hour"
    return f"{stages}; {rates}{_left_line(figures)}; {say_count(figures['failed'], 'failure')}"


def _left_line(figures: Mapping[str, Any]) -> str:
    """How long the rest takes; where it takes longer than the pace says, what is left and for how long."""
    if figures["seconds_left"] is not None:
        return f", {say_time(figures['seconds_left'])} left"
    has_begun = figures["stages"].get(ANALYSE, (0, 0))[0] > 0
    if has_begun and figures["calls_left"]:
        return f", {say_count(figures['calls_left'], 'call')} left, none done for {say_time(figures['seconds_since'])}"
    return ""


def say_time(seconds: float) -> str:
    """`45 s`, `12 min`, `3 h 05 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"
