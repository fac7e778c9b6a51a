"""From which probability a group of utterances is an item, chosen on the score that counts.

That is item F1 per kind as `closeplan evaluate` computes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from closeplan_nlp.evaluation.scoring import ScoredItem, match
from closeplan_nlp.nlp.attributes import is_withdrawn
from closeplan_nlp.nlp.heads import Heads
from closeplan_nlp.nlp.judging import chances, length_of, likeliest
from closeplan_nlp.nlp.linking import group
from closeplan_nlp.nlp.mentions import Mention

GRID = [round(0.1 + 0.05 * n, 2) for n in range(17)]
WEIGHTS_TRIED = (0.6, 0.8, 1.0, 1.25, 1.5, 1.75, 2.0)
ROUNDS = 2


@dataclass(frozen=True)
class Group:
    """The turns of a group of utterances and the probability of each kind of its family."""

    turns: frozenset[int]
    chance: dict[str, float]


@dataclass(frozen=True)
class Choice:
    """The thresholds of a family's kinds, and the weights of kinds."""

    least: dict[str, float]
    weights: dict[str, float]


def judged_groups(mentions: Sequence[Mention], family: str, kinds: Sequence[str], heads: Heads) -> list[Group]:
    """The groups of one family in a call that nobody withdrew."""
    grouping = group(mentions, family, heads)
    pairs = zip(grouping.members(), chances(grouping, kinds, heads, length_of(mentions)), strict=True)
    return [Group(frozenset(m.turn for m in own), chance) for own, chance in pairs if not is_withdrawn(own)]


def predicted(groups: Sequence[Group], choice: Choice) -> list[tuple[ScoredItem, float]]:
    """Items of one family as the run time makes them, each with its probability."""
    kinds = [likeliest(own.chance, choice.weights) for own in groups]
    found = [(ScoredItem(kind, own.turns), own.chance[kind]) for own, kind in zip(groups, kinds, strict=True)]
    return [(item, chance) for item, chance in found if chance >= choice.least[item.kind]]


def f1(calls: list[tuple[list[ScoredItem], list[ScoredItem]]], kinds: Sequence[str]) -> float:
    """Mean item F1 of these kinds over calls."""
    scores = []
    for kind in kinds:
        counts = [
            match([i for i in p if i.kind == kind], [i for i in g if i.kind == kind]).counts(kind) for p, g in calls
        ]
        total = sum(counts[1:], counts[0])
        scores.append(total.f1 or 0.0)
    return float(np.mean(scores))


def moves(kinds: Sequence[str]) -> list[Callable[[Choice], list[Choice]]]:
    """What can be changed in a choice, one thing at a time: each move gives the choices that differ in that thing."""
    return [*(partial(_thresholds, kind) for kind in kinds), *(partial(_weights, kind) for kind in kinds[1:])]


def _thresholds(kind: str, start: Choice) -> list[Choice]:
    return [replace(start, least=start.least | {kind: value}) for value in GRID]


def _weights(kind: str, start: Choice) -> list[Choice]:
    return [replace(start, weights=start.weights | {kind: value}) for value in WEIGHTS_TRIED]


def choose(tables: Sequence[list[Group]], golds: Sequence[list[ScoredItem]], kinds: Sequence[str]) -> Choice:
    """The choice with the best item F1 over calls, found one thing after the other."""

    def rate(choice: Choice) -> float:
        items = [[item for item, _ in predicted(groups, choice)] for groups in tables]
        return f1(list(zip(items, golds, strict=True)), kinds)

    choice = Choice(dict.fromkeys(kinds, 0.5), dict.fromkeys(kinds, 1.0))
    best = rate(choice)
    for move in moves(kinds) * ROUNDS:
        for candidate in move(choice):
            score = rate(candidate)
            if score > best:
                best, choice = score, candidate
    return choice
