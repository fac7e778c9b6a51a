"""The review of a plan that a good sales leader would make: what is wrong, why, and what to do about it.

    findings = review(plan, dt.date.today()).findings

A newcomer adds one function `(View) -> Iterator[Hit]` in the module of its subject and one line in `RULES`.
"""

from __future__ import annotations

from closeplan_nlp.plan.review.config import ReviewConfig, find_config, read_config
from closeplan_nlp.plan.review.findings import LEVELS, Coverage, Finding, Hit, Review, Rule
from closeplan_nlp.plan.review.meddpicc import coverage
from closeplan_nlp.plan.review.rules import RULES, review
from closeplan_nlp.plan.review.tasks import refers, tasks_about
from closeplan_nlp.plan.review.view import Limits, View

__all__ = [
    "LEVELS",
    "RULES",
    "Coverage",
    "Finding",
    "Hit",
    "Limits",
    "Review",
    "ReviewConfig",
    "Rule",
    "View",
    "coverage",
    "find_config",
    "read_config",
    "refers",
    "review",
    "tasks_about",
]
