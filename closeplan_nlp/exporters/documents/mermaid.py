"""The plan as Mermaid diagrams (mermaid.js.org): a Gantt chart, and how the customer decides as a flowchart.

A Gantt task is `name :tags, id, start, end` with both dates; the name may hold neither `:` nor a comment's `#` or `;`
and must not begin like a keyword, so that letters of that kind are written as their look-alikes. Flowchart labels stand
in quotes, with entity codes. Mermaid refuses diagrams over 50,000 characters or 500 edges: long plans get short names.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator

from closeplan_nlp.due import span_of
from closeplan_nlp.exporters.deciding import Stage, stages_of
from closeplan_nlp.exporters.facts import side_title
from closeplan_nlp.exporters.safety import one_line
from closeplan_nlp.exporters.tasks import Task, tasks_of_plan
from closeplan_nlp.exporters.wording import say_date
from closeplan_nlp.types import ClosePlan, Item

LONGEST, EDGES = 48_000, 450
LENGTHS = (80, 50, 30, 15)
LOOKALIKES = str.maketrans(
    {":": "∶", ";": "；", "#": "＃", "%": "％", "<": "‹", ">": "›", "`": "'", "{": "(", "}": ")"}
)
ENTITIES = str.maketrans({letter: f"#{ord(letter)};" for letter in '"#<>&`%{}[]()|\\*_~:;@$'})
LANES = (("milestone", "Milestones"), ("customer_commitment", "customer"), ("action_item", "seller"))
DAY = dt.timedelta(days=1)


def write_gantt(plan: ClosePlan, today: dt.date | None = None) -> str:
    """The dated tasks and milestones as a Gantt chart; a plan without dates gives one with a title alone."""
    drawn = ("\n".join(_gantt(plan, today, length)) + "\n" for length in LENGTHS)
    return _first_that_fits(list(drawn))


def _first_that_fits(texts: list[str]) -> str:
    return next((text for text in texts if len(text) <= LONGEST), texts[-1])


def _gantt(plan: ClosePlan, today: dt.date | None, length: int) -> Iterator[str]:
    yield "gantt"
    yield f"    title {_name(plan.deal.name, length)}"
    yield "    dateFormat YYYY-MM-DD"
    yield "    axisFormat %Y-%m-%d"
    tasks = [task for task in tasks_of_plan(plan, today) if task.due]
    for kind, title in LANES:
        rows = [(number, task) for number, task in enumerate(tasks, start=1) if task.kind == kind]
        close = span_of(plan.deal.target_close) if kind == "milestone" else None
        if rows or close:
            yield f"    section {_name(title if kind == 'milestone' else side_title(plan, title), length)}"
        yield from (_row(number, task, length) for number, task in rows)
        if close:
            yield f"    Target close :milestone, crit, close, {close[1].isoformat()}, {close[1].isoformat()}"


def _row(number: int, task: Task, length: int) -> str:
    due = task.due or dt.date.min
    start = task.start or due
    end = due if task.is_milestone or due == dt.date.max else due + DAY
    tags = [name for name, on in (("milestone", task.is_milestone), ("done", task.done), ("crit", task.late)) if on]
    who = f" ({', '.join(task.owners)})" if task.owners else ""
    start = due if task.is_milestone else start
    return (
        f"    {_name(task.title + who, length)} :{', '.join([*tags, f't{number}', start.isoformat(), end.isoformat()])}"
    )


_KEYWORD = re.compile(
    r"title|section|dateformat|axisformat|tickinterval|includes|excludes|todaymarker|inclusiveenddates|topaxis|weekday"
    r"|weekend|click|call|href|acctitle|accdescr|gantt|%|\W|\d",
    re.IGNORECASE,
)


def _name(text: str, length: int) -> str:
    """A name that Mermaid's Gantt grammar takes as it stands."""
    name = one_line(text, length).translate(LOOKALIKES).strip() or "(no words)"
    return f"– {name}" if _KEYWORD.match(name) else name


def write_flowchart(plan: ClosePlan, today: dt.date | None = None) -> str:
    """Criteria → approvals → decision → signature → go-live, as far as the plan has them."""
    return _first_that_fits(["\n".join(_flowchart(plan, length)) + "\n" for length in LENGTHS])


def _flowchart(plan: ClosePlan, length: int) -> Iterator[str]:
    yield "flowchart LR"
    stages = [stage for stage in stages_of(plan) if stage.items]
    for stage in stages:
        yield f'    subgraph {stage.key}["{stage.title}"]'
        for number, item in enumerate(stage.items, start=1):
            yield f'        {stage.key}{number}["{_label(item, length)}"]'
        yield "    end"
    for before, after in itertools.pairwise(stages):
        yield f"    {before.key} --> {after.key}"
    yield from _dependencies(stages)
    if not stages:
        yield '    none["No criteria and no steps of the decision are known"]'


def _label(item: Item, length: int) -> str:
    date = say_date(item.due, item.due_text)
    text = one_line(item.text, length) or "(no words)"
    return f"{text.translate(ENTITIES)}{f'<br/>{one_line(date, 40).translate(ENTITIES)}' if date else ''}"


def _dependencies(stages: list[Stage]) -> Iterator[str]:
    """What the plan says to wait for, between the steps that are drawn."""
    nodes = {item.id: f"{stage.key}{n}" for stage in stages for n, item in enumerate(stage.items, start=1)}
    edges = [
        f"    {nodes[before]} -.-> {nodes[item.id]}"
        for stage in stages
        for item in stage.items
        for before in item.depends_on
        if before in nodes and before != item.id
    ]
    yield from edges[:EDGES]
