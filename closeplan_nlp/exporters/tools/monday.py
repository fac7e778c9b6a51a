"""monday.com: a table for its importer, as XLSX or CSV.

support.monday.com, "Import and export with Excel": the first column is the item's name, dates as YYYY-MM-DD, people by
e-mail, a timeline as two dates. The API's bulk ingest takes the CSV too, at most 10,000 rows, and updates by the id
column with `on_match`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from closeplan_nlp.errors import RequestError
from closeplan_nlp.exporters.assigning import cells_of, emails_of
from closeplan_nlp.exporters.facts import SIDE_TITLES
from closeplan_nlp.exporters.safety import csv_table, one_line
from closeplan_nlp.exporters.tasks import ALL, Job, Task
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.types import ClosePlan

COLUMNS = (
    *("Name", "Group", "People", "Date", "Timeline - Start", "Timeline - End", "Status", "Side", "Condition"),
    *("Description", "Close plan id"),
)
STATUSES = {"done": "Done", "agreed": "Working on it", "proposed": "", "": ""}
"""Labels of a new board's status column; `statuses` in the mapping file has the board's own."""
MOST_ROWS = 10_000
NAME, TEXT = 255, 2_000


def write_monday_csv(plan: ClosePlan, today: dt.date | None = None, job: Job = ALL) -> str:
    """The tasks and milestones as CSV."""
    header, *rows = _table(plan, today, job)
    return csv_table(header, rows)


def write_monday_xlsx(plan: ClosePlan, today: dt.date | None = None, job: Job = ALL) -> bytes:
    """The same as a workbook, with dates as dates."""
    from closeplan_nlp.exporters.documents.sheets import Book

    header, *rows = _table(plan, today, job)
    book = Book()
    sheet = book.sheet("Close plan", [(name, 40 if name in ("Name", "Description") else 16) for name in header])
    for row in rows:
        days = [
            _day(cell) if name.startswith(("Date", "Timeline")) else cell
            for name, cell in zip(header, row, strict=True)
        ]
        sheet.add(days)
    return book.close(plan.deal.name, today)


def _day(cell: str) -> dt.date | None:
    return dt.date.fromisoformat(cell) if cell else None


def _table(plan: ClosePlan, today: dt.date | None, job: Job) -> list[list[str]]:
    return [[*COLUMNS, *job.mapping.monday.columns], *_rows(plan, today, job)]


def _rows(plan: ClosePlan, today: dt.date | None, job: Job) -> Iterator[list[str]]:
    tasks = job.tasks(plan, today)
    if len(tasks) > MOST_ROWS:
        reason = f"monday.com takes {MOST_ROWS} rows, these are {len(tasks)}"
        raise RequestError(reason, remedy="Split the plan")
    return (_row(plan, task, job) for task in tasks)


def _row(plan: ClosePlan, task: Task, job: Job) -> list[str]:
    settings = job.mapping.monday
    start = task.start or task.due
    return [
        one_line(task.title, NAME),
        settings.groups.get(task.kind) or settings.group or KINDS[task.kind].plural,
        ", ".join(emails_of(plan, job.mapping, task)),
        task.due.isoformat() if task.due else "",
        start.isoformat() if start and task.due else "",
        task.due.isoformat() if task.due else "",
        settings.statuses.get(task.status, STATUSES[task.status]),
        SIDE_TITLES[task.side],
        one_line(task.condition, TEXT),
        task.text(TEXT),
        task.key,
        *cells_of(plan, task, settings.columns),
    ]
