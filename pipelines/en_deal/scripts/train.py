"""Train the deal classifier: auxiliary meetings first, then our own annotated calls.

    python scripts/train.py --config configs/minilm.toml --calls ../../data/training --public $DATA --out build/en

Writes `network.safetensors`, the tokenizer and `facts.json` (labels, scores per epoch) to the output folder;
`package.py` makes the shipped model from it. Runs on a GPU where torch finds one.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import tomllib
from pathlib import Path
from typing import Any

import auxiliary
import numpy as np
import torch
from batches import Packer
from calls import Call, folder_or_none, load_folder, load_split
from labels import FAMILIES, LABELS
from losses import FAMILY_NAMES, label_loss, pair_loss
from meetings import load_meetings
from model import DealNetwork, load_tokenizer
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from validation import features_of, validate

from closeplan_nlp.nlp.windows import WindowSizes

AUXILIARY_BATCH = 4
POSITIVE_WEIGHT = 4.0  # labels are rare in meetings
ALONE_AT_ONCE = 64  # utterances without context in one step


def count_turns(calls: list[Call]) -> int:
    """How many turns the calls hold, those without a word not counted."""
    return sum(len({u.turn for u in call.utterances}) for call in calls)


def optimizer(network: DealNetwork, config: dict[str, Any]) -> torch.optim.Optimizer:
    """AdamW with a rate that falls towards the encoder's lower layers, and a higher one for the heads."""
    rate, decay = config["rate"], config["layer_decay"]
    depth = network.encoder.config.num_hidden_layers
    groups = []
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        own = config["head_rate"]
        if name.startswith("encoder."):
            parts = name.split(".")
            layer = int(parts[parts.index("layer") + 1]) + 1 if "layer" in parts else 0
            own = rate * decay ** (depth - layer)
        plain = name.endswith("bias") or "norm" in name.lower()
        groups.append({"params": [parameter], "lr": own, "weight_decay": 0.0 if plain else config["weight_decay"]})
    return torch.optim.AdamW(groups)


def fitting(weights: dict[str, Tensor], network: DealNetwork) -> dict[str, Tensor]:
    """The weights of an earlier run that this network has room for."""
    own = network.state_dict()
    return {name: value for name, value in weights.items() if name in own and own[name].shape == value.shape}


def schedule(optim: torch.optim.Optimizer, steps: int, warmup: float) -> torch.optim.lr_scheduler.LRScheduler:
    """Up in a line over the share `warmup` of all steps, then down in a line."""
    warm = max(1, int(warmup * steps))
    return torch.optim.lr_scheduler.LambdaLR(
        optim, lambda step: min((step + 1) / warm, max(0.02, (steps - step) / max(1, steps - warm)))
    )


def train_auxiliary(network: DealNetwork, packer: Packer, public: Path, config: dict[str, Any], seed: int) -> None:
    """Passes over windows of public meetings, those with positives first; the heads for it are dropped afterwards."""
    rng = random.Random(seed)
    device = next(network.parameters()).device
    heads = nn.ModuleDict({c: nn.Linear(network.shared.out_features, len(n)) for c, n in auxiliary.LABELS.items()})
    heads.to(device)
    groups = [{"params": network.parameters(), "lr": config["rate"]}, {"params": heads.parameters(), "lr": 1e-3}]
    optim = torch.optim.AdamW(groups, weight_decay=0.01)
    jobs = auxiliary.windows(public, packer, rng)[: config["windows"]]
    started = time.time()
    for _ in range(config["epochs"]):
        rng.shuffle(jobs)
        for step in range(0, len(jobs), AUXILIARY_BATCH):
            loss = torch.zeros((), device=device)
            for job in jobs[step : step + AUXILIARY_BATCH]:
                batch = packer.batch(job.pieces, [job.window])
                scores = heads[job.corpus](features_of(network, batch))
                target = torch.tensor([job.labels[i] for i in batch.core], device=device)
                weight = torch.full((target.shape[1],), POSITIVE_WEIGHT, device=device)
                loss = loss + nn.functional.binary_cross_entropy_with_logits(scores, target, pos_weight=weight)
            optim.zero_grad()
            (loss / AUXILIARY_BATCH).backward()
            optim.step()
            if step % 80 == 0:
                mean = loss.item() / AUXILIARY_BATCH
                print(f"auxiliary {step}/{len(jobs)} loss {mean:.3f} {time.time() - started:.0f}s", flush=True)


def train_epoch(
    network: DealNetwork,
    packer: Packer,
    calls: list[Call],
    optim: torch.optim.Optimizer,
    rates: torch.optim.lr_scheduler.LRScheduler,
    average: AveragedModel,
    own: dict[str, Any],
    rng: random.Random,
) -> float:
    """One pass over the calls, some windows a step; returns the mean loss. `average` follows the weights.

    Some calls are read without sides or punctuation.
    """
    network.train()
    rng.shuffle(calls)
    losses = []
    for call in calls:
        hide = rng.random() < own["mask_sides"]
        pieces = packer.pieces(call.utterances, hide=hide, bare=rng.random() < own["drop_punctuation"])
        pieces = packer.veiled(pieces, own["veiled"], rng)
        windows = packer.windows(pieces, rng)
        rng.shuffle(windows)  # so that a step sees pairs that are far apart
        for first in range(0, len(windows), own["windows"]):
            batch = packer.batch(pieces, windows[first : first + own["windows"]])
            features = features_of(network, batch)
            utterances = [call.utterances[i] for i in batch.core]
            loss = label_loss(network, features, utterances, hide) + pair_loss(network, features, utterances, rng)
            optim.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optim.step()
            average.update_parameters(network)
            losses.append(loss.item())
        rates.step()
    return float(np.mean(losses))


def train(args: argparse.Namespace) -> list[dict[str, float]]:
    """The whole training; keeps the epoch with the best mean average precision on validation, returns all scores.

    Kept are the weights averaged over the last steps (exponential moving average), which are steadier than the last.
    """
    config = tomllib.loads(Path(args.config).read_text(encoding="utf-8"))
    own, encoder = config["train"], config["encoder"]
    own["epochs"] = args.epochs or own["epochs"]
    if args.alone:
        own["windows"] = ALONE_AT_ONCE
    if args.small:
        own["epochs"], config["auxiliary"]["windows"] = 1, 8
    rng = random.Random(own["seed"])
    torch.manual_seed(own["seed"])
    weights = {"unsure": own["unsure_weight"], "context": own["context_weight"]}
    calls, checks = load_split(args.calls, "train", weights), load_split(args.calls, "validation", weights)
    if args.small:
        calls, checks = calls[:3], checks[:1]
    calls = calls[: args.limit]
    count, turns = len(calls), count_turns(calls)
    added = load_folder(args.data, weights) if args.data else []
    calls += added
    meetings = []
    if args.public and not args.small and not args.no_meetings:
        meetings = load_meetings(args.calls / "meetings", args.public, **weights)
    calls += meetings
    tokenizer = load_tokenizer(encoder["name"], encoder["markers"])
    sizes = WindowSizes(**config["sizes"])
    packer = Packer(tokenizer, encoder["markers"], encoder["special"], sizes, alone=args.alone)
    counts = {head: len(names) for head, names in LABELS.items()}
    network = DealNetwork(encoder["name"], len(tokenizer), counts, len(FAMILY_NAMES), config["model"])
    network.to("cuda" if torch.cuda.is_available() else "cpu").train()
    tokenizer.save_pretrained(args.out / "tokenizer")
    if args.start:
        network.load_state_dict(fitting(load_file(args.start), network), strict=False)
    elif args.public and config["auxiliary"]["epochs"] and not args.no_auxiliary:
        train_auxiliary(network, packer, args.public, config["auxiliary"], own["seed"])
        save_file(network.state_dict(), args.out / "auxiliary.safetensors")
    network.name_markers(tokenizer, encoder["markers"], encoder["marker_words"])
    optim = optimizer(network, own)
    rates = schedule(optim, own["epochs"] * len(calls), own["warmup"])
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(own["average"]))
    best, history, started = -1.0, [], time.time()
    for epoch in range(own["epochs"]):
        loss = train_epoch(network, packer, calls, optim, rates, average, own, rng)
        scores = validate(average.module, packer, checks)
        history.append({"epoch": epoch, "loss": loss, "seconds": time.time() - started, **scores})
        print(json.dumps({name: round(value, 3) for name, value in history[-1].items()}), flush=True)
        if scores["ap"] > best:
            best = scores["ap"]
            save_file(average.module.state_dict(), args.out / "network.safetensors")
        facts = {
            "config": config,
            "labels": LABELS,
            "families": FAMILIES,
            "calls": count,
            "turns": turns,
            "added": {"calls": len(added), "turns": count_turns(added)},
            "meetings": len(meetings),
            "public": bool(args.public or args.start),
            "continued": bool(args.start),
            "history": history,
        }
        (args.out / "facts.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    return history


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """The options, from the command line where none are `given`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--calls", type=Path, required=True, help="folder of annotated calls with split.json")
    parser.add_argument("--data", type=folder_or_none, help="folder of more annotated calls, such as a user's own")
    parser.add_argument(
        "--public", type=folder_or_none, help="folder of the public corpora; without it no auxiliary task"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights of an earlier auxiliary pass")
    parser.add_argument("--limit", type=int, help="train on the first so many calls only")
    parser.add_argument("--no-meetings", action="store_true", help="without the annotated public meetings")
    parser.add_argument("--no-auxiliary", action="store_true", help="without the pass over public meetings")
    parser.add_argument("--alone", action="store_true", help="every utterance without its context, for comparison")
    parser.add_argument("--small", action="store_true", help="a few minutes, to see that it works")
    parser.add_argument("--epochs", type=int, help="instead of the configuration's")
    return parser.parse_args(given)


if __name__ == "__main__":
    train(arguments())
