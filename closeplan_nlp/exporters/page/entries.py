"""The items of a plan as the page shows them: words for people, evidence with its place, values to filter by."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from closeplan_nlp.due import span_of
from closeplan_nlp.exporters import facts
from closeplan_nlp.exporters.people import names_in
from closeplan_nlp.exporters.safety import paragraphs
from closeplan_nlp.exporters.wording import clean, say_category, say_date, say_deadline, say_place
from closeplan_nlp.types import ClosePlan, Evidence, Item

_LOCAL = re.compile(r"\.{1,2}/[A-Za-z0-9%._~/-]+")
"""A link to a file beside the page or above it; it can name no scheme and no host."""


@dataclass(frozen=True)
class Quote:
    """Words of a call: who said them, when, in which call, and where the recording can be heard."""

    words: str
    speaker: str | None
    place: str
    call: str | None
    href: str | None


@dataclass(frozen=True)
class Entry:
    """One item. `number` is its place in the plan, `anchor` its id in the page, `owners` are numbers of owners.

    `tokens` are the states it can be filtered by, `day` its last day as ISO text, `waits_for` anchors and texts.
    """

    number: int
    anchor: str
    item: Item
    marks: tuple[str, ...]
    tokens: tuple[str, ...]
    owner: str
    owners: tuple[int, ...]
    deadline: str
    date: str | None
    category: str | None
    day: str
    quotes: tuple[Quote, ...]
    main: Quote | None
    waits_for: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    moves: tuple[str, ...]

    @property
    def done(self) -> bool:
        """Whether it is done."""
        return self.item.status == "done"

    @property
    def late(self) -> bool:
        """Whether its last day has passed and it is not done."""
        return "overdue" in self.tokens


class Entries:
    """All items of a plan, and the names of owners that they refer to by number.

    A plan that was edited by hand may have an id twice, so that items are told apart as the records they are.
    """

    def __init__(self, found: Iterable[Entry], owners: tuple[str, ...]) -> None:
        self.all = tuple(found)
        self.owners = owners
        self._held = {id(entry.item): entry for entry in self.all}
        self._named = {entry.item.id: entry for entry in reversed(self.all)}

    def of(self, items: Iterable[Item]) -> list[Entry]:
        """The entries of these items of the plan, in their order."""
        return [self._held[id(item)] for item in items]

    def named(self, key: str) -> Entry | None:
        """The entry of an id."""
        return self._named.get(key)


def entries_of(plan: ClosePlan, today: dt.date | None, recordings: Mapping[str, str], prefix: str) -> Entries:
    """The items of a plan; `recordings` are links by the source's id, `prefix` begins the anchors."""
    known = {clean(person.name).casefold() for person in plan.participants}
    names = [[clean(name) for name in names_in(item.owner, known)] for item in plan.items]
    owners = tuple(sorted({name for found in names for name in found}, key=str.casefold))
    numbers = {name: number for number, name in enumerate(owners)}
    anchors = {item.id: f"{prefix}i{number}" for number, item in reversed([*enumerate(plan.items, start=1)])}
    texts = {item.id: item.text for item in reversed(plan.items)}
    cite = _citing(plan, recordings)
    found = []
    for number, item in enumerate(plan.items, start=1):
        waits = tuple((anchors[key], texts[key]) for key in item.depends_on if key in anchors and key != item.id)
        held = tuple(numbers[name] for name in names[number - 1])
        found.append(_entry(plan, item, number, f"{prefix}i{number}", today, held, waits, cite))
    return Entries(found, owners)


def _entry(
    plan: ClosePlan,
    item: Item,
    number: int,
    anchor: str,
    today: dt.date | None,
    owners: tuple[int, ...],
    waits_for: tuple[tuple[str, str], ...],
    cite: Callable[[Evidence], Quote],
) -> Entry:
    span, main = span_of(item.due), facts.main_evidence(item)
    late = facts.is_step(item) and facts.is_overdue(item, today)
    marks = [mark for mark in facts.marks_of(item, today) if mark != "overdue"]
    return Entry(
        number=number,
        anchor=anchor,
        item=item,
        marks=(*(("overdue",) if late else ()), *marks),
        tokens=_tokens(item, late),
        owner=facts.owner_of(item),
        owners=owners,
        deadline=say_deadline(item),
        date=say_date(item.due, item.due_text),
        category=say_category(item.category),
        day=span[1].isoformat() if span else "",
        quotes=tuple(map(cite, item.evidence)),
        main=cite(main) if main else None,
        waits_for=waits_for,
        notes=tuple(paragraphs(str(item.notes)).splitlines()) if item.notes else (),
        moves=tuple(_moves(plan, item)),
    )


def _tokens(item: Item, late: bool) -> tuple[str, ...]:
    """What a filter by status finds the item under; criteria and risks have no status."""
    if not facts.is_step(item):
        return ()
    if item.status == "done":
        return ("done",)
    return ("open", *(["proposed"] if item.status == "proposed" else []), *(["overdue"] if late else []))


def _moves(plan: ClosePlan, item: Item) -> Iterable[str]:
    """How its date moved: `from Fri 6 Mar 2026 to Fri 13 Mar 2026 (Second call)`."""
    titles = {source.id: facts.name_of(source) for source in plan.sources}
    for change in item.history:
        if change.field == "due" and change.old and change.new:
            source = titles.get(change.source or "", change.source)
            where = f" ({source})" if source else ""
            yield f"from {say_date(str(change.old))} to {say_date(str(change.new))}{where}"


def _citing(plan: ClosePlan, recordings: Mapping[str, str]) -> Callable[[Evidence], Quote]:
    """What turns evidence into a quote, with the call's name where there are several."""
    calls = facts.call_sources(plan)
    titles = {source.id: facts.name_of(source) for source in plan.sources} if len(calls) > 1 else None

    def cite(proof: Evidence) -> Quote:
        call = titles.get(proof.source, proof.source) if titles is not None else None
        return Quote(proof.quote, proof.speaker, say_place(proof), call, _moment(recordings.get(proof.source), proof))

    return cite


def local_link(href: str | None) -> str | None:
    """The link where it leads to a file near the page, else nothing: a plan's paths are untrusted."""
    return href if href and _LOCAL.fullmatch(href) else None


def _moment(recording: str | None, proof: Evidence) -> str | None:
    """The link to the moment in the recording, as a media fragment."""
    href = local_link(recording)
    known = proof.start is not None and math.isfinite(proof.start) and proof.start >= 0
    return f"{href}#t={proof.start:.1f}" if href and known else href
