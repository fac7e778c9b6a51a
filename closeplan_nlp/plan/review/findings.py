"""What a review finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from closeplan_nlp.plan.review.view import View
from closeplan_nlp.types import Day, Evidence, Item, Record

LEVELS = ("error", "warning", "hint")
OFF = "off"
Level = Literal["error", "warning", "hint"]
State = Literal["covered", "thin", "gap"]


class Finding(Record):
    """One thing to look at: the rule that found it, why, at which item (none: the plan as a whole), what to do."""

    rule: str
    level: Level
    reason: str
    remedy: str
    item: str | None = None
    text: str | None = None


class Coverage(Record):
    """One letter: how well it is covered, why, and the ids of the items and the quotes that show it."""

    key: str
    title: str
    state: State
    reason: str
    items: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Review(Record):
    """All findings of a plan on one day, errors first, and how well MEDDPICC is covered."""

    deal: str
    today: Day
    findings: tuple[Finding, ...] = ()
    meddpicc: tuple[Coverage, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """The number of findings by level."""
        found = Counter(finding.level for finding in self.findings)
        return {level: found[level] for level in LEVELS}  # type: ignore[index]

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return self.counts["error"] > 0


@dataclass(frozen=True)
class Hit:
    """What a rule says: why, at which item, and what to do where that is not what the rule says for all."""

    reason: str
    item: Item | None = None
    remedy: str | None = None


@dataclass(frozen=True)
class Rule:
    """A rule: its key, its level unless the configuration says another one, its title, what to do, and the function."""

    key: str
    level: Level
    title: str
    remedy: str
    find: Callable[[View], Iterator[Hit]]
