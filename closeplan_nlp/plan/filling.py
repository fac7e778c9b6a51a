"""Whether what a call said is a step of a template, so that it fills the step instead of standing beside it.

A step brings phrases; an item that holds all words of one of them is about this step. Of some milestones a deal has
one, so their category is enough. That holds for the first call that speaks of the step: later ones are compared with
what that call said, as everywhere.
"""

from __future__ import annotations

from closeplan_nlp.plan.matching import ONCE, SAME, Said, alike, another_thing
from closeplan_nlp.plan.wording import total, wording
from closeplan_nlp.types import Observation

CLEAR = (*ONCE, "decision")
"""Milestones that their category tells."""
BY_PHRASE, BY_CATEGORY, MORE = 0.85, 0.75, 0.1
"""Scores, and what the likeness of all words adds to them."""
AGAIN = {"again", "2nd", "3rd", "renewal", "other"}
"""Marks of a thing that comes after the first one of its kind."""


def fills(step: Said, said: Said) -> float:
    """How likely (0 to 1) an item is the step; kinds and sides must go together (`matching.may_be_same`)."""
    found = 0.0 if another_thing(step.words, said.words) else alike(step, said)
    if said.words.marks & AGAIN and found < SAME:
        return 0.0
    if _holds_phrase(step.seen, said):
        return BY_PHRASE + MORE * _overlap(step, said)
    if step.seen.category in CLEAR and step.seen.category == said.seen.category:
        return max(found, BY_CATEGORY + MORE * _overlap(step, said))
    return found


def _holds_phrase(step: Observation, said: Said) -> bool:
    """Whether the item holds a phrase of the step; one word is enough only for a milestone of the same category."""
    found = [stems for phrase in step.words if (stems := _stems(phrase)) and stems <= said.stems]
    sure = step.kind == "milestone" and step.category == said.seen.category
    return any(len(stems) > 1 or sure for stems in found)


def _stems(phrase: str) -> frozenset[str]:
    words = wording(phrase)
    return words.deeds | words.content


def _overlap(step: Said, said: Said) -> float:
    """Weighted Dice overlap of all words, 0 to 1."""
    both = step.weight + said.weight
    return 2 * total(step.stems & said.stems) / both if both else 0.0
