"""All rules, and the review that runs them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from closeplan_nlp.plan.review import dates, meddpicc, people, steps, tasks
from closeplan_nlp.plan.review.config import ReviewConfig
from closeplan_nlp.plan.review.findings import LEVELS, OFF, Finding, Hit, Review, Rule
from closeplan_nlp.plan.review.view import View
from closeplan_nlp.plan.template import Template
from closeplan_nlp.plan.template_files import template_of
from closeplan_nlp.types import ClosePlan


def _letter(key: str) -> Callable[[View], Iterator[Hit]]:
    """The rule that a letter of MEDDPICC is not, or only thinly, covered."""

    def find(view: View) -> Iterator[Hit]:
        title, ask, _ = meddpicc.LETTERS[key]
        state, reason, items = ask(view)
        if state != "covered":
            yield Hit(f"{title}: {reason}", items[0] if len(items) == 1 else None)

    return find


RULES: dict[str, Rule] = {
    rule.key: rule
    for rule in (
        Rule("close-passed", "error", "Target close passed", "Agree on a new target close", dates.close_passed),
        Rule("overdue", "error", "Overdue", "Ask for it today; mark it done, or agree on a new day", tasks.overdue),
        Rule(
            "out-of-order",
            "error",
            "Dates out of order",
            "Move one of the two, or take the dependency out",
            dates.out_of_order,
        ),
        Rule(
            "dependency-loop", "error", "Waiting in a circle", "Take one of the dependencies out", dates.dependency_loop
        ),
        Rule(
            "unknown-dependency",
            "error",
            "Unknown dependency",
            "Correct the id in depends_on, or take it out",
            dates.unknown_dependency,
        ),
        Rule(
            "no-target-close", "warning", "No target close", "Agree with the customer on a day", dates.no_target_close
        ),
        Rule("after-close", "warning", "After the close", "Move it ahead, or move the target close", dates.after_close),
        Rule("no-owner", "warning", "No owner", "Agree on one person by name", tasks.no_owner),
        Rule("no-date", "warning", "No date", "Agree on a day", tasks.no_date),
        Rule("role-owner", "warning", "Owner is a role", "Ask who that is, and write the name", tasks.role_owner),
        Rule(
            "one-sided",
            "warning",
            "One-sided plan",
            "Ask the customer for a step of theirs with a day; a plan that only we work on is none",
            tasks.one_sided,
        ),
        Rule(
            "missing-step",
            "warning",
            "Missing step",
            "Ask how that goes at this customer, and add a step",
            steps.missing_step,
        ),
        Rule(
            "no-decision-maker",
            "warning",
            "No decision maker",
            "Ask who decides and who approves, and add them with their part",
            people.no_decision_maker,
        ),
        Rule("silence", "warning", "Silence", "Call, or send what is due with a reason to answer", dates.silence),
        Rule(
            "no-next-meeting",
            "warning",
            "No next meeting",
            "Put the next meeting in the calendar",
            dates.no_next_meeting,
        ),
        Rule(
            "moved-often",
            "warning",
            "Date moved again and again",
            "Ask what stands in the way, and whether it is still wanted",
            tasks.moved_often,
        ),
        Rule(
            "risk-without-action",
            "warning",
            "Risk without action",
            "Add a task against it, or write under answer why none is needed",
            tasks.risk_without_action,
        ),
        Rule(
            "unanswered-must",
            "warning",
            "Condition without an answer",
            "Write under answer how it is met, or make a task of it",
            tasks.unanswered_must,
        ),
        Rule(
            "template-unadapted",
            "warning",
            "Template left as it is",
            "Go through the steps with the customer; take out, rename, give names",
            steps.template_unadapted,
        ),
        Rule(
            "late-start", "warning", "Late start", "Start it, leave it out, or move the target close", dates.late_start
        ),
        Rule("single-contact", "hint", "One contact", "Get to know a second person", people.single_contact),
        Rule(
            "unanswered-criterion",
            "hint",
            "Criterion without an answer",
            "Write under answer how it is met",
            tasks.unanswered_criterion,
        ),
        Rule("unasked-criteria", "hint", "Question not asked", "Ask", steps.unasked_criteria),
        Rule("unconfirmed", "hint", "Unconfirmed", "Read its quote; confirm it or drop it", tasks.unconfirmed),
        Rule("no-profile", "hint", "No profile", "Apply a template: closeplan template list", steps.no_profile),
        *(
            Rule(f"meddpicc-{key}", "hint", f"MEDDPICC: {title}", remedy, _letter(key))
            for key, (title, _, remedy) in meddpicc.LETTERS.items()
        ),
    )
}


def review(
    plan: ClosePlan, today: dt.date, config: ReviewConfig | None = None, template: Template | None = None
) -> Review:
    """What is to be said of a plan on a day.

    `config` sets levels and limits; `template` is that of the deal's profile where it is not a built-in one.
    """
    config = config or ReviewConfig()
    view = View(plan, today, config.limits, template or template_of(plan.deal.profile))
    found = [finding for rule in RULES.values() for finding in _findings(rule, view, config)]
    found.sort(key=lambda finding: LEVELS.index(finding.level))
    letters = meddpicc.coverage(view)
    return Review(deal=plan.deal.name, today=today.isoformat(), findings=tuple(found), meddpicc=letters)


def _findings(rule: Rule, view: View, config: ReviewConfig) -> Iterator[Finding]:
    level = config.levels.get(rule.key, rule.level)
    if level == OFF:
        return
    for hit in rule.find(view):
        yield Finding(
            rule=rule.key,
            level=level,
            reason=hit.reason,
            remedy=hit.remedy or rule.remedy,
            item=hit.item.id if hit.item else None,
            text=hit.item.text if hit.item else None,
        )
