"""The parts of the page beside the lists of tasks: criteria with what answers them, the decision, the health."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from closeplan_nlp.exporters import facts
from closeplan_nlp.exporters.deciding import stages_of
from closeplan_nlp.exporters.page.entries import Entries, Entry
from closeplan_nlp.plan.review import RULES, Coverage, Finding, Review, View, refers, tasks_about
from closeplan_nlp.saying import say_count
from closeplan_nlp.types import ClosePlan, Item

SHOWN, GUESSED = 5, 2
"""Boxes of a stage and answers of a criterion, and those that words alone speak for; the lists have the rest."""


@dataclass(frozen=True)
class Answered:
    """A criterion or risk with what is done about it: an answer, the tasks that name it, and how many more there are.

    `perhaps` are tasks that only share its words, by which the review takes it for answered; the customer's version has
    none of these.
    """

    entry: Entry
    answer: str | None
    steps: tuple[Entry, ...]
    more: int
    perhaps: tuple[Entry, ...]


@dataclass(frozen=True)
class StageView:
    """A stage of the decision: its first boxes, how many more there are, and whether it is over or comes next."""

    key: str
    title: str
    entries: tuple[Entry, ...]
    more: int
    state: str


@dataclass(frozen=True)
class Group:
    """The findings of one rule."""

    title: str
    level: str
    remedy: str | None
    findings: tuple[tuple[Finding, Entry | None], ...]


@dataclass(frozen=True)
class Health:
    """The review as the page shows it: its figure in words, the groups that need work, hints, MEDDPICC."""

    headline: str
    rest: str
    level: str
    groups: tuple[Group, ...]
    hints: tuple[Group, ...]
    letters: tuple[Coverage, ...]

    @property
    def covered(self) -> int:
        """How many letters are covered."""
        return sum(letter.state == "covered" for letter in self.letters)

    @property
    def hint_count(self) -> int:
        """How many hints there are beside MEDDPICC's."""
        return sum(len(group.findings) for group in self.hints)


def answered(plan: ClosePlan, entries: Entries, items: Iterable[Item]) -> list[Answered]:
    """Criteria or risks with their answers and the tasks about them."""
    view = View(plan, dt.date.min)
    found = []
    for entry in entries.of(items):
        about = list(tasks_about(view, entry.item))
        steps = entries.of(step for step in about if refers(step, entry.item))
        guessed = [] if plan.audience == "customer" else [step for step in about if not refers(step, entry.item)]
        perhaps = tuple(entries.of(guessed[:GUESSED]))
        more = max(0, len(steps) - SHOWN)
        found.append(Answered(entry, entry.item.answer, tuple(steps[:SHOWN]), more, perhaps))
    return found


def criteria_of(plan: ClosePlan, entries: Entries) -> list[tuple[str, list[Answered]]]:
    """The criteria under their importance, within it by category, those of no category last."""
    groups = facts.criteria_of(plan)
    return [
        (title, answered(plan, entries, sorted(items, key=lambda item: (not item.category, str(item.category)))))
        for title, items in groups
    ]


def decision_of(plan: ClosePlan, entries: Entries) -> list[StageView]:
    """The stages of the decision; nothing where the plan knows of none."""
    stages = stages_of(plan)
    if not any(stage.items for stage in stages):
        return []
    steps = [stage for stage in stages[1:] if stage.items]
    ahead = next((stage.key for stage in steps if not _is_over(stage.items)), None)
    found = []
    for stage in stages:
        shown = sorted(entries.of(stage.items), key=lambda entry: entry.done)
        state = "next" if stage.key == ahead else "over" if stage in steps and _is_over(stage.items) else ""
        state = state if stage.items else "empty"
        found.append(StageView(stage.key, stage.title, tuple(shown[:SHOWN]), max(0, len(shown) - SHOWN), state))
    return found


def _is_over(items: Iterable[Item]) -> bool:
    return all(item.status == "done" for item in items)


def health_of(review: Review, entries: Entries) -> Health:
    """The review, its findings under their rules."""
    counts = review.counts
    worst = next((level for level in ("error", "warning") if counts[level]), "good")
    headline = say_count(counts[worst], worst) if worst != "good" else "No findings"
    others = [level for level in counts if level != worst and counts[level]]
    groups = tuple(_groups(review, entries))
    return Health(
        headline=headline,
        rest=", ".join(say_count(counts[level], level) for level in others),
        level=worst,
        groups=tuple(group for group in groups if group.level != "hint"),
        hints=tuple(group for group in groups if group.level == "hint" and not _is_letter(group)),
        letters=review.meddpicc,
    )


def _is_letter(group: Group) -> bool:
    """Whether the table of MEDDPICC says it already."""
    return group.findings[0][0].rule.startswith("meddpicc-")


def _groups(review: Review, entries: Entries) -> Iterable[Group]:
    for rule, each in groupby(review.findings, key=lambda finding: finding.rule):
        found = list(each)
        remedies = {finding.remedy for finding in found}
        remedy = found[0].remedy if len(remedies) == 1 else None
        named = tuple((finding, entries.named(finding.item) if finding.item else None) for finding in found)
        yield Group(RULES[rule].title, found[0].level, remedy, named)
