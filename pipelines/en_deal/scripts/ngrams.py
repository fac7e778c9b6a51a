"""Train the models of words that stand beside the network: logistic regressions over tf-idf of n-grams.

    python scripts/ngrams.py --calls ../../data/training --out build/en

Takes a minute. Writes `ngrams.safetensors`, which tells the kinds of an utterance, and `attributes.safetensors`, which
tells side, category and importance of an item from all its evidence. `package.py` and `items.py` take them from the
folder of the network, which must have been trained on the same calls (`--limit`, `--data`).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from calls import Call, Utterance, folder_or_none, load_folder, load_split
from labels import FAMILIES, KIND_LABELS, LABELS
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from closeplan_nlp.nlp.ngrams import ATTRIBUTES, NGRAMS, PLACES, TRAITS, Said, Vocabulary, ngrams, traits

SEEN = 4
"""Utterances that an n-gram must occur in."""
STRENGTH = 10.0
"""Inverse of the regularisation."""
SHARE = 0.35
"""What these scores count beside the network's; a little more or less gives the same average precision."""
NEAR = {0: 1.0, 1: 0.5, 2: 0.25}
"""Size of the features of utterances so far away: what is near may weigh more."""
ITEM_SEEN, ITEM_STRENGTH = 4, 20.0
"""The same for items, of which there are fewer."""
HEADS = {
    "criterion": ("decision_criterion", "category", 0.5),
    "milestone": ("milestone", "category", 0.5),
    "importance": ("decision_criterion", "importance", 0.5),
    "side.action_item": ("action_item", "side", 0.5),
    "side.milestone": ("milestone", "side", 1.0),
    "side.risk": ("risk", "side", 0.3),
}
"""Of each head the kind and the field of items that it tells, and what it counts beside the network's votes."""
WEIGHTS = {"unsure": 0.5, "context": 0.5}


def said(utterance: Utterance) -> Said:
    """An utterance of an annotated call as the model sees it."""
    return Said(utterance.text, utterance.side, utterance.new_turn)


def vocabulary(texts: Sequence[str], least: int) -> Vocabulary:
    """The n-grams that occur in that many of the texts."""
    seen: Counter[int] = Counter()
    for text in texts:
        seen.update(set(ngrams(text)))
    codes = np.asarray(sorted(code for code, often in seen.items() if often >= least), dtype=np.uint32)
    often = np.asarray([seen[int(code)] for code in codes], dtype=np.float32)
    return Vocabulary(codes, (np.log((1 + len(texts)) / (1 + often)) + 1).astype(np.float16).astype(np.float32))


def features(call: Call, known: Vocabulary) -> sp.csr_matrix:
    """One row per utterance: its n-grams, those of its neighbours, its traits."""
    row, gram, value = known.rows([u.text for u in call.utterances])
    own = sp.csr_matrix((value, (row, gram)), shape=(len(call.utterances), len(known.codes)), dtype=np.float32)
    rest = sp.csr_matrix(np.asarray([traits(said(u)) for u in call.utterances], dtype=np.float32))
    return sp.hstack([*(NEAR[abs(place)] * _shifted(own, place) for place in PLACES), rest], format="csr")


def _shifted(rows: sp.csr_matrix, place: int) -> sp.csr_matrix:
    """Rows so that row n is what row n + `place` was."""
    return sp.eye(rows.shape[0], k=place, dtype=np.float32, format="csr") @ rows


def fit(calls: Sequence[Call]) -> dict[str, np.ndarray]:
    """The arrays of `ngrams.safetensors`."""
    known = vocabulary([u.text for call in calls for u in call.utterances], SEEN)
    rows = sp.vstack([features(call, known) for call in calls], format="csr")
    utterances = [u for call in calls for u in call.utterances]
    size = (len(PLACES), len(known.codes))
    weight, rest, bias = [], [], []
    for number in range(len(KIND_LABELS)):
        right = [u.kinds[number] for u in utterances]
        counts = [u.weights[number] for u in utterances]
        model = LogisticRegression(C=STRENGTH, solver="liblinear").fit(rows, right, sample_weight=counts)
        own = SHARE * model.coef_[0]
        near = np.asarray([NEAR[abs(place)] for place in PLACES])
        weight.append(own[:-TRAITS].reshape(size).T * near)
        rest.append(own[-TRAITS:])
        bias.append(SHARE * model.intercept_[0])
    weights = np.stack(weight, axis=-1)
    small, scale = _int8(weights)
    return _stored(known) | {
        "weight": small,
        "scale": scale,
        "traits": np.stack(rest, axis=-1).astype(np.float32),
        "bias": np.asarray(bias, dtype=np.float32),
    }


def _stored(known: Vocabulary) -> dict[str, np.ndarray]:
    return {"codes": known.codes, "worth": known.worth.astype(np.float16)}


def _int8(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights in int8 and the scale of each column."""
    scale = np.maximum(np.abs(weights).max(axis=0, initial=0.0) / 127, 1e-9)
    return np.round(weights / scale).astype(np.int8), scale.astype(np.float32)


def fit_attributes(calls: Sequence[Call]) -> dict[str, np.ndarray]:
    """The arrays of `attributes.safetensors`; heads of which all items say the same are left out."""
    texts, items = [], []
    for call in calls:
        for number, item in enumerate(call.items):
            family = FAMILIES[item["kind"]]
            own = [u.text for u in call.utterances if number in u.items.get(family, ())]
            if own:
                texts.append(" ".join(own))
                items.append(item)
    known = vocabulary(texts, ITEM_SEEN)
    row, gram, value = known.rows(texts)
    rows = sp.csr_matrix((value, (row, gram)), shape=(len(texts), len(known.codes)), dtype=np.float32)
    arrays = _stored(known)
    for head, (kind, field, share) in HEADS.items():
        labels = LABELS[head.split(".")[0]]
        own = [n for n, item in enumerate(items) if item["kind"] == kind and item[field] is not None]
        told = [labels.index(items[n][field]) for n in own]
        if len(set(told)) < 2:
            continue
        model = LogisticRegression(C=ITEM_STRENGTH, max_iter=500).fit(rows[own], told)
        weight, bias = _per_label(model, len(labels))
        arrays[f"{head}.weight"], arrays[f"{head}.scale"] = _int8(share * weight)
        arrays[f"{head}.bias"] = (share * bias).astype(np.float32)
    return arrays


def _per_label(model: LogisticRegression, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights (n-grams, labels) and bias (labels); what was never seen is as improbable as the least probable label."""
    coefficients, intercepts = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        coefficients = np.concatenate([-coefficients, coefficients]) / 2
        intercepts = np.concatenate([-intercepts, intercepts]) / 2
    weight = np.zeros((coefficients.shape[1], count))
    bias = np.full(count, intercepts.min())
    weight[:, model.classes_], bias[model.classes_] = coefficients.T, intercepts
    return weight, bias


def save(arrays: dict[str, np.ndarray], path: Path) -> None:
    """Write a safetensors file; the library writes memory as it lies, so every array must be in order there."""
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, path)


def main(args: argparse.Namespace) -> None:
    """Train and write."""
    calls = load_split(args.calls, "train", WEIGHTS)[: 3 if args.small else args.limit]
    if args.data:
        calls += load_folder(args.data, WEIGHTS)
    arrays = fit(calls)
    args.out.mkdir(parents=True, exist_ok=True)
    save(arrays, args.out / NGRAMS)
    save(fit_attributes(calls), args.out / ATTRIBUTES)
    print(f"{len(arrays['codes'])} n-grams of {len(calls)} calls", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=Path, required=True, help="folder of annotated calls with split.json")
    parser.add_argument("--data", type=folder_or_none, help="folder of more annotated calls, such as a user's own")
    parser.add_argument("--out", type=Path, required=True, help="folder of the network")
    parser.add_argument("--limit", type=int, help="train on the first so many calls only")
    parser.add_argument("--small", action="store_true", help="three calls, to see that it works")
    main(parser.parse_args())
