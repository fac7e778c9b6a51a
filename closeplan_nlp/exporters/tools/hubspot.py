"""HubSpot: tasks as CSV under the names of its API's properties (developers.hubspot.com, "Tasks").

HubSpot's import creates tasks and updates none. `hs_timestamp` is when a task is due, in UTC; the body is HTML.
"""

from __future__ import annotations

import datetime as dt

from closeplan_nlp.exporters.assigning import cells_of, ids_of
from closeplan_nlp.exporters.safety import csv_table, html_text, one_line
from closeplan_nlp.exporters.tasks import ALL, Job, Task
from closeplan_nlp.types import ClosePlan

COLUMNS = (
    *("hs_task_subject", "hs_timestamp", "hs_task_body", "hs_task_status", "hs_task_priority", "hs_task_type"),
    "hubspot_owner_id",
)
SUBJECT, BODY = 255, 10_000
DUE_HOUR = "T17:00:00Z"


def write_hubspot(plan: ClosePlan, today: dt.date | None = None, job: Job = ALL) -> str:
    """The tasks and milestones as rows of HubSpot's task object."""
    own = job.mapping.hubspot.columns
    return csv_table((*COLUMNS, *own), [_row(plan, task, job) for task in job.tasks(plan, today)])


def _row(plan: ClosePlan, task: Task, job: Job) -> list[str]:
    settings = job.mapping.hubspot
    owners = ids_of(plan, job.mapping, task, "hubspot")
    return [
        one_line(task.title, SUBJECT - 1),
        task.due.isoformat() + DUE_HOUR if task.due else "",
        html_text(task.text(BODY)),
        "COMPLETED" if task.done else "NOT_STARTED",
        "HIGH" if task.late else "MEDIUM",
        "TODO",
        owners[0] if owners else settings.owner or "",
        *cells_of(plan, task, settings.columns),
    ]
