"""Whether confidence is kept: of the items that promise 0.8, about eight of ten should be right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from closeplan_nlp.evaluation.scoring import CallScore

BINS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


@dataclass(frozen=True)
class Bin:
    """Items of about the same confidence: from which one on, how many, their mean confidence, the share that is right.

    Both shares lie between 0 and 1.
    """

    low: float
    items: int
    confidence: float
    right: float


@dataclass(frozen=True)
class Calibration:
    """The bins that hold items, and the mean distance between confidence and share of right ones (ECE)."""

    error: float
    bins: tuple[Bin, ...]


def calibration(results: Iterable[CallScore], borders: Sequence[float] = BINS) -> Calibration:
    """How often items of about the same confidence are right.

    Predictions that match an unsure gold item count neither way, nor do those without a confidence.
    """
    rows: list[tuple[float, bool]] = []
    for result in results:
        told = [(guess, True) for guess, truth in result.pairs if truth.sure]
        told += [(guess, False) for guess in result.spurious]
        rows += [(guess.confidence, right) for guess, right in told if guess.confidence is not None]
    bins = tuple(found for low, high in pairwise(borders) if (found := _bin(low, high, rows)))
    total = sum(each.items for each in bins)
    distance = sum(each.items * abs(each.confidence - each.right) for each in bins)
    return Calibration(distance / max(1, total), bins)


def _bin(low: float, high: float, rows: Sequence[tuple[float, bool]]) -> Bin | None:
    """The items between two borders; None where there are none."""
    own = [(confidence, right) for confidence, right in rows if low <= confidence < high]
    if not own:
        return None
    said, was = (sum(column) / len(own) for column in zip(*own, strict=True))
    return Bin(low, len(own), said, was)
