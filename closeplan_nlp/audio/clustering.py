"""Whose voice is whose: vectors of windows grouped into people, whose number is given or told from the voices.

Average-link clustering of vectors by angle. A group of a few windows is no person but noise, a cough or two people at
once: it goes to the nearest real group, and does not count when a number of people is given. Long recordings are
clustered on evenly spread windows, so that memory stays bounded; the others go to the nearest group.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from closeplan_nlp.audio.voices import Vectors

APART = 0.62
"""Distance (1 - cosine) from which two groups are two people; chosen on the readers that the space is fitted on."""
FEWEST = 4
"""Windows that a person has at least (about two seconds of talk)."""
SHARE = 0.002
"""Share of all windows that a person has at least, in long recordings."""
MOST = 3000
"""Windows that are clustered at most."""
CUTS = 300
"""Numbers of groups that are tried to find a given number of people."""

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
    """Group numbers, those of too small groups -1."""
    if len(vectors) == 1 or people == 1:
        return np.zeros(len(vectors), np.int64)
    from scipy.cluster.hierarchy import fcluster, linkage

    tree = linkage(vectors, "average", "cosine")

    def cut(height: float) -> Labels:
        return np.asarray(fcluster(tree, height, "distance"), np.int64)

    fewest = max(FEWEST, int(SHARE * len(vectors)))
    if people is None:
        return _large(cut(APART), fewest)
    return _given(tree[:, 2], cut, people, fewest)


def _given(heights: npt.NDArray[np.float64], cut: Callable[[float], Labels], people: int, fewest: int) -> Labels:
    """The highest cut that leaves so many large groups; what counts as large shrinks until there is one."""
    tried = [cut(float(height) - 1e-9) for height in sorted(heights, reverse=True)[:CUTS]]
    while fewest > 0:
        for labels in tried:
            large = _large(labels, fewest)
            if len(set(large.tolist()) - {-1}) == people:
                return large
        fewest -= 1
    return tried[-1] if tried else np.zeros(1, np.int64)


def _large(labels: Labels, fewest: int) -> Labels:
    """The labels, -1 for groups of fewer members; the largest group always stays."""
    sizes = np.bincount(labels)
    fewest = min(fewest, int(sizes.max()))
    return np.where(sizes[labels] >= fewest, labels, -1)


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
