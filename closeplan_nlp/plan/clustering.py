"""Which observations of several calls are one item.

Calls are taken in canonical order, so that the order of imports does not matter. The observations of one call are
matched with the items of the calls before it, best pairs first, each item at most once: what one call lists as two is
two. Only what shares enough words is compared (an inverted index), so that thousands take seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from closeplan_nlp.plan.filling import fills
from closeplan_nlp.plan.matching import ONCE, SAME, SAME_DAY, Said, is_over, may_be_same, score
from closeplan_nlp.plan.observing import Order, is_template
from closeplan_nlp.plan.wording import weight
from closeplan_nlp.types import Observation

LEAST = SAME - SAME_DAY
"""Overlap of words below which no facts make two observations one."""


ENOUGH = 1000.0
"""Stands for any overlap of words."""


class Group:
    """The observations of one item, in order, and what they add up to so far."""

    def __init__(self, first: Said) -> None:
        """A group opens with one observation."""
        self.members = [first]
        self.due = None if is_template(first.seen) else first.seen.due
        self.status = first.seen.status

    def add(self, said: Said) -> None:
        """The next observation."""
        self.members.append(said)
        self.due = said.seen.due or self.due
        if said.seen.status and (said.seen.status != "proposed" or self.status is None):
            self.status = said.seen.status

    @property
    def is_open_step(self) -> bool:
        """Whether it is a template's step that no call has spoken of yet."""
        return is_template(self.members[-1].seen)

    def takes(self, said: Said) -> bool:
        """Whether no fact speaks against an observation being of this item."""
        if is_over(self.members[0].seen, self.due, self.status, said):
            return False
        return all(may_be_same(member.seen, said.seen) for member in self.members)


class Index:
    """All observations so far by their words: finds those that share enough of them with a new one."""

    def __init__(self) -> None:
        """Nothing is in it yet."""
        self.entries: list[tuple[Said, int]] = []
        self.places: dict[str, list[int]] = defaultdict(list)

    def enter(self, said: Said, group: int) -> None:
        """An observation and the number of its group."""
        for key in _keys(said):
            self.places[key].append(len(self.entries))
        self.entries.append((said, group))

    def near(self, said: Said) -> dict[int, list[Said]]:
        """By group the observations whose words overlap enough, or that are the one event of their kind."""
        shared: dict[int, float] = defaultdict(float)
        for key in _keys(said):
            weighs = ENOUGH if key.startswith("=") else weight(key)
            for place in self.places.get(key, ()):
                shared[place] += weighs
        found: dict[int, list[Said]] = defaultdict(list)
        for place, sum_ in shared.items():
            other, group = self.entries[place]
            if 2 * sum_ >= LEAST * (said.weight + other.weight):
                found[group].append(other)
        return found


def _keys(said: Said) -> Iterator[str]:
    """What an observation is found by."""
    yield from said.stems
    if said.seen.category in ONCE:
        yield f"={said.seen.category}"


def cluster(
    observations: Iterable[Observation], order: Order, seeds: Sequence[Observation] = ()
) -> list[list[Observation]]:
    """Groups of observations, each in canonical order; a group of every seed comes first, the seed left out."""
    groups = [Group(Said(seed, "")) for seed in seeds]
    index = Index()
    for number, group in enumerate(groups):
        index.enter(group.members[0], number)
    for _, own in groupby(sorted(observations, key=order), key=lambda seen: seen.source):
        _place([Said(seen, order.day(seen.source)) for seen in own], groups, index)
    return [[m.seen for m in group.members[number < len(seeds) :]] for number, group in enumerate(groups)]


def _place(call: list[Said], groups: list[Group], index: Index) -> None:
    """Put the observations of one call into groups, or open new ones."""
    pairs = sorted(_pairs(call, groups, index))
    taken: dict[int, int] = {}
    used: set[int] = set()
    for _, place, number in pairs:
        if place not in taken and number not in used:
            taken[place] = number
            used.add(number)
    for place, said in enumerate(call):
        if place in taken:
            groups[taken[place]].add(said)
        else:
            taken[place] = len(groups)
            groups.append(Group(said))
    for place, said in enumerate(call):
        index.enter(said, taken[place])


def _pairs(call: list[Said], groups: list[Group], index: Index) -> Iterator[tuple[float, int, int]]:
    """The observations of a call with groups that they may belong to, by score, the best first when sorted."""
    steps = {number: group.members[-1] for number, group in enumerate(groups) if group.is_open_step}
    for place, said in enumerate(call):
        found = {number: max(score(each, said) for each in near) for number, near in index.near(said).items()}
        found |= {number: fills(step, said) for number, step in steps.items()}
        for number, best in found.items():
            if best >= SAME and groups[number].takes(said):
                yield -best, place, number
