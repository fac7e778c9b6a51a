"""The plan as an Excel workbook: sheets for the plan, the timeline, the criteria, the risks, the evidence.

Dates are dates, statuses drop-downs, and colours follow the status and today's date as the sheet is edited.
"""

from __future__ import annotations

import datetime as dt

from closeplan_nlp.due import span_of
from closeplan_nlp.exporters.documents.sheets import Book, Cell
from closeplan_nlp.exporters.facts import (
    IMPORTANCE_TITLES,
    SIDE_TITLES,
    calls_of,
    glance,
    main_evidence,
    name_of,
    outlook,
)
from closeplan_nlp.exporters.people import people_of
from closeplan_nlp.exporters.tasks import TASK_KINDS, Task, tasks_of_plan
from closeplan_nlp.exporters.wording import say_category, say_clock, say_date, say_day
from closeplan_nlp.kinds import IMPORTANCES, KINDS, STATUSES
from closeplan_nlp.types import ClosePlan, Item

WIDE, NARROW = 50, 14
TIMELINE = (
    *(("Due", NARROW), ("Start", NARROW), ("What", WIDE), ("Kind", 20), ("Side", NARROW), ("Owner", 22)),
    *(("Status", 12), ("Due as said", 20), ("Condition", 30), ("Waits for", 30), ("Quote", WIDE), ("Id", 16)),
)
CRITERIA = (
    *(("Importance", 18), ("Category", 16), ("Criterion", WIDE), ("Answer", WIDE), ("Until", 16), ("Quote", WIDE)),
    ("Id", 16),
)
RISKS = (("Risk", WIDE), ("Side", NARROW), ("Owner", 22), ("Condition", 30), ("Quote", WIDE), ("Id", 16))
EVIDENCE = (
    *(("Item", 40), ("Kind", 20), ("Quote", 70), ("Speaker", 22), ("Call", 30), ("Day", NARROW), ("Time", 10)),
    *(("Turn", 8), ("Id", 16)),
)
INTERNAL = (("Confidence", 12), ("Notes", 40))


def write_workbook(plan: ClosePlan, today: dt.date | None = None) -> bytes:
    """The plan as XLSX; sheets and columns that are not for the customer are not in the customer's version."""
    book = Book()
    _overview(book, plan, today)
    _timeline(book, plan, today)
    _criteria(book, plan)
    if plan.audience != "customer":
        _risks(book, plan)
    _evidence(book, plan)
    return book.close(plan.deal.name, today)


def _internal(plan: ClosePlan, item: Item) -> list[Cell]:
    """What only our own side sees of an item."""
    return [] if plan.audience == "customer" else [item.confidence, str(item.notes or "")]


def _columns(plan: ClosePlan, columns: tuple[tuple[str, int], ...]) -> list[tuple[str, int]]:
    return [*columns, *([] if plan.audience == "customer" else INTERNAL)]


def _overview(book: Book, plan: ClosePlan, today: dt.date | None) -> None:
    """Facts of the deal, and the people."""
    sheet = book.sheet("Plan", [("Close plan", 26), (plan.deal.name, 70), ("", 20)])
    deal = plan.deal
    facts = [
        ("Customer", deal.customer),
        ("Seller", deal.seller),
        ("Target close", _exact(deal.target_close) or say_date(deal.target_close)),
        ("Calls", calls_of(plan)),
        ("As of", say_day(today) if today else None),
        ("At a glance", " ".join(part for part in (glance(plan, today), outlook(plan, today)) if part)),
    ]
    for label, value in facts:
        if value:
            sheet.add([None, value])
            sheet.put(sheet.rows, 0, label, book.label)
    for title, people in people_of(plan):
        sheet.add([])
        for person in people:
            sheet.add([title, person.name, person.role])


def _exact(due: str | None) -> dt.date | None:
    """The day of a due value that is one day; months and quarters are said in words."""
    span = span_of(due)
    return span[0] if span and span[0] == span[1] else None


def _timeline(book: Book, plan: ClosePlan, today: dt.date | None) -> None:
    sheet = book.sheet("Timeline", _columns(plan, TIMELINE))
    items = {id(item): item for item in plan.of_kind(*TASK_KINDS)}
    by_id = {item.id: item for item in items.values()}
    for task in tasks_of_plan(plan, today):
        sheet.add([*_task(task), *_internal(plan, by_id[task.id])])
    sheet.finish()
    sheet.choices("Status", STATUSES)
    sheet.choices("Side", list(SIDE_TITLES.values()))
    sheet.colour('=$G2="done"', "done")
    sheet.colour('=AND(ISNUMBER($A2),$A2<TODAY(),$G2<>"done")', "late", ["Due", "What"])
    sheet.colour('=AND(ISNUMBER($A2),$A2<TODAY()+7,$G2<>"done")', "soon", ["Due"])


def _task(task: Task) -> list[Cell]:
    return [
        *(task.due, task.start, task.title, task.kind_title, SIDE_TITLES[task.side], ", ".join(task.owners)),
        *(task.status, task.due_text, task.condition, "; ".join(task.waits_for), task.quote, task.key),
    ]


def _criteria(book: Book, plan: ClosePlan) -> None:
    sheet = book.sheet("Criteria", _columns(plan, CRITERIA))
    ranks = (*IMPORTANCES, None)
    for item in sorted(plan.of_kind("decision_criterion"), key=lambda item: ranks.index(item.importance)):
        when = say_date(item.due, item.due_text)
        facts = [IMPORTANCE_TITLES[item.importance], say_category(item.category), item.text, item.answer, when]
        sheet.add([*facts, _quote(item), item.id, *_internal(plan, item)])
    sheet.finish()
    sheet.choices("Importance", list(IMPORTANCE_TITLES.values()))
    sheet.colour('=AND($A2="Must have",$D2="")', "soon", ["Importance"])
    sheet.colour('=$D2<>""', "done", ["Answer"])


def _risks(book: Book, plan: ClosePlan) -> None:
    sheet = book.sheet("Risks", _columns(plan, RISKS))
    for item in plan.of_kind("risk"):
        facts = [item.text, SIDE_TITLES[item.side], item.owner, item.condition, _quote(item), item.id]
        sheet.add([*facts, *_internal(plan, item)])
    sheet.finish()


def _quote(item: Item) -> str | None:
    proof = main_evidence(item)
    return proof.quote if proof else None


def _evidence(book: Book, plan: ClosePlan) -> None:
    """All quotes, where and when they were said."""
    sheet = book.sheet("Evidence", EVIDENCE)
    calls = {source.id: source for source in plan.sources}
    for item in plan.items:
        for proof in item.evidence:
            call = calls.get(proof.source)
            name, day = (name_of(call), call.date) if call else (proof.source, None)
            facts = [item.text, KINDS[item.kind].title, proof.quote, proof.speaker, name, _exact(day)]
            sheet.add([*facts, say_clock(proof.start), str(proof.turn), item.id])
    sheet.finish()
