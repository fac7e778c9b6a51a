"""Who was on the call and on which side: the file's participants, the labels, and what the user says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from closeplan_nlp.errors import RequestError
from closeplan_nlp.readers.names import Tidy, email_of, organisation_in, same, tidy, without_affiliation
from closeplan_nlp.readers.speakers import rename
from closeplan_nlp.types import Participant, Problem, Side, Transcript

Chosen = Literal["seller", "customer"]
SIDES: tuple[Chosen, Chosen] = ("seller", "customer")


@dataclass(frozen=True)
class _Person:
    """A participant, and what its name and its label say about name and organisation."""

    record: Participant
    name: str
    affiliations: tuple[str, ...]

    def is_called(self, value: str) -> bool:
        known = (self.name, self.record.name, self.record.label or "")
        return any(same(name) == same(value) for name in known if name)

    @property
    def organisation(self) -> str | None:
        """The one that the file or the label names."""
        known = (self.record.model_extra or {}).get("organisation")
        return known if isinstance(known, str) and known else organisation_in(self.record.label or self.record.name)

    def belongs_to(self, organisation: str | None) -> bool:
        return organisation is not None and same(organisation) in map(same, self.affiliations)


@dataclass(frozen=True)
class _Request:
    """What the user says: values per side, which people (by position) they name, and the organisations."""

    values: Mapping[Chosen, list[str]]
    named: Mapping[Chosen, set[int]]
    orgs: dict[Chosen, str | None]


def apply_people(
    transcript: Transcript,
    *,
    seller: Iterable[str] = (),
    customer: Iterable[str] = (),
    speakers: Mapping[str, str] | None = None,
) -> Transcript:
    """The transcript with tidy participants and their sides; turns are not touched.

    Args:
        transcript: as the format's reader returned it.
        seller: people or organisations that sell.
        customer: people or organisations that buy.
        speakers: names of the people behind labels, such as `{"Speaker 2": "Dana Reyes"}`.

    Raises:
        RequestError: somebody is named on both sides, or a name is empty.
    """
    records, problems = rename(transcript, speakers or {})
    people = [_person(record) for record in records]
    values: dict[Chosen, list[str]] = {"seller": _values(seller), "customer": _values(customer)}
    named = {side: {at for value in values[side] for at in _named(people, value)} for side in SIDES}
    request = _Request(values, named, {"seller": transcript.seller_org, "customer": transcript.customer_org})
    _check_conflict(people, request)
    for side in SIDES:
        problems += _adopt_organisations(people, side, request)
    orgs = {f"{side}_org": request.orgs[side] for side in SIDES}
    update = {"participants": _participants(people, request), "problems": (*transcript.problems, *problems)}
    return transcript.model_copy(update=update | orgs)


def _values(given: Iterable[str]) -> list[str]:
    return [value.strip() for value in ([given] if isinstance(given, str) else given) if value.strip()]


def _person(record: Participant) -> _Person:
    name, label = tidy(record.name), tidy(record.label) if record.label else Tidy("")
    return _Person(record, name.name, (*name.affiliations, *label.affiliations, *_known_affiliations(record)))


def _known_affiliations(record: Participant) -> tuple[str, ...]:
    """The organisation that the file names, and that of the address."""
    known = record.model_extra or {}
    email, organisation = known.get("email"), known.get("organisation")
    domains = tidy(email).affiliations if isinstance(email, str) and "@" in email else ()
    return (*domains, organisation) if isinstance(organisation, str) and organisation.strip() else domains


def _named(people: list[_Person], value: str) -> list[int]:
    """The people that a value names: by name or label, else by a first name that only one has."""
    full = [at for at, person in enumerate(people) if person.is_called(value)]
    first = [at for at, person in enumerate(people) if same(person.name).split(" ")[0] == same(value)]
    return full or (first if len(first) == 1 else [])


def _check_conflict(people: list[_Person], request: _Request) -> None:
    both = [people[at].name for at in sorted(request.named["seller"] & request.named["customer"])]
    customers = set(map(same, request.values["customer"]))
    both += [value for value in request.values["seller"] if same(value) in customers]
    if both:
        reason = f"“{both[0]}” is named as seller and as customer"
        raise RequestError(reason, remedy="Name everybody on one side only")


def _adopt_organisations(people: list[_Person], side: Chosen, request: _Request) -> list[Problem]:
    """Values that name no person are organisations: the transcript's own, that of people's labels, or a new one."""
    problems = []
    for value in request.values[side]:
        org = request.orgs[side]
        if _named(people, value):
            continue
        if not org:
            request.orgs[side] = value
        elif same(org) != same(value) and not any(person.belongs_to(value) for person in people):
            names = ", ".join(person.name for person in people) or "nobody is named"
            reason = f"“{value}” is nobody on the call and not the {side} “{org}”"
            problems.append(Problem(place=side, reason=reason, remedy=f"On the call: {names}"))
    return problems


def _side(at: int, person: _Person, request: _Request) -> Side:
    """As the options say, people before organisations; else as the file says; else by the organisation."""
    by_name = [side for side in SIDES if at in request.named[side]]
    by_option = [side for side in SIDES if any(map(person.belongs_to, request.values[side]))]
    by_org = [side for side in SIDES if person.belongs_to(request.orgs[side])]
    own = person.record.side
    found = by_name or by_option or (by_org if own == "unknown" else [])
    return found[0] if len(found) == 1 else own


def _participants(people: list[_Person], request: _Request) -> tuple[Participant, ...]:
    names = [_name(person, people, request) for person in people]
    sides = _other_of_two([_side(at, person, request) for at, person in enumerate(people)], names, request)
    sides = _other_organisation(people, sides)
    return tuple(_record(*entry) for entry in zip(people, names, sides, strict=True))


def _other_of_two(sides: list[Side], names: list[str], request: _Request) -> list[Side]:
    """Only sellers are given and two people talk: the other one is the customer."""
    only_sellers = request.values["seller"] and not request.values["customer"]
    if only_sellers and len(set(names)) == 2 and set(sides) == {"seller", "unknown"}:
        return ["customer" if side == "unknown" else side for side in sides]
    return sides


def _other_organisation(people: list[_Person], sides: list[Side]) -> list[Side]:
    """Everybody's label names one of two organisations and one of them has its side: the others are the other side."""
    orgs = [same(person.organisation or "") for person in people]
    if "" in orgs or len(set(orgs)) != 2:
        return sides
    known = {org: {side for at, side in zip(orgs, sides, strict=True) if at == org} for org in set(orgs)}
    for org, other in (tuple(known), tuple(known)[::-1]):
        for side, opposite in (SIDES, SIDES[::-1]):
            if known[org] == {side} and known[other] == {"unknown"}:
                return [opposite if at == other else own for at, own in zip(orgs, sides, strict=True)]
    return sides


def _name(person: _Person, people: list[_Person], request: _Request) -> str:
    """The tidy name; with its brackets if namesakes of other organisations are on the call."""
    namesakes = {other.affiliations for other in people if other.name == person.name and other.affiliations}
    if len(namesakes) > 1:
        return person.record.name
    name = person.name
    for affiliation in (*request.orgs.values(), *request.values["seller"], *request.values["customer"]):
        if affiliation and person.belongs_to(affiliation):
            name = without_affiliation(name, affiliation)
    return name


def _record(person: _Person, name: str, side: Side) -> Participant:
    label = person.record.label or person.record.name
    update = {"name": name, "side": side, "label": None if label == name else label}
    address = email_of(label)
    known = person.record.model_extra or {}
    told = {"email": address, "organisation": organisation_in(label)}
    update |= {key: value for key, value in told.items() if value and not known.get(key)}
    return person.record.model_copy(update=update)
