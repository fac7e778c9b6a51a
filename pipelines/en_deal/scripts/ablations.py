"""What each part of the training adds, and how the score grows with the number of calls: short runs, one table.

    python scripts/ablations.py --config configs/minilm.toml --calls ../../data/training --public $DATA --out OUT

Every run starts from the plain sentence encoder, or from one auxiliary pass over public meetings that all runs share,
and takes the same number of epochs, far fewer than the shipped model: the differences count, not the heights. The score
is the mean average precision of the kinds over the utterances of the validation calls.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from train import arguments, train

SHARES = {
    "an eighth of the calls": 0.125,
    "a quarter of the calls": 0.25,
    "half of the calls": 0.5,
    "all calls": 1.0,
}
WITHOUT = {
    "each utterance alone, without context": ["--alone"],
    "without the annotated public meetings": ["--no-meetings"],
}
PLAIN = "without the auxiliary pass over public meetings"


def runs(args: argparse.Namespace, calls: int, auxiliary: Path) -> dict[str, list[str]]:
    """The options of every run by its name. Ablations are made with a quarter of the calls, to be done in time."""
    start = ["--start", str(auxiliary)]
    quarter = ["--limit", str(calls // 4)]
    found = {name: ["--limit", str(int(calls * share)), *start] for name, share in SHARES.items()}
    found |= {name: [*quarter, *start, *options] for name, options in WITHOUT.items()}
    return found | {PLAIN: [*quarter, "--no-auxiliary"]}


def main() -> None:
    """Run all of them and print the table; results are kept run by run, and what is there is not run again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--calls", type=Path, required=True)
    parser.add_argument("--public", type=Path, required=True)
    parser.add_argument("--auxiliary", type=Path, help="weights of the auxiliary pass; else it is made now")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    kept = args.out / "ablations.json"
    results = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    common = ["--config", str(args.config), "--calls", str(args.calls), "--public", str(args.public)]
    common += ["--epochs", str(args.epochs)]
    auxiliary = args.auxiliary or args.out / "auxiliary" / "auxiliary.safetensors"
    if not auxiliary.exists():
        train(arguments([*common, "--out", str(auxiliary.parent), "--limit", "1"]))
    split = json.loads((args.calls / "split.json").read_text(encoding="utf-8"))
    for name, options in runs(args, len(split["train"]), auxiliary).items():
        if name not in results:
            history = train(arguments([*common, *options, "--out", str(args.out / "run")]))
            results[name] = {key: value for key, value in history[-1].items() if key.startswith("ap")}
            kept.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    for name, scores in results.items():
        print(f"| {name} | " + " | ".join(f"{value:.3f}" for value in scores.values()) + " |")


if __name__ == "__main__":
    main()
