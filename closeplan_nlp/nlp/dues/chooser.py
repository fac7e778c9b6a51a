"""The trained scorer: which date of a call is an item's, or none.

A linear model over named traits, one set of weights for each group of kinds; all readings of a call's dates and "no
date" compete in one softmax, and readings with the same value add up.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from closeplan_nlp.nlp.dates import DateMention
from closeplan_nlp.nlp.dues.pairing import Asked, near_dates, nothing_traits, pair_traits
from closeplan_nlp.nlp.dues.readings import readings_of
from closeplan_nlp.nlp.dues.traits import Spoken, Traits, spoken_dates
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.weights import unusable

WEIGHTS = "dues.json"
GROUPS = {
    "action_item": "task",
    "customer_commitment": "task",
    "decision_criterion": "criterion",
    "milestone": "milestone",
}
"""Kinds that have dates, and the weights that they go by."""
ALL = "all"
"""The weights that all groups share."""


@dataclass(frozen=True)
class Candidates:
    """The dates that may be an item's, their traits beside it, and the traits of "no date"."""

    dates: list[Spoken]
    pairs: list[Traits]
    nothing: Traits

    def rows(self) -> Iterator[Traits]:
        """All traits of each candidate, "no date" first.

        Dates outside the evidence have weights of their own, and the words around them do not count.
        """
        yield self.nothing
        for date, pair in zip(self.dates, self.pairs, strict=True):
            if "inside" in pair:
                yield {**date.traits, **date.words, **pair}
            else:
                yield {**{f"~{name}": value for name, value in date.traits.items()}, **pair}


def candidates_of(dates: Sequence[Spoken], item: Asked) -> Candidates:
    """What competes for the date of an item; `dates` are those of the call."""
    near = near_dates(dates, item)
    return Candidates(near, pair_traits(near, item), nothing_traits(item, near))


@dataclass(frozen=True)
class Chooser:
    """`weights` by group of kinds (and for all) and by trait; `least` is the probability that a date must have."""

    weights: Mapping[str, Mapping[str, float]]
    least: float = 0.0

    @classmethod
    def load(cls, folder: Path) -> Chooser | None:
        """The scorer of a model folder; None where it has none, ModelError where it is damaged."""
        path = folder / WEIGHTS
        if not path.exists():
            return None
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            weights = {group: {k: float(v) for k, v in own.items()} for group, own in data["weights"].items()}
            return cls(weights, float(data["least"]))
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise unusable(folder, WEIGHTS, error) from error

    def choose(self, candidates: Candidates, kind: str) -> DateMention | None:
        """The date of an item of this kind, None where "no date" is more probable or none is probable enough."""
        scores = [self._score(traits, GROUPS[kind]) for traits in candidates.rows()]
        top = max(scores)
        chances = [math.exp(score - top) for score in scores]
        totals: dict[str, float] = {}
        for date, chance in zip(candidates.dates, chances[1:], strict=True):
            totals[date.reading.value] = totals.get(date.reading.value, 0.0) + chance
        if not totals:
            return None
        value = max(totals, key=lambda own: totals[own])
        if totals[value] <= max(chances[0], self.least * sum(chances)):
            return None
        own = [
            (c, n)
            for n, (d, c) in enumerate(zip(candidates.dates, chances[1:], strict=True))
            if d.reading.value == value
        ]
        return candidates.dates[max(own)[1]].reading.date

    def _score(self, traits: Traits, group: str) -> float:
        shared, own = self.weights.get(ALL, {}), self.weights.get(group, {})
        return sum(value * (shared.get(name, 0.0) + own.get(name, 0.0)) for name, value in traits.items())


class Dues:
    """The dates of one call, read once, and the scorer that gives them to its items."""

    def __init__(self, said: Sequence[Mention], day: dt.date | None, chooser: Chooser) -> None:
        """`said` are all utterances in order, `day` is the day of the call."""
        self.dates = spoken_dates(readings_of(said), day)
        self.chooser = chooser

    def of(self, item: Asked) -> DateMention | None:
        """The date of an item; risks have none."""
        if item.kind not in GROUPS:
            return None
        return self.chooser.choose(candidates_of(self.dates, item), item.kind)
