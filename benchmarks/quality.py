"""Quality of the shipped pipeline beside two baselines, in one run: item F1 per kind, accuracy of attributes.

    .venv/bin/python benchmarks/quality.py [--gold FOLDER] [--json FILE]

`--gold` is a folder of `NAME.json` with `NAME.items.json`, English ones are scored; by default the validation calls of
`data/training`, which the thresholds were chosen on. Intervals are 95 % bootstrap intervals over calls.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from baselines import cue_labels, load, to_items, train_tfidf

from closeplan_nlp import summarize
from closeplan_nlp.evaluation.files import read_items
from closeplan_nlp.evaluation.scoring import ATTRIBUTES, ScoredItem, evaluate
from closeplan_nlp.evaluation.table import score_table
from closeplan_nlp.kinds import KINDS

TRAINING = Path(__file__).resolve().parent.parent / "data" / "training"


def gold_calls(folder: Path | None) -> list[Path]:
    """The calls to score: the English ones of a folder, or the validation split."""
    if folder is None:
        names = json.loads((TRAINING / "split.json").read_text(encoding="utf-8"))["validation"]
        return [TRAINING / f"{name}.json" for name in names]
    paths = [Path(str(p).replace(".items.json", ".json")) for p in sorted(folder.glob("*.items.json"))]
    return [p for p in paths if (json.loads(p.read_text(encoding="utf-8")).get("language") or "en") == "en"]


def pipeline_items(path: Path) -> list[ScoredItem]:
    """What the pipeline finds in a call."""
    plan = summarize(path)
    return [
        ScoredItem(i.kind, frozenset(e.turn for e in i.evidence), {a: getattr(i, a) for a in ATTRIBUTES})
        for i in plan.items
    ]


def interval(
    predicted: Sequence[list[ScoredItem]], gold: Sequence[list[ScoredItem]], rounds: int = 400
) -> tuple[float, float]:
    """95 % bootstrap interval of macro F1 over calls."""
    rng, scores = random.Random(1), []
    for _ in range(rounds):
        chosen = rng.choices(range(len(gold)), k=len(gold))
        scores.append(evaluate([predicted[n] for n in chosen], [gold[n] for n in chosen])["macro_f1"] or 0.0)
    scores.sort()
    return scores[int(0.025 * rounds)], scores[int(0.975 * rounds)]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    paths = gold_calls(args.gold)
    gold = [read_items(path.with_suffix(".items.json")) for path in paths]
    split = json.loads((TRAINING / "split.json").read_text(encoding="utf-8"))
    tfidf = train_tfidf(TRAINING, split["train"], split["validation"])
    systems: dict[str, Callable[[Path], list[ScoredItem]]] = {
        "cue words": lambda path: to_items(cue_labels(load(path)[0])),
        "TF-IDF + logistic regression": lambda path: to_items(tfidf(load(path)[0])),
        "closeplan": pipeline_items,
    }
    results: dict[str, Any] = {}
    print(f"{len(paths)} calls, {sum(map(len, gold))} gold items\n")
    print("| system | " + " | ".join(kind.title for kind in KINDS.values()) + " | macro F1 | 95 % |\n|" + " --- |" * 8)
    for name, system in systems.items():
        predicted = [system(path) for path in paths]
        scores = evaluate(predicted, gold)
        low, high = interval(predicted, gold)
        cells = [f"{scores['kinds'][kind]['f1'] or 0:.3f}" for kind in KINDS]
        print(f"| {name} | {' | '.join(cells)} | {scores['macro_f1']:.3f} | {low:.2f}–{high:.2f} |")
        results[name] = scores | {"interval": [low, high]}
    print("\n" + score_table(results["closeplan"]))
    if args.json:
        args.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
