"""Predictions and gold one by one: what is right, what has another kind, what is invented, what is missed.

    rows = [row for call in calls for row in judge(call, [scored(item) for item in plan.items], read_items(gold))]
    pandas.DataFrame(rows)

The rows add up to the counts of `evaluate`; an item of another kind counts there as invented and as missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from closeplan_nlp.evaluation.scoring import ScoredItem, match, wrong_attributes

Outcome = Literal["right", "other kind", "invented", "missed"]


@dataclass(frozen=True)
class Judgement:
    """A found item, a gold item, or both as one: how they compare, and what each says.

    `kind`, `text` and `sure` are those of the gold, `found_kind`, `found_text` and `confidence` those of the
    prediction; None where there is no such item. `turns` are those of the gold, else of the prediction; `wrong` names
    the attributes that differ between items of the same kind.
    """

    call: str
    outcome: Outcome
    kind: str | None
    found_kind: str | None
    text: str | None
    found_text: str | None
    turns: tuple[int, ...]
    sure: bool | None
    confidence: float | None
    wrong: tuple[str, ...] = ()


def judge(call: str, predicted: Sequence[ScoredItem], gold: Sequence[ScoredItem]) -> list[Judgement]:
    """Compare the items of one call, in the order of their turns.

    Items of the same kind are matched as `evaluate` does it; of the rest, those that share turns are of another kind.
    """
    same = match(predicted, gold)
    other = match(same.spurious, same.missed, by_kind=False)
    rows = [*_paired(call, "right", same.pairs), *_paired(call, "other kind", other.pairs)]
    rows += [_judgement(call, "invented", guess, None) for guess in other.spurious]
    rows += [_judgement(call, "missed", None, truth) for truth in other.missed]
    return sorted(rows, key=lambda row: row.turns)


def _paired(call: str, outcome: Outcome, pairs: Sequence[tuple[ScoredItem, ScoredItem]]) -> Iterator[Judgement]:
    for guess, truth in pairs:
        yield _judgement(call, outcome, guess, truth)


def _judgement(call: str, outcome: Outcome, guess: ScoredItem | None, truth: ScoredItem | None) -> Judgement:
    """The row of a found item, a gold item, or both."""
    shown = truth or guess
    assert shown is not None
    return Judgement(
        call=call,
        outcome=outcome,
        kind=truth.kind if truth else None,
        found_kind=guess.kind if guess else None,
        text=truth.text if truth else None,
        found_text=guess.text if guess else None,
        turns=tuple(sorted(shown.turns)),
        sure=truth.sure if truth else None,
        confidence=guess.confidence if guess else None,
        wrong=wrong_attributes(guess, truth) if guess and truth and guess.kind == truth.kind else (),
    )
