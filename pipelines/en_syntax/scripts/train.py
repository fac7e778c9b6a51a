"""Train the pipeline of ``configs/config.cfg`` on one CPU thread."""

from __future__ import annotations

import argparse
from pathlib import Path

from spacy.cli.train import train

PROJECT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=PROJECT / "configs" / "config.cfg")
    parser.add_argument("--corpus", type=Path, default=PROJECT / "build" / "corpus", help="what prepare.py wrote")
    parser.add_argument("--out", type=Path, default=PROJECT / "build" / "training")
    parser.add_argument("--steps", type=int, help="stop after this many steps, instead of the config's")
    parser.add_argument("--small", action="store_true", help="40 steps: a smoke test")
    args = parser.parse_args()
    overrides: dict[str, object] = {
        "paths.train": str(args.corpus / "train.spacy"),
        "paths.dev": str(args.corpus / "dev.spacy"),
    }
    steps = args.steps or (40 if args.small else None)
    if steps:
        overrides |= {"training.max_steps": steps, "training.optimizer.learn_rate.total_steps": steps}
        overrides["training.eval_frequency"] = min(500, max(1, steps // 2))
    train(args.config, args.out, overrides=overrides)


if __name__ == "__main__":
    main()
