"""The published benchmark of action items in AMI meetings (arXiv 2303.16763): train, choose a threshold, measure.

    python scripts/ami.py --config configs/minilm.toml --public $DATA [--start WEIGHTS] [--roles]

The meetings with at least one linked action item (`ref_protocol_member`); one example per dialogue act, positive where
its labels hold `action_item`; trained on the train meetings, scored by the F1 of the positive class on dev, and on
`--test`, a file of the same form, where given. Beside the network stands a linear model over the words of an act and
its neighbours and over the place in the meeting; their scores are added. Without `--roles` neither sees who is the
project manager.
Every sixth train meeting is held out: the threshold for dev is the best one on these, that for the test meetings the
best one on these and dev. Beside it stands, as an upper bound, the one that is best on the scored meetings themselves.
Intervals are 95 % bootstrap intervals over meetings.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import ngrams
import numpy as np
import scipy.sparse as sp
import torch
from batches import Packer
from calls import Utterance
from labels import FAMILIES, LABELS
from model import DealNetwork, load_tokenizer
from safetensors.torch import load_file
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn
from train import fitting
from validation import WINDOWS_AT_ONCE, features_of

from closeplan_nlp.nlp.windows import Window, WindowSizes

LABEL = "action_item"
WINDOWS_A_STEP = 4
POSITIVE_WEIGHT = 6.0
EMPTY_WINDOWS = 2.5  # windows without a positive in an epoch, per window with one
ROUNDS = 1000
HELD_OUT = 6
WORDS_SEEN = 3
SYSTEMS = {"network": (1.0, 0.0), "words": (0.0, 1.0), "both": (1.0, 1.0)}
"""What the scores of network and words count."""
ROLES = ("project manager", "marketing expert", "industrial designer", "user interface designer")
ROLE_WORDS = {"project manager": "manager", "marketing expert": "marketing"}


@dataclass
class Meeting:
    """A meeting of the benchmark: its acts as utterances, and whether each is linked to an action item."""

    name: str
    utterances: list[Utterance]
    positive: list[bool]
    roles: list[str]


def read_meetings(file: Path, split: str, *, roles: bool = False) -> list[Meeting]:
    """The benchmark's meetings of one split; with `roles` each turn begins with its speaker's role."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    meetings = []
    for name, acts in groupby(rows, key=lambda row: row["dialog_id"]):
        own = [act for act in acts if act["split"] == split and act["ref_protocol_member"]]
        if own:
            told = [str(act.get("role_name") or "") if roles else "" for act in own]
            meetings.append(Meeting(name, _utterances(own, roles), [LABEL in act["labels"] for act in own], told))
    return meetings


def _utterances(acts: list[dict[str, Any]], roles: bool) -> list[Utterance]:
    found, before = [], None
    for number, act in enumerate(acts):
        who = str(act["speaker"])
        role = str(act.get("role_name") or "")
        word = ROLE_WORDS.get(role, role)
        text = f"{word}: {act['text']}" if roles and word and who != before else act["text"]
        found.append(Utterance(number, 0, len(text), text, who, None, "unknown", who != before))
        before = who
    return found


def epoch_of(meetings: list[Meeting], packer: Packer, rng: random.Random) -> list[tuple[int, list[list[int]], Window]]:
    """The windows of one pass in random order: all that hold a positive, and some of the others."""
    full, empty = [], []
    for number, meeting in enumerate(meetings):
        pieces = packer.pieces(meeting.utterances)
        for window in packer.windows(pieces, rng):
            hit = any(meeting.positive[window.core_first : window.core_last])
            (full if hit else empty).append((number, pieces, window))
    chosen = full + rng.sample(empty, min(len(empty), int(EMPTY_WINDOWS * len(full))))
    rng.shuffle(chosen)
    return chosen


def fit(
    network: DealNetwork, head: nn.Linear, packer: Packer, meetings: list[Meeting], args: argparse.Namespace
) -> None:
    """Fine-tune on the training meetings."""
    rng, device = random.Random(args.seed), next(network.parameters()).device
    groups = [{"params": network.parameters(), "lr": args.rate}, {"params": head.parameters(), "lr": 10 * args.rate}]
    optim = torch.optim.AdamW(groups, weight_decay=0.01)
    epochs = [epoch_of(meetings, packer, rng) for _ in range(args.epochs)]
    steps = sum(len(jobs) // WINDOWS_A_STEP + 1 for jobs in epochs)
    rates = torch.optim.lr_scheduler.LambdaLR(optim, lambda step: min((step + 1) / 20, max(0.02, 1 - step / steps)))
    weight, started = torch.tensor(POSITIVE_WEIGHT, device=device), time.time()
    for number, jobs in enumerate(epochs):
        network.train()
        losses = []
        for first in range(0, len(jobs), WINDOWS_A_STEP):
            loss = torch.zeros((), device=device)
            for meeting, pieces, window in jobs[first : first + WINDOWS_A_STEP]:
                batch = packer.batch(pieces, [window])
                scores = head(features_of(network, batch))[:, 0]
                target = torch.tensor([float(meetings[meeting].positive[i]) for i in batch.core], device=device)
                loss = loss + nn.functional.binary_cross_entropy_with_logits(scores, target, pos_weight=weight)
            optim.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optim.step()
            rates.step()
            losses.append(loss.item() / WINDOWS_A_STEP)
        print(f"epoch {number} loss {np.mean(losses):.4f} {time.time() - started:.0f}s", flush=True)


@torch.no_grad()
def scores_of(network: DealNetwork, head: nn.Linear, packer: Packer, meeting: Meeting) -> np.ndarray:
    """The score of every act of a meeting."""
    network.eval()
    pieces = packer.pieces(meeting.utterances)
    windows = packer.windows(pieces)
    parts: list[Tensor] = []
    for first in range(0, len(windows), WINDOWS_AT_ONCE):
        batch = packer.batch(pieces, windows[first : first + WINDOWS_AT_ONCE])
        parts.append(head(features_of(network, batch))[:, 0].cpu())
    return torch.cat(parts).numpy()


def places_of(meeting: Meeting) -> np.ndarray:
    """Where in the meeting an act stands, and who speaks, (acts, features)."""
    place = np.linspace(0.0, 1.0, len(meeting.utterances))
    whole = [place, place < 0.1, *(place > least for least in (0.8, 0.9, 0.95))]
    who = [np.asarray([role == name for role in meeting.roles], dtype=np.float32) for name in ROLES]
    return np.stack([*whole, *who, *(one * place for one in who)], axis=1).astype(np.float32)


def fit_words(meetings: list[Meeting]) -> Callable[[Meeting], np.ndarray]:
    """The linear model, from the training meetings; gives the score of every act of a meeting."""
    known = ngrams.vocabulary([u.text for meeting in meetings for u in meeting.utterances], WORDS_SEEN)

    def rows(meeting: Meeting) -> sp.csr_matrix:
        return sp.hstack([ngrams.features(meeting, known), sp.csr_matrix(places_of(meeting))], format="csr")

    truth = np.concatenate([meeting.positive for meeting in meetings])
    model = LogisticRegression(C=ngrams.STRENGTH, solver="liblinear")
    model.fit(sp.vstack([rows(meeting) for meeting in meetings], format="csr"), truth)
    return lambda meeting: np.asarray(model.decision_function(rows(meeting)))


def f1_at(scores: np.ndarray, truth: np.ndarray, least: float) -> tuple[float, float, float]:
    """Precision, recall and F1 of the positive class."""
    found = scores >= least
    hits = float((found & truth).sum())
    precision, recall = hits / max(1, found.sum()), hits / max(1, truth.sum())
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def best_threshold(scores: np.ndarray, truth: np.ndarray) -> float:
    """The score from which on F1 is best."""
    order = np.argsort(-scores)
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + truth.sum())
    return float(scores[order[int(f1.argmax())]])


def report(name: str, scored: list[tuple[np.ndarray, np.ndarray]], least: float) -> dict[str, Any]:
    """Scores on a set of meetings, printed and returned."""
    scores, truth = (np.concatenate(column) for column in zip(*scored, strict=True))
    rng, boots = random.Random(1), []
    for _ in range(ROUNDS):
        drawn = rng.choices(scored, k=len(scored))
        boots.append(f1_at(*(np.concatenate(column) for column in zip(*drawn, strict=True)), least)[2])
    boots.sort()
    precision, recall, f1 = f1_at(scores, truth, least)
    bound = f1_at(scores, truth, best_threshold(scores, truth))[2]
    low, high = boots[int(0.025 * ROUNDS)], boots[int(0.975 * ROUNDS)]
    print(
        f"{name}: {len(scored)} meetings, {len(truth)} acts, {int(truth.sum())} positive: precision {precision:.3f} "
        f"recall {recall:.3f} F1 {f1:.3f} (95 % {low:.3f}–{high:.3f}); with its own best threshold {bound:.3f}",
        flush=True,
    )
    return {"precision": precision, "recall": recall, "f1": f1, "interval": [low, high], "own_threshold": bound}


def main() -> None:
    """Train and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--public", type=Path, required=True, help="folder with ami.jsonl.gz")
    parser.add_argument("--test", type=Path, help="a file like ami.jsonl.gz with the test meetings")
    parser.add_argument("--start", type=Path, help="weights to go on from, such as those trained on the calls")
    parser.add_argument("--roles", action="store_true", help="show the speakers' roles")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=4e-5)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--meetings", type=int, help="use only so many, to see that it works")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    config = tomllib.loads(args.config.read_text(encoding="utf-8"))
    encoder = config["encoder"]
    tokenizer = load_tokenizer(encoder["name"], encoder["markers"])
    packer = Packer(tokenizer, encoder["markers"], encoder["special"], WindowSizes(**config["sizes"]))
    counts = {head: len(names) for head, names in LABELS.items()}
    network = DealNetwork(encoder["name"], len(tokenizer), counts, len(set(FAMILIES.values())), config["model"])
    network.name_markers(tokenizer, encoder["markers"], encoder["marker_words"])
    if args.start:
        network.load_state_dict(fitting(load_file(args.start), network), strict=False)
    head = nn.Linear(config["model"]["shared"], 1)
    if args.start:  # the head of the calls' action items is the best beginning
        kinds = network.heads["kind"]
        head.weight.data, head.bias.data = kinds.weight.data[:1].clone(), kinds.bias.data[:1].clone()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network.to(device), head.to(device)
    file = args.public / "ami.jsonl.gz"
    train, dev = (read_meetings(file, split, roles=args.roles)[: args.meetings] for split in ("train", "dev"))
    held = train[HELD_OUT - 1 :: HELD_OUT] or train[-1:]
    taught = [meeting for meeting in train if meeting not in held]
    words = fit_words(taught)
    fit(network, head, packer, taught, args)
    sets = {"held out": held, "dev": dev}
    if args.test:
        sets["test"] = read_meetings(args.test, "test", roles=args.roles)
    all_meetings = [meeting for own in sets.values() for meeting in own]
    scores = {one.name: (scores_of(network, head, packer, one), words(one)) for one in all_meetings}
    results = {}
    for system, (network_share, words_share) in SYSTEMS.items():
        known: list[tuple[np.ndarray, np.ndarray]] = []
        for name, own in sets.items():
            pairs = [(scores[meeting.name], np.asarray(meeting.positive)) for meeting in own]
            scored = [(network_share * net + words_share * told, truth) for (net, told), truth in pairs]
            least = best_threshold(*(np.concatenate(column) for column in zip(*(known or scored), strict=True)))
            results[f"{system}, {name}"] = report(f"{system}, {name}", scored, least)
            known += scored
    if args.json:
        args.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
