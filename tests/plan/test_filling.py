"""Which items are a step of a template: precision first."""

from __future__ import annotations

import pytest

from closeplan_nlp.plan.clustering import Group, cluster
from closeplan_nlp.plan.filling import fills
from closeplan_nlp.plan.matching import SAME, Said
from closeplan_nlp.plan.observing import Order
from closeplan_nlp.plan.template import Template
from closeplan_nlp.plan.template_files import find_template
from closeplan_nlp.types import Observation

TEMPLATE = find_template("enterprise")


def step(key: str, template: Template = TEMPLATE) -> Said:
    found = template.step(key)
    fields = {name: getattr(found, name) for name in ("kind", "text", "side", "owner", "category", "words")}
    return Said(Observation(source=template.source, item=key, due="2026-05-05", status="proposed", **fields), "")


def said(kind: str, text: str, side: str = "both", category: str | None = None, due: str | None = None) -> Said:
    side = {"action_item": "seller", "customer_commitment": "customer"}.get(kind, side)
    seen = Observation(source="call-01", item="a", kind=kind, text=text, side=side, category=category, due=due)
    return Said(seen, "2026-06-01")


@pytest.mark.parametrize(
    ("key", "kind", "text", "category"),
    [
        ("security-questions", "customer_commitment", "Send over our vendor questionnaire", None),
        ("security-answers", "action_item", "Return the completed security questionnaire", None),
        ("security-answers", "action_item", "Send the SOC 2 report and the pen test report", None),
        ("nda", "customer_commitment", "Get the NDA countersigned", None),
        ("proposal", "action_item", "Send the commercial proposal", None),
        ("budget", "customer_commitment", "Get the budget approved by Rhea", None),
        ("contract-review", "customer_commitment", "Have legal review the MSA", None),
        ("demo", "milestone", "Demo for the warehouse team on Tuesday", "demo"),
        ("pilot", "milestone", "Pilot starts in Hall 3", "pilot"),
        ("decision", "milestone", "Board meeting", "decision"),
        ("signature", "milestone", "Everything is signed by the end of June", "signature"),
        ("go-live", "milestone", "Live in Leeds", "go_live"),
        ("kickoff", "milestone", "Project kick-off", "kickoff"),
        ("vendor-setup", "customer_commitment", "Start the vendor registration", None),
    ],
)
def test_what_fills_a_step(key: str, kind: str, text: str, category: str | None) -> None:
    due = "2026-07-01" if kind == "milestone" else None
    item = said(kind, text, category=category, due=due)
    assert Group(step(key)).takes(item)
    assert fills(step(key), item) >= SAME


@pytest.mark.parametrize(
    ("key", "kind", "text", "category"),
    [
        ("security-questions", "action_item", "Send the security questionnaire", None),
        ("security-answers", "customer_commitment", "Send the security questionnaire", None),
        ("proposal", "action_item", "Send the invite", None),
        ("proposal", "action_item", "Send a second proposal for Leeds", None),
        ("proposal", "action_item", "Send the reference list", None),
        ("budget", "customer_commitment", "Ask finance for the cost centre", None),
        ("demo", "milestone", "Workshop on integration", "meeting"),
        ("demo", "action_item", "Prepare the demo", None),
        ("pilot", "milestone", "Review of the pilot", "review"),
        ("go-live", "milestone", "Go-live at the other five sites", "go_live"),
        ("signature", "milestone", "Signature of the renewal", "approval"),
        ("contract-review", "customer_commitment", "Review the pilot results", None),
        ("references", "action_item", "Send the case study", None),
        ("pilot-approval", "customer_commitment", "Name two users", None),
    ],
)
def test_what_does_not(key: str, kind: str, text: str, category: str | None) -> None:
    item = said(kind, text, category=category)
    assert not Group(step(key)).takes(item) or fills(step(key), item) < SAME


def test_a_filled_step_is_compared_like_any_item() -> None:
    leeds = said("milestone", "Go-live in Leeds", category="go_live", due="2026-07-01").seen
    york = said("milestone", "Go-live in York", category="go_live", due="2026-09-01").seen
    seen = [step("go-live").seen, leeds, york.model_copy(update={"source": "call-02"})]
    groups = cluster(seen, Order({"call-01": "2026-06-01", "call-02": "2026-06-02"}))
    assert [[each.text for each in group] for group in groups] == [
        ["Go-live in the first departments", "Go-live in Leeds"],
        ["Go-live in York"],
    ]
