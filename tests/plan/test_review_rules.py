"""Each rule of the review fires when it should and is silent when it should not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise

import pytest
from deals import CALL, DANA, INES, RHEA, commitment, deal, item, milestone, planned, quote

from closeplan_nlp.plan.review import LEVELS, RULES, Limits, Review, ReviewConfig, review
from closeplan_nlp.types import Change, ClosePlan, PlanParticipant, Source

TODAY = dt.date(2026, 3, 9)
Plan = ClosePlan


def found(plan: Plan, rule: str, today: dt.date = TODAY, config: ReviewConfig | None = None) -> list[str | None]:
    """The items (None: the plan) at which a rule fires."""
    return [each.item for each in review(plan, today, config).findings if each.rule == rule]


def moved(*days: str) -> tuple[Change, ...]:
    """A history of dates."""
    pairs = pairwise(days)
    return tuple(Change(date="2026-03-05", source="call-01", field="due", old=old, new=new) for old, new in pairs)


RISK = item("r", "risk", "Hiring freeze may leave nobody to run the rollout")
MUST = item("c", "decision_criterion", "Works with our identity provider", category="security", importance="must")
ALL_STEPS = (
    item("b", text="Get the budget approved"),
    item("l", text="Review the contract"),
    milestone("s", "signature", "2026-06-30"),
    milestone("g", "go_live", "2026-07-30"),
)

FIRES: list[tuple[str, Callable[[], Plan], list[str | None]]] = [
    ("no-owner", lambda: deal(item("a", owner=None), item("b", owner=" "), item("c", owner="Tom")), ["a", "b"]),
    ("no-date", lambda: deal(item("a", due=None), milestone("m", "demo", None), item("c")), ["a", "m"]),
    ("overdue", lambda: deal(item("a", due="2026-03-06"), milestone("m", "demo", "2026-02"), item("c")), ["a", "m"]),
    ("one-sided", lambda: deal(item("a"), commitment("b", due="2026-03-30")), [None]),
    (
        "moved-often",
        lambda: deal(item("a", history=moved("2026-03-01", "2026-03-05", "2026-03-12", "2026-03-20"))),
        ["a"],
    ),
    ("unconfirmed", lambda: deal(item("a", confidence=0.4), item("b", confidence=0.6)), ["a"]),
    ("risk-without-action", lambda: deal(RISK, item("a")), ["r"]),
    ("unanswered-must", lambda: deal(MUST, item("a")), ["c"]),
    ("unanswered-criterion", lambda: deal(MUST.model_copy(update={"importance": "nice"})), ["c"]),
    ("no-target-close", lambda: deal(item("a"), target_close=None), [None]),
    ("close-passed", lambda: deal(item("a"), target_close="2026-02"), [None]),
    ("after-close", lambda: deal(item("a"), milestone("d", "decision"), target_close="2026-03-19"), ["a", "d"]),
    ("out-of-order", lambda: deal(item("a", depends_on=("b",)), item("b", due="2026-03-25")), ["a"]),
    (
        "out-of-order",
        lambda: deal(item("a", start="2026-03-11", depends_on=("b",)), item("b", due="2026-03-12")),
        ["a"],
    ),
    ("out-of-order", lambda: deal(item("a", start="2026-03-21")), ["a"]),
    (
        "out-of-order",
        lambda: deal(milestone("s", "signature", "2026-05-01"), milestone("d", "decision", "2026-05-08")),
        ["s"],
    ),
    ("unknown-dependency", lambda: deal(item("a", depends_on=("x",)), item("b", depends_on=("a",))), ["a"]),
    ("unknown-dependency", lambda: deal(item("a", depends_on=("b",)), item("b", dropped="2026-03-05")), ["a"]),
    ("dependency-loop", lambda: deal(item("a", depends_on=("b",)), item("b", depends_on=("a",))), ["a"]),
    ("dependency-loop", lambda: deal(item("a", depends_on=("a",))), ["a"]),
    ("late-start", lambda: deal(planned("a", start="2026-03-05"), planned("b", due="2026-03-06")), ["a", "b"]),
    ("silence", lambda: deal(item("a"), sources=(Source(id="c", date="2026-02-20"),)), [None]),
    (
        "no-next-meeting",
        lambda: deal(item("a"), milestone("m", "demo", "2026-03-08"), milestone("n", "review", None)),
        [None],
    ),
    ("no-decision-maker", lambda: deal(item("a"), participants=(DANA, INES)), [None]),
    ("single-contact", lambda: deal(item("a"), participants=(DANA, INES)), [None]),
    ("no-profile", lambda: deal(item("a")), [None]),
    ("no-profile", lambda: deal(item("a"), profile="ours"), [None]),
    ("missing-step", lambda: deal(item("a")), [None] * 4),
    ("missing-step", lambda: deal(*ALL_STEPS, profile="public-sector"), [None] * 4),
    ("template-unadapted", lambda: deal(*map(planned, "abcd"), item("e")), [None]),
    ("role-owner", lambda: deal(planned("a"), planned("b", due="2026-04-20")), ["a"]),
    ("unasked-criteria", lambda: deal(MUST, profile="startup"), [None] * 5),
]

SILENT: list[tuple[str, Callable[[], Plan]]] = [
    ("no-owner", lambda: deal(item("a", owner=None, status="done"), milestone("m", "demo", owner=None), RISK)),
    ("no-owner", lambda: deal(item("a", owner=None, dropped="call-01"))),
    ("no-date", lambda: deal(item("a", due="2026-Q2"), item("b", due=None, status="done"), RISK)),
    (
        "overdue",
        lambda: deal(item("a", due="2026-03-09"), item("b", due="2026-03"), item("c", due="2026-03-01", status="done")),
    ),
    ("overdue", lambda: deal(planned("a", due="2026-03-01"))),
    ("one-sided", lambda: deal(commitment("b", due="2026-03-23"))),
    ("moved-often", lambda: deal(item("a", history=moved("2026-03-01", "2026-03-05", "2026-03-20")))),
    (
        "moved-often",
        lambda: deal(item("a", status="done", history=moved("2026-03-01", "2026-03-05", "2026-03-06", "2026-03-07"))),
    ),
    ("unconfirmed", lambda: deal(item("a", confidence=0.4, confirmed=True), item("b", confidence=0.2, status="done"))),
    ("unconfirmed", lambda: deal(item("a", confidence=0.4, manual=True), item("b"))),
    ("risk-without-action", lambda: deal(RISK, item("a", text="Propose a partner who can run the rollout"))),
    ("risk-without-action", lambda: deal(RISK, item("a", depends_on=("r",)))),
    ("risk-without-action", lambda: deal(RISK.model_copy(update={"depends_on": ("a",)}), item("a"))),
    ("risk-without-action", lambda: deal(RISK.model_copy(update={"answer": "Tom runs it"}))),
    ("unanswered-must", lambda: deal(MUST.model_copy(update={"answer": "SAML is in every edition"}))),
    ("unanswered-must", lambda: deal(MUST, item("a", text="Show how the identity provider is connected"))),
    ("unanswered-criterion", lambda: deal(MUST)),
    ("no-target-close", lambda: deal(target_close="2026-Q2")),
    ("close-passed", lambda: deal(target_close="2026-03-09")),
    ("close-passed", lambda: deal(milestone("s", "signature", status="done"), target_close="2026-03-01")),
    ("after-close", lambda: deal(*ALL_STEPS, item("t", text="Train the users", due="2026-07-20", depends_on=("s",)))),
    (
        "after-close",
        lambda: deal(item("t", text="Prepare the training", due="2026-07-20"), milestone("p", "pilot", "2026-07-20")),
    ),
    ("out-of-order", lambda: deal(item("a", depends_on=("b",)), item("b"))),
    ("out-of-order", lambda: deal(item("a", depends_on=("b",)), item("b", due="2026-03-25", status="done"))),
    (
        "out-of-order",
        lambda: deal(
            milestone("s", "signature"), milestone("d", "decision", "2026-03"), milestone("e", "decision", "2026-05-01")
        ),
    ),
    ("unknown-dependency", lambda: deal(item("a"), item("b", depends_on=("a",)))),
    ("dependency-loop", lambda: deal(item("a"), item("b", depends_on=("a",)), item("c", depends_on=("a", "b")))),
    (
        "late-start",
        lambda: deal(
            item("a", start="2026-03-05"),
            planned("b", start="2026-03-10"),
            planned("c", status="agreed", start="2026-03-01"),
        ),
    ),
    ("silence", lambda: deal(item("a"))),
    (
        "silence",
        lambda: deal(item("a", status="done", done_on="2026-03-05"), sources=(Source(id="c", date="2026-02-01"),)),
    ),
    ("silence", lambda: deal(item("a"), sources=())),
    ("no-next-meeting", lambda: deal(milestone("m", "demo", "2026-03-09"))),
    ("no-decision-maker", lambda: deal(participants=(DANA.model_copy(update={"decision_maker": True}),))),
    (
        "no-decision-maker",
        lambda: deal(participants=(PlanParticipant(name="Rhea", side="customer", role="Managing Director"),)),
    ),
    ("single-contact", lambda: deal(participants=(DANA, RHEA))),
    ("no-profile", lambda: deal(profile="midsize")),
    ("missing-step", lambda: deal(*ALL_STEPS)),
    ("template-unadapted", lambda: deal(*map(planned, "ab"), item("c"), item("d"))),
    ("template-unadapted", lambda: deal(*(planned(key, owner="Ines Okafor") for key in "abcd"))),
    ("role-owner", lambda: deal(planned("a", owner="Ines Okafor"), item("b", owner="Account executive"))),
    ("unasked-criteria", lambda: deal(MUST)),
]


@pytest.mark.parametrize(("rule", "plan", "items"), FIRES, ids=[rule for rule, *_ in FIRES])
def test_it_fires(rule: str, plan: Callable[[], Plan], items: list[str | None]) -> None:
    assert found(plan(), rule) == items


@pytest.mark.parametrize(("rule", "plan"), SILENT, ids=[rule for rule, _ in SILENT])
def test_it_is_silent(rule: str, plan: Callable[[], Plan]) -> None:
    assert found(plan(), rule) == []


def test_every_rule_has_both_tests() -> None:
    own = {key for key in RULES if not key.startswith("meddpicc-")}
    assert {rule for rule, *_ in FIRES} == own == {rule for rule, _ in SILENT}


@pytest.mark.parametrize(
    "role", ["CFO", "Chief Operating Officer", "Co-founder", "VP Operations", "Managing partner", "President"]
)
def test_roles_that_decide(role: str) -> None:
    assert found(deal(participants=(PlanParticipant(name="R", side="customer", role=role),)), "no-decision-maker") == []


@pytest.mark.parametrize(
    "role", [None, "IT director", "Assistant to the CEO", "Product owner", "Procurement", "HR business partner"]
)
def test_roles_that_do_not(role: str | None) -> None:
    person = PlanParticipant(name="R", side="customer", role=role)
    assert found(deal(participants=(person,)), "no-decision-maker") == [None]
    assert found(
        deal(participants=(person.model_copy(update={"side": "seller", "role": "CEO"}),)), "no-decision-maker"
    ) == [None]


def test_a_finding_says_all() -> None:
    (finding,) = [each for each in review(deal(item("a", due="2026-03-06")), TODAY).findings if each.level == "error"]
    assert finding.to_dict() == {
        "rule": "overdue",
        "level": "error",
        "reason": "it was due Fri 6 Mar 2026 by Ines Okafor, 3 days ago, and is not done",
        "remedy": "Ask for it today; mark it done, or agree on a new day",
        "item": "a",
        "text": "Send the quote",
    }


def test_errors_come_first_and_are_counted() -> None:
    plan = deal(item("a", owner=None, due="2026-03-06"), item("b", confidence=0.1))
    held = review(plan, TODAY)
    levels = [each.level for each in held.findings]
    assert levels == sorted(levels, key=LEVELS.index)
    assert held.counts == {level: levels.count(level) for level in LEVELS}
    assert held.has_errors
    assert not review(deal(), TODAY).has_errors


def test_levels_and_limits_are_as_configured() -> None:
    plan = deal(item("a", owner=None), commitment("b", due="2026-04-01"), sources=(CALL,))
    config = ReviewConfig({"no-owner": "error", "one-sided": "off"}, Limits(silence_days=3))
    held = review(plan, TODAY, config)
    assert {each.level for each in held.findings if each.rule == "no-owner"} == {"error"}
    assert found(plan, "one-sided") == [None]
    assert found(plan, "one-sided", config=config) == []
    assert found(plan, "silence", config=config) == [None]
    assert found(plan, "one-sided", config=ReviewConfig(limits=Limits(soon_days=30))) == []


def test_an_empty_plan_and_one_with_hardly_any_dates_are_reviewed() -> None:
    for plan in (ClosePlan(deal=deal().deal), deal(item("a", due=None), milestone("m", "demo", "2026-Q1"))):
        assert isinstance(review(plan, TODAY), Review)


def test_quotes_do_not_matter_to_rules_on_items() -> None:
    plan = deal(item("a", evidence=(quote("I'll send the quote"),)))
    assert found(plan, "no-owner") == []
