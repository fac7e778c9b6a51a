"""Bringing what calls said into a plan that people work on, as a pure function.

A plan keeps per item what each call said of it (`seen`). An import adds its observations to those, groups all of them
into items in canonical order (`clustering`), folds each group into an item (`deriving`) and lays what people wrote over
it (`edits`). So the order of imports does not matter, and a call that comes again changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from closeplan_nlp.kinds import KINDS
from closeplan_nlp.plan.clustering import cluster
from closeplan_nlp.plan.deriving import derive
from closeplan_nlp.plan.edits import Before, overlay
from closeplan_nlp.plan.matching import Said, same
from closeplan_nlp.plan.observing import SAID, Incoming, Order, is_template, observe
from closeplan_nlp.plan.people import UNNAMED, derive_deal, derive_people, merge_deal, merge_people, people_left
from closeplan_nlp.plan.sources import joined, settle
from closeplan_nlp.types import ClosePlan, Deal, Item, Observation, Problem, Source

Key = tuple[str, str]
_KINDS = list(KINDS)


@dataclass
class _Cluster:
    """Observations of one item, and the item of the file that it goes on from, if any."""

    seen: list[Observation]
    before: Before | None = None


def merge(plan: ClosePlan, incoming: Iterable[Incoming]) -> ClosePlan:
    """The plan with all that these imports say. Imports of different calls are grouped once, all together."""
    parts = list(incoming)
    ids = [source.id for part in parts for source in part.sources]
    bytes_ = [source.sha256 for part in parts for source in part.sources if source.sha256]
    if len(set(ids)) == len(ids) and len(set(bytes_)) == len(bytes_):
        parts = [_all_of(parts)] if parts else []
    return reduce(merge_one, parts, plan)


def _all_of(parts: Sequence[Incoming]) -> Incoming:
    """Several imports as one."""
    return Incoming(
        tuple(source for part in parts for source in part.sources),
        tuple(seen for part in parts for seen in part.observations),
        tuple(problem for part in parts for problem in part.problems),
    )


def merge_one(plan: ClosePlan, incoming: Incoming) -> ClosePlan:
    """The plan with what one import says; the same plan where that is nothing new."""
    plan, incoming = settle(plan, incoming)
    held = {source.id: source for source in plan.sources}
    wanted = _without_deleted(plan, incoming)
    fresh = {source.id: joined(held.get(source.id), source) for source in incoming.sources}
    replaced = {seen.source for seen in incoming.observations} | fresh.keys()
    old = [seen for item in plan.items for seen in item.seen]
    if all(held.get(key) == source for key, source in fresh.items()) and not _differ(old, wanted, replaced):
        return plan
    sources = {**held, **fresh}
    after_order = Order.of(sources.values())
    before = _befores(plan, Order.of(plan.sources))
    union = [seen for seen in old if seen.source not in replaced] + wanted
    items = _items(before, union, after_order)
    ordered = _in_order(plan.items, items, before, Order.of(plan.sources), after_order)
    return _assembled(plan, sources.values(), ordered, before, _problems(plan, incoming, held), after_order)


def without_sources(plan: ClosePlan, ids: Iterable[str]) -> ClosePlan:
    """The plan as if these calls had never been imported; what a person wrote or touched stays."""
    gone = set(ids) & {source.id for source in plan.sources}
    if not gone:
        return plan
    kept = [source for source in plan.sources if source.id not in gone]
    paths = {source.path for source in plan.sources if source.id in gone}
    order, old = Order.of(kept), Order.of(plan.sources)
    before = _befores(plan, old)
    union = [seen for item in plan.items for seen in item.seen if seen.source not in gone]
    people = people_left(plan.participants, derive_people(plan.sources, old), derive_people(kept, order))
    ordered = _in_order(plan.items, _items(before, union, order), before, old, order)
    problems = tuple(problem for problem in plan.problems if problem.source not in paths)
    plan = plan.model_copy(update={"participants": people})
    return _assembled(plan, kept, ordered, before, problems, order)


def _without_deleted(plan: ClosePlan, incoming: Incoming) -> list[Observation]:
    """The observations of an import but those of items that a person took out of the plan."""
    present = {(seen.source, seen.item) for item in plan.items for seen in item.seen}
    gone = {(s.id, item) for s in plan.sources for item in s.items if (s.id, item) not in present}
    return [seen for seen in incoming.observations if (seen.source, seen.item) not in gone]


def _differ(old: Iterable[Observation], new: Iterable[Observation], sources: set[str]) -> bool:
    """Whether an import says of its sources anything else than the plan holds."""
    held = {(seen.source, seen.item): seen for seen in old if seen.source in sources}
    return held != {(seen.source, seen.item): seen for seen in new}


def _befores(plan: ClosePlan, order: Order) -> list[Before]:
    """The items of the file beside what their observations had derived."""
    return [Before(item, derive(sorted(item.seen, key=order), order) if item.seen else None) for item in plan.items]


def _items(before: Sequence[Before], union: Sequence[Observation], order: Order) -> list[tuple[Item, Before | None]]:
    """All items of the plan with the item of the file that each goes on from."""
    written = [each for each in before if each.keeps_id and (each.is_manual or each.derived is None)]
    groups = cluster(union, order, [_seed(each.item) for each in written])
    clusters = [_Cluster(seen, each) for seen, each in zip(groups, written, strict=False)]
    clusters += [_Cluster(seen) for seen in groups[len(written) :]]
    rest = [each for each in before if each not in written]
    _inherit(clusters, [each for each in rest if each.is_touched()], order)
    _inherit(clusters, [each for each in rest if not each.is_touched()], order)
    used: Counter[str] = Counter(
        each.before.item.id for each in clusters if each.before and (each.before.keeps_id or not each.seen)
    )
    found: list[tuple[Item, Before | None]] = []
    for each in sorted((c for c in clusters if c.seen), key=lambda c: order(c.seen[0])):
        found.append((_item(each, order, used), each.before))
    return found + [
        (overlay(each.before, None, order), each.before) for each in clusters if each.before and not each.seen
    ]


def _seed(item: Item) -> Observation:
    """An item that a person wrote, as something to compare with."""
    return Observation(source="", item=item.id, **{name: getattr(item, name) for name in SAID})


def _item(each: _Cluster, order: Order, used: Counter[str]) -> Item:
    """One item with an id of its own."""
    item = derive(each.seen, order)
    if not (each.before and each.before.keeps_id):
        if used[item.id]:
            item = item.model_copy(update={"id": f"{item.id}-{each.seen[0].source}"})
        used[item.id] += 1
    if each.before is None or not each.before.is_touched():
        return item
    return overlay(each.before, item, order)


def _inherit(clusters: list[_Cluster], before: Sequence[Before], order: Order) -> None:
    """Give each item of the file to the cluster with most of its observations; what a person touched is never lost."""
    place = {_key(seen): each for each in clusters for seen in each.seen}
    by_id = {id(each): each for each in clusters}
    for each in before:
        votes = Counter(id(place[key]) for seen in each.item.seen if (key := _key(seen)) in place)
        found = [by_id[key] for key in votes if by_id[key].seen]
        ranked = sorted(found, key=lambda c: (-votes[id(c)], order(c.seen[0])))
        free = next((c for c in ranked if c.before is None), None)
        if free is not None and (free is ranked[0] or not each.is_touched()):
            free.before = each
        elif each.is_touched():
            clusters.append(_own_cluster(each, clusters, order))


def _own_cluster(each: Before, clusters: Sequence[_Cluster], order: Order) -> _Cluster:
    """A cluster for a touched item whose place is taken (its observations go with it) or whose calls say it anew."""
    keys = set(map(_key, each.item.seen))
    own = [seen for c in clusters for seen in c.seen if _key(seen) in keys]
    if own:
        for c in clusters:
            c.seen = [seen for seen in c.seen if _key(seen) not in keys]
        return _Cluster(sorted(own, key=order), each)
    for c in clusters:
        if c.before is None and c.seen and any(_again(old, new) for old in each.item.seen for new in c.seen):
            seen, c.seen = c.seen, []
            return _Cluster(seen, each)
    return _Cluster([], each)


def _key(seen: Observation) -> tuple[str, str, str]:
    """What an observation is known by when its call comes again: lists may number their items anew."""
    return seen.source, seen.item, "task" if KINDS[seen.kind].is_task else seen.kind


def _again(old: Observation, new: Observation) -> bool:
    """Whether a call analysed again says in `new` what it said in `old`: of the same turns, or in the same words."""
    if old.source != new.source or KINDS[old.kind].is_task != KINDS[new.kind].is_task:
        return False
    turns = {proof.turn for proof in old.evidence} & {proof.turn for proof in new.evidence}
    return bool(turns and old.kind == new.kind) or same(Said(old, ""), Said(new, ""))


def _in_order(
    file: Sequence[Item], items: Sequence[tuple[Item, Before | None]], before: Sequence[Before], old: Order, new: Order
) -> list[Item]:
    """The items in canonical order; where people have another one, theirs, with new items where they belong."""
    by_id = {item.id: (item, each) for item, each in items}
    derived = [item for item in file if item.seen]
    kept = {id(each.item): item for item, each in items if each}
    if [item.id for item in derived] == [item.id for item in sorted(derived, key=lambda i: _place(i, old))]:
        ranked = sorted((item for item, _ in items if item.seen), key=lambda i: _place(i, new))
        loose = [item for item, _ in items if not item.seen]
        return _with_loose(ranked, loose, file, kept)
    result = [kept[id(item)] for item in file if id(item) in kept]
    for item in sorted((i for i, each in by_id.values() if each is None), key=lambda i: _place(i, new)):
        ahead = [
            (place, n)
            for n, other in enumerate(result)
            if other.seen and (place := _place(other, new)) < _place(item, new)
        ]
        result.insert(max(ahead)[1] + 1 if ahead else 0, item)
    return result


def _with_loose(ranked: list[Item], loose: Sequence[Item], file: Sequence[Item], kept: dict[int, Item]) -> list[Item]:
    """Items without observations stay behind the item that they stood behind."""
    result = list(ranked)
    own = {item.id for item in loose}
    previous: Item | None = None
    for old in file:
        item = kept.get(id(old))
        if item is None:
            continue
        if item.id in own:
            ids = [each.id for each in result]
            result.insert(ids.index(previous.id) + 1 if previous else 0, item)
        previous = item
    return result


def _place(item: Item, order: Order) -> tuple[Any, ...]:
    """Where an item stands: by kind, then by when and where it was first said."""
    first = min(item.seen, key=order)
    turn = min((proof.turn for proof in first.evidence), default=0)
    planned = (first.due or "") if is_template(first) else ""
    return _KINDS.index(first.kind), order.of_source(first.source), planned, turn, first.item


def _problems(plan: ClosePlan, incoming: Incoming, held: dict[str, Source]) -> tuple[Problem, ...]:
    """Problems of the input, those of calls that come again not twice, in an order that does not hang on imports."""
    known = {source.sha256 for source in held.values() if source.sha256}
    if all(source.sha256 in known for source in incoming.sources):
        return plan.problems
    return tuple(sorted({*plan.problems, *incoming.problems}, key=str))


def _assembled(
    plan: ClosePlan,
    sources: Iterable[Source],
    items: Sequence[Item],
    before: Sequence[Before],
    problems: tuple[Problem, ...],
    order: Order,
) -> ClosePlan:
    """The plan of these parts, references to items kept."""
    sources = sorted(sources, key=lambda each: order.of_source(each.id))
    old_order = Order.of(plan.sources)
    derived = [each.derived or each.item for each in before]
    deal = merge_deal(plan.deal, derive_deal(plan.sources, derived, old_order), derive_deal(sources, items, order))
    people = merge_people(plan.participants, derive_people(plan.sources, old_order), derive_people(sources, order))
    return plan.model_copy(
        update={
            "deal": deal,
            "participants": people,
            "items": _referring(items, before),
            "sources": tuple(sources),
            "problems": problems,
        }
    )


def _referring(items: Sequence[Item], before: Sequence[Before]) -> tuple[Item, ...]:
    """Dependencies name the ids that items have now."""
    where = {(seen.source, seen.item): item.id for item in items for seen in item.seen}
    names: dict[str, str] = {}
    ids = {item.id for item in items}
    for each in before:
        now = [where[key] for seen in each.item.seen if (key := (seen.source, seen.item)) in where]
        if now and each.item.id not in ids:
            names[each.item.id] = Counter(now).most_common(1)[0][0]
    return tuple(
        item.model_copy(update={"depends_on": tuple(names.get(i, i) for i in item.depends_on)})
        if names.keys() & set(item.depends_on)
        else item
        for item in items
    )


def empty_plan(name: str | None = None) -> ClosePlan:
    """A plan to import into; without a name the deal is called as its first call calls it."""
    return ClosePlan(deal=Deal(name=name or UNNAMED))


def merge_plans(plans: Iterable[ClosePlan], into: ClosePlan | None = None) -> ClosePlan:
    """One plan of several, such as those of a deal's calls: `into`, or a new plan, with all that they say.

    Items of different calls that are about the same thing become one. The order in which plans come makes no
    difference; a plan that comes again changes nothing.
    """
    return merge(empty_plan() if into is None else into, [observe(plan) for plan in plans])
