"""Packing the utterances of a call into the windows that the encoder reads.

Encoding each utterance with its neighbours separately would read every word four or five times. Instead a window of
consecutive utterances is read once, each opened by a marker token that says which side speaks and whether a new turn
begins; an utterance's vector is the marker's and the mean of its words (as sentence markers in BERTSum,
arXiv 1903.10318). Neighbouring windows overlap, and an utterance is taken from the window where it has context on both
sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

SIDE_ORDER = ("seller", "customer", "unknown")
MARKER_COUNT = 2 * len(SIDE_ORDER)


def marker_index(side: str, new_turn: bool) -> int:
    """Which of the six marker tokens opens an utterance of this side; `both` counts as unknown."""
    place = SIDE_ORDER.index(side) if side in SIDE_ORDER else SIDE_ORDER.index("unknown")
    return 2 * place + int(new_turn)


@dataclass(frozen=True)
class WindowSizes:
    """Limits in word pieces: of a window, of an utterance in it, and of the overlap before and after its core."""

    window: int = 384
    utterance: int = 80
    before: int = 64
    after: int = 48


@dataclass(frozen=True)
class Window:
    """Utterances `first`..`last` (exclusive) of a call, of which `core_first`..`core_last` are predicted here."""

    first: int
    last: int
    core_first: int
    core_last: int


def make_windows(lengths: Sequence[int], sizes: WindowSizes) -> list[Window]:
    """Cover utterances of these lengths (word pieces, marker included) with overlapping windows.

    Every utterance is in the core of exactly one window. Two pieces of each window are kept for its start and end.
    """
    windows = []
    core_first = 0
    while core_first < len(lengths):
        first, room = core_first, sizes.before
        while first > 0 and lengths[first - 1] <= room:
            first -= 1
            room -= lengths[first]
        budget = sizes.window - 2 - sum(lengths[first:core_first])
        core_last = core_first
        while core_last < len(lengths) and (core_last == core_first or lengths[core_last] <= budget - sizes.after):
            budget -= lengths[core_last]
            core_last += 1
        last = core_last
        while last < len(lengths) and lengths[last] <= budget:
            budget -= lengths[last]
            last += 1
        if last == len(lengths):
            core_last = last
        windows.append(Window(first, last, core_first, core_last))
        core_first = core_last
    return windows


def assemble(pieces: Sequence[Sequence[int]], window: Window, start_id: int, end_id: int) -> tuple[IntArray, IntArray]:
    """The input ids of a window and, per id, the position of its utterance in the window (-1 for start and end)."""
    ids, owner = [start_id], [-1]
    for place, utterance in enumerate(pieces[window.first : window.last]):
        ids.extend(utterance)
        owner.extend([place] * len(utterance))
    ids.append(end_id)
    owner.append(-1)
    return np.asarray(ids, dtype=np.int64), np.asarray(owner, dtype=np.int64)


def pool(hidden: FloatArray, owner: IntArray) -> FloatArray:
    """Utterance vectors of one window: marker vector beside the mean of all its pieces; (utterances, 2 * width)."""
    count = int(owner.max()) + 1 if len(owner) else 0
    starts = np.searchsorted(owner[1:-1], np.arange(count)) + 1
    sums = np.add.reduceat(hidden[1:-1], starts - 1, axis=0)
    sizes = np.diff(np.append(starts, len(owner) - 1))[:, None]
    return np.concatenate([hidden[starts], (sums / sizes).astype(np.float32)], axis=1)
