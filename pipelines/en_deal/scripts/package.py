"""Make the shipped pipeline from a trained network and the regression that judges items.

    python scripts/package.py --trained build/en --items build/items --syntax ../en_syntax/build/en_syntax \
        --calls ../../data/training --out ../../models/en_closeplan

Calibration (Platt scaling) and the thresholds of items are fitted on the validation calls, the latter on the score that
counts: item F1 per kind as `closeplan evaluate` computes it.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from assembly import calibrate, calibrated, pipeline_of, read_gold, read_mentions, rescaled, write_facts
from items import SETTINGS
from labels import KIND_LABELS

from closeplan_nlp.evaluation.scoring import ScoredItem, match
from closeplan_nlp.nlp.attributes import is_withdrawn
from closeplan_nlp.nlp.heads import JUDGE, Facts, Heads
from closeplan_nlp.nlp.judging import chances, length_of, likeliest
from closeplan_nlp.nlp.linking import family_kinds, group
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.pipeline import load_pipeline

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
    print(f"{', '.join(kinds)}: F1 {best:.3f} with {choice}", flush=True)
    return choice


def confidences(
    tables: Sequence[list[Group]], golds: Sequence[list[ScoredItem]], choice: Choice
) -> Iterator[tuple[str, float, bool]]:
    """Of every item its kind, its probability and whether it is right; those that match unsure gold are left out."""
    for groups, gold in zip(tables, golds, strict=True):
        items = predicted(groups, choice)
        matched = {id(item): truth.sure for item, truth in match([i for i, _ in items], gold).pairs}
        for item, chance in items:
            if matched.get(id(item), True):
                yield item.kind, chance, id(item) in matched


def tune(mentions: Sequence[Sequence[Mention]], golds: Sequence[list[ScoredItem]], heads: Heads) -> None:
    """Set thresholds, weights and calibration of items in `heads.facts`, in place."""
    facts: Facts = heads.facts
    rows: dict[str, list[tuple[float, bool]]] = {kind: [] for kind in KIND_LABELS}
    for family, kinds in family_kinds(facts).items():
        tables = [judged_groups(own, family, kinds, heads) for own in mentions]
        choice = choose(tables, golds, kinds)
        facts.item_thresholds.update(choice.least)
        facts.kind_weights.update(choice.weights)
        for kind, chance, right in confidences(tables, golds, choice):
            rows[kind].append((chance, right))
    facts.item_calibration.update({kind: calibrated(own) for kind, own in rows.items()})


def package(args: argparse.Namespace) -> None:
    """The whole of it."""
    facts = json.loads((args.trained / "facts.json").read_text(encoding="utf-8"))
    pipeline_of(args.trained, facts, args.syntax, args.out, args.version)
    classifier = args.out / "closeplan_classifier"
    shutil.copy(args.items / JUDGE, classifier / JUDGE)
    names = json.loads((args.calls / "split.json").read_text(encoding="utf-8"))["validation"]
    names = names[:1] if args.small else names
    calls = [args.calls / f"{name}.json" for name in names]
    mentions = [read_mentions(call, args.out) for call in calls]
    heads = load_pipeline("en", args.out).get_pipe("closeplan_classifier").heads
    for name, values in json.loads((args.items / SETTINGS).read_text(encoding="utf-8")).items():
        getattr(heads.facts, name).update(values)
    pairs = calibrate(mentions, calls)
    heads.facts.calibration.update(pairs)
    tune([[rescaled(m, pairs) for m in own] for own in mentions], [read_gold(call) for call in calls], heads)
    heads.facts.about.update({"validation": facts["history"][-1], "calls": len(names)})
    write_facts(classifier, vars(heads.facts))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trained", type=Path, required=True)
    parser.add_argument("--items", type=Path, required=True, help="what items.py wrote")
    parser.add_argument("--syntax", type=Path, required=True)
    parser.add_argument("--calls", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--small", action="store_true", help="thresholds from one call, to see that it works")
    package(parser.parse_args())
