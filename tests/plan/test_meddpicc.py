"""MEDDPICC: what covers a letter, what is a trace, what a gap."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from deals import DANA, INES, RHEA, commitment, deal, item, milestone, quote

from closeplan_nlp.plan.review import Coverage, review
from closeplan_nlp.types import ClosePlan, Item

TODAY = dt.date(2026, 3, 9)


def criterion(key: str, text: str, category: str = "feature", **fields: Any) -> Item:
    return item(key, "decision_criterion", text, **{"category": category, "importance": "should", **fields})


PLAIN = DANA.model_copy(update={"part": None})
CASES: list[tuple[str, str, ClosePlan]] = [
    ("metrics", "covered", deal(criterion("c", "No-shows below one in fifteen", "roi"))),
    ("metrics", "thin", deal(criterion("c", "First year within 45,000", "budget"))),
    ("metrics", "gap", deal(criterion("c", "Easy to use"))),
    ("economic-buyer", "covered", deal()),
    ("economic-buyer", "thin", deal(participants=(PLAIN.model_copy(update={"role": "CFO"}),))),
    ("economic-buyer", "gap", deal(participants=(DANA, INES))),
    ("decision-criteria", "covered", deal(*(criterion(k, k, importance="must") for k in "abc"))),
    ("decision-criteria", "thin", deal(*(criterion(k, k) for k in "abc"))),
    ("decision-criteria", "gap", deal()),
    ("decision-process", "covered", deal(milestone("m", "decision"))),
    ("decision-process", "thin", deal(milestone("m", "decision", None), milestone("n", "approval"))),
    ("decision-process", "gap", deal(milestone("m", "demo"))),
    ("paper-process", "covered", deal(milestone("m", "signature"), commitment("a", text="Review the contract"))),
    ("paper-process", "thin", deal(milestone("m", "signature"))),
    ("paper-process", "thin", deal(commitment("a", text="Review the contract"))),
    ("paper-process", "gap", deal(criterion("c", "Our contract terms", "legal"))),
    (
        "identified-pain",
        "covered",
        deal(
            criterion("c", "Fewer letters", evidence=(quote("we lose two hours a day to that"),)),
            item("r", "risk", "The last vendor failed the audit"),
        ),
    ),
    ("identified-pain", "thin", deal(criterion("c", "No typing by hand"))),
    ("identified-pain", "gap", deal(criterion("c", "It talks to SAP"))),
    ("champion", "covered", deal()),
    ("champion", "thin", deal(commitment("a"), commitment("b"), participants=(PLAIN, RHEA))),
    ("champion", "gap", deal(commitment("a"), participants=(PLAIN, RHEA))),
    ("competition", "covered", deal(item("r", "risk", "Competing offer from Acme"))),
    ("competition", "covered", deal(criterion("c", "Price", evidence=(quote("we could build it in-house"),)))),
    ("competition", "covered", deal(item("r", "risk", "Also looking at Routely"))),
    ("competition", "gap", deal(item("r", "risk", "Legal is slow"))),
]


def letters(plan: ClosePlan) -> dict[str, Coverage]:
    return {each.key: each for each in review(plan, TODAY).meddpicc}


@pytest.mark.parametrize(("key", "state", "plan"), CASES, ids=[f"{key}-{state}" for key, state, _ in CASES])
def test_coverage(key: str, state: str, plan: ClosePlan) -> None:
    assert letters(plan)[key].state == state
    told = [each.rule for each in review(plan, TODAY).findings if each.rule == f"meddpicc-{key}"]
    assert bool(told) == (state != "covered")


def test_all_eight_letters_in_order() -> None:
    assert "".join(each.title[0] for each in letters(deal()).values()) == "MEDDPICC"


def test_evidence_is_shown() -> None:
    plan = deal(criterion("c", "No-shows below one in fifteen", "roi", evidence=(quote("below one in fifteen"),)))
    metrics = letters(plan)["metrics"]
    assert metrics.items == ("c",)
    assert [each.quote for each in metrics.evidence] == ["below one in fifteen"]


def test_dropped_items_cover_nothing() -> None:
    assert letters(deal(milestone("m", "decision", dropped="2026-03-05")))["decision-process"].state == "gap"
