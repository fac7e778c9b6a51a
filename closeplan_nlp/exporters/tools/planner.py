"""Microsoft Planner: bodies for Microsoft Graph.

learn.microsoft.com, "Create plannerTask" and "Update plannertaskdetails":
`POST /planner/tasks` takes `body`; the description is a second call, `PATCH /planner/tasks/{id}/details` with the
ETag of the details, which takes `details`.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from closeplan_nlp.exporters.assigning import ids_of
from closeplan_nlp.exporters.safety import utf16_limited
from closeplan_nlp.exporters.tasks import ALL, Job, Task
from closeplan_nlp.types import ClosePlan

TITLE, DESCRIPTION = 255, 32_000
URGENT, MEDIUM = 3, 5
ASSIGNED = {"@odata.type": "#microsoft.graph.plannerAssignment", "orderHint": " !"}


def write_planner(plan: ClosePlan, today: dt.date | None = None, job: Job = ALL) -> str:
    """One entry per task: the task and its details."""
    entries = [_entry(plan, task, job) for task in job.tasks(plan, today)]
    return json.dumps({"tasks": entries}, ensure_ascii=False, indent=2) + "\n"


def _entry(plan: ClosePlan, task: Task, job: Job) -> dict[str, Any]:
    settings = job.mapping.planner
    people = ids_of(plan, job.mapping, task, "planner")
    body = {
        "planId": settings.plan,
        "bucketId": settings.buckets.get(task.kind) or settings.bucket,
        "title": utf16_limited(task.title, TITLE),
        "startDateTime": f"{task.start.isoformat()}T10:00:00Z" if task.start else None,
        "dueDateTime": f"{task.due.isoformat()}T10:00:00Z" if task.due else None,
        "percentComplete": 100 if task.done else 0,
        "priority": URGENT if task.late else MEDIUM,
        "assignments": dict.fromkeys(people, ASSIGNED),
    }
    kept = {name: value for name, value in body.items() if value is not None or name == "planId"}
    details = {"description": task.text(DESCRIPTION // 2), "previewType": "description"}
    return {"method": "POST", "path": "/planner/tasks", "item": task.id, "body": kept, "details": details}
