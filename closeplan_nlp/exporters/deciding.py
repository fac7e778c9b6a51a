"""How the customer decides, in stages: criteria, approvals, decision, signature, go-live."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from closeplan_nlp.due import span_of
from closeplan_nlp.exporters.facts import by_due
from closeplan_nlp.kinds import IMPORTANCES
from closeplan_nlp.types import ClosePlan, Item

STAGES = (
    ("approvals", "Approvals", ("approval", "review")),
    ("decision", "Decision", ("decision",)),
    ("signature", "Signature", ("signature",)),
    ("golive", "Go-live", ("kickoff", "go_live")),
)
CRITERIA = ("criteria", "Decision criteria")


@dataclass(frozen=True)
class Stage:
    """One stage with what belongs to it: criteria by importance, milestones by date."""

    key: str
    title: str
    items: tuple[Item, ...]


def stages_of(plan: ClosePlan) -> list[Stage]:
    """All five stages, also those of which the plan says nothing."""
    ranks = {name: rank for rank, name in enumerate(IMPORTANCES)}
    criteria = sorted(plan.of_kind("decision_criterion"), key=lambda item: ranks.get(item.importance or "", 3))
    milestones = by_due(plan.of_kind("milestone"))
    close = span_of(plan.deal.target_close)
    steps = [
        Stage(
            key,
            title,
            tuple(item for item in milestones if item.category in categories and not _comes_late(key, item, close)),
        )
        for key, title, categories in STAGES
    ]
    return [Stage(*CRITERIA, tuple(criteria)), *steps]


def _comes_late(key: str, item: Item, close: tuple[dt.date, dt.date] | None) -> bool:
    """Whether a review comes after the close: it looks back, and approves nothing."""
    span = span_of(item.due)
    return key == "approvals" and item.category == "review" and bool(close and span and span[0] > close[1])
