"""Calls as they come out of the analysis, made by hand or by hypothesis, and plans made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from closeplan_nlp.plan.observing import Incoming, observe
from closeplan_nlp.types import ClosePlan, Deal, Evidence, Item, PlanParticipant, Source

SIDES = {"action_item": "seller", "customer_commitment": "customer", "decision_criterion": "customer"}
TEXTS = {
    "action_item": (
        "Send the MSA",
        "Send over the MSA",
        "Send the order form",
        "Send the revised order form for Leeds",
    ),
    "customer_commitment": (
        "Send the MSA",
        "Sign the order form",
        "Get Priya to sign the order form",
        "Send the SSO data",
    ),
    "milestone": ("Contract signed", "Signature of the contract", "Pilot starts", "Demo for the board"),
    "risk": ("Legal is swamped", "Legal team is swamped", "Hiring freeze"),
    "decision_criterion": ("Integration with SAP", "SAP integration"),
}
DAYS = ("2026-03-06", "2026-03-13", "2026-03-20", "2026-04")
CATEGORY = {"Contract signed": "signature", "Signature of the contract": "signature", "Pilot starts": "pilot"}


def call(name: str, date: str | None, *items: dict[str, Any], people: Sequence[str] = ("Dana Reyes",)) -> ClosePlan:
    """The plan of one call; items get ids and one quote each."""
    made = []
    for number, fields in enumerate(items):
        proof = Evidence(source=name, turn=number, speaker=people[0], quote=f"{fields['text']}, {name}")
        known = {"id": f"{name}-{number}", "side": SIDES.get(fields["kind"], "both"), "evidence": (proof,)}
        made.append(Item(**known | fields))
    return ClosePlan(
        deal=Deal(name="Northwind", seller="Contoso", customer="Northwind"),
        participants=tuple(PlanParticipant(name=person, side="customer") for person in people),
        items=tuple(made),
        sources=(Source(id=name, date=date, path=f"{name}.vtt", sha256=f"sha-{name}"),),
    )


@st.composite
def items(draw: st.DrawFn) -> dict[str, Any]:
    """The fields of an extracted item, from few words, so that calls speak of the same things."""
    kind = draw(st.sampled_from(sorted(TEXTS)))
    text = draw(st.sampled_from(TEXTS[kind]))
    fields: dict[str, Any] = {"kind": kind, "text": text, "category": CATEGORY.get(text)}
    if kind in ("action_item", "customer_commitment", "milestone"):
        fields["status"] = draw(st.sampled_from(("agreed", "agreed", "proposed", "done")))
        fields["due"] = draw(st.sampled_from((None, *DAYS)))
    if kind in ("action_item", "customer_commitment"):
        fields["owner"] = draw(st.sampled_from((None, "Ines Okafor", "Dana Reyes")))
    fields["confidence"] = draw(st.sampled_from((None, 0.4, 0.7, 0.95)))
    return fields


@st.composite
def call_lists(draw: st.DrawFn) -> list[Incoming]:
    """Up to five calls, each with a name of its own; two may be on one day, some without a date."""
    days = draw(st.lists(st.sampled_from((None, "2026-03-02", "2026-03-09", "2026-03-16")), min_size=1, max_size=5))
    people = st.lists(st.sampled_from(("Dana Reyes", "Marco Bianchi", "Ines Okafor")), min_size=1, unique=True)
    return [
        observe(call(f"call-{n}", day, *draw(st.lists(items(), max_size=5)), people=draw(people)))
        for n, day in enumerate(days)
    ]
