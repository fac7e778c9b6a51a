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

    def __post_init__(self) -> None:
        self.start = self.clock()

    def expect(self, totals: Mapping[str, int]) -> None:
        """Add to what there is to do."""
        self.totals.update(totals)

    def note(self, outcome: Outcome) -> None:
        """Count an outcome."""
        self.done[outcome.stage] += 1
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
            "seconds_left": self._left(took),
        }

    def _left(self, took: float) -> int | None:
        """By the slowest stage: its pace so far for what it has still to do."""
        left = [
            took / self.done[stage] * (self.totals[stage] - self.done[stage])
            for stage in (TRANSCRIBE, ANALYSE)
            if self.done[stage]
        ]
        waits = any(self.totals[stage] and not self.done[stage] for stage in (TRANSCRIBE, ANALYSE))
        return None if waits or not left else round(max(left))


def figures_line(figures: Mapping[str, Any]) -> str:
    """The figures as a plain line."""
    stages = ", ".join(f"{TITLES[s].lower()} {done} of {total}" for s, (done, total) in figures["stages"].items())
    rates = f"{figures['calls_per_hour']} calls an hour"
    if figures["audio_hours_per_hour"]:
        rates += f", {figures['audio_hours_per_hour']:g} hours of sound an hour"
    left = f", {say_time(figures['seconds_left'])} left" if figures["seconds_left"] is not None else ""
    return f"{stages}; {rates}{left}; {say_count(figures['failed'], 'failure')}"


def say_time(seconds: float) -> str:
    """`45 s`, `12 min`, `3 h 05 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"
