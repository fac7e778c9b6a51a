"""Quality of the shipped pipeline beside four comparisons, in one run: item F1 per kind, attributes, calibration.

    .venv/bin/python benchmarks/quality.py [--gold FOLDER] [--model FOLDER] [--json FILE]

Scored are the validation calls of `data/training`, which the thresholds were chosen on, and the English calls of
`--gold`, a folder of `NAME.json` with `NAME.items.json`. Intervals are 95 % bootstrap intervals over calls.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from baselines import cue_labels, load, to_items, train_frozen, train_tfidf

from closeplan_nlp import summarize
from closeplan_nlp.evaluation.calibration import calibration
from closeplan_nlp.evaluation.files import gold_calls, read_items
from closeplan_nlp.evaluation.scoring import ScoredItem, evaluate, match, scored
from closeplan_nlp.evaluation.table import score_table
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.nlp.analysis import identify, label_turns
from closeplan_nlp.nlp.pipeline import load_pipeline
from closeplan_nlp.nlp.speakers import sides_of_labels

TRAINING = Path(__file__).resolve().parent.parent / "data" / "training"
OURS = "closeplan"

Items = list[ScoredItem]
Predict = Callable[[Path], Items]


def call_sets(gold: Path | None) -> dict[str, list[Path]]:
    """The calls to score by the name of their set: validation, its clean and noisy calls apart, gold where given."""
    names = json.loads((TRAINING / "split.json").read_text(encoding="utf-8"))["validation"]
    paths = [TRAINING / f"{name}.json" for name in names]
    sets = {"validation": paths}
    for style in ("clean", "noisy"):
        sets[f"validation, {style}"] = [path for path in paths if _field(path, "style") == style]
    if gold is not None:
        sets["gold"] = gold_calls(gold, "en")
    return {name: paths for name, paths in sets.items() if paths}


def _field(path: Path, name: str) -> str | None:
    value: str | None = json.loads(path.read_text(encoding="utf-8")).get(name)
    return value


def interval(predicted: Sequence[Items], gold: Sequence[Items], rounds: int = 400) -> tuple[float, float]:
    """95 % bootstrap interval of macro F1 over calls."""
    rng, scores = random.Random(1), []
    for _ in range(rounds):
        chosen = rng.choices(range(len(gold)), k=len(gold))
        scores.append(evaluate([predicted[n] for n in chosen], [gold[n] for n in chosen])["macro_f1"] or 0.0)
    scores.sort()
    return scores[int(0.025 * rounds)], scores[int(0.975 * rounds)]


def unlinked(path: Path, model: Path | None) -> Items:
    """The shipped labels without the trained linking: neighbouring turns of a kind are one item."""
    nlp = load_pipeline("en", model)
    least = nlp.get_pipe("closeplan_classifier").heads.facts.thresholds  # type: ignore[attr-defined]
    transcript, leanings = identify(load(path)[0], nlp)
    labels: list[set[str]] = []
    for doc in label_turns(transcript, nlp, sides_of_labels(transcript, leanings)):
        labels.append({k for m in doc.user_data["mentions"] for k, p in m.kinds.items() if p >= least[k]})
    return to_items(labels)


def measure(paths: Sequence[Path], systems: dict[str, Predict]) -> dict[str, dict[str, Any]]:
    """The scores of every system on these calls."""
    gold = [read_items(path.with_suffix(".items.json")) for path in paths]
    predicted = {name: [system(path) for path in paths] for name, system in systems.items()}
    results = {name: evaluate(own, gold) | {"interval": interval(own, gold)} for name, own in predicted.items()}
    results[OURS]["calibration"] = asdict(calibration(map(match, predicted[OURS], gold)))
    return results


def report(name: str, results: dict[str, dict[str, Any]]) -> str:
    """The scores of one set of calls for people."""
    head = " | ".join(kind.title for kind in KINDS.values())
    lines = [f"## {name}: {results[OURS]['calls']} calls\n", f"| system | {head} | macro F1 | 95 % |\n|" + " --- |" * 8]
    for system, scores in results.items():
        cells = [f"{scores['kinds'][kind]['f1'] or 0:.3f}" for kind in KINDS]
        low, high = scores["interval"]
        lines.append(f"| {system} | {' | '.join(cells)} | {scores['macro_f1']:.3f} | {low:.2f}–{high:.2f} |")
    lines += ["", score_table(results[OURS])]
    own = results[OURS]["calibration"]
    parts = [f"{part['confidence']:.2f} → {part['right']:.2f} ({part['items']})" for part in own["bins"]]
    lines.append(f"confidence → share right (items): {', '.join(parts)}; calibration error {own['error']:.3f}\n")
    return "\n".join(lines)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=lambda value: Path(value) if value else None, help="empty: none")
    parser.add_argument("--model", type=Path, help="another pipeline than the shipped one")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    split = json.loads((TRAINING / "split.json").read_text(encoding="utf-8"))
    tfidf = train_tfidf(TRAINING, split["train"], split["validation"])
    frozen = train_frozen(TRAINING, split["train"], split["validation"])
    systems: dict[str, Predict] = {
        "cue words": lambda path: to_items(cue_labels(load(path)[0])),
        "TF-IDF + logistic regression": lambda path: to_items(tfidf(load(path)[0])),
        "frozen embeddings + logistic regression": lambda path: to_items(frozen(load(path)[0])),
    }
    systems["our labels, neighbours joined"] = lambda path: unlinked(path, args.model)
    systems[OURS] = lambda path: [scored(item) for item in summarize(path, model=args.model).items]
    systems = {name: cache(system) for name, system in systems.items()}  # a call may be in several sets
    results = {name: measure(paths, systems) for name, paths in call_sets(args.gold).items()}
    for name, own in results.items():
        print(report(name, own))
    if args.json:
        args.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
