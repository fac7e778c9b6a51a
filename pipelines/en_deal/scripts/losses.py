"""What the network is trained on: the heads' labels and, for pairs of utterances, whether they back the same item."""

from __future__ import annotations

import random

import torch
from calls import Utterance
from labels import FAMILIES, LABELS
from model import DealNetwork
from torch import Tensor, nn

from closeplan_nlp.nlp.mentions import Mention, pair_features, words_of

FAMILY_NAMES = sorted(set(FAMILIES.values()))
MOST_PAIRS = 400
KIND_WEIGHT = 5.0
HEAD_WEIGHT = {"role": 0.5, "speaker_side": 0.3}
OTHER_HEADS_WEIGHT = 0.5


def label_loss(network: DealNetwork, features: Tensor, utterances: list[Utterance], hidden: bool) -> Tensor:
    """Sum of the heads' losses over utterances; heads count only where their label is known.

    `hidden` says that the sides were not shown, so that telling them is a task.
    """
    device = features.device
    target = torch.tensor([u.kinds for u in utterances], device=device)
    weight = torch.tensor([u.weights for u in utterances], device=device)
    scores = network.heads["kind"](features)
    loss = nn.functional.binary_cross_entropy_with_logits(scores, target, weight) * KIND_WEIGHT
    for head in LABELS:
        if head == "kind" or (head == "speaker_side" and not hidden):
            continue
        known = [(i, u.labels[head]) for i, u in enumerate(utterances) if head in u.labels]
        if known:
            rows, classes = (torch.tensor(column, device=device) for column in zip(*known, strict=True))
            own = nn.functional.cross_entropy(network.heads[head](features[rows]), classes)
            loss = loss + HEAD_WEIGHT.get(head, OTHER_HEADS_WEIGHT) * own
    return loss


def pair_loss(network: DealNetwork, features: Tensor, utterances: list[Utterance], rng: random.Random) -> Tensor:
    """Loss of the pair scorer over (at most) `MOST_PAIRS` pairs per family."""
    pairs, extra, same = _pair_rows(utterances, rng)
    if not pairs:
        return features.new_zeros(())
    left, right = torch.tensor(pairs, device=features.device).T
    vectors = network.embed(features)
    scores = network.pairs(vectors[left], vectors[right], features.new_tensor(extra))
    return nn.functional.binary_cross_entropy_with_logits(scores, features.new_tensor(same))


def _pair_rows(
    utterances: list[Utterance], rng: random.Random
) -> tuple[list[tuple[int, int]], list[list[float]], list[float]]:
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
