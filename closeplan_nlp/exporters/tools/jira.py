"""Jira: a CSV for its importer (support.atlassian.com, "Import data from a CSV file"), which creates issues.

A column that takes several values stands several times (`Labels`). Declare the date format `yyyy-MM-dd` in the import;
people who administer nothing may import 250 rows. Descriptions are wiki markup, in which words of calls are escaped.
Done tasks are left out: which status means "done" is the project's own.
"""

from __future__ import annotations

import datetime as dt

from closeplan_nlp.exporters.assigning import cells_of, emails_of, ids_of
from closeplan_nlp.exporters.safety import csv_table, limited, one_line, wiki_line
from closeplan_nlp.exporters.tasks import ALL, Job, Task
from closeplan_nlp.types import ClosePlan

COLUMNS = ("Summary", "Description", "Issue Type", "Assignee", "Due date", "Priority")
SUMMARY, DESCRIPTION = 255, 32_767
LABELS = 3
NON_ADMIN_ROWS = 250


def write_jira(plan: ClosePlan, today: dt.date | None = None, job: Job = ALL) -> str:
    """The open tasks and milestones as CSV."""
    settings = job.mapping.jira
    header = (*COLUMNS, *["Labels"] * (LABELS + len(settings.labels)), "Close plan id", *settings.columns)
    return csv_table(header, [_row(plan, task, job) for task in job.tasks(plan, today, done=False)])


def _row(plan: ClosePlan, task: Task, job: Job) -> list[str]:
    settings = job.mapping.jira
    people = ids_of(plan, job.mapping, task, "jira") or emails_of(plan, job.mapping, task)
    return [
        one_line(task.title, SUMMARY - 1),
        _description(task),
        settings.issue_types.get(task.kind) or settings.issue_type or "Task",
        people[0] if people else "",
        task.due.isoformat() if task.due else "",
        "High" if task.late else "Medium",
        *("close-plan", task.kind.replace("_", "-"), f"side-{task.side}"),
        *("-".join(label.split()) for label in settings.labels),
        task.key,
        *cells_of(plan, task, settings.columns),
    ]


def _description(task: Task) -> str:
    lines = (f"*{heading}*: {' '.join(map(wiki_line, text.splitlines()))}" for heading, text in task.details)
    return limited("\n".join(lines), DESCRIPTION - 1)
