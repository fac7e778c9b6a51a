"""Who does a task in a tool, and the cells of one's own columns: what the mapping file and the plan know."""

from __future__ import annotations

from closeplan_nlp.exporters.mapping import Column, Mapping, Person
from closeplan_nlp.exporters.safety import paragraphs
from closeplan_nlp.exporters.tasks import Task
from closeplan_nlp.exporters.wording import clean
from closeplan_nlp.types import ClosePlan


def person_of(plan: ClosePlan, mapping: Mapping, name: str) -> Person:
    """A person's address and ids: the mapping file's, and the e-mail of the plan where that has none."""
    found = mapping.person(name)
    if found.email:
        return found
    key = clean(name).casefold()
    emails = (each.email for each in plan.participants if each.email and clean(each.name).casefold() == key)
    return found.model_copy(update={"email": next(emails, None)})


def emails_of(plan: ClosePlan, mapping: Mapping, task: Task) -> list[str]:
    """The addresses of a task's owners that are known, in order."""
    found = (person_of(plan, mapping, name).email for name in task.owners)
    return list(dict.fromkeys(clean(email) for email in found if email))


def ids_of(plan: ClosePlan, mapping: Mapping, task: Task, target: str) -> list[str]:
    """The ids that a task's owners have in a target."""
    found = (getattr(person_of(plan, mapping, name), target) for name in task.owners)
    return list(dict.fromkeys(clean(each) for each in found if each))


def cells_of(plan: ClosePlan, task: Task, columns: dict[str, Column]) -> list[str]:
    """The cells of one's own columns."""
    return [_cell(plan, task, column) for column in columns.values()]


def _cell(plan: ClosePlan, task: Task, column: Column) -> str:
    if column.field is None:
        return paragraphs(column.text or "")
    if column.field in ("deal", "customer", "seller"):
        return clean(getattr(plan.deal, "name" if column.field == "deal" else column.field) or "")
    value = {"owner": task.owners, "id": task.key}.get(column.field) or getattr(task, column.field, None)
    return ", ".join(value) if isinstance(value, tuple) else str(value) if value else ""
