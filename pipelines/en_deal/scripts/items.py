"""Train what judges groups of utterances as items, on calls that the network has not seen.

    python scripts/items.py --trained build/part --syntax ../en_syntax/build/en_syntax --calls ../../data/training \
        --out build/items

Of calls that it was trained on, the network is too sure to teach anything: `--trained` is one that saw the first calls
of the training split only (`train.py --limit`), and what it says of the rest is learnt from. Writes
`items.safetensors` and `items.json`: the thresholds with which utterances were grouped, those of items and the weights
of kinds. So the validation calls choose nothing but the epoch and the calibration.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from assembly import calibrate, pipeline_of, read_gold, read_mentions, rescaled
from labels import KIND_LABELS
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from thresholds import choose, judged_groups

from closeplan_nlp.evaluation.scoring import ScoredItem, match
from closeplan_nlp.nlp.heads import JUDGE, Heads
from closeplan_nlp.nlp.judging import describe, length_of
from closeplan_nlp.nlp.linking import Grouping, family_kinds, group
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.pipeline import load_pipeline
from closeplan_nlp.nlp.windows import FloatArray

SETTINGS = "items.json"
THRESHOLDS = {
    "thresholds": {
        "action_item": 0.6,
        "customer_commitment": 0.6,
        "decision_criterion": 0.5,
        "milestone": 0.45,
        "risk": 0.4,
    },
    "link_threshold": {"task": 0.25, "criterion": 0.7, "milestone": 0.5, "risk": 0.3},
    "near_threshold": {"task": 0.4, "criterion": 0.3, "milestone": 0.6, "risk": 0.5},
}
"""From which probability on utterances are evidence and linked; those with the best item F1 in cross-validation, and of
nearly equal ones the highest, because what is evidence is parsed."""
STRENGTH = 0.005
"""Inverse of the regularisation of the logistic regression: many features of which most say nearly the same."""


@dataclass(frozen=True)
class Lesson:
    """The groups of one call as items of one kind: features, and of each whether it is a gold item (None: unsure)."""

    rows: FloatArray
    right: Sequence[bool | None]


def lessons(mentions: Sequence[Mention], gold: Sequence[ScoredItem], heads: Heads) -> Iterator[tuple[str, Lesson]]:
    """What one call teaches of each kind."""
    turns = length_of(mentions)
    for family, kinds in family_kinds(heads.facts).items():
        grouping = group(mentions, family, heads)
        for kind in kinds if grouping.groups else []:
            yield kind, Lesson(describe(grouping, kind, heads.facts, turns), right(grouping, kind, gold))


def right(grouping: Grouping, kind: str, gold: Sequence[ScoredItem]) -> list[bool | None]:
    """Which groups the scoring would match with a gold item of the kind; of two copies only the better one."""
    items = [ScoredItem(kind, frozenset(m.turn for m in members)) for members in grouping.members()]
    truth = {id(item): own.sure for item, own in match(items, [own for own in gold if own.kind == kind]).pairs}
    return [(True if truth[id(item)] else None) if id(item) in truth else False for item in items]


def fit(own: Sequence[Lesson], kind: str) -> dict[str, FloatArray]:
    """Weights and bias of the logistic regression of one kind; nothing where there are not both right and wrong."""
    told = [answer for lesson in own for answer in lesson.right]
    if not {True, False} <= set(told):
        return {}
    known = np.asarray([answer is not None for answer in told])
    rows = np.concatenate([lesson.rows for lesson in own])[known]
    scaler = StandardScaler().fit(rows)
    answers = [answer for answer in told if answer is not None]
    model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(scaler.transform(rows), answers)
    weight = model.coef_[0] / scaler.scale_
    bias = model.intercept_ - weight @ scaler.mean_
    return {f"{kind}.weight": weight.astype(np.float32), f"{kind}.bias": bias.astype(np.float32)}


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
    said = [[rescaled(m, pairs) for m in own] for own in mentions]
    golds = [read_gold(call) for call in calls]
    taught: dict[str, list[Lesson]] = {kind: [] for kind in KIND_LABELS}
    for own, gold in zip(said, golds, strict=True):
        for kind, lesson in lessons(own, gold, heads):
            taught[kind].append(lesson)
    arrays: dict[str, FloatArray] = {}
    for kind, own_lessons in taught.items():
        print(f"{kind}: {sum(len(one.right) for one in own_lessons)} groups of {len(own_lessons)} calls", flush=True)
        arrays |= fit(own_lessons, kind)
    save_file(arrays, args.out / JUDGE)
    settings = THRESHOLDS | settle(said, golds, Heads(heads.arrays, heads.facts, arrays))
    (args.out / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def settle(
    said: Sequence[Sequence[Mention]], golds: Sequence[list[ScoredItem]], heads: Heads
) -> dict[str, dict[str, float]]:
    """The thresholds of items and the weights of kinds with the best item F1."""
    found: dict[str, dict[str, float]] = {"item_thresholds": {}, "kind_weights": {}}
    for family, kinds in family_kinds(heads.facts).items():
        choice = choose([judged_groups(own, family, kinds, heads) for own in said], golds, kinds)
        print(f"{', '.join(kinds)}: {choice}", flush=True)
        found["item_thresholds"] |= choice.least
        found["kind_weights"] |= choice.weights
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trained", type=Path, required=True, help="a network that saw the first training calls only")
    parser.add_argument("--syntax", type=Path, required=True)
    parser.add_argument("--calls", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--small", action="store_true", help="from two calls, to see that it works")
    main(parser.parse_args())
