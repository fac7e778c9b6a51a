"""What the tests share: hand-made mentions, facts of a classifier, a blank pipeline, a small call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from closeplan_nlp.kinds import KINDS
from closeplan_nlp.nlp.dates import DateMention
from closeplan_nlp.nlp.heads import Facts
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.types import Participant, Transcript, Turn

MakeMention = Callable[..., Mention]


def _labels(given: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """`role="state"` is a sure label, `role={"state": 0.6, "ask": 0.4}` is a distribution."""
    return {head: {value: 1.0} if isinstance(value, str) else dict(value) for head, value in given.items()}


def _dates(text: str, given: Sequence[tuple[Any, ...]]) -> tuple[DateMention, ...]:
    """Dates as (words, value, preposition, kind, past), the last three optional; they are found in the text."""
    found = []
    for words, value, *rest in given:
        preposition, kind, past = (*rest, *(None, "day", False)[len(rest) :])
        start = text.index(words)
        found.append(DateMention(start, start + len(words), words, value, kind, preposition, past))
    return tuple(found)


@pytest.fixture
def mention() -> MakeMention:
    """`mention("I'll send it", person="Dana Reyes", side="customer", risk=0.8, labels={"role": "state"})`."""

    def make(text: str = "I'll send the quote.", turn: int = 0, **given: Any) -> Mention:
        kinds = {kind: given.pop(kind, 0.0) for kind in KINDS}
        fields: dict[str, Any] = {
            "index": turn,
            "start": 0,
            "end": len(text),
            "speaker": given.get("person"),
            "vector": np.zeros(4, dtype=np.float32),
            **given,
        }
        fields["labels"] = _labels(fields.get("labels", {}))
        fields["dates"] = _dates(text, fields.get("dates", ()))
        return Mention(turn=turn, text=text, kinds=kinds, **fields)

    return make


@pytest.fixture
def facts() -> Facts:
    """What a small classifier would say of itself."""
    return Facts(
        labels={
            "kind": list(KINDS),
            "role": ["none", "state", "ask", "accept", "context", "withdraw"],
            "owner": ["none", "speaker", "participant", "named"],
        },
        markers=[f"[m{n}]" for n in range(6)],
        special={"start": "[s]", "end": "[e]", "pad": "[p]"},
        sizes={"window": 40, "utterance": 12, "before": 10, "after": 6},
        calibration={kind: [1.0, 0.0] for kind in KINDS},
        item_calibration={kind: [1.0, 0.0] for kind in KINDS},
        kind_weights=dict.fromkeys(KINDS, 1.0),
        thresholds=dict.fromkeys(KINDS, 0.5),
        item_thresholds=dict.fromkeys(KINDS, 0.6),
        link_threshold=dict.fromkeys(("task", "criterion", "milestone", "risk"), 0.5),
        near_threshold=dict.fromkeys(("task", "criterion", "milestone", "risk"), 0.5),
        families={
            "action_item": "task",
            "customer_commitment": "task",
            "decision_criterion": "criterion",
            "milestone": "milestone",
            "risk": "risk",
        },
        about={},
    )


@pytest.fixture(scope="session")
def blank() -> Any:
    """A blank English pipeline that cuts turns into utterances."""
    from closeplan_nlp.nlp.pipeline import blank_splitter

    return blank_splitter("en")


BEN = Participant(name="Ben Okafor", side="seller", role="Account executive")
DANA = Participant(name="Dana Reyes", side="customer", role="IT director")
MARC = Participant(name="Marc Weber", side="customer", role="Head of finance")

TALK = (
    ("Ben Okafor", "Thanks for joining, Dana. I'll send you the updated quote by Friday."),
    ("Dana Reyes", "Great. And I'll get you our security questionnaire tomorrow, it has to be SOC 2."),
    ("Ben Okafor", "Let's do the demo on Tuesday at two. I'll send the invite."),
    ("Dana Reyes", "Works for me. Our board meets on March 20th, we can't sign before that."),
    ("Ben Okafor", "Understood. Is there anything else that could slow us down?"),
    ("Dana Reyes", "Legal is swamped, honestly. And we are comparing you with Acme."),
    ("Ben Okafor", "Okay. So I send the quote, you send the questionnaire, and we sign by the end of March."),
    ("Dana Reyes", "Yes. Talk soon!"),
)


@pytest.fixture(scope="session")
def call() -> Transcript:
    """A short call between Ben (seller) and Dana (customer) on Monday, March 2nd 2026."""
    turns = [Turn(speaker=s, text=t, start=10.0 * n, end=10.0 * n + 8) for n, (s, t) in enumerate(TALK)]
    return Transcript(
        title="Rollout",
        date="2026-03-02",
        language="en",
        customer_org="Northwind",
        participants=(BEN, DANA),
        turns=turns,
    )
