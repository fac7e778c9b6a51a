"""People and facts of the deal, put together from what each call says of them; edits stay as with items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from closeplan_nlp.plan.observing import Order
from closeplan_nlp.plan.target import target_close
from closeplan_nlp.types import Deal, Item, PlanParticipant, Source, Suggestion

UNNAMED = "Deal"


def derive_people(sources: Iterable[Source], order: Order) -> dict[str, PlanParticipant]:
    """The people of all calls by name, in the order in which they appear; later words win."""
    found: dict[str, PlanParticipant] = {}
    for source in sorted(sources, key=lambda each: order.of_source(each.id)):
        for person in source.people:
            key = _key_of(person.name, found)
            known = found.get(key)
            found[key] = person if known is None else _joined(known, person)
    return found


def _key_of(name: str, known: Iterable[str]) -> str:
    """The name to find a person by; a first name alone is the one known person who has it."""
    key = " ".join(name.casefold().split())
    fuller = [each for each in known if each.startswith(f"{key} ")]
    return fuller[0] if len(fuller) == 1 and " " not in key else key


def _joined(known: PlanParticipant, person: PlanParticipant) -> PlanParticipant:
    said = {name: value for name, value in person if name != "name" and value not in (None, "unknown")}
    return known.model_copy(update=said)


def merge_people(
    ours: Sequence[PlanParticipant], before: dict[str, PlanParticipant], after: dict[str, PlanParticipant]
) -> tuple[PlanParticipant, ...]:
    """The people of the file with what calls add; those that a person took out stay out."""
    own = {_key_of(person.name, after): person for person in ours}
    removed = before.keys() - own.keys()
    merged = {key: _laid_over(person, before.get(key), after.get(key)) for key, person in own.items()}
    fresh = {key: person for key, person in after.items() if key not in own and key not in removed}
    if [key for key in own if key in before] != [key for key in before if key in own]:
        return (*merged.values(), *fresh.values())
    written = [person for key, person in merged.items() if key not in after]
    return (*(merged.get(key) or fresh[key] for key in after if key in merged or key in fresh), *written)


def people_left(
    ours: Sequence[PlanParticipant], before: dict[str, PlanParticipant], after: dict[str, PlanParticipant]
) -> tuple[PlanParticipant, ...]:
    """The people of the file where calls have gone: those that nobody edited are as the calls that are left say."""
    keys = [next((key for key, each in before.items() if each == person), None) for person in ours]
    found = (person if key is None else after.get(key) for person, key in zip(ours, keys, strict=True))
    return tuple(person for person in found if person is not None)


def _laid_over(own: PlanParticipant, before: PlanParticipant | None, after: PlanParticipant | None) -> PlanParticipant:
    """A person of the file with new words where nobody edited."""
    if after is None:
        return own
    earlier: Any = before or PlanParticipant(name=own.name)
    new = {name: value for name, value in after if getattr(own, name, None) == getattr(earlier, name, None)}
    return own.model_copy(update={name: value for name, value in new.items() if value is not None})


def derive_deal(sources: Iterable[Source], items: Iterable[Item], order: Order) -> Deal:
    """The deal as its calls tell it: the first name, the last organisations, the signature that ends last."""
    ordered = sorted(sources, key=lambda each: order.of_source(each.id))
    names = [source.deal for source in ordered if source.deal]
    last = {field: [v for s in ordered if (v := getattr(s, field))] for field in ("seller", "customer")}
    return Deal(
        name=names[0] if names else UNNAMED,
        seller=last["seller"][-1] if last["seller"] else None,
        customer=last["customer"][-1] if last["customer"] else None,
        target_close=_target_close([item for item in items if not item.dropped]),
    )


def _target_close(items: Sequence[Item]) -> str | None:
    """The signature that is agreed on, else the one that took place."""
    done = [item.model_copy(update={"status": "agreed"}) for item in items if item.status == "done"]
    return target_close(items) or target_close(done)


def merge_deal(ours: Deal, before: Deal, after: Deal) -> Deal:
    """The deal of the file with what calls add; an edited field stays, a new target date is then suggested."""
    update: dict[str, Any] = {}
    suggestions = {each.field: each for each in ours.suggestions}
    for name in ("name", "seller", "customer", "target_close"):
        own, earlier, new = getattr(ours, name), getattr(before, name), getattr(after, name)
        if own == earlier:
            update[name] = new
        elif name == "target_close":
            first = suggestions[name].before if name in suggestions else earlier
            if new in (own, first):
                suggestions.pop(name, None)
            elif new is not None:
                suggestions[name] = Suggestion(field=name, value=new, before=first)
    return ours.model_copy(update={**update, "suggestions": tuple(suggestions.values())})
