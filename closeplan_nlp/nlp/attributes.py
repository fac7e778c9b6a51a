"""Attributes of an item from its mentions: side, category, importance, status, condition, and whether it was withdrawn.

The trained heads vote over the mentions; rules only decide what cannot be seen in one utterance, such as which of
several dates stands at the end. Nothing is guessed: an owner of the wrong side or a past date is left out.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from closeplan_nlp.kinds import KINDS
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.ngrams import AttributeModel

_TASK_SIDES = {"action_item": ("seller", "both", "unknown"), "customer_commitment": ("customer",)}
_CONDITION = re.compile(
    r"\b(?:once|as soon as|(?<!know )(?<!see )(?<!ask )(?<!check )(?<!even )(?<!out )(?<!as )(?<!what )if|"
    r"provided(?: that)?|assuming|subject to|unless|as long as)\b[^.;!?]{4,120}",
    re.IGNORECASE,
)
_WITHDRAWN = 0.5
_LEAST = 1e-4
"""What is added to a share before its logarithm is taken."""


def votes(mentions: Sequence[Mention], head: str, kind: str, allowed: Sequence[str] = ()) -> dict[str, float]:
    """The sum of each label's probabilities, each mention weighted by how surely it is of the kind.

    Where labels are `allowed` by name, only these.
    """
    totals: dict[str, float] = defaultdict(float)
    for mention in mentions:
        for label, chance in mention.labels.get(head, {}).items():
            if not allowed or label in allowed:
                totals[label] += chance * (0.05 + mention.kinds.get(kind, 0.0))
    return totals


def side_of(mentions: Sequence[Mention], kind: str, words: AttributeModel | None = None) -> str:
    """Whose the item is, among the sides that its kind allows."""
    if kind in ("customer_commitment", "decision_criterion"):
        return "customer"
    return _told(votes(mentions, "side", kind, _TASK_SIDES.get(kind, ())), mentions, f"side.{kind}", words) or "unknown"


def category_of(mentions: Sequence[Mention], kind: str, words: AttributeModel | None = None) -> str | None:
    """Category of a criterion or milestone."""
    head = {"decision_criterion": "criterion", "milestone": "milestone"}.get(kind)
    return _told(votes(mentions, head, kind), mentions, head, words) if head else None


def importance_of(mentions: Sequence[Mention], kind: str, words: AttributeModel | None = None) -> str | None:
    """Importance of a criterion."""
    head = "importance"
    return _told(votes(mentions, head, kind), mentions, head, words) if KINDS[kind].has_importance else None


def _told(
    totals: Mapping[str, float], mentions: Sequence[Mention], head: str, words: AttributeModel | None
) -> str | None:
    """The label with the best vote; where the model has learnt it, what the evidence's words say counts too."""
    scores = words.scores(" ".join(mention.text for mention in mentions), head) if words else {}
    whole = sum(totals.values())
    return _largest({label: math.log(own / whole + _LEAST) + scores.get(label, 0.0) for label, own in totals.items()})


def _largest(totals: Mapping[str, float]) -> str | None:
    return max(totals, key=lambda label: totals[label]) if totals else None


def status_of(mentions: Sequence[Mention], kind: str) -> str | None:
    """Status of a task or milestone."""
    return _largest(votes(mentions, "status", kind)) if KINDS[kind].has_status else None


def condition_of(mentions: Sequence[Mention], kind: str) -> str | None:
    """What a promise waits for, in the words of the call."""
    if not KINDS[kind].is_task:
        return None
    for mention in mentions:
        found = _CONDITION.search(mention.text) if mention.best("role") in ("state", "accept", "revise") else None
        if found and not any(d.start < found.end() and found.start() < d.end for d in mention.dates):
            return _clause(mention, found.start()) or found.group().strip(" ,-—")
    return None


def _clause(mention: Mention, start: int) -> str | None:
    """The clause that the word at `start` opens, as far as the parse has it; recognisers write no comma behind it."""
    if mention.span is None or not mention.span.doc.has_annotation("DEP"):
        return None
    opener = next((t for t in mention.span if t.idx == mention.start + start), None)
    if opener is None or opener.head.dep_ != "advcl":
        return None
    last = list(opener.head.subtree)[-1]
    if last.idx >= mention.end or last.i - opener.i < 2:
        return None
    return str(opener.doc[opener.i : last.i + 1].text).strip(" ,.;-—")


def is_withdrawn(mentions: Sequence[Mention]) -> bool:
    """Whether the last word on the item took it back or declined it, and nobody took it up again after that."""
    for mention in reversed(mentions):
        if mention.chance("role", "withdraw") + mention.chance("role", "decline") > _WITHDRAWN:
            return True
        if mention.best("role") in ("state", "accept", "revise", "recap", "done"):
            return False
    return False
