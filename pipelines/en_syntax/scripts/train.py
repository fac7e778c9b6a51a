"""Train the pipeline of ``configs/config.cfg`` on one CPU thread."""

from __future__ import annotations

import argparse
from pathlib import Path

import spacy
from spacy.cli.train import train
from thinc.api import Config

PROJECT = Path(__file__).resolve().parent.parent
START_RATE = 0.0005  # a trained pipeline is continued with smaller steps than a new one


def continued(config: Path, start: Path, out: Path) -> Path:
    """Write a config that goes on with every component ``start`` has; new ones begin afresh."""
    settings = Config().from_disk(config, interpolate=False)
    for name in spacy.load(start).pipe_names:
        if name in settings["components"]:
            settings["components"][name] = {"source": str(start)}
    settings["training"]["optimizer"]["learn_rate"]["initial_rate"] = START_RATE
    settings["training"]["batcher"]["size"]["start"] = settings["training"]["batcher"]["size"]["stop"]
    out.mkdir(parents=True, exist_ok=True)
    settings.to_disk(out / "continued.cfg")
    return out / "continued.cfg"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=PROJECT / "configs" / "config.cfg")
    parser.add_argument("--corpus", type=Path, default=PROJECT / "build" / "corpus", help="what prepare.py wrote")
    parser.add_argument("--out", type=Path, default=PROJECT / "build" / "training")
    parser.add_argument("--start", type=Path, help="go on training this pipeline instead of beginning a new one")
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
    config = continued(args.config, args.start, args.out) if args.start else args.config
    train(config, args.out, overrides=overrides)


if __name__ == "__main__":
    main()
