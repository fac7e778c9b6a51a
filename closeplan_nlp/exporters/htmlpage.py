"""The plan as one self-contained web page: no script, no network, light and dark, for screen, phone and paper.

The template escapes every value it prints, after `clean` has taken control and text-reordering characters out.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from closeplan_nlp.due import span_of
from closeplan_nlp.exporters import facts, wording
from closeplan_nlp.exporters.people import people_of
from closeplan_nlp.exporters.timeline import lay_out
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.types import ClosePlan

if TYPE_CHECKING:
    from jinja2 import Environment


def write_html(plan: ClosePlan, today: dt.date | None = None) -> str:
    """The plan as a page; `today` adds the days left, the today line and what is overdue."""
    return str(_environment().get_template("page.html").render(_values(facts.without_dropped(plan), today)))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("closeplan_nlp.exporters"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean_text,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        main_evidence=facts.main_evidence,
        date=wording.say_date,
        deadline=wording.say_deadline,
        place=wording.say_place,
        minutes=wording.say_minutes,
        category=wording.say_category,
        count=wording.say_count,
        owner=facts.owner_of,
        call_name=facts.name_of,
    )
    return environment


def _clean_text(value: Any) -> Any:
    """Every plain text on its way into the page; markup of our own templates passes."""
    return wording.clean(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _values(plan: ClosePlan, today: dt.date | None) -> dict[str, Any]:
    """What the template may use."""
    return {
        "plan": plan,
        "deal": plan.deal,
        "today": wording.say_day(today) if today else None,
        "glance": facts.glance(plan, today),
        "calls": facts.calls_of(plan),
        "sources": facts.call_sources(plan),
        "figures": _figures(plan, today),
        "checklists": [_checklist(plan, kind, side) for kind, side in TASK_SIDES],
        "criteria": facts.criteria_of(plan),
        "milestones": facts.tasks_of(plan, "milestone"),
        "risks": plan.of_kind("risk"),
        "people": people_of(plan),
        "timelines": [("wide", lay_out(plan, today, 1000, 46)), ("narrow", lay_out(plan, today, 340, 34))],
        "titles": {key: kind.plural for key, kind in KINDS.items()},
        "marks": partial(facts.marks_of, today=today),
        "side_title": partial(facts.side_title, plan),
        "call_of": partial(facts.call_of, plan),
    }


TASK_SIDES = (("customer_commitment", "customer"), ("action_item", "seller"))


def _checklist(plan: ClosePlan, kind: str, side: str) -> dict[str, Any]:
    """One side's next steps."""
    name = getattr(plan.deal, side)
    tasks, left = facts.tasks_of(plan, kind), len(facts.open_tasks(plan, kind))
    return {"kind": kind, "side": side, "title": KINDS[kind].plural, "name": name, "items": tasks, "open": left}


def _figures(plan: ClosePlan, today: dt.date | None) -> list[tuple[str, str, str]]:
    """The numbers at the head of the page: value, what it counts, a note."""
    close = wording.say_date(plan.deal.target_close)
    musts = [item for item in plan.of_kind("decision_criterion") if item.importance == "must"]
    risks = len(plan.of_kind("risk"))
    numbers = [
        (len(facts.open_tasks(plan, "customer_commitment")), "open for the customer"),
        (len(facts.open_tasks(plan, "action_item")), "open for us"),
        (len(musts), "must-have criteria"),
        *([] if plan.audience == "customer" else [(risks, "risks" if risks != 1 else "risk")]),
    ]
    figures = [(str(number), label, "") for number, label in numbers]
    return [(close, "target close", _days_left(plan, today)), *figures] if close else figures


def _days_left(plan: ClosePlan, today: dt.date | None) -> str:
    span = span_of(plan.deal.target_close)
    if not today or not span:
        return ""
    days = (span[1] - today).days
    if days == 0:
        return "today"
    return f"{wording.say_count(abs(days), 'day')} {'left' if days > 0 else 'ago'}"
