"""Everything that one version of the page shows, for the template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from closeplan_nlp.due import span_of
from closeplan_nlp.exporters import facts, wording
from closeplan_nlp.exporters.page.entries import Entries, Entry, entries_of, local_link
from closeplan_nlp.exporters.page.gantt import draw
from closeplan_nlp.exporters.page.sections import Health, answered, criteria_of, decision_of, health_of
from closeplan_nlp.exporters.people import people_of
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.plan.review import review
from closeplan_nlp.types import ClosePlan

NEXT, OVERDUE = 4, 2
"""Steps of each side at the head of the page, and how many of them may be overdue where others lie ahead."""


@dataclass(frozen=True)
class Figure:
    """A number at the head of the page, what it counts, a note, and the section that explains it."""

    value: str
    label: str
    note: str = ""
    look: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Checklist:
    """One side's tasks, the open ones by date first; `upcoming` are the next of them."""

    kind: str
    side: str
    title: str
    name: str
    entries: tuple[Entry, ...]
    upcoming: tuple[Entry, ...]
    open: int


def values_of(
    plan: ClosePlan, today: dt.date | None, recordings: Mapping[str, str], prefix: str = ""
) -> dict[str, Any]:
    """What the template may use; `prefix` keeps the ids of two versions in one file apart."""
    entries = entries_of(plan, today, recordings, prefix)
    shared = plan.audience == "customer"
    health = health_of(review(plan, today), entries) if today and not shared else None
    titles = kind_titles(plan)
    lists = [_checklist(plan, entries, kind, side, titles[kind]) for kind, side in TASKS]
    return {
        "p": prefix,
        "plan": plan,
        "deal": plan.deal,
        "shared": shared,
        "today": wording.say_day(today) if today else None,
        "glance": facts.glance(plan, today),
        "calls": facts.calls_of(plan),
        "sources": [(source, local_link(recordings.get(source.id))) for source in facts.call_sources(plan)],
        "health": health,
        "figures": _figures(plan, entries, today, health, lists),
        "lists": lists,
        "chart": draw(plan, entries, today, [(kind, titles[kind]) for kind in ("milestone", *(k for k, _ in TASKS))]),
        "milestones": entries.of(facts.by_due(plan.of_kind("milestone"))),
        "criteria": criteria_of(plan, entries),
        "decision": decision_of(plan, entries),
        "risks": answered(plan, entries, plan.of_kind("risk")),
        "people": people_of(plan),
        "titles": titles,
        "entries": entries,
        "sides": [(side, facts.side_title(plan, side)) for side in facts.SIDE_TITLES if _has_side(plan, side)],
        "kinds": [(kind, titles[kind]) for kind in KINDS if plan.of_kind(kind)],
        "side_title": {side: facts.side_title(plan, side) for side in facts.SIDE_TITLES},
    }


TASKS = (("customer_commitment", "customer"), ("action_item", "seller"))


def kind_titles(plan: ClosePlan) -> dict[str, str]:
    """The kinds for the reader: in the customer's version nobody is "we"."""
    titles = {key: kind.plural for key, kind in KINDS.items()}
    if plan.audience == "customer":
        for kind, side in TASKS:
            name = wording.clean(getattr(plan.deal, side) or "")
            titles[kind] = f"Tasks of {name}" if name else f"Tasks of the {side}"
    return titles


def _has_side(plan: ClosePlan, side: str) -> bool:
    return any(item.side == side for item in plan.items)


def _checklist(plan: ClosePlan, entries: Entries, kind: str, side: str, title: str) -> Checklist:
    found = entries.of(facts.tasks_of(plan, kind))
    ahead = [entry for entry in found if not entry.done]
    name = getattr(plan.deal, side) or ""
    return Checklist(kind, side, title, name, tuple(found), _upcoming(ahead), len(ahead))


def _upcoming(ahead: list[Entry]) -> tuple[Entry, ...]:
    """The next steps: the oldest that are overdue, then those that lie ahead."""
    late, others = [entry for entry in ahead if entry.late], [entry for entry in ahead if not entry.late]
    room = max(OVERDUE, NEXT - len(others))
    return (*late[:room], *others[: NEXT - min(room, len(late))])


def _figures(
    plan: ClosePlan, entries: Entries, today: dt.date | None, health: Health | None, lists: list[Checklist]
) -> list[Figure]:
    """The target close with the days left, health, what is open and overdue."""
    close = wording.say_date(plan.deal.target_close)
    late = sum(entry.late for entry in entries.all)
    musts = sum(item.importance == "must" for item in plan.of_kind("decision_criterion"))
    figures = [Figure(close, "target close", _days_left(plan, today), "close")] if close else []
    figures += [Figure(health.headline, "health", health.rest, health.level, "health")] if health else []
    figures += [Figure(str(each.open), f"open for {_whom(plan, each.side)}", anchor=each.side) for each in lists]
    figures += [Figure(str(late), "overdue", _late_milestones(entries), "late" if late else "")] if today else []
    if plan.of_kind("decision_criterion") and not health:
        figures.append(
            Figure(str(musts), "must-have criteria" if musts != 1 else "must-have criterion", anchor="criteria")
        )
    return figures


def _late_milestones(entries: Entries) -> str:
    """What of the overdue is no task, as the sentence below counts tasks alone."""
    count = sum(entry.late and not facts.is_task(entry.item) for entry in entries.all)
    return f"incl. {wording.say_count(count, 'milestone')}" if count else ""


def _whom(plan: ClosePlan, side: str) -> str:
    if plan.audience == "customer":
        return wording.clean(getattr(plan.deal, side) or "") or f"the {side}"
    return "the customer" if side == "customer" else "us"


def _days_left(plan: ClosePlan, today: dt.date | None) -> str:
    span = span_of(plan.deal.target_close)
    if not today or not span:
        return ""
    days = (span[1] - today).days
    if days == 0:
        return "today"
    return f"{wording.say_count(abs(days), 'day')} {'left' if days > 0 else 'ago'}"
