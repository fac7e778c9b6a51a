"""Scores of a network in training on held-out calls, utterance by utterance."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import torch
from batches import Batch, Packer
from calls import Call
from labels import LABELS
from model import DealNetwork
from sklearn.metrics import average_precision_score
from torch import Tensor

WINDOWS_AT_ONCE = 8
ALONE = 16  # times as many where each holds one utterance


def features_of(network: DealNetwork, batch: Batch) -> Tensor:
    """Features of the core utterances of a batch, in the order of `batch.core`."""
    device = next(network.parameters()).device
    rows = [tensor.to(device) for tensor in (batch.ids, batch.mask, batch.owner, batch.marks)]
    return network.utterances(*rows, batch.count)[batch.places.to(device)]


@torch.no_grad()
def predict(network: DealNetwork, packer: Packer, call: Call, *, hide: bool = False) -> Tensor:
    """Features of all utterances of a call; `hide` hides the sides."""
    network.eval()
    pieces = packer.pieces(call.utterances, hide=hide)
    windows = packer.windows(pieces)
    at_once = WINDOWS_AT_ONCE * (ALONE if packer.alone else 1)
    parts = [windows[i : i + at_once] for i in range(0, len(windows), at_once)]
    return torch.cat([features_of(network, packer.batch(pieces, part)) for part in parts])


@torch.no_grad()
def validate(network: DealNetwork, packer: Packer, calls: list[Call]) -> dict[str, float]:
    """Average precision per kind (`ap_…`), their mean (`ap`), accuracy of the other heads (`acc_…`).

    The side of a speaker is told from calls with hidden sides; a role counts only where there is one.
    """
    scores, gold = [], []
    right: dict[str, list[bool]] = defaultdict(list)
    for call in calls:
        features = predict(network, packer, call)
        scores.append(network.heads["kind"](features).cpu().numpy())
        gold.append(np.asarray([u.kinds for u in call.utterances]))
        hidden = predict(network, packer, call, hide=True)
        for head in LABELS:
            if head == "kind":
                continue
            best = network.heads[head](hidden if head == "speaker_side" else features).argmax(1).tolist()
            for guess, utterance in zip(best, call.utterances, strict=True):
                label = utterance.labels.get(head)
                if label is not None and (head != "role" or label != 0):
                    right[head].append(guess == label)
    x, y = np.concatenate(scores), np.concatenate(gold)
    precision = {
        f"ap_{kind}": float(average_precision_score(y[:, i], x[:, i]))
        for i, kind in enumerate(LABELS["kind"])
        if y[:, i].any()
    }
    mean = float(np.mean(list(precision.values())))
    return {"ap": mean} | precision | {f"acc_{head}": float(np.mean(hits)) for head, hits in right.items()}
