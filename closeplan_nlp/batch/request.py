"""What is asked of a batch, and what it has come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from closeplan_nlp.audio.settings import AudioOptions
from closeplan_nlp.batch.engines import Plan
from closeplan_nlp.batch.planning import Choice
from closeplan_nlp.batch.records import Facts, Settings
from closeplan_nlp.batch.rows import DealRow, Row


@dataclass(frozen=True)
class BatchRequest:
    """What is asked of a batch.

    `inputs` are folders, files and patterns, `out` is the folder of results. `settings` say how to work, `facts` what
    holds for all calls, `deals_by` what makes calls one deal, `engine` and `plan` where the work is done, `choice`
    which of the calls are to be done now.
    """

    inputs: tuple[str, ...]
    out: Path
    settings: Settings = field(default_factory=Settings)
    manifest: Path | None = None
    exclude: tuple[str, ...] = ()
    facts: Facts = field(default_factory=Facts)
    deals_by: str = "auto"
    engine: str = "local"
    plan: Plan = field(default_factory=Plan)
    choice: Choice = field(default_factory=Choice)
    ready_weights: Callable[[AudioOptions], Path] | None = None
    """Gets weights of Whisper that are not on this machine."""
    dry_run: bool = False
    """Whether it is only looked at what there is to do: nothing is written, no weights are needed."""


@dataclass(frozen=True)
class BatchSummary:
    """What a batch has come to: calls by state, how many were done now, deals, and what failed."""

    counts: dict[str, int]
    done_now: int
    deals: int
    failed: tuple[Row, ...]
    broken: tuple[DealRow, ...]
    others: dict[str, int]
    unreadable: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether nothing failed, and nothing could not be looked into."""
        return not (self.failed or self.broken or self.unreadable)
