"""The five kinds of plan items and the values their attributes take (the annotation guide's labels).

`KINDS` is the one place that says which kinds exist, how they are called and which attributes they have; readers of
plans, the classifier, exporters and the scorer iterate over it.
"""

from __future__ import annotations

from dataclasses import dataclass

SIDES = ("seller", "customer", "both", "unknown")
STATUSES = ("proposed", "agreed", "done")
IMPORTANCES = ("must", "should", "nice")


@dataclass(frozen=True)
class Kind:
    """One kind of item: its key, its names for people, and which attributes apply to it."""

    key: str
    title: str
    plural: str
    meaning: str
    categories: tuple[str, ...] = ()
    has_importance: bool = False
    has_status: bool = False
    is_task: bool = False


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "action_item",
            "Action item",
            "Our action items",
            "a concrete task that the selling side, or both sides together, takes on after the call",
            has_status=True,
            is_task=True,
        ),
        Kind(
            "customer_commitment",
            "Customer commitment",
            "Customer commitments",
            "a concrete task that the customer's side takes on",
            has_status=True,
            is_task=True,
        ),
        Kind(
            "decision_criterion",
            "Decision criterion",
            "Decision criteria",
            "a factor by which the customer will judge the offer or choose",
            categories=(
                "feature",
                "budget",
                "timeline",
                "security",
                "compliance",
                "integration",
                "support",
                "references",
                "legal",
                "roi",
                "usability",
                "other",
            ),
            has_importance=True,
        ),
        Kind(
            "milestone",
            "Milestone",
            "Milestones",
            "an event or checkpoint on the way to the deal's close",
            categories=(
                "meeting",
                "demo",
                "pilot",
                "review",
                "decision",
                "approval",
                "signature",
                "kickoff",
                "go_live",
                "other",
            ),
            has_status=True,
        ),
        Kind("risk", "Risk", "Risks", "something that may delay or stop the deal"),
    )
}
