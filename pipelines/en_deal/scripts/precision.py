"""The shipped int8 ONNX encoder beside the torch weights it was made from: how far do probabilities and items differ?

    python scripts/precision.py --trained build/en --model ../../models/en_closeplan --calls ../../data/training

Read are the validation calls. Both pipelines are the same but for the encoder.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from assembly import export_encoder, load_network, read_gold

from closeplan_nlp import read_transcript
from closeplan_nlp.evaluation.scoring import ScoredItem, evaluate
from closeplan_nlp.nlp.analysis import heard_mentions
from closeplan_nlp.nlp.encoders import ONNX_NAME
from closeplan_nlp.nlp.heads import FACTS
from closeplan_nlp.nlp.items import make_items
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.pipeline import load_pipeline

CLASSIFIER = "closeplan_classifier"


@dataclass(frozen=True)
class Difference:
    """Two encoders on the same utterances.

    `largest` and `mean` are absolute differences of the kinds' probabilities, `evidence` the share of utterances that
    are evidence of the same kinds by the thresholds, `labels` per head the share with the same best label.
    """

    utterances: int
    largest: float
    mean: float
    evidence: float
    labels: dict[str, float]


def with_torch(model: Path, trained: Path, folder: Path) -> Path:
    """A copy of a packaged pipeline in `folder` that runs the unquantised encoder with torch."""
    shutil.copytree(model, folder, ignore=shutil.ignore_patterns(ONNX_NAME))
    facts = json.loads((trained / "facts.json").read_text(encoding="utf-8"))
    export_encoder(load_network(trained, facts), folder / CLASSIFIER, quantize=False)
    return folder


def compare(left: Sequence[Mention], right: Sequence[Mention], thresholds: dict[str, float]) -> Difference:
    """The labels of the same utterances by two pipelines."""
    kinds = list(thresholds)
    one, other = (np.asarray([[m.kinds[kind] for kind in kinds] for m in side]) for side in (left, right))
    least = np.asarray([thresholds[kind] for kind in kinds])
    apart = np.abs(one - other)
    heads = {
        head: float(np.mean([_best(a, head) == _best(b, head) for a, b in zip(left, right, strict=True)]))
        for head in left[0].labels
    }
    same = ((one >= least) == (other >= least)).all(axis=1)
    return Difference(len(left), float(apart.max()), float(apart.mean()), float(same.mean()), heads)


def _best(mention: Mention, head: str) -> str:
    return max(mention.labels[head], key=lambda label: mention.labels[head][label])


def read(call: Path, model: Path) -> tuple[list[Mention], list[ScoredItem]]:
    """What a pipeline says of a call's utterances, and the items that it makes of them."""
    nlp = load_pipeline("en", model)
    transcript, mentions = heard_mentions(read_transcript(call), nlp)
    found = make_items(transcript, mentions, nlp.get_pipe(CLASSIFIER).heads)
    return mentions, [ScoredItem(item.kind, frozenset(proof.turn for proof in item.evidence)) for item in found]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trained", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--calls", type=Path, required=True)
    args = parser.parse_args()
    names = json.loads((args.calls / "split.json").read_text(encoding="utf-8"))["validation"]
    calls = [args.calls / f"{name}.json" for name in names]
    facts = json.loads((args.model / CLASSIFIER / FACTS).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        plain = with_torch(args.model, args.trained, Path(scratch) / "torch")
        results = [[read(call, model) for call in calls] for model in (args.model, plain)]
    ours, theirs = ([mention for mentions, _ in side for mention in mentions] for side in results)
    found = [[items for _, items in side] for side in results]
    apart = compare(ours, theirs, facts["thresholds"])
    print(f"{len(calls)} calls, {apart.utterances} utterances")
    print(f"probabilities of the kinds: largest difference {apart.largest:.3f}, mean {apart.mean:.4f}")
    print(f"utterances that are evidence of the same kinds: {apart.evidence:.4f}")
    print("same best label: " + ", ".join(f"{head} {share:.4f}" for head, share in apart.labels.items()))
    gold = [read_gold(call) for call in calls]
    scores = [evaluate(own, gold)["macro_f1"] for own in found]
    print(f"macro item F1: int8 ONNX {scores[0]:.3f}, torch {scores[1]:.3f}")
    keys = [{(n, item.kind, item.turns) for n, own in enumerate(side) for item in own} for side in found]
    print(f"items with the same kind and turns: {len(keys[0] & keys[1])} of {len(keys[0])} and {len(keys[1])}")


if __name__ == "__main__":
    main()
