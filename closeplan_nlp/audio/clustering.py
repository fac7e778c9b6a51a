"""Whose voice is whose: vectors of windows grouped into people, whose number is given or told from the voices.

The vectors are clustered by angle into a tree (average link), which is cut from the top: a group becomes two people
where its halves are further apart than chance makes them; chance makes small groups more distant. A few
windows apart from everybody are no person but noise, a cough or two people at once: they go to the nearest group.
Long recordings are clustered on evenly spread windows, so that memory stays bounded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from closeplan_nlp.audio.voices import Vectors

APART = 0.56
"""Distance (1 - cosine) from which two large groups are two people."""
CHANCE = 0.7
"""By so much divided by its number of windows must a group be further away. Both were chosen on the readers that the
space of voices is fitted on, each as they are and through a telephone."""
FEWEST = 4
"""Windows that a person has at least (about two seconds of talk)."""
SHARE = 0.002
"""Share of all windows that a person has at least, in long recordings."""
MOST = 3000
"""Windows that are clustered at most."""
Labels = npt.NDArray[np.int64]


def group_voices(vectors: Vectors, people: int | None = None) -> Labels:
    """A number from 0 for each vector, those of the same person alike, numbered as they first appear.

    `vectors` have length one (see `voices.comparable`); `people` is how many there are, where that is known.
    """
    if len(vectors) == 0:
        return np.zeros(0, np.int64)
    chosen = np.unique(np.linspace(0, len(vectors) - 1, min(len(vectors), MOST)).astype(int))
    sample = vectors[chosen]
    groups = _groups(sample, people)
    centres = _centres(sample, groups)
    return _numbered(np.argmax(vectors @ centres.T, axis=1) if len(centres) > 1 else np.zeros(len(vectors), np.int64))


def _groups(vectors: Vectors, people: int | None) -> Labels:
    """Group numbers, -1 for windows that are in no group."""
    if len(vectors) == 1 or people == 1:
        return np.zeros(len(vectors), np.int64)
    from scipy.cluster.hierarchy import linkage

    tree = Tree(linkage(vectors, "average", "cosine"))
    fewest = min(max(FEWEST, int(SHARE * len(vectors))), len(vectors))
    nodes = tree.split(fewest, people)
    while people and len(nodes) < people and fewest > 1:
        fewest -= 1
        nodes = tree.split(fewest, people)
    labels = np.full(len(vectors), -1, np.int64)
    for number, node in enumerate(nodes):
        labels[tree.members(node)] = number
    return labels


@dataclass(frozen=True)
class Tree:
    """A tree of groups as scipy writes it: row k joins two nodes to node n + k, below n are single windows."""

    rows: npt.NDArray[np.float64]

    @property
    def leaves(self) -> int:
        """How many windows there are."""
        return len(self.rows) + 1

    def size(self, node: int) -> int:
        """How many windows are below a node."""
        return 1 if node < self.leaves else int(self.rows[node - self.leaves, 3])

    def halves(self, node: int) -> tuple[int, int]:
        """The two nodes that a node joins, the larger one first."""
        first, second = (int(child) for child in self.rows[node - self.leaves, :2])
        return (first, second) if self.size(first) >= self.size(second) else (second, first)

    def core(self, node: int, fewest: int) -> int:
        """The node without the few windows that joined it last."""
        while node >= self.leaves:
            larger, smaller = self.halves(node)
            if self.size(smaller) >= fewest or self.size(larger) < fewest:
                break
            node = larger
        return node

    def margin(self, node: int, fewest: int) -> float:
        """How much further apart the halves are than chance makes them; negative infinity where one is too small."""
        if node < self.leaves or self.size(self.halves(node)[1]) < fewest:
            return -np.inf
        return float(self.rows[node - self.leaves, 2]) - CHANCE / self.size(self.halves(node)[1])

    def split(self, fewest: int, people: int | None) -> list[int]:
        """The nodes of so many people, or of as many as are further apart than `APART`."""
        nodes = [self.core(2 * len(self.rows), fewest)]
        while people is None or len(nodes) < people:
            widest = max(nodes, key=lambda node: self.margin(node, fewest))
            margin = self.margin(widest, fewest)
            if margin == -np.inf or (people is None and margin <= APART):
                break
            nodes.remove(widest)
            nodes += [self.core(half, fewest) for half in self.halves(widest)]
        return nodes

    def members(self, node: int) -> list[int]:
        """The windows below a node."""
        found, open_nodes = [], [node]
        while open_nodes:
            each = open_nodes.pop()
            if each < self.leaves:
                found.append(each)
            else:
                open_nodes += self.halves(each)
        return found


def _centres(vectors: Vectors, labels: Labels) -> Vectors:
    """The mean direction of each group."""
    means = np.stack([vectors[labels == each].mean(axis=0) for each in sorted(set(labels.tolist()) - {-1})])
    return np.asarray(means / (np.linalg.norm(means, axis=1, keepdims=True) + 1e-9), np.float32)


def _numbered(labels: Labels) -> Labels:
    """The same groups, numbered in the order in which they appear."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse.reshape(-1)]
