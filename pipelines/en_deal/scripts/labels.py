"""What the classifier's heads tell apart, and which kinds of items are linked together."""

from __future__ import annotations

from closeplan_nlp.kinds import KINDS
from closeplan_nlp.training.annotations import ROLES

KIND_LABELS = list(KINDS)
LABELS: dict[str, list[str]] = {
    "kind": KIND_LABELS,
    "role": ["none", *ROLES],
    "status": ["agreed", "proposed", "done"],
    "criterion": list(KINDS["decision_criterion"].categories),
    "milestone": list(KINDS["milestone"].categories),
    "importance": ["must", "should", "nice"],
    "owner": ["none", "speaker", "participant", "named"],
    "side": ["seller", "customer", "both", "unknown"],
    "speaker_side": ["seller", "customer"],
}
FAMILIES = {
    "action_item": "task",
    "customer_commitment": "task",
    "decision_criterion": "criterion",
    "milestone": "milestone",
    "risk": "risk",
}
