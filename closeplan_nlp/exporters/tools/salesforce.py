"""Salesforce: CSV files for Data Loader, one of tasks to insert, one of the opportunity to update.

Fields and lengths: Object Reference for the Salesforce Platform, "Task" and "Opportunity". Ids come from the mapping
file alone: a user's (005…) is the owner, a contact's or lead's (003…, 00Q…) whom the task is about. Empty cells are
left alone by Data Loader.
"""

from __future__ import annotations

import datetime as dt

from closeplan_nlp.due import span_of
from closeplan_nlp.exporters.assigning import cells_of, ids_of
from closeplan_nlp.exporters.facts import is_overdue, open_tasks, owner_of
from closeplan_nlp.exporters.safety import csv_table, one_line
from closeplan_nlp.exporters.tasks import ALL, Job, Task
from closeplan_nlp.exporters.wording import say_deadline
from closeplan_nlp.types import ClosePlan

TASK_COLUMNS = (
    *("Subject", "ActivityDate", "Status", "Priority", "Description", "OwnerId", "WhoId", "WhatId"),
    *("IsReminderSet", "ReminderDateTime"),
)
OPPORTUNITY_COLUMNS = ("Id", "NextStep", "CloseDate", "StageName")
SUBJECT, DESCRIPTION, NEXT_STEP = 255, 32_000, 255
USER, PEOPLE = "005", ("003", "00Q")


def write_salesforce_tasks(plan: ClosePlan, today: dt.date | None = None, job: Job = ALL) -> str:
    """The tasks and milestones as rows of the Task object."""
    own = job.mapping.salesforce.columns
    return csv_table((*TASK_COLUMNS, *own), [_row(plan, task, job) for task in job.tasks(plan, today)])


def _row(plan: ClosePlan, task: Task, job: Job) -> list[str]:
    settings, ids = job.mapping.salesforce, ids_of(plan, job.mapping, task, "salesforce")
    users = [each for each in ids if each.startswith(USER)]
    people = [each for each in ids if each.startswith(PEOPLE)]
    return [
        one_line(task.title, SUBJECT - 1),
        task.due.isoformat() if task.due else "",
        _status(task),
        "High" if task.late else "Normal",
        task.text(DESCRIPTION - 1),
        next(iter(users), settings.owner or ""),
        next(iter(people), settings.who or ""),
        settings.what or "",
        "FALSE",
        "",
        *cells_of(plan, task, settings.columns),
    ]


def _status(task: Task) -> str:
    """What the customer does, we wait for."""
    if task.done:
        return "Completed"
    return "Waiting on someone else" if task.kind == "customer_commitment" else "Not Started"


def write_salesforce_opportunity(plan: ClosePlan, today: dt.date | None = None, job: Job = ALL) -> str:
    """The opportunity in one row: what is next, and when it closes."""
    span = span_of(plan.deal.target_close)
    settings = job.mapping.salesforce
    close = span[1].isoformat() if span else ""
    return csv_table(OPPORTUNITY_COLUMNS, [[settings.what or "", _next_step(plan, today), close, settings.stage or ""]])


def _next_step(plan: ClosePlan, today: dt.date | None) -> str:
    """The next open task, dated and not late where there is one."""
    tasks = open_tasks(plan)
    ahead = [item for item in tasks if span_of(item.due) and not is_overdue(item, today)]
    item = next(iter(ahead or tasks), None)
    if item is None:
        return ""
    rest = f" ({', '.join(part for part in (owner_of(item), say_deadline(item)) if part)})"
    rest = one_line(rest, NEXT_STEP // 2)
    return f"{one_line(item.text, NEXT_STEP - len(rest) - 2)} {rest}"
