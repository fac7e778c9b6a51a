"""From a plan or items of one import to observations: what each source said of each item, in canonical order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from closeplan_nlp.types import ClosePlan, Evidence, Item, Observation, PlanParticipant, Problem, Proof, Source

TEMPLATE = "template:"
"""How the sources of template steps begin; their words yield to those of every call."""
SAID = (
    *("kind", "text", "side", "owner", "due", "due_text", "category", "importance", "status", "condition"),
    "confidence",
)
"""The fields that an observation has in common with an item."""


def is_template(seen: Observation) -> bool:
    """Whether a template says it, and no call."""
    return seen.source.startswith(TEMPLATE)


@dataclass(frozen=True)
class Incoming:
    """What an import brings: sources (with the people and organisations of each), observations, problems."""

    sources: tuple[Source, ...]
    observations: tuple[Observation, ...]
    problems: tuple[Problem, ...] = ()


def observe(plan: ClosePlan) -> Incoming:
    """A plan as observations: those that its items hold, else one per source of an item's evidence."""
    observations = [seen for item in plan.items for seen in item.seen or _observations(item, plan.sources)]
    facts = {"seller": plan.deal.seller, "customer": plan.deal.customer, "deal": plan.deal.name}
    sources = tuple(
        source if source.items else _described(source, plan.participants, facts, observations)
        for source in plan.sources
    )
    return Incoming(sources, tuple(observations), plan.problems)


def _described(
    source: Source, people: Sequence[PlanParticipant], facts: Mapping[str, str | None], seen: Iterable[Observation]
) -> Source:
    """The source with what its call said of the deal."""
    ids = tuple(dict.fromkeys(each.item for each in seen if each.source == source.id))
    return source.model_copy(update={**facts, "people": tuple(people), "items": ids})


def _observations(item: Item, sources: Sequence[Source]) -> list[Observation]:
    """An extracted item as its sources said it."""
    fallback = sources[0].id if sources else "import"
    by_source: dict[str, list[Evidence]] = {}
    for proof in item.evidence:
        by_source.setdefault(proof.source, []).append(proof)
    return [observation(item, source, proofs) for source, proofs in (by_source or {fallback: []}).items()]


def observation(item: Item, source: str, evidence: Sequence[Evidence] = ()) -> Observation:
    """What `source` said of an item."""
    fields = {name: getattr(item, name) for name in SAID}
    if item.dropped:
        fields["status"] = "dropped"
    proofs = tuple(
        Proof(**{key: value for key, value in proof.to_dict().items() if key != "source"}) for proof in evidence
    )
    return Observation(source=source, item=item.id, evidence=proofs, **fields)


@dataclass(frozen=True)
class Order:
    """The canonical order of observations: templates, then calls by date, source and item; undated ones come first."""

    days: Mapping[str, str]

    @classmethod
    def of(cls, sources: Iterable[Source]) -> Order:
        """The order that the sources' dates give."""
        return cls({source.id: source.date or "" for source in sources})

    def day(self, source: str) -> str:
        """The day of a source, empty where unknown."""
        return self.days.get(source, "")

    def of_source(self, source: str) -> tuple[bool, str, str]:
        """The place of a source among sources."""
        return not source.startswith(TEMPLATE), self.day(source), source

    def __call__(self, seen: Observation) -> tuple[bool, str, str, str]:
        """The place of an observation among observations."""
        return *self.of_source(seen.source), seen.item
