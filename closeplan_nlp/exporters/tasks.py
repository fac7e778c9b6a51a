"""The tasks and milestones of a plan as the task tools take them: titles, days, people, and a description.

Tools get what is to be done; criteria and risks stay in the documents. Months and quarters end on their last day, and
the description says what was meant. The quote that proves a task stands in its description.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from closeplan_nlp.due import span_of
from closeplan_nlp.exporters.facts import by_due, call_of, is_overdue, main_evidence, side_title
from closeplan_nlp.exporters.mapping import NO_MAPPING, Mapping
from closeplan_nlp.exporters.people import names_in
from closeplan_nlp.exporters.safety import limited, one_line, paragraphs
from closeplan_nlp.exporters.wording import clean, say_date, say_place
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.types import ClosePlan, Item, KindName

TASK_KINDS = ("action_item", "customer_commitment", "milestone")
TITLE, LINE, NOTES = 1_000, 1_000, 8_000
"""The longest title, line of a description, and notes: more than any text that was said, less than any target takes."""


@dataclass(frozen=True)
class Task:
    """One task or milestone. `details` is its description, as pairs of a heading and clean text."""

    id: str
    kind: KindName
    title: str
    side: str
    owners: tuple[str, ...]
    start: dt.date | None
    due: dt.date | None
    due_text: str
    status: str
    late: bool
    category: str
    condition: str
    quote: str
    speaker: str
    call: str
    waits_for: tuple[str, ...]
    waits_for_ids: tuple[str, ...]
    notes: str
    details: tuple[tuple[str, str], ...]

    @property
    def done(self) -> bool:
        """Whether it is done."""
        return self.status == "done"

    @property
    def is_milestone(self) -> bool:
        """Whether it is an event rather than work."""
        return self.kind == "milestone"

    @property
    def kind_title(self) -> str:
        """The kind's name for people."""
        return KINDS[self.kind].title

    @property
    def key(self) -> str:
        """A stable id for a column of its own, one clean word."""
        return one_line(self.id, 100)

    def text(self, limit: int) -> str:
        """The description as plain text of several lines."""
        return limited("\n".join(f"{heading}: {text}" for heading, text in self.details), limit)


@dataclass(frozen=True)
class Job:
    """What an export to a tool needs beside the plan.

    The mapping, the ids of the tasks to send (none: all), the name of the ledger, where that is not the tool's, and
    links to the recordings by the source's id, as seen from where the export will lie.
    """

    mapping: Mapping = NO_MAPPING
    ids: frozenset[str] | None = None
    ledger: str | None = None
    recordings: dict[str, str] = field(default_factory=dict)

    def tasks(self, plan: ClosePlan, today: dt.date | None, *, done: bool = True) -> list[Task]:
        """The tasks to send by due date; without the done ones where the target cannot say that they are."""
        tasks = tasks_of_plan(plan, today)
        return [task for task in tasks if (self.ids is None or task.id in self.ids) and (done or not task.done)]


ALL = Job()


def tasks_of_plan(plan: ClosePlan, today: dt.date | None = None) -> list[Task]:
    """All tasks and milestones by due date."""
    known = {clean(person.name).casefold() for person in plan.participants}
    titles = {item.id: one_line(item.text, TITLE) for item in plan.items}
    return [_task(plan, item, titles, known, today) for item in by_due(plan.of_kind(*TASK_KINDS))]


def _task(plan: ClosePlan, item: Item, titles: dict[str, str], known: set[str], today: dt.date | None) -> Task:
    span, start, proof = span_of(item.due), span_of(item.start), main_evidence(item)
    waits = tuple(name for name in item.depends_on if name in titles)
    return Task(
        id=item.id,
        kind=item.kind,
        title=titles[item.id] or "(no words)",
        side=item.side,
        owners=tuple(clean(name) for name in names_in(item.owner, known)),
        start=start[0] if start and not (span and start[0] > span[1]) else None,
        due=span[1] if span else None,
        due_text=one_line(item.due_text, LINE),
        status=item.status or "",
        late=is_overdue(item, today),
        category=one_line(item.category, LINE),
        condition=one_line(item.condition, LINE),
        quote=one_line(proof.quote, LINE) if proof else "",
        speaker=one_line(proof.speaker, LINE) if proof else "",
        call=one_line(call_of(plan, proof), LINE) if proof else "",
        waits_for=tuple(titles[name] for name in waits),
        waits_for_ids=waits,
        notes=limited(paragraphs(str(item.notes)), NOTES) if item.notes else "",
        details=tuple(_details(plan, item, tuple(titles[name] for name in waits))),
    )


def _details(plan: ClosePlan, item: Item, waits: tuple[str, ...]) -> list[tuple[str, str]]:
    """The description: who, until when, on what it depends, and the words that prove it."""
    proof = main_evidence(item)
    where = (proof.speaker, say_place(proof), call_of(plan, proof)) if proof else ()
    origin = ", ".join(one_line(part, 200) for part in where if part)
    pairs = [
        (KINDS[item.kind].title, side_title(plan, item.side)),
        ("Owner", clean(item.owner or "")),
        ("Due", _due_words(item)),
        ("Status", item.status or ""),
        ("Condition", clean(item.condition or "")),
        ("Waits for", "; ".join(waits)),
        ("Notes", limited(paragraphs(str(item.notes)), NOTES) if item.notes else ""),
        ("Said", f"“{one_line(proof.quote, LINE)}” — {origin}" if proof else ""),
        ("Deal", clean(plan.deal.name)),
        ("Close plan id", one_line(item.id, 100)),
    ]
    return [(heading, limited(text, NOTES if heading == "Notes" else 2 * LINE)) for heading, text in pairs if text]


def _due_words(item: Item) -> str:
    """The date and the words for it: `Mar 2026, “in March”`."""
    said = f"“{one_line(item.due_text, 200)}”" if item.due_text and clean(item.due_text) else None
    return ", ".join(part for part in (say_date(item.due), said) if part)
