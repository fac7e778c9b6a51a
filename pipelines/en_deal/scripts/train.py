"""Train the deal classifier: auxiliary meetings first, then our own annotated calls.

    python scripts/train.py --config configs/minilm.toml --calls ../../data/training --public $CLOSEPLAN_DATA --out build/en

Writes `network.safetensors`, the tokenizer and `facts.json` (labels, scores per epoch) to the output folder; `package.py`
makes the shipped model from it.
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
from batches import Batch, Packer
from calls import FAMILIES, LABELS, Call, Utterance, load_call
from model import DealNetwork, load_tokenizer
from safetensors.torch import save_file
from sklearn.metrics import average_precision_score
from torch import Tensor, nn

from closeplan_nlp.nlp.mentions import Mention, pair_features, words_of
from closeplan_nlp.nlp.pipeline import blank_splitter
from closeplan_nlp.nlp.windows import WindowSizes

FAMILY_NAMES = sorted(set(FAMILIES.values()))
MOST_PAIRS = 400
SOFTMAX_WEIGHT = {"role": 0.5, "speaker_side": 0.3}


def load_split(folder: Path, split: str) -> list[Call]:
    """The calls of one split as `split.json` of the corpus lists them."""
    names = json.loads((folder / "split.json").read_text(encoding="utf-8"))[split]
    nlp = blank_splitter("en")
    return [load_call(folder / f"{name}.json", nlp) for name in names]


def optimizer(network: DealNetwork, config: dict[str, Any]) -> torch.optim.Optimizer:
    """AdamW with a rate that falls towards the encoder's lower layers, and a higher one for the heads."""
    rate, decay = config["rate"], config["layer_decay"]
    depth = network.encoder.config.num_hidden_layers
    groups = []
    for name, parameter in network.named_parameters():
        own = config["head_rate"]
        if name.startswith("encoder."):
            parts = name.split(".")
            layer = int(parts[parts.index("layer") + 1]) + 1 if "layer" in parts else 0
            own = rate * decay ** (depth - layer)
        plain = name.endswith("bias") or "norm" in name.lower()
        groups.append({"params": [parameter], "lr": own, "weight_decay": 0.0 if plain else config["weight_decay"]})
    return torch.optim.AdamW(groups)


def label_loss(network: DealNetwork, features: Tensor, utterances: list[Utterance], hidden: bool) -> Tensor:
    """Sum of the heads' losses over utterances; heads count only where their label is known."""
    target = torch.tensor([u.kinds for u in utterances])
    loss = nn.functional.binary_cross_entropy_with_logits(network.heads["kind"](features), target) * 5
    for head in LABELS:
        if head == "kind" or (head == "speaker_side" and not hidden):
            continue
        known = [(i, u.labels[head]) for i, u in enumerate(utterances) if head in u.labels]
        if known:
            rows, classes = map(torch.tensor, zip(*known, strict=True))
            scores = network.heads[head](features[rows])
            loss = loss + SOFTMAX_WEIGHT.get(head, 0.2) * nn.functional.cross_entropy(scores, classes)
    return loss


def pair_rows(utterances: list[Utterance], rng: random.Random) -> tuple[list[tuple[int, int]], list[list[float]], list[float]]:
    """Pairs of utterances of one family, their features, and whether they back the same item."""
    mentions = [
        Mention(i, u.turn, u.start, u.end, u.text, u.speaker, u.person, u.side) for i, u in enumerate(utterances)
    ]
    words = words_of(mentions)
    pairs, features, same = [], [], []
    for number, family in enumerate(FAMILY_NAMES):
        own = [i for i, u in enumerate(utterances) if family in u.items]
        couples = [(i, j) for n, i in enumerate(own) for j in own[n + 1 :]]
        rng.shuffle(couples)
        one_hot = [float(n == number) for n in range(len(FAMILY_NAMES))]
        for i, j in couples[:MOST_PAIRS]:
            pairs.append((i, j))
            features.append(pair_features(mentions[i], mentions[j], words[i], words[j]) + one_hot)
            same.append(float(bool(utterances[i].items[family] & utterances[j].items[family])))
    return pairs, features, same


def pair_loss(network: DealNetwork, features: Tensor, utterances: list[Utterance], rng: random.Random) -> Tensor:
    """Loss of the pair scorer over (at most) `MOST_PAIRS` pairs per family."""
    pairs, extra, same = pair_rows(utterances, rng)
    if not pairs:
        return torch.zeros(())
    left, right = torch.tensor(pairs).T
    vectors = network.embed(features)
    scores = network.pairs(vectors[left], vectors[right], torch.tensor(extra))
    return nn.functional.binary_cross_entropy_with_logits(scores, torch.tensor(same))


def features_of(network: DealNetwork, batch: Batch) -> Tensor:
    """Features of the core utterances of a batch, in the order of `batch.core`."""
    return network.utterances(batch.ids, batch.mask, batch.owner, batch.count)[batch.places]


def train_auxiliary(network: DealNetwork, packer: Packer, public: Path, config: dict[str, Any], seed: int) -> None:
    """One or more passes over windows of public meetings, those with positives first; its heads are dropped later."""
    rng = random.Random(seed)
    heads = nn.ModuleDict({c: nn.Linear(network.shared.out_features, len(n)) for c, n in auxiliary.LABELS.items()})
    groups = [{"params": network.parameters(), "lr": config["rate"]}, {"params": heads.parameters(), "lr": 1e-3}]
    optim = torch.optim.AdamW(groups, weight_decay=0.01)
    jobs = []
    for corpus in auxiliary.LABELS:
        for utterances, labels in auxiliary.dialogues(public, corpus):
            pieces = packer.pieces(utterances)
            for window in packer.windows(pieces):
                hits = sum(map(sum, labels[window.core_first : window.core_last]))
                jobs.append((hits + rng.random(), corpus, pieces, window, labels))
    jobs.sort(key=lambda job: -job[0])
    jobs = jobs[: config["windows"]]
    started = time.time()
    for _ in range(config["epochs"]):
        rng.shuffle(jobs)
        for step in range(0, len(jobs), 4):
            loss = torch.zeros(())
            for _, corpus, pieces, window, labels in jobs[step : step + 4]:
                batch = packer.batch(pieces, [window])
                scores = heads[corpus](features_of(network, batch))
                target = torch.tensor([labels[i] for i in batch.core])
                weight = torch.full((target.shape[1],), 4.0)
                loss = loss + nn.functional.binary_cross_entropy_with_logits(scores, target, pos_weight=weight) / 4
            optim.zero_grad()
            loss.backward()
            optim.step()
            if step % 80 == 0:
                print(f"auxiliary {step}/{len(jobs)} loss {loss.item():.3f} {time.time() - started:.0f}s", flush=True)


@torch.no_grad()
def predict(network: DealNetwork, packer: Packer, call: Call, hide: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Kind logits and features of all utterances of a call."""
    network.eval()
    pieces = packer.pieces(call.utterances, hide=hide)
    windows = packer.windows(pieces)
    features = torch.cat([features_of(network, packer.batch(pieces, windows[i : i + 8])) for i in range(0, len(windows), 8)])
    return network.heads["kind"](features).numpy(), features.numpy()


def validate(network: DealNetwork, packer: Packer, calls: list[Call]) -> dict[str, float]:
    """Average precision per kind and accuracy of the heads over validation calls."""
    scores, gold, right = [], [], {head: [] for head in LABELS}
    for call in calls:
        logits, features = predict(network, packer, call)
        scores.append(logits)
        gold.append([u.kinds for u in call.utterances])
        for head in LABELS:
            if head in ("kind", "speaker_side"):
                continue
            with torch.no_grad():
                best = network.heads[head](torch.from_numpy(features)).argmax(1).tolist()
            right[head] += [b == u.labels[head] for b, u in zip(best, call.utterances, strict=True) if u.labels.get(head, 0 if head != "role" else 0) or head in u.labels and head != "role"]
        logits, features = predict(network, packer, call, hide=True)
        best = network.heads["speaker_side"](torch.from_numpy(features)).argmax(1).tolist()
        right["speaker_side"] += [b == u.labels["speaker_side"] for b, u in zip(best, call.utterances, strict=True) if "speaker_side" in u.labels]
    x, y = np.concatenate(scores), np.concatenate([np.asarray(g) for g in gold])
    result = {f"ap_{k}": float(average_precision_score(y[:, i], x[:, i])) for i, k in enumerate(LABELS["kind"]) if y[:, i].any()}
    result["ap"] = float(np.mean(list(result.values())))
    return result | {f"acc_{h}": float(np.mean(r)) for h, r in right.items() if r}


def train(args: argparse.Namespace) -> None:
    """The whole training; keeps the epoch with the best mean average precision on validation."""
    config = tomllib.loads(Path(args.config).read_text(encoding="utf-8"))
    own = config["train"]
    if args.small:
        own["epochs"], config["auxiliary"]["windows"] = 1, 8
    rng = random.Random(own["seed"])
    torch.manual_seed(own["seed"])
    calls, checks = load_split(args.calls, "train"), load_split(args.calls, "validation")
    if args.small:
        calls, checks = calls[:3], checks[:1]
    tokenizer = load_tokenizer(config["encoder"]["name"], config["encoder"]["markers"])
    packer = Packer(tokenizer, config["encoder"]["markers"], config["encoder"]["special"], WindowSizes(**config["sizes"]))
    counts = {head: len(names) for head, names in LABELS.items()}
    network = DealNetwork(config["encoder"]["name"], len(tokenizer), counts, len(FAMILY_NAMES), config["model"])
    network.train()
    if args.start:
        from safetensors.torch import load_file

        network.load_state_dict(load_file(args.start))
    elif args.public and config["auxiliary"]["epochs"]:
        train_auxiliary(network, packer, args.public, config["auxiliary"], own["seed"])
        args.out.mkdir(parents=True, exist_ok=True)
        save_file(network.state_dict(), args.out / "auxiliary.safetensors")
    optim = optimizer(network, own)
    total = own["epochs"] * len(calls)
    warm = max(1, int(own["warmup"] * total))
    schedule = torch.optim.lr_scheduler.LambdaLR(optim, lambda s: min((s + 1) / warm, max(0.02, (total - s) / max(1, total - warm))))
    best, history = -1.0, []
    started = time.time()
    for epoch in range(own["epochs"]):
        network.train()
        rng.shuffle(calls)
        losses = []
        for call in calls:
            hide = rng.random() < own["mask_sides"]
            pieces = packer.pieces(call.utterances, hide=hide, bare=rng.random() < own["drop_punctuation"])
            batch = packer.batch(pieces, packer.windows(pieces, rng))
            features = features_of(network, batch)
            utterances = [call.utterances[i] for i in batch.core]
            loss = label_loss(network, features, utterances, hide) + pair_loss(network, features, utterances, rng)
            optim.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optim.step()
            schedule.step()
            losses.append(loss.item())
        scores = validate(network, packer, checks)
        history.append({"epoch": epoch, "loss": float(np.mean(losses)), "seconds": time.time() - started, **scores})
        print(json.dumps({k: round(v, 3) for k, v in history[-1].items()}), flush=True)
        if scores["ap"] > best:
            best = scores["ap"]
            save(network, tokenizer, config, history, args.out)


def save(network: DealNetwork, tokenizer: Any, config: dict[str, Any], history: list[dict[str, float]], out: Path) -> None:
    """Write the network, its tokenizer and what is known of it."""
    out.mkdir(parents=True, exist_ok=True)
    save_file(network.state_dict(), out / "network.safetensors")
    tokenizer.save_pretrained(out / "tokenizer")
    facts = {"config": config, "labels": LABELS, "families": FAMILIES, "history": history}
    (out / "facts.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--calls", type=Path, required=True, help="folder of annotated calls with split.json")
    parser.add_argument("--public", type=Path, help="folder of the public corpora; without it no auxiliary task")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights of an earlier auxiliary pass")
    parser.add_argument("--small", action="store_true", help="a few minutes, to see that it works")
    train(parser.parse_args())
