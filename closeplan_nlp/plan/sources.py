"""Telling which call is which: one that comes again replaces what it said, another one of its name gets its own.

The same bytes are the same call. So is the same id on the same day: a corrected transcript, or another format of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from closeplan_nlp.plan.observing import Incoming
from closeplan_nlp.types import ClosePlan, Evidence, Item, Observation, Source


def settle(plan: ClosePlan, incoming: Incoming) -> tuple[ClosePlan, Incoming]:
    """Both with ids of sources under which the same call is one source and two calls are two."""
    for source in incoming.sources:
        target = _target(plan.sources, source, incoming.observations, plan.items)
        if target is None:
            continue
        if target == source.id:  # the later of two calls of one name takes a name with its day
            held = next(each for each in plan.sources if each.id == source.id)
            if not is_same(held, source, incoming.observations, plan.items):
                plan = renamed_plan(plan, {held.id: _with_day(held)})
            continue
        incoming = renamed(incoming, {source.id: target})
    return plan, incoming


def _target(known: Sequence[Source], source: Source, said: Iterable[Observation], items: Iterable[Item]) -> str | None:
    """The id that an incoming source takes; None where nothing speaks against its own."""
    for each in known:
        if each.sha256 and each.sha256 == source.sha256:
            return each.id if each.id != source.id else None
    held = next((each for each in known if each.id == source.id), None)
    if held is None or is_same(held, source, said, items):
        return None
    return (
        _with_day(source)
        if (source.date or "", source.sha256 or "") > (held.date or "", held.sha256 or "")
        else source.id
    )


def is_same(held: Source, source: Source, said: Iterable[Observation], items: Iterable[Item]) -> bool:
    """Whether two sources of one id are one call."""
    if held.sha256 == source.sha256 or held.sha256 is None or source.sha256 is None:
        return held.date == source.date or None in (held.date, source.date)
    if held.date or source.date:
        return held.date == source.date
    ids = {seen.item for item in items for seen in item.seen if seen.source == held.id}
    return any(seen.item in ids for seen in said if seen.source == source.id)


def _with_day(source: Source) -> str:
    """An id that tells a call from another one of its name."""
    return f"{source.id}-{source.date or (source.sha256 or 'other')[:8]}"


def renamed(incoming: Incoming, names: Mapping[str, str]) -> Incoming:
    """An import with other ids of sources."""
    sources = (s.model_copy(update={"id": names.get(s.id, s.id)}) for s in incoming.sources)
    seen = (o.model_copy(update={"source": names.get(o.source, o.source)}) for o in incoming.observations)
    return Incoming(tuple(sources), tuple(seen), incoming.problems)


def renamed_plan(plan: ClosePlan, names: Mapping[str, str]) -> ClosePlan:
    """A plan with other ids of sources, wherever they stand."""

    def name(source: str | None) -> str | None:
        return names.get(source, source) if source else source

    def evidence(proof: Evidence) -> Evidence:
        return proof.model_copy(update={"source": name(proof.source)})

    items = tuple(
        item.model_copy(
            update={
                "evidence": tuple(map(evidence, item.evidence)),
                "seen": tuple(o.model_copy(update={"source": name(o.source)}) for o in item.seen),
                "history": tuple(c.model_copy(update={"source": name(c.source)}) for c in item.history),
                "suggestions": tuple(s.model_copy(update={"source": name(s.source)}) for s in item.suggestions),
                "dropped": name(item.dropped),
            }
        )
        for item in plan.items
    )
    sources = tuple(s.model_copy(update={"id": name(s.id)}) for s in plan.sources)
    return plan.model_copy(update={"items": items, "sources": sources})


def joined(held: Source | None, source: Source) -> Source:
    """The record of a source that comes again: of the same bytes the old one, filled up; else the new one."""
    if held is None:
        return source
    own = {name: value for name, value in held if value not in (None, (), {})}
    new = {name: value for name, value in source if value not in (None, (), {})}
    if held.sha256 is not None and held.sha256 == source.sha256:
        return source.model_copy(update={**new, **own, "people": source.people, "items": source.items})
    return held.model_copy(update={**own, **new, "items": source.items})
