"""The fit of the date scorer: a conditional logit over the candidates of each item, by L-BFGS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from closeplan_nlp.nlp.dues.chooser import ALL, GROUPS

Rows = Sequence[Mapping[str, float]]


@dataclass(frozen=True)
class Example:
    """One item: the traits of its candidates ("no date" first), which of them are right, and what it counts."""

    kind: str
    rows: Rows
    right: Sequence[bool]
    weight: float = 1.0


@dataclass(frozen=True)
class Part:
    """The examples of one group of kinds as a matrix: rows of all candidates, where each example begins."""

    traits: csr_matrix
    starts: np.ndarray
    example: np.ndarray
    right: np.ndarray
    weight: np.ndarray


def names_of(examples: Sequence[Example], least: int) -> dict[str, int]:
    """The traits that at least `least` candidates have, numbered."""
    counts = Counter(name for example in examples for row in example.rows for name in row)
    return {name: n for n, name in enumerate(sorted(name for name, count in counts.items() if count >= least))}


def part_of(examples: Sequence[Example], names: Mapping[str, int]) -> Part:
    """The matrix of these examples."""
    data, columns, ends = [], [], [0]
    for example in examples:
        for row in example.rows:
            known = [(names[name], value) for name, value in row.items() if name in names]
            columns += [column for column, _ in known]
            data += [value for _, value in known]
            ends.append(len(data))
    sizes = np.asarray([len(example.rows) for example in examples], dtype=np.int64)
    traits = csr_matrix((np.asarray(data, np.float32), columns, ends), shape=(len(ends) - 1, len(names)))
    return Part(
        traits=traits,
        starts=np.concatenate([[0], np.cumsum(sizes)[:-1]]),
        example=np.repeat(np.arange(len(sizes)), sizes),
        right=np.concatenate([np.asarray(example.right, bool) for example in examples]),
        weight=np.asarray([example.weight for example in examples]),
    )


def loss_of(part: Part, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """Negative log-likelihood of the right candidates together, and its gradient."""
    scores = part.traits @ weights
    scores = np.exp(scores - np.maximum.reduceat(scores, part.starts)[part.example])
    right = scores * part.right
    totals, hits = np.add.reduceat(scores, part.starts), np.add.reduceat(right, part.starts)
    slope = scores / totals[part.example] - right / hits[part.example]
    gradient = part.traits.T @ (slope * part.weight[part.example])
    return float(part.weight @ (np.log(totals) - np.log(hits))), gradient


def fit(
    examples: Sequence[Example], *, least: int = 20, shared: float = 20.0, own: float = 40.0, rounds: int = 150
) -> dict[str, dict[str, float]]:
    """Weights by group and trait. `shared` and `own` are the penalties on squares of common and of groups' weights."""
    names = names_of(examples, least)
    groups = sorted(set(GROUPS.values()))
    split = {group: [e for e in examples if GROUPS[e.kind] == group] for group in groups}
    parts = {place: part_of(own, names) for place, own in enumerate(split.values(), 1) if own}
    penalty = np.repeat([shared, *[own] * len(groups)], len(names))

    def objective(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(len(groups) + 1, len(names))
        loss, gradient = 0.5 * float(penalty @ flat**2), penalty * flat
        gradient = gradient.reshape(weights.shape)
        for place, part in parts.items():
            more, slope = loss_of(part, weights[0] + weights[place])
            loss += more
            gradient[0] += slope
            gradient[place] += slope
        return loss, gradient.ravel()

    start = np.zeros((len(groups) + 1) * len(names))
    found = minimize(objective, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds}).x
    table = found.reshape(len(groups) + 1, len(names))
    return {
        group: {name: round(float(table[place, n]), 4) for name, n in names.items() if abs(table[place, n]) > 1e-3}
        for place, group in enumerate([ALL, *groups])
    }
