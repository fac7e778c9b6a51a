"""What a plan says, counted and put in order for people; nothing is guessed.

Used by every export that people read, so that all of them tell the same.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from closeplan_nlp.due import span_of
from closeplan_nlp.exporters.wording import clean, say_count, say_date, say_day, say_deadline
from closeplan_nlp.kinds import IMPORTANCES, KINDS
from closeplan_nlp.plan.observing import TEMPLATE
from closeplan_nlp.types import ClosePlan, Evidence, Item, Source

UNCONFIRMED_BELOW = 0.5
NO_TEXT = "(no text)"
IMPORTANCE_TITLES = {"must": "Must have", "should": "Should have", "nice": "Nice to have", None: "Importance not said"}
SIDE_TITLES = {"customer": "Customer", "seller": "Seller", "both": "Both sides", "unknown": "Side not known"}


def with_texts(plan: ClosePlan) -> ClosePlan:
    """The plan with words for items that have none, so that every row and link can be seen and followed."""
    if all(clean(item.text) for item in plan.items):
        return plan
    items = (item if clean(item.text) else item.model_copy(update={"text": NO_TEXT}) for item in plan.items)
    return plan.model_copy(update={"items": tuple(items)})


def is_task(item: Item) -> bool:
    """Whether the item is something to be ticked off."""
    return KINDS[item.kind].is_task


def is_step(item: Item) -> bool:
    """Whether the item is something that happens: a task or a milestone."""
    return KINDS[item.kind].has_status


def is_unconfirmed(item: Item) -> bool:
    """Whether the model was less sure than not; what a person wrote has no confidence and is sure."""
    return item.confidence is not None and item.confidence < UNCONFIRMED_BELOW


def is_overdue(item: Item, today: dt.date | None) -> bool:
    """Whether the item's last day has passed and it is not done."""
    span = span_of(item.due)
    return today is not None and span is not None and span[1] < today and item.status != "done"


def marks_of(item: Item, today: dt.date | None = None) -> list[str]:
    """What sets the item apart: proposed or done, overdue, unconfirmed."""
    marks = [str(item.status)] if item.status in ("proposed", "done") else []
    marks += ["overdue"] if is_task(item) and is_overdue(item, today) else []
    return marks + (["unconfirmed"] if is_unconfirmed(item) else [])


def by_due(items: Iterable[Item]) -> list[Item]:
    """In order of the last day they mean, one owner's together, those without a date at the end."""

    def key(item: Item) -> tuple[dt.date, str, str]:
        span = span_of(item.due)
        owner = clean(item.owner or "").casefold()
        return (span[1], item.due or "", owner or "\uffff") if span else (dt.date.max, "\uffff", "")

    return sorted(items, key=key)


def tasks_of(plan: ClosePlan, kind: str) -> list[Item]:
    """The tasks of a kind by due date, the done ones after the open ones."""
    tasks = by_due(plan.of_kind(kind))
    return sorted(tasks, key=lambda item: item.status == "done")


def open_tasks(plan: ClosePlan, *kinds: str) -> list[Item]:
    """The tasks (of these kinds) that are not done, by due date."""
    items = plan.of_kind(*kinds) if kinds else plan.items
    return by_due(item for item in items if is_task(item) and item.status != "done")


def criteria_of(plan: ClosePlan) -> list[tuple[str, list[Item]]]:
    """The decision criteria under their importance, the most important first."""
    criteria = plan.of_kind("decision_criterion")
    groups = ((rank, [item for item in criteria if item.importance == rank]) for rank in (*IMPORTANCES, None))
    return [(IMPORTANCE_TITLES[rank], items) for rank, items in groups if items]


def owner_of(item: Item) -> str:
    """Who does it, in words: the owner, else the sides that share it, else that nobody was named."""
    if item.owner and clean(item.owner):
        return clean(item.owner)
    return "both sides" if item.side == "both" else "no owner"


def side_title(plan: ClosePlan, side: str) -> str:
    """The side for people, with the organisation's name where it is known."""
    name = {"customer": plan.deal.customer, "seller": plan.deal.seller}.get(side)
    return f"{clean(name)} ({side})" if name and clean(name) else SIDE_TITLES[side]


def main_evidence(item: Item) -> Evidence | None:
    """The quote that the item's words come from: the first one that shares the most of them."""
    words = _words(item.text)
    return max(item.evidence, key=lambda proof: len(words & _words(proof.quote)), default=None)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", text.casefold()))


def calls_of(plan: ClosePlan) -> str | None:
    """When the calls were: `Call on Mon 2 Mar 2026`, `3 calls, Mon 2 Mar 2026 to Fri 6 Mar 2026`."""
    calls = call_sources(plan)
    spans = (span_of(source.date) for source in calls)
    days = sorted({span[0] for span in spans if span})
    if not days:
        return None
    if len(calls) == 1:
        return f"Call on {say_day(days[0])}"
    dates = f"on {say_day(days[0])}" if len(days) == 1 else f"{say_day(days[0])} to {say_day(days[-1])}"
    return f"{len(calls)} calls{' ' if len(days) == 1 else ', '}{dates}"


def call_sources(plan: ClosePlan) -> list[Source]:
    """The sources of a plan that are calls or files of items, no templates."""
    return [source for source in plan.sources if not source.id.startswith(TEMPLATE)]


def call_of(plan: ClosePlan, evidence: Evidence) -> str | None:
    """The call's title, where the plan has several calls to tell apart."""
    if len(call_sources(plan)) < 2:
        return None
    source = next((source for source in plan.sources if source.id == evidence.source), None)
    return name_of(source) if source else evidence.source


def name_of(source: Source) -> str:
    """A call's name: its title, else its id."""
    return source.title or source.id


def glance(plan: ClosePlan, today: dt.date | None = None) -> str:
    """The plan in one or two sentences, from counts and dates alone."""
    if not plan.items:
        if plan.audience == "customer":
            return "Nothing is in the plan yet."
        return "Nothing was found: no tasks, decision criteria, milestones or risks."
    if not any(map(is_task, plan.items)):
        return "There are no tasks on either side."
    ours, theirs = open_tasks(plan, "action_item"), open_tasks(plan, "customer_commitment")
    our, their = _whose(plan)
    counts = f"{say_count(len(ours), 'open task')} {our}, {len(theirs) or 'none'} {their}."
    sentences = [counts[0].upper() + counts[1:], _next_step(plan, today), _overdue(plan, today)]
    return " ".join(sentence for sentence in sentences if sentence)


def _whose(plan: ClosePlan) -> tuple[str, str]:
    """The sides in words; the customer's version calls nobody "us"."""
    if plan.audience != "customer":
        return "on our side", "on the customer's"
    names = [clean(name or "") for name in (plan.deal.seller, plan.deal.customer)]
    return f"for {names[0] or 'the seller'}", f"for {names[1] or 'the customer'}"


def _next_step(plan: ClosePlan, today: dt.date | None) -> str | None:
    """The next dated task, or the first of all where the day is not known."""
    dated = (item for item in open_tasks(plan) if span_of(item.due) and not is_overdue(item, today))
    item = next(dated, None)
    if item is None:
        return None
    owner = f" ({clean(item.owner)})" if item.owner and clean(item.owner) else ""
    return f"{'Next' if today else 'First'} due: {clean(item.text).rstrip('.')}{owner}, {say_deadline(item)}."


def _overdue(plan: ClosePlan, today: dt.date | None) -> str | None:
    late = [item for item in open_tasks(plan) if is_overdue(item, today)]
    if not late:
        return None
    since = f"since {say_date(late[0].due)}"
    return f"1 task overdue {since}." if len(late) == 1 else f"{len(late)} tasks overdue, the oldest {since}."


def outlook(plan: ClosePlan, today: dt.date | None = None) -> str | None:
    """What the deal hangs on, in a sentence or two: the next milestone, how many must-haves and risks there are."""
    musts = sum(item.importance == "must" for item in plan.of_kind("decision_criterion"))
    counts = [f"{musts} must-have {'criterion' if musts == 1 else 'criteria'}"] if musts else []
    risks = len(plan.of_kind("risk"))
    counts += [say_count(risks, "risk")] if risks else []
    sentences = [_next_milestone(plan, today), f"To keep in mind: {' and '.join(counts)}." if counts else None]
    return " ".join(sentence for sentence in sentences if sentence) or None


def _next_milestone(plan: ClosePlan, today: dt.date | None) -> str | None:
    """The next dated milestone, or the first of all where the day is not known."""
    ahead = (item for item in by_due(plan.of_kind("milestone")) if item.status != "done" and span_of(item.due))
    item = next((item for item in ahead if not is_overdue(item, today)), None)
    if item is None:
        return None
    return f"{'Next' if today else 'First'} milestone: {clean(item.text).rstrip('.')}, {say_date(item.due)}."
