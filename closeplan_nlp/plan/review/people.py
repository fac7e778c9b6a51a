"""Rules about people: who decides, and how many of them we know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from closeplan_nlp.plan.review.findings import Hit
from closeplan_nlp.plan.review.view import View
from closeplan_nlp.types import PlanParticipant

DECIDERS = ("economic_buyer", "decision_maker", "approver")
TOP = re.compile(
    r"\b(c[efiost]o|cmo|cpo|ciso|chief|(?:co-?)?founder|owner|president|managing director|general manager|partner"
    r"|managing partner|executive director|svp|evp|vp|vice president)\b",
    re.IGNORECASE,
)
"""Roles of people who usually can say yes."""
BELOW = re.compile(
    r"\b(assistant|secretary|office of|to the|product owner|process owner|business partner)\b", re.IGNORECASE
)


def is_decider(person: PlanParticipant) -> bool:
    """Whether the plan says that the person decides or approves."""
    return bool(person.decision_maker) or person.part in DECIDERS


def may_decide(person: PlanParticipant) -> bool:
    """Whether the person's role is one that usually decides."""
    role = person.role or ""
    return person.decision_maker is not False and bool(TOP.search(role)) and not BELOW.search(role)


def no_decision_maker(view: View) -> Iterator[Hit]:
    """Nobody among the customer's people decides or approves."""
    if any(is_decider(person) or may_decide(person) for person in view.customers):
        return
    names = ", ".join(person.name for person in view.customers)
    yield Hit(f"nobody we know at the customer decides or approves ({names or 'nobody is named'})")


def single_contact(view: View) -> Iterator[Hit]:
    """The deal hangs on one person."""
    if len(view.customers) == 1:
        yield Hit(f"{view.customers[0].name} is the only person that we know at the customer")
