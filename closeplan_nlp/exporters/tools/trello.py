"""Trello: payloads for its REST API, since it imports no CSV.

`POST /1/cards` takes `body` (developer.atlassian.com, "Create a new Card"); `PUT /1/cards/{id}` where the ledger knows
the card. A card's checklists are further calls: `POST /1/checklists` with idCard and name, then
`POST /1/checklists/{id}/checkItems` for each entry. Descriptions are Markdown, in which words of calls are escaped.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from closeplan_nlp.exporters.assigning import ids_of
from closeplan_nlp.exporters.escaping import escape
from closeplan_nlp.exporters.safety import limited, utf16_limited
from closeplan_nlp.exporters.tasks import ALL, Job, Task
from closeplan_nlp.types import ClosePlan

NAME, DESCRIPTION = 16_384, 16_384
DUE_HOUR = "T17:00:00.000Z"


def write_trello(plan: ClosePlan, today: dt.date | None = None, job: Job = ALL) -> str:
    """One entry per card: method, path, body, and the checklists to add."""
    cards = {item.id: _card_id(item.exported.get(job.ledger or "trello")) for item in plan.items}
    done = {item.id for item in plan.items if item.status == "done"}
    entries = [_entry(plan, task, job, cards[task.id], done) for task in job.tasks(plan, today)]
    return json.dumps({"cards": entries}, ensure_ascii=False, indent=2) + "\n"


def _card_id(entry: Any) -> str | None:
    """The card's id, where somebody put it into the ledger."""
    value = entry.get("id") if isinstance(entry, Mapping) else entry
    return value if isinstance(value, str) and len(value) in (8, 24) and value.isalnum() else None


def _entry(plan: ClosePlan, task: Task, job: Job, card: str | None, done: set[str]) -> dict[str, Any]:
    call = {"method": "PUT", "path": f"/1/cards/{card}"} if card else {"method": "POST", "path": "/1/cards"}
    waits = [
        {"name": title[:NAME], "checked": name in done}
        for name, title in zip(task.waits_for_ids, task.waits_for, strict=True)
    ]
    checklists = [{"name": "Waits for", "checkItems": waits}] if waits and not card else []
    return {**call, "item": task.id, "body": _body(plan, task, job), "checklists": checklists}


def _body(plan: ClosePlan, task: Task, job: Job) -> dict[str, Any]:
    settings = job.mapping.trello
    label = settings.labels.get(task.side)
    return {
        "idList": settings.lists.get(task.kind) or settings.list,
        "name": utf16_limited(task.title, NAME),
        "desc": _description(task),
        "start": task.start.isoformat() + "T00:00:00.000Z" if task.start else None,
        "due": task.due.isoformat() + DUE_HOUR if task.due else None,
        "dueComplete": task.done,
        "idMembers": ids_of(plan, job.mapping, task, "trello"),
        "idLabels": [label] if label else [],
        "pos": "bottom",
    }


def _description(task: Task) -> str:
    lines = [f"**{heading}**: {' '.join(map(escape, text.splitlines()))}" for heading, text in task.details]
    return limited("\n\n".join(lines), DESCRIPTION // 2)
