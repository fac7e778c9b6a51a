"""Rules about single items: owner, date, what is late, what nobody has confirmed."""

from __future__ import annotations

from collections.abc import Iterator

from closeplan_nlp.plan.phrases import stems_of
from closeplan_nlp.plan.review.findings import Hit
from closeplan_nlp.plan.review.view import View, is_from_template, is_only_planned, is_step, last_day
from closeplan_nlp.saying import clean, say_count, say_date
from closeplan_nlp.types import Item


def no_owner(view: View) -> Iterator[Hit]:
    """Open tasks that nobody owns."""
    for item in view.open_tasks:
        if not clean(item.owner or ""):
            yield Hit("nobody owns this task", item)


def role_owner(view: View) -> Iterator[Hit]:
    """Template steps that are due soon and still belong to a role."""
    for item in view.open:
        roles = {seen.owner for seen in item.seen if seen.owner}
        if item.owner in roles and is_from_template(item) and view.is_soon(item) and not _is_person(view, item):
            yield Hit(f"it is due {say_date(item.due)} and still belongs to a role, {item.owner}", item)


def _is_person(view: View, item: Item) -> bool:
    return any(person.name == item.owner for person in view.plan.participants)


def no_date(view: View) -> Iterator[Hit]:
    """Open tasks and milestones without a date."""
    for item in view.open:
        if last_day(item) is not None:
            continue
        if item.condition:
            yield Hit(
                f"it has no date and waits: {item.condition}", item, "Ask until when that will be, and note the day"
            )
        elif item.due_text:
            yield Hit(f"it has no date, only the words “{item.due_text}”", item)
        else:
            yield Hit("it has no date", item)


def overdue(view: View) -> Iterator[Hit]:
    """Open tasks and milestones whose last day has passed; steps that nobody but a template knows are late starts."""
    for item in view.open:
        last = last_day(item)
        if last is not None and last < view.today and not is_only_planned(item):
            days = say_count((view.today - last).days, "day")
            who = f" by {item.owner}" if item.owner else ""
            yield Hit(f"it was due {say_date(item.due)}{who}, {days} ago, and is not done", item)


def one_sided(view: View) -> Iterator[Hit]:
    """No task of the customer's in the next days."""
    if not any(item.kind == "customer_commitment" and view.is_soon(item) for item in view.open):
        ours = sum(item.kind == "action_item" and view.is_soon(item) for item in view.open)
        yield Hit(f"the customer owns no task in the next {view.limits.soon_days} days, we own {ours or 'none'}")


def moved_often(view: View) -> Iterator[Hit]:
    """Dates that moved more often than allowed."""
    for item in view.open:
        moves = [change for change in item.history if change.field == "due" and change.old and change.new]
        if len(moves) > view.limits.moves:
            first = say_date(str(moves[0].old))
            yield Hit(f"its date moved {len(moves)} times, from {first} to {say_date(item.due)}", item)


def unconfirmed(view: View) -> Iterator[Hit]:
    """Items that the model was not sure of and nobody has confirmed."""
    for item in view.items:
        sure = item.confirmed or item.manual or item.status == "done"
        if not sure and item.confidence is not None and item.confidence < view.limits.confidence:
            yield Hit(f"the model is {item.confidence:.0%} sure of it and nobody has confirmed it", item)


def risk_without_action(view: View) -> Iterator[Hit]:
    """Risks that no task is about: none refers to them, none shares their words, nobody has written an answer."""
    for risk in view.of_kind("risk"):
        if not risk.answer and not _has_task(view, risk):
            yield Hit("no task is about this risk", risk)


def tasks_about(view: View, item: Item) -> Iterator[Item]:
    """The tasks and milestones about a risk or criterion: by reference in either direction, or by their words."""
    for step in filter(is_step, view.items):
        if refers(step, item) or _is_about(step, item):
            yield step


def refers(task: Item, item: Item) -> bool:
    """Whether one of the two names the other, so that nothing has to be guessed from words."""
    return item.id in task.depends_on or task.id in item.depends_on


def _has_task(view: View, item: Item) -> bool:
    return any(tasks_about(view, item))


def _is_about(task: Item, other: Item) -> bool:
    """Whether a task or milestone shares at least two telling words with the other item, or half of those it has."""
    telling = stems_of(other.text)
    shared = telling & stems_of(task.text)
    return len(shared) >= 2 or (bool(telling) and 2 * len(shared) >= len(telling))


def unanswered_must(view: View) -> Iterator[Hit]:
    """Criteria that are conditions, and neither an answer nor a task says how they are met."""
    for item in view.of_kind("decision_criterion"):
        if item.importance == "must" and not item.answer and not _has_task(view, item):
            yield Hit("the customer must have this, and neither an answer nor a task says how it is met", item)


def unanswered_criterion(view: View) -> Iterator[Hit]:
    """Other criteria without an answer and without a task."""
    for item in view.of_kind("decision_criterion"):
        if item.importance != "must" and not item.answer and not _has_task(view, item):
            yield Hit("neither an answer nor a task says how this is met", item)
