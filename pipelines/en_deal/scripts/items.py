"""Train the trees that judge groups of utterances, on calls that the network has not seen.

    python scripts/items.py --trained build/part --syntax ../en_syntax/build/en_syntax --calls ../../data/training \
        --out build/items

Of calls that it was trained on, the network is too sure to teach anything: `--trained` is one that saw the first calls
of the training split only (`train.py --limit`), and the trees learn from what it says of the rest. Writes
`items.safetensors` and `items.json`, the thresholds with which utterances were grouped.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from assembly import calibrate, pipeline_of, read_gold, read_mentions, rescaled
from labels import KIND_LABELS
from safetensors.numpy import save_file
from sklearn.ensemble import GradientBoostingClassifier

from closeplan_nlp.evaluation.scoring import ScoredItem, match
from closeplan_nlp.nlp.heads import TREES, Heads
from closeplan_nlp.nlp.judging import describe
from closeplan_nlp.nlp.linking import Grouping, candidates, family_kinds, group
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.pipeline import load_pipeline
from closeplan_nlp.nlp.trees import Trees
from closeplan_nlp.nlp.windows import FloatArray

SETTINGS = "items.json"
THRESHOLDS = {
    "thresholds": dict.fromkeys(KIND_LABELS, 0.3),
    "link_threshold": {"task": 0.4, "criterion": 0.7, "milestone": 0.65, "risk": 0.45},
    "near_threshold": {"task": 0.6, "criterion": 0.15, "milestone": 0.65, "risk": 0.35},
}
"""From which probability on utterances are evidence and linked; those with the best item F1 in cross-validation."""
SHAPE = {"n_estimators": 120, "max_depth": 4, "learning_rate": 0.07, "min_samples_leaf": 15}
CHANCE = {"subsample": 0.6, "max_features": 0.15, "random_state": 17}


@dataclass(frozen=True)
class Lesson:
    """The groups of one call as items of one kind: features, and of each whether it is a gold item (None: unsure)."""

    rows: FloatArray
    right: Sequence[bool | None]


def lessons(mentions: Sequence[Mention], gold: Sequence[ScoredItem], heads: Heads) -> Iterator[tuple[str, Lesson]]:
    """What one call teaches of each kind."""
    turns = max((m.turn for m in mentions), default=0) + 1
    for family, kinds in family_kinds(heads.facts).items():
        grouping = group(candidates(mentions, kinds, heads.facts.thresholds), family, heads)
        for kind in kinds if grouping.groups else ():
            yield kind, Lesson(describe(grouping, kind, heads.facts, turns), right(grouping, kind, gold))


def right(grouping: Grouping, kind: str, gold: Sequence[ScoredItem]) -> list[bool | None]:
    """Which groups the scoring would match with a gold item of the kind; of two copies only the better one."""
    items = [ScoredItem(kind, frozenset(m.turn for m in members)) for members in grouping.members()]
    truth = {id(item): own.sure for item, own in match(items, [own for own in gold if own.kind == kind]).pairs}
    return [(True if truth[id(item)] else None) if id(item) in truth else False for item in items]


def fit(own: Sequence[Lesson]) -> Trees:
    """Trees from the lessons of one kind; where all answers are the same, a single leaf that says so."""
    rows = np.concatenate([lesson.rows for lesson in own])
    told = [answer for lesson in own for answer in lesson.right]
    known = np.asarray([answer is not None for answer in told], dtype=bool)
    answers = np.asarray([bool(answer) for answer in told])[known]
    if len(set(answers.tolist())) < 2:
        return one_leaf(3.0 if answers.any() else -3.0)
    model = GradientBoostingClassifier(**SHAPE, **CHANCE).fit(rows[known], answers)
    return trees_of(model)


def one_leaf(odds: float) -> Trees:
    """A tree that says the same of everything."""
    node, number = np.zeros((1, 1), dtype=np.int64), np.zeros((1, 1), dtype=np.float32)
    return Trees(node, number, node, node, number, np.asarray([odds], dtype=np.float32))


def trees_of(model: GradientBoostingClassifier) -> Trees:
    """A trained model of scikit-learn as arrays."""
    trees = [estimator.tree_ for estimator in model.estimators_[:, 0]]
    width = max(tree.node_count for tree in trees)
    itself = np.arange(width)

    def padded(name: str, kind: type, leaf: Any) -> Any:
        """One array of all trees: the nodes' values, and `leaf` (one, or one per node) at leaves and behind the end."""
        table = np.broadcast_to(leaf, (len(trees), width)).astype(kind)
        for row, tree in zip(table, trees, strict=True):
            inner = np.flatnonzero(tree.children_left >= 0)
            row[inner] = getattr(tree, name)[inner]
        return table

    value = np.zeros((len(trees), width), dtype=np.float32)
    for row, tree in zip(value, trees, strict=True):
        row[: tree.node_count] = tree.value[:, 0, 0] * model.learning_rate
    prior = model.init_.class_prior_
    return Trees(
        feature=padded("feature", np.int64, 0),
        threshold=padded("threshold", np.float32, 0.0),
        left=padded("children_left", np.int64, itself),
        right=padded("children_right", np.int64, itself),
        value=value,
        start=np.asarray([np.log(prior[1] / prior[0])], dtype=np.float32),
    )


def main(args: argparse.Namespace) -> None:
    """Train and write."""
    facts = json.loads((args.trained / "facts.json").read_text(encoding="utf-8"))
    pipeline_of(args.trained, facts, args.syntax, args.out / "pipeline", "0.0.0")
    names = json.loads((args.calls / "split.json").read_text(encoding="utf-8"))["train"][facts["calls"] :]
    calls = [args.calls / f"{name}.json" for name in (names[:2] if args.small else names)]
    mentions = [read_mentions(call, args.out / "pipeline") for call in calls]
    pairs = calibrate(mentions, calls)
    heads = load_pipeline("en", args.out / "pipeline").get_pipe("closeplan_classifier").heads
    for name, values in THRESHOLDS.items():
        getattr(heads.facts, name).update(values)
    taught: dict[str, list[Lesson]] = {kind: [] for kind in KIND_LABELS}
    for own, call in zip(mentions, calls, strict=True):
        for kind, lesson in lessons([rescaled(m, pairs) for m in own], read_gold(call), heads):
            taught[kind].append(lesson)
    arrays = {}
    for kind, own in taught.items():
        print(f"{kind}: {sum(len(lesson.right) for lesson in own)} groups of {len(own)} calls", flush=True)
        arrays |= (fit(own) if own else one_leaf(-3.0)).written(kind)
    save_file(arrays, args.out / TREES)
    (args.out / SETTINGS).write_text(json.dumps(THRESHOLDS, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trained", type=Path, required=True, help="a network that saw the first training calls only")
    parser.add_argument("--syntax", type=Path, required=True)
    parser.add_argument("--calls", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--small", action="store_true", help="from two calls, to see that it works")
    main(parser.parse_args())
