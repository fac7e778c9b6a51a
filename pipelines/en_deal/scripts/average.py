"""The mean of the weights of several trainings that went on from each other, which is often better than the last.

    python scripts/average.py --trained build/first build/last --out build/en

Averaging along one path of training is that of arXiv 1803.05407. Tokenizer, facts and models of words are the last's.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from safetensors.torch import load_file, save_file

NETWORK, FACTS = "network.safetensors", "facts.json"


def average(trained: list[Path], out: Path) -> None:
    """Write the folder `out`; ValueError where the networks are of different shapes."""
    networks = [load_file(folder / NETWORK) for folder in trained]
    last = networks[-1]
    shapes = [{name: value.shape for name, value in network.items()} for network in networks]
    if any(own != shapes[-1] for own in shapes):
        raise ValueError("the networks to be averaged are of different shapes")
    shutil.copytree(trained[-1], out, dirs_exist_ok=True, ignore=shutil.ignore_patterns("classifier", NETWORK))
    mean = {
        name: sum(network[name] for network in networks) / len(networks) if value.is_floating_point() else value
        for name, value in last.items()
    }
    save_file({name: value.contiguous() for name, value in mean.items()}, out / NETWORK)
    facts = json.loads((out / FACTS).read_text(encoding="utf-8")) | {"averaged": len(networks)}
    (out / FACTS).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trained", type=Path, nargs="+", required=True, help="folders of trainings, last one last")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    average(args.trained, args.out)
