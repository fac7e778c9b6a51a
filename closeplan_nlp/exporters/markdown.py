"""The plan as Markdown (GFM): a summary of the deal that reads well on a terminal too.

Every item is followed by the words that prove it, with speaker and time.
"""

from __future__ import annotations

import datetime as dt

from closeplan_nlp.exporters.escaping import escape
from closeplan_nlp.exporters.facts import (
    by_due,
    call_of,
    calls_of,
    criteria_of,
    glance,
    main_evidence,
    marks_of,
    outlook,
    owner_of,
    side_title,
    tasks_of,
)
from closeplan_nlp.exporters.health import health_markdown
from closeplan_nlp.exporters.people import Person, people_of
from closeplan_nlp.exporters.wording import (
    say_category,
    say_clock,
    say_count,
    say_date,
    say_deadline,
    say_place,
    shorten,
)
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.plan.review import review
from closeplan_nlp.types import ClosePlan, Evidence, Item, Problem


def write_markdown(plan: ClosePlan, today: dt.date | None = None) -> str:
    """The plan as a Markdown summary; `today` marks what is overdue, and adds the review."""
    ahead = outlook(plan, today)
    parts = [_heading(plan), escape(glance(plan, today)), ahead and escape(ahead), _people(plan)]
    if plan.items:
        parts += [_next_steps(plan, today), _criteria(plan), _milestones(plan)]
        parts += [] if plan.audience == "customer" else [_risks(plan)]
    if today is not None and plan.audience != "customer":
        parts.append(health_markdown(review(plan, today), hints=False))
    parts.append(_problems(plan.problems))
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(plan: ClosePlan) -> str:
    deal = plan.deal
    close = say_date(deal.target_close)
    facts = (
        deal.customer and f"Customer: {escape(deal.customer)}",
        deal.seller and f"Seller: {escape(deal.seller)}",
        calls_of(plan),
        close and f"Target close: {escape(close)}",
    )
    line = " · ".join(fact for fact in facts if fact)
    return f"# {escape(deal.name)}" + (f"\n\n{line}" if line else "")


def _people(plan: ClosePlan) -> str:
    groups = [f"**{escape(title)}**\n\n" + "\n".join(map(_person, people)) for title, people in people_of(plan)]
    return "\n\n".join(["## People", *groups]) if groups else ""


def _person(person: Person) -> str:
    role = f", {escape(person.role)}" if person.role else ""
    tasks = f" ({say_count(person.open_tasks, 'open task')})" if person.open_tasks else ""
    return f"- {escape(person.name)}{role}{tasks}"


def _next_steps(plan: ClosePlan, today: dt.date | None) -> str:
    parts = ["## Next steps"]
    for kind in ("customer_commitment", "action_item"):
        lines = [_task(plan, item, today) for item in tasks_of(plan, kind)]
        parts += [f"### {KINDS[kind].plural}", "\n".join(lines) or "None found."]
    return "\n\n".join(parts)


def _task(plan: ClosePlan, item: Item, today: dt.date | None) -> str:
    box = "[x]" if item.status == "done" else "[ ]"
    facts = [escape(fact) for fact in (owner_of(item), say_deadline(item)) if fact]
    details = ", ".join(facts + _condition(item))
    return f"- {box} **{escape(item.text)}** — {details}{_marks(item, today)}{_evidence(plan, item)}"


def _criteria(plan: ClosePlan) -> str:
    parts = [f"## {KINDS['decision_criterion'].plural}"]
    for title, items in criteria_of(plan):
        parts += [f"### {title}", "\n".join(_statement(plan, item) for item in items)]
    return "\n\n".join(parts if len(parts) > 1 else [*parts, "None found."])


def _milestones(plan: ClosePlan) -> str:
    lines = [_milestone(plan, item) for item in by_due(plan.of_kind("milestone"))]
    return f"## {KINDS['milestone'].plural}\n\n" + ("\n".join(lines) or "None found.")


def _milestone(plan: ClosePlan, item: Item) -> str:
    when = escape(say_date(item.due, item.due_text) or "No date")
    return f"- **{when}**: {escape(item.text)}{_details(item)}{_marks(item)}{_evidence(plan, item)}"


def _risks(plan: ClosePlan) -> str:
    lines = [_statement(plan, item, with_side=True) for item in plan.of_kind("risk")]
    return f"## {KINDS['risk'].plural}\n\n" + ("\n".join(lines) or "None found.")


def _statement(plan: ClosePlan, item: Item, *, with_side: bool = False) -> str:
    """A criterion or a risk."""
    side = side_title(plan, item.side) if with_side and item.side != "unknown" else None
    details = _details(item, side, say_date(item.due, item.due_text))
    return f"- **{escape(item.text)}**{details}{_marks(item)}{_evidence(plan, item)}"


def _details(item: Item, *more: str | None) -> str:
    facts = [say_category(item.category), *more, item.owner]
    details = [escape(fact) for fact in facts if fact] + _condition(item)
    return f" — {', '.join(details)}" if details else ""


def _condition(item: Item) -> list[str]:
    return [f"condition: {escape(item.condition)}"] if item.condition else []


def _marks(item: Item, today: dt.date | None = None) -> str:
    return "".join(f" ({mark})" for mark in marks_of(item, today))


def _evidence(plan: ClosePlan, item: Item) -> str:
    """The quote that tells most below the item, the others counted."""
    main = main_evidence(item)
    if main is None:
        return ""
    others = len(item.evidence) - 1
    more = f" and {say_count(others, 'more quote')}" if others else ""
    return f"\n  > “{escape(shorten(main.quote))}” — {_origin(plan, main)}{more}"


def _origin(plan: ClosePlan, evidence: Evidence) -> str:
    """Who said it and when: `Dana Reyes [13:32]`."""
    clock, call = say_clock(evidence.start), call_of(plan, evidence)
    place = f"[{clock}]" if clock else say_place(evidence)
    origin = f"{escape(evidence.speaker)}{' ' if clock else ', '}{place}" if evidence.speaker else place
    return f"{origin} in {escape(call)}" if call else origin


def _problems(problems: tuple[Problem, ...]) -> str:
    lines = [f"- {escape(str(problem))}" for problem in problems]
    return "## Problems\n\n" + "\n".join(lines) if lines else ""
