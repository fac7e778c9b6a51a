"""Asana: a CSV for its importer, which creates tasks and never changes any.

Columns and their order: help.asana.com, "Preparing data for CSV import": the name first, dates as MM/DD/YYYY, one
assignee by e-mail, collaborators by comma, `Milestone` in the type column. An assignee that Asana does not know is
dropped by it without a word. Done tasks are left out: the importer cannot say that a task is done.
"""

from __future__ import annotations

import datetime as dt

from closeplan_nlp.exporters.assigning import cells_of, emails_of
from closeplan_nlp.exporters.safety import csv_table, one_line
from closeplan_nlp.exporters.tasks import ALL, Job, Task
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.types import ClosePlan

COLUMNS = ("Name", "Description", "Section", "Assignee", "Collaborators", "Start Date", "Due Date", "Type")
NAME, DESCRIPTION = 1_024, 32_000
ID_COLUMN = "Close plan id"


def write_asana(plan: ClosePlan, today: dt.date | None = None, job: Job = ALL) -> str:
    """The open tasks and milestones as CSV, with the plan's id and the user's columns at the end."""
    own = job.mapping.asana.columns
    rows = [_row(plan, task, job) for task in job.tasks(plan, today, done=False)]
    return csv_table((*COLUMNS, ID_COLUMN, *own), rows)


def _row(plan: ClosePlan, task: Task, job: Job) -> list[str]:
    settings, emails = job.mapping.asana, emails_of(plan, job.mapping, task)
    return [
        one_line(task.title, NAME),
        task.text(DESCRIPTION),
        settings.sections.get(task.kind) or settings.section or KINDS[task.kind].plural,
        emails[0] if emails else "",
        ",".join(emails[1:]),
        _day(task.start if task.due else None),
        _day(task.due),
        "Milestone" if task.is_milestone else "Task",
        task.key,
        *cells_of(plan, task, settings.columns),
    ]


def _day(day: dt.date | None) -> str:
    """`03/06/2026`; a start needs an end in Asana."""
    return f"{day.month:02}/{day.day:02}/{day.year:04}" if day else ""
