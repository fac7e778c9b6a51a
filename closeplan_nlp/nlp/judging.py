"""Which groups of utterances are items that people would have written down, and of which kind.

An utterance alone tells little: a promise that is asked for, accepted and recapped is one for sure, and what repeats a
surer item is none of its own. So a logistic regression looks at a group as a whole, beside the others of its call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from closeplan_nlp.nlp.heads import Facts, Heads
from closeplan_nlp.nlp.linking import Grouping
from closeplan_nlp.nlp.mentions import Mention, content_words
from closeplan_nlp.nlp.windows import BoolArray, FloatArray, IntArray

_HEADS = ("role", "status", "owner", "side", "importance")
_SURE = 0.5
_FAR = 100.0
"""Turns to a group that is nowhere."""
_SIGN = {"seller": 1.0, "customer": -1.0}


def length_of(mentions: Sequence[Mention]) -> int:
    """The turns of a call up to the last one with words; `mentions` are all its utterances."""
    return max((m.turn for m in mentions), default=-1) + 1


def judged(
    grouping: Grouping, kinds: Sequence[str], heads: Heads, turns: int
) -> Iterator[tuple[list[Mention], str, float]]:
    """Every group's mentions with its likeliest kind of the family and the probability that it is such an item.

    `turns` is the length of the call.
    """
    weights = heads.facts.kind_weights
    for members, chance in zip(grouping.members(), chances(grouping, kinds, heads, turns), strict=True):
        kind = likeliest(chance, weights)
        yield members, kind, chance[kind]


def likeliest(chance: Mapping[str, float], weights: Mapping[str, float]) -> str:
    """The kind with the largest weighted probability."""
    return max(chance, key=lambda kind: weights[kind] * chance[kind])


def chances(grouping: Grouping, kinds: Sequence[str], heads: Heads, turns: int) -> list[dict[str, float]]:
    """Per group the probability of each kind."""
    if not grouping.groups:
        return []
    columns = [_of_kind(grouping, kind, heads, turns) for kind in kinds]
    return [dict(zip(kinds, row, strict=True)) for row in zip(*columns, strict=True)]


def _of_kind(grouping: Grouping, kind: str, heads: Heads, turns: int) -> list[float]:
    """Per group the probability of a kind; where the model has not learnt to judge it that of the best utterance."""
    if not heads.judges(kind):
        return [max(m.kinds[kind] for m in members) for members in grouping.members()]
    return [float(chance) for chance in heads.worth(describe(grouping, kind, heads.facts, turns), kind)]


def describe(grouping: Grouping, kind: str, facts: Facts, turns: int) -> FloatArray:
    """The features of each group as an item of this kind, (groups, features).

    There is at least one group; `turns` is the length of the call.
    """
    mentions = grouping.mentions
    chance = np.asarray([m.kinds[kind] for m in mentions])
    labels = _labels(mentions, facts)
    own = [_alone(mentions, labels, chance, np.asarray(group), turns) for group in grouping.groups]
    return np.concatenate([np.asarray(own), _beside(grouping, chance)], axis=1).astype(np.float32)


def _labels(mentions: Sequence[Mention], facts: Facts) -> FloatArray:
    """The probabilities of all kinds and of the heads that tell something of an item's worth, (mentions, labels)."""
    names = [(head, label) for head in _HEADS for label in facts.labels.get(head, ())]
    rows = [[*m.kinds.values(), *(m.chance(head, label) for head, label in names)] for m in mentions]
    return np.asarray(rows, dtype=np.float32)


def _alone(
    mentions: Sequence[Mention], labels: FloatArray, chance: FloatArray, group: IntArray, turns: int
) -> list[float]:
    """What a group is by itself: how sure its utterances are, what they say, who speaks and where in the call."""
    own, said = chance[group], [mentions[n] for n in group]
    best = said[int(own.argmax())]
    second = np.sort(own)[-2] if len(own) > 1 else 0.0
    weights = (own + 0.05) / (own + 0.05).sum()
    where = np.unique([m.turn for m in said])
    sides = [_SIGN.get(m.side, 0.0) for m in said]
    return [
        *(own.max(), second, own.mean(), own.sum()),
        *(weights @ labels[group]),
        *labels[group].max(axis=0),
        *labels[group[-1]],
        *(len(group), len(where), where[-1] - where[0], np.diff(where, prepend=where[0]).max()),
        *(where[0] / turns, where[-1] / turns, turns),
        *(sides.count(1.0) / len(sides), sides.count(-1.0) / len(sides), _SIGN.get(best.side, 0.0)),
        *(sides[0], sides[-1], len({m.speaker for m in said})),
        *(len(best.text.split()), sum(len(m.text.split()) for m in said), len(content_words(best.text))),
        *("?" in best.text, np.mean(["?" in m.text for m in said])),
        *(bool(best.dates), any(m.dates for m in said)),
    ]


def _beside(grouping: Grouping, chance: FloatArray) -> FloatArray:
    """What a group is beside the others: how like it is to a surer one, how far that is, how many there are."""
    groups = grouping.groups
    links = grouping.links()
    sums = np.asarray([chance[list(group)].sum() for group in groups])
    best = np.asarray([chance[list(group)].max() for group in groups])
    spans = [sorted({grouping.mentions[n].turn for n in group}) for group in groups]
    surer = (sums[None, :] > sums[:, None]) | ((sums[None, :] == sums[:, None]) & _earlier(len(groups)))
    like = np.where(surer, links, -1.0)
    twin = like.argmax(axis=1)
    rows = [
        (*_apart(spans[n], spans[other]), best[other]) if surer[n, other] else (_FAR, 0.0, 0.0)
        for n, other in enumerate(twin)
    ]
    rank = (best[None, :] > best[:, None]).sum(axis=1)
    sure = np.full(len(groups), (best > _SURE).sum())
    columns = [like.max(axis=1), links.diagonal(), rank, sure, np.full(len(groups), len(groups))]
    return np.concatenate([np.asarray(rows), np.stack(columns, axis=1)], axis=1)


def _earlier(count: int) -> BoolArray:
    return np.arange(count)[None, :] < np.arange(count)[:, None]


def _apart(turns: Sequence[int], others: Sequence[int]) -> tuple[float, float]:
    """The fewest turns between two groups, and the share of the first one's turns that the other has too."""
    distance = np.abs(np.subtract.outer(turns, others)).min()
    return float(distance), len(set(turns) & set(others)) / len(turns)
