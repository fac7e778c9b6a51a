"""Who an export is for: the customer's version of a plan is a smaller plan, not a plan with hidden parts.

What may be shown is listed, so that a field that a later version or a person adds stays inside.
"""

from __future__ import annotations

from collections.abc import Iterable

from closeplan_nlp.errors import RequestError
from closeplan_nlp.exporters.facts import call_sources, with_texts
from closeplan_nlp.exporters.people import names_in
from closeplan_nlp.types import ClosePlan, Deal, Evidence, Item, PlanParticipant, Source

AUDIENCES = ("internal", "customer")
ITEM_FIELDS = (
    *("id", "kind", "text", "side", "owner", "due", "due_text", "category", "importance", "status", "condition"),
    *("start", "depends_on", "done_on", "answer", "evidence"),
)
"""What the customer may see of an item: no notes, confidence, suggestions, history, observations, ledger."""
EVIDENCE_FIELDS = ("source", "turn", "speaker", "start", "end", "quote")
SOURCE_FIELDS = ("id", "title", "date", "duration", "language")
PERSON_FIELDS = ("name", "side", "role", "org", "email")
DEAL_FIELDS = ("name", "seller", "customer", "target_close")
INTERNAL_KINDS = ("risk",)


def version_for(plan: ClosePlan, audience: str | None) -> ClosePlan:
    """The plan for an audience; none is `internal`. Raises RequestError for one that is not known."""
    if audience not in (None, *AUDIENCES):
        raise RequestError(f"unknown audience {audience!r}", remedy=f"Use {' or '.join(AUDIENCES)}")
    return customer_version(plan) if audience == "customer" else plan


def version_to_read(plan: ClosePlan, audience: str | None) -> ClosePlan:
    """The plan as people and tools read it: for an audience, without dropped items, with words for every item.

    Raises RequestError for an audience that is not known.
    """
    return version_for(with_texts(without_dropped(plan)), audience)


def without_dropped(plan: ClosePlan) -> ClosePlan:
    """The plan without what people or calls dropped, which only the plan file itself keeps."""
    if not any(item.dropped for item in plan.items):
        return plan
    return plan.model_copy(update={"items": _with_known_ids(item for item in plan.items if not item.dropped)})


def customer_version(plan: ClosePlan) -> ClosePlan:
    """The plan without risks, internal items and notes, confidence, quotes and people of calls without the customer.

    An item that only internal calls speak of is internal too, unless a person set `internal: false`.
    """
    shared = {source.id for source in plan.sources if not is_internal(plan, source)}
    items = [_item(item, shared) for item in plan.items if _is_shown(item, shared)]
    return ClosePlan(
        schema_version=plan.schema_version,
        audience="customer",
        deal=Deal(**{name: getattr(plan.deal, name) for name in DEAL_FIELDS}),
        participants=tuple(_person(person) for person in _known_outside(plan, items, shared)),
        items=_with_known_ids(items),
        sources=tuple(_source(source) for source in plan.sources if source.id in shared),
    )


def is_internal(plan: ClosePlan, source: Source) -> bool:
    """Whether a call was among our own people; in doubt it was.

    A source says so itself (`internal`), else its list of people does, else who is quoted from it, else, in a plan of
    one call, the plan's people.
    """
    marked = (source.model_extra or {}).get("internal")
    if isinstance(marked, bool):
        return marked
    if source.people:
        return not any(person.side == "customer" for person in source.people)
    customers = {person.name.casefold() for person in plan.participants if person.side == "customer"}
    quoted = {proof.speaker.casefold() for proof in _proofs(plan) if proof.source == source.id and proof.speaker}
    return not (customers and (customers & quoted or len(plan.sources) == 1))


def calls_in_doubt(plan: ClosePlan) -> list[Source]:
    """The calls that count as internal although nobody said so; a template is no call."""
    found = (source for source in call_sources(plan) if is_internal(plan, source))
    return [source for source in found if (source.model_extra or {}).get("internal") is not True]


def _proofs(plan: ClosePlan) -> Iterable[Evidence]:
    return (proof for item in plan.items for proof in item.evidence)


def _is_shown(item: Item, shared: set[str]) -> bool:
    if item.kind in INTERNAL_KINDS or item.internal or item.dropped:
        return False
    return item.internal is False or not item.evidence or any(proof.source in shared for proof in item.evidence)


def _item(item: Item, shared: set[str]) -> Item:
    proofs = tuple(
        Evidence(**{name: getattr(proof, name) for name in EVIDENCE_FIELDS})
        for proof in item.evidence
        if proof.source in shared
    )
    return Item(**{name: getattr(item, name) for name in ITEM_FIELDS} | {"evidence": proofs})


def _known_outside(plan: ClosePlan, items: Iterable[Item], shared: set[str]) -> Iterable[PlanParticipant]:
    """The people without those who were in internal calls alone; who owns or says what is shown is known anyway."""
    items, known = tuple(items), {person.name.casefold() for person in plan.participants}
    inside = {person.name.casefold() for source in plan.sources for person in source.people}
    named = [person.name for source in plan.sources if source.id in shared for person in source.people]
    named += [name for item in items for name in names_in(item.owner, known)]
    named += [proof.speaker for item in items for proof in item.evidence if proof.speaker]
    outside = {name.casefold() for name in named}
    return (person for person in plan.participants if person.name.casefold() not in inside - outside)


def _source(source: Source) -> Source:
    return Source(**{name: getattr(source, name) for name in SOURCE_FIELDS})


def _person(person: PlanParticipant) -> PlanParticipant:
    return PlanParticipant(**{name: getattr(person, name) for name in PERSON_FIELDS})


def _with_known_ids(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items with dependencies among themselves alone."""
    items = tuple(items)
    ids = {item.id for item in items}
    kept = ((item, tuple(name for name in item.depends_on if name in ids)) for item in items)
    return tuple(
        item.model_copy(update={"depends_on": known}) if known != item.depends_on else item for item, known in kept
    )
