"""Microsoft Project: its XML interchange format (MSPDI, schema http://schemas.microsoft.com/project).

Tasks are scheduled by hand (`Manual`), so that Project moves no date and takes tasks without one. Elements stand in
the schema's order: learn.microsoft.com, "Project XML Data Interchange Schema Reference".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from closeplan_nlp.exporters.assigning import person_of
from closeplan_nlp.exporters.safety import one_line
from closeplan_nlp.exporters.tasks import ALL, Job, Task
from closeplan_nlp.types import ClosePlan

NAMESPACE = "http://schemas.microsoft.com/project"
NAME, NOTES = 512, 32_000
FIRST, LAST = dt.date(1984, 1, 1), dt.date(2049, 12, 31)
"""The days that every version of Project knows."""
FINISH_TO_START, DAYS, WORK = "1", "7", "1"
Pair = tuple[str, str]


def write_project(plan: ClosePlan, today: dt.date | None = None, job: Job = ALL) -> str:
    """The tasks and milestones with dependencies, people and who does what."""
    tasks = job.tasks(plan, today)
    numbers = {task.id: str(number) for number, task in enumerate(tasks, start=1)}
    people = list(dict.fromkeys(name for task in tasks for name in task.owners if name))
    root = ET.Element("Project", xmlns=NAMESPACE)
    _fill(root, [("SaveVersion", "14"), ("Name", "close-plan.xml"), ("Title", one_line(plan.deal.name, NAME))])
    days = [day for task in tasks if (day := _span(task)[0])]
    _fill(root, [("ScheduleFromStart", "1"), *([("StartDate", f"{min(days)}T08:00:00")] if days else [])])
    _add_tasks(root, tasks, numbers)
    _add_people(root, plan, people, job)
    _add_assignments(root, tasks, people)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _fill(parent: ET.Element, pairs: Iterable[Pair]) -> ET.Element:
    for name, value in pairs:
        ET.SubElement(parent, name).text = value
    return parent


def _span(task: Task) -> tuple[dt.date | None, dt.date | None]:
    """First and last day, where Project knows them."""
    if task.due is None or not FIRST <= task.due <= LAST:
        return None, None
    start = task.start if task.start and task.start >= FIRST else task.due
    return start, task.due


def _add_tasks(root: ET.Element, tasks: Sequence[Task], numbers: dict[str, str]) -> None:
    parent = ET.SubElement(root, "Tasks")
    for number, task in enumerate(tasks, start=1):
        element = _fill(ET.SubElement(parent, "Task"), _task(task, number))
        for before in task.waits_for_ids:
            if before in numbers and before != task.id:
                link = ET.SubElement(element, "PredecessorLink")
                _fill(link, [("PredecessorUID", numbers[before]), ("Type", FINISH_TO_START)])


def _task(task: Task, number: int) -> list[Pair]:
    start, finish = _span(task)
    hours = 8 * ((finish - start).days + 1) if start and finish and not task.is_milestone else 0
    ends = "08:00:00" if task.is_milestone else "17:00:00"
    begins = finish if task.is_milestone else start
    dates = [("Start", f"{begins}T08:00:00"), ("Finish", f"{finish}T{ends}")] if finish else []
    return [
        *(("UID", str(number)), ("ID", str(number)), ("Name", one_line(task.title, NAME))),
        *(("Active", "1"), ("Manual", "1"), ("Type", "1"), ("IsNull", "0"), ("OutlineLevel", "1")),
        *(("Priority", "500"), *dates, ("Duration", f"PT{hours}H0M0S"), ("DurationFormat", DAYS)),
        *(("Milestone", str(int(task.is_milestone))), ("PercentComplete", "100" if task.done else "0")),
        *([("Deadline", f"{finish}T17:00:00")] if finish and not task.is_milestone else []),
        ("Notes", task.text(NOTES)),
    ]


def _add_people(root: ET.Element, plan: ClosePlan, people: Sequence[str], job: Job) -> None:
    parent = ET.SubElement(root, "Resources")
    for number, name in enumerate(people, start=1):
        email = person_of(plan, job.mapping, name).email
        pairs = [("UID", str(number)), ("ID", str(number)), ("Name", one_line(name, 255)), ("Type", WORK)]
        _fill(ET.SubElement(parent, "Resource"), [*pairs, *([("EmailAddress", one_line(email, 255))] if email else [])])


def _add_assignments(root: ET.Element, tasks: Sequence[Task], people: Sequence[str]) -> None:
    parent = ET.SubElement(root, "Assignments")
    pairs = [(task, name) for task in enumerate(tasks, start=1) for name in task[1].owners if name]
    for number, ((uid, _), name) in enumerate(pairs, start=1):
        entry = [("UID", str(number)), ("TaskUID", str(uid)), ("ResourceUID", str(people.index(name) + 1))]
        _fill(ET.SubElement(parent, "Assignment"), entry)
