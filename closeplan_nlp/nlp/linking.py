"""From labelled utterances to items: which mentions are about the same thing.

Mentions are taken in the order of the call. Each joins the item that it is most probably about, by the trained pair
scorer averaged over the item's mentions, or opens a new one. Tasks of both sides form one family, because a request is
made on one side and accepted on the other; but what is of one kind and of the other is rarely about the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from closeplan_nlp.nlp.heads import Facts, Heads
from closeplan_nlp.nlp.mentions import Mention, pair_features, words_of
from closeplan_nlp.nlp.windows import FloatArray

NEAR = 2
"""Turns within which what is said next is mostly still about the same thing."""
REACH = 120
"""How many mentions of a family back a new one is compared with; bounds the work on very long calls."""


@dataclass(frozen=True)
class Grouping:
    """Mentions of one family in the order of the call, and the numbers of those in each group.

    `rows[n]` holds the link scores of mention n with the ones right before it.
    """

    mentions: Sequence[Mention]
    rows: Sequence[FloatArray]
    groups: Sequence[Sequence[int]]

    def members(self) -> list[list[Mention]]:
        """The mentions of each group."""
        return [[self.mentions[n] for n in group] for group in self.groups]

    def links(self) -> FloatArray:
        """Mean link score within each group (on the diagonal; 0 of a single mention) and between any two of them."""
        place = np.empty(len(self.mentions), dtype=np.int64)
        for number, group in enumerate(self.groups):
            place[list(group)] = number
        total = np.zeros((2, len(self.groups), len(self.groups)), dtype=np.float32)
        for n, scores in enumerate(self.rows):
            others = place[n - len(scores) : n]
            np.add.at(total[0], (place[n], others), scores)
            np.add.at(total[1], (place[n], others), 1.0)
        both = total + total.transpose(0, 2, 1)
        return np.asarray(both[0] / np.maximum(both[1], 1.0), dtype=np.float32)


def family_kinds(facts: Facts) -> dict[str, list[str]]:
    """The kinds of each family."""
    families: dict[str, list[str]] = {}
    for kind, family in facts.families.items():
        families.setdefault(family, []).append(kind)
    return families


def candidates(mentions: Sequence[Mention], kinds: Sequence[str], thresholds: dict[str, float]) -> list[Mention]:
    """Mentions that pass the threshold of one of these kinds."""
    return [m for m in mentions if any(m.kinds[kind] >= thresholds[kind] for kind in kinds)]


def group(mentions: Sequence[Mention], family: str, heads: Heads) -> Grouping:
    """Cluster those of a call's mentions that are evidence of a family's kinds, each group in the order of the call."""
    facts = heads.facts
    kinds = family_kinds(facts)[family]
    mentions = candidates(mentions, kinds, facts.thresholds)
    words, shares = words_of(mentions), kind_shares(mentions, kinds)
    rows = []
    for n, mention in enumerate(mentions):
        before = slice(max(0, n - REACH), n)
        same_kind = shares[before] @ shares[n]
        rows.append(same_kind * link_scores(mention, words[n], mentions[before], words[before], family, heads))
    found = cluster(rows, [m.turn for m in mentions], facts.link_threshold[family], facts.near_threshold[family])
    return Grouping(mentions, rows, found)


def kind_shares(mentions: Sequence[Mention], kinds: Sequence[str]) -> FloatArray:
    """How probable each kind of a family is beside the others of it, (mentions, kinds)."""
    chances = np.asarray([[m.kinds[kind] for kind in kinds] for m in mentions], dtype=np.float32)
    return np.asarray(chances.reshape(-1, len(kinds)) / chances.sum(axis=-1, keepdims=True), dtype=np.float32)


def cluster(rows: Iterable[FloatArray], turns: Sequence[int], far: float, near: float) -> list[list[int]]:
    """Groups of mention numbers; `rows[n]` holds the scores of mention n with the mentions right before it, in order.

    A mention joins the group whose average score (average linkage) is the most above the threshold: `near` where the
    group was last spoken of no more than `NEAR` turns before (`turns[n]` is the turn of mention n), else `far`.
    """
    groups: list[list[int]] = []
    for number, scores in enumerate(rows):
        first = number - len(scores)
        best, place = 0.0, None
        for candidate, members in enumerate(groups):
            own = [float(scores[m - first]) for m in members if m >= first]
            if not own:
                continue
            least = near if turns[number] - turns[members[-1]] <= NEAR else far
            over = sum(own) / len(own) - least
            if over > best:
                best, place = over, candidate
        if place is None:
            groups.append([number])
        else:
            groups[place].append(number)
    return groups


def link_scores(
    mention: Mention,
    words: frozenset[str],
    others: Sequence[Mention],
    other_words: Sequence[frozenset[str]],
    family: str,
    heads: Heads,
) -> FloatArray:
    """Probability per earlier mention that it is about the same item as `mention`."""
    if not others:
        return np.zeros(0, dtype=np.float32)
    left = np.stack([other.vector for other in others])
    right = np.broadcast_to(mention.vector, left.shape)
    rows = [pair_features(o, mention, w, words) for o, w in zip(others, other_words, strict=True)]
    return heads.link(left, right, np.asarray(rows, dtype=np.float32), family)
