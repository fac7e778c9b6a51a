"""The plan as a Word document that one can send: title block, timeline, what each side does, criteria, risks, people.

Written with python-docx (ECMA-376). Every text is a run, so that nothing in it is a field, a link or markup.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from closeplan_nlp.due import span_of
from closeplan_nlp.exporters.documents import wordstyle as style
from closeplan_nlp.exporters.documents.picture import draw_gantt, rows_of
from closeplan_nlp.exporters.documents.wordxml import Row as Cells
from closeplan_nlp.exporters.documents.wordxml import add_paragraph, add_table
from closeplan_nlp.exporters.facts import (
    call_of,
    calls_of,
    criteria_of,
    glance,
    main_evidence,
    marks_of,
    outlook,
    owner_of,
    tasks_of,
)
from closeplan_nlp.exporters.people import people_of
from closeplan_nlp.exporters.safety import one_line, steady_zip
from closeplan_nlp.exporters.tasks import Task, tasks_of_plan
from closeplan_nlp.exporters.wording import clean, say_category, say_date, say_day, say_deadline, say_place
from closeplan_nlp.types import ClosePlan, Evidence, Item

if TYPE_CHECKING:
    from docx.document import Document

PICTURE_ROWS = 34
"""Rows of a picture that fills a page."""
MOST_PICTURES = 4
LONGEST = 2_000
SIDES = (
    ("customer_commitment", "customer", "What the customer does"),
    ("action_item", "seller", "What the seller does"),
)


def write_word(plan: ClosePlan, today: dt.date | None = None) -> bytes:
    """The plan as DOCX; the customer's version has no risks and no quotes of internal talk."""
    document = style.new_document(one_line(plan.deal.name, 250), today)
    tasks = tasks_of_plan(plan, today)
    _title_block(document, plan, today)
    _timeline(document, tasks)
    _pictures(document, tasks, today, span_of(plan.deal.target_close))
    for kind, side, title in SIDES:
        _commitments(document, plan, kind, _named(title, side, plan), today)
    _criteria(document, plan)
    if plan.audience != "customer":
        _risks(document, plan)
    _people(document, plan)
    stream = io.BytesIO()
    document.save(stream)
    return steady_zip(stream.getvalue())


def _named(title: str, side: str, plan: ClosePlan) -> str:
    """`What Northwind does`, where the organisation is known."""
    name = one_line(getattr(plan.deal, side), 100)
    return f"What {name} does" if name else title


def _title_block(document: Document, plan: ClosePlan, today: dt.date | None) -> None:
    deal = plan.deal
    add_paragraph(document, "Subtitle", "Close plan")
    add_paragraph(document, "Title", one_line(deal.name, LONGEST))
    facts = [
        ("Customer", deal.customer),
        ("Seller", deal.seller),
        ("Target close", say_date(deal.target_close)),
        ("Calls", calls_of(plan)),
        ("As of", say_day(today) if today else None),
    ]
    rows = [(label, one_line(value, LONGEST)) for label, value in facts if value and clean(value)]
    if rows:
        add_table(document, None, [Cells(row) for row in rows], (3.5, 13.5))
    for sentence in (glance(plan, today), outlook(plan, today)):
        if sentence:
            add_paragraph(document, "Normal", one_line(sentence, LONGEST))


def _timeline(document: Document, tasks: Sequence[Task]) -> None:
    """All tasks and milestones by date, numbered as in the picture."""
    add_paragraph(document, "Heading1", "Timeline")
    if not tasks:
        add_paragraph(document, "Normal", "There are no tasks and no milestones.")
        return
    rows = [
        Cells(
            (str(number), _when(task), one_line(task.title, LONGEST), ", ".join(task.owners), _state(task)),
            bold=task.is_milestone,
        )
        for number, task in enumerate(tasks, start=1)
    ]
    add_table(document, ("No.", "Until", "What", "Who", "Status"), rows, (1.1, 3.4, 6.9, 3.1, 2.5))


def _when(task: Task) -> str:
    return say_day(task.due) if task.due else f"“{task.due_text}”" if task.due_text else ""


def _state(task: Task) -> str:
    return "overdue" if task.late and not task.done else task.status


def _pictures(
    document: Document, tasks: Sequence[Task], today: dt.date | None, close: tuple[dt.date, dt.date] | None
) -> None:
    from docx.shared import Cm

    rows = rows_of(tasks)
    parts = [rows[at : at + PICTURE_ROWS] for at in range(0, len(rows), PICTURE_ROWS)]
    for number, part in enumerate(parts[:MOST_PICTURES]):
        data, *_ = draw_gantt(part, today, close[1] if close else None)
        shape = document.add_picture(io.BytesIO(data), width=Cm(17))
        days = f"{say_day(part[0].due)} to {say_day(part[-1].due)}"
        style.describe(shape, number + 1, f"Gantt chart of {len(part)} tasks and milestones, {days}")
    if len(parts) > MOST_PICTURES:
        add_paragraph(
            document, "Normal", f"The chart shows the first {PICTURE_ROWS * MOST_PICTURES} of {len(rows)} dated rows."
        )


def _commitments(document: Document, plan: ClosePlan, kind: str, title: str, today: dt.date | None) -> None:
    add_paragraph(document, "Heading1", title)
    items = tasks_of(plan, kind)
    for item in items:
        facts = [owner_of(item), say_deadline(item), *marks_of(item, today)]
        facts += [f"condition: {item.condition}"] if item.condition else []
        box = "☑ " if item.status == "done" else "☐ "
        _entry(document, plan, box + one_line(item.text, LONGEST), facts, main_evidence(item))
    if not items:
        add_paragraph(document, "Normal", "Nothing is agreed yet.")


def _entry(document: Document, plan: ClosePlan, text: str, facts: Sequence[str], proof: Evidence | None) -> None:
    """An item in bold, facts behind it, the quote below."""
    details = ", ".join(one_line(fact, LONGEST) for fact in facts if fact)
    add_paragraph(document, style.ENTRY, f" — {details}" if details else "", lead=text)
    if proof:
        places = (proof.speaker, say_place(proof), call_of(plan, proof))
        origin = ", ".join(one_line(part, 200) for part in places if part)
        add_paragraph(document, style.QUOTE, f"“{one_line(proof.quote, LONGEST)}” — {origin}")


def _criteria(document: Document, plan: ClosePlan) -> None:
    add_paragraph(document, "Heading1", "Decision criteria")
    groups = criteria_of(plan)
    rows = [Cells(_criterion(rank, item)) for rank, items in groups for item in items]
    if rows:
        heads = ("Importance", "Category", "Criterion", "What answers it")
        add_table(document, heads, rows, (2.8, 2.6, 6.6, 5.0))
    else:
        add_paragraph(document, "Normal", "No criteria are known.")


def _criterion(rank: str, item: Item) -> tuple[str, ...]:
    cells = (rank, say_category(item.category), item.text, item.answer)
    return tuple(one_line(cell, LONGEST) for cell in cells)


def _risks(document: Document, plan: ClosePlan) -> None:
    risks = plan.of_kind("risk")
    if risks:
        add_paragraph(document, "Heading1", "Risks")
    for item in risks:
        facts = [each for each in (item.owner, item.condition and f"condition: {item.condition}") if each]
        _entry(document, plan, one_line(item.text, LONGEST), facts, main_evidence(item))


def _people(document: Document, plan: ClosePlan) -> None:
    groups: list[tuple[str, list[Any]]] = list(people_of(plan))
    rows = [
        Cells((one_line(person.name, 200), one_line(person.role, 200), one_line(title, 200)))
        for title, people in groups
        for person in people
    ]
    if rows:
        add_paragraph(document, "Heading1", "People")
        add_table(document, ("Name", "Role", "Side"), rows, (6.0, 5.5, 5.5))
