"""Scoring of predicted items against gold, per kind, with the accuracy of attributes on matched items.

A predicted item matches a gold item of the same kind when their evidence shares a turn and at least a third of the
predicted evidence turns are in the gold evidence. Matching is one to one, by the assignment with the largest total of
(Jaccard overlap of the turns + 1, or + 0.5 where the gold item is not `sure`). A gold item with `sure: false` costs
nothing when missed, and a prediction matched to one is no error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from closeplan_nlp.kinds import KINDS
from closeplan_nlp.types import Item

ATTRIBUTES = ("side", "owner", "due", "category", "importance", "status")
CORE_KINDS = ("action_item", "customer_commitment", "decision_criterion")


@dataclass(frozen=True)
class ScoredItem:
    """What the scorer looks at: an item's kind, its evidence turns, its attributes and (gold) whether it is sure.

    `confidence` (0 to 1) is what a prediction says of itself.
    """

    kind: str
    turns: frozenset[int]
    attributes: dict[str, str | None] = field(default_factory=dict)
    sure: bool = True
    text: str = ""
    confidence: float | None = None


def scored(item: Item) -> ScoredItem:
    """A plan's item as the scorer takes it."""
    attributes = {name: getattr(item, name) for name in ATTRIBUTES}
    turns = frozenset(proof.turn for proof in item.evidence)
    return ScoredItem(item.kind, turns, attributes, text=item.text, confidence=item.confidence)


@dataclass(frozen=True)
class Counts:
    """Matches, errors and misses of one kind; ratios are `None` where there is nothing to divide by."""

    matched: int = 0
    unsure_matched: int = 0
    spurious: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.matched + other.matched,
            self.unsure_matched + other.unsure_matched,
            self.spurious + other.spurious,
            self.missed + other.missed,
        )

    @property
    def precision(self) -> float | None:
        """Share of predictions that are right; those matched to unsure gold items count neither way."""
        return _ratio(self.matched, self.matched + self.spurious)

    @property
    def recall(self) -> float | None:
        """Share of sure gold items that were found."""
        return _ratio(self.matched, self.matched + self.missed)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; 0 where one of them has nothing to count but there were errors."""
        return _ratio(2 * self.matched, 2 * self.matched + self.spurious + self.missed)

    def to_dict(self) -> dict[str, float | int | None]:
        """Counts and ratios, ready for JSON."""
        return {
            "matched": self.matched,
            "unsure_matched": self.unsure_matched,
            "spurious": self.spurious,
            "missed": self.missed,
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
        }


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


@dataclass(frozen=True)
class CallScore:
    """The comparison of one call: the matched pairs, the unmatched predictions and the missed gold items."""

    pairs: tuple[tuple[ScoredItem, ScoredItem], ...]
    spurious: tuple[ScoredItem, ...]
    missed: tuple[ScoredItem, ...]

    def counts(self, kind: str | None = None) -> Counts:
        """Counts of one kind, or of all items."""

        def mine(item: ScoredItem) -> bool:
            return kind is None or item.kind == kind

        sure = [gold.sure for _, gold in self.pairs if mine(gold)]
        return Counts(
            matched=sum(sure),
            unsure_matched=len(sure) - sum(sure),
            spurious=sum(map(mine, self.spurious)),
            missed=sum(gold.sure for gold in self.missed if mine(gold)),
        )


def match(predicted: Sequence[ScoredItem], gold: Sequence[ScoredItem], *, by_kind: bool = True) -> CallScore:
    """Compare the items of one call. `by_kind=False` lets items of different kinds match."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    weights = np.zeros((len(predicted), len(gold)))
    for row, guess in enumerate(predicted):
        for column, truth in enumerate(gold):
            weights[row, column] = _weight(guess, truth, by_kind)
    rows, columns = linear_sum_assignment(weights, maximize=True)
    chosen = [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if weights[r, c] > 0]
    used, found = {r for r, _ in chosen}, {c for _, c in chosen}
    return CallScore(
        pairs=tuple((predicted[r], gold[c]) for r, c in chosen),
        spurious=tuple(item for n, item in enumerate(predicted) if n not in used),
        missed=tuple(item for n, item in enumerate(gold) if n not in found),
    )


def _weight(guess: ScoredItem, truth: ScoredItem, by_kind: bool) -> float:
    """What matching these two is worth; 0 where they may not be matched."""
    shared = len(guess.turns & truth.turns)
    if not shared or 3 * shared < len(guess.turns) or (by_kind and guess.kind != truth.kind):
        return 0.0
    return shared / len(guess.turns | truth.turns) + (1.0 if truth.sure else 0.5)


def evaluate(predicted: Sequence[Sequence[ScoredItem]], gold: Sequence[Sequence[ScoredItem]]) -> dict[str, Any]:
    """Scores over calls: `predicted[i]` against `gold[i]`.

    Returns a dictionary ready for JSON: `kinds` (counts, precision, recall, F1 each), `macro_f1` (mean over the five),
    `core_f1` (mean over tasks of both sides and criteria), `any_kind`, `attributes` (accuracy and number of matched
    items that the attribute applies to), `calls`. Kinds without any item in gold or prediction are left out of the
    means.
    """
    results = [match(p, g) for p, g in zip(predicted, gold, strict=True)]
    kinds = {kind: _total(results, kind) for kind in KINDS}
    loose = [match(p, g, by_kind=False) for p, g in zip(predicted, gold, strict=True)]
    pairs = [pair for result in results for pair in result.pairs]
    return {
        "calls": len(results),
        "macro_f1": _mean([kinds[k].f1 for k in KINDS]),
        "core_f1": _mean([kinds[k].f1 for k in CORE_KINDS]),
        "kinds": {kind: counts.to_dict() for kind, counts in kinds.items()},
        "any_kind": _total(loose, None).to_dict(),
        "attributes": {name: accuracy(name, pairs) for name in ATTRIBUTES},
    }


def _total(results: Sequence[CallScore], kind: str | None) -> Counts:
    return sum((result.counts(kind) for result in results), Counts())


def _mean(values: Sequence[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if known else None


_APPLIES: dict[str, Callable[[str], bool]] = {
    "side": lambda kind: True,
    "due": lambda kind: True,
    "category": lambda kind: bool(KINDS[kind].categories),
    "importance": lambda kind: KINDS[kind].has_importance,
    "status": lambda kind: KINDS[kind].has_status,
    "owner": lambda kind: KINDS[kind].is_task,
}


def accuracy(name: str, pairs: Sequence[tuple[ScoredItem, ScoredItem]]) -> dict[str, float | int | None]:
    """Share of (guess, gold) pairs with equal attribute, over the kinds that have it (owner: tasks, due: all)."""
    applies = _APPLIES[name]
    equal = [agrees(name, guess, truth) for guess, truth in pairs if applies(truth.kind)]
    return {"accuracy": _ratio(sum(equal), len(equal)), "items": len(equal)}


def wrong_attributes(guess: ScoredItem, truth: ScoredItem) -> tuple[str, ...]:
    """The attributes that the gold item's kind has and of which the guess says something else."""
    return tuple(name for name in ATTRIBUTES if _APPLIES[name](truth.kind) and not agrees(name, guess, truth))


def agrees(name: str, guess: ScoredItem, truth: ScoredItem) -> bool:
    """Whether a guess has the gold item's value of an attribute."""
    return _plain(guess.attributes.get(name)) == _plain(truth.attributes.get(name))


def _plain(value: str | None) -> str | None:
    """Owners differ by case and blanks only by accident."""
    return " ".join(value.split()).casefold() if value else None
