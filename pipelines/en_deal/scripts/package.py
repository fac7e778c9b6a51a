"""Make the shipped pipeline from a trained network: export, quantise, calibrate, choose thresholds, assemble.

    python scripts/package.py --trained build/en --syntax ../en_syntax/build/en_syntax --calls ../../data/training \
        --out ../../models/en_closeplan

Calibration (Platt scaling) and all thresholds are fitted on the validation calls, the latter on the score that counts:
item F1 per kind as `closeplan evaluate` computes it.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from labels import FAMILIES, KIND_LABELS, LABELS
from model import DealNetwork, load_tokenizer
from safetensors.numpy import save_file
from safetensors.torch import load_file
from sklearn.linear_model import LogisticRegression
from torch import nn

from closeplan_nlp.evaluation.scoring import ScoredItem, match
from closeplan_nlp.nlp.analysis import identify, label_turns
from closeplan_nlp.nlp.attributes import is_withdrawn
from closeplan_nlp.nlp.encoders import ONNX_NAME, TORCH_DIR
from closeplan_nlp.nlp.heads import FACTS, WEIGHTS, Heads
from closeplan_nlp.nlp.items import kind_of
from closeplan_nlp.nlp.linking import REACH, candidates, cluster, family_kinds, group, link_scores
from closeplan_nlp.nlp.mentions import Mention, words_of
from closeplan_nlp.nlp.pipeline import load_pipeline
from closeplan_nlp.nlp.speakers import sides_of_labels
from closeplan_nlp.types import Transcript

GRID = [round(0.1 + 0.05 * n, 2) for n in range(17)]
WEIGHTS_TRIED = (0.6, 0.8, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
ROUNDS = 2
OURS = ("closeplan_utterances", "closeplan_classifier", "closeplan_dates")


class HiddenStates(nn.Module):
    """The encoder with its last hidden states as only output, for export."""

    def __init__(self, encoder: nn.Module) -> None:
        """Wrap `encoder`."""
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Hidden states, (batch, pieces, width)."""
        return self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state


def load_network(trained: Path, facts: dict[str, Any]) -> DealNetwork:
    """The trained network on the CPU."""
    config = facts["config"]
    tokenizer = load_tokenizer(config["encoder"]["name"], config["encoder"]["markers"])
    counts = {head: len(names) for head, names in LABELS.items()}
    network = DealNetwork(
        config["encoder"]["name"], len(tokenizer), counts, len(set(FAMILIES.values())), config["model"]
    )
    network.load_state_dict(load_file(trained / "network.safetensors"))
    return network.eval()


def export_encoder(network: DealNetwork, folder: Path, quantize: bool) -> None:
    """Write the encoder as int8 ONNX (weights quantised, activations at run time), or as a torch folder."""
    if not quantize:
        network.encoder.save_pretrained(folder / TORCH_DIR)
        return
    from onnxruntime.quantization import QuantType, quantize_dynamic

    network.encoder.set_attn_implementation("eager")
    ids = torch.ones((2, 16), dtype=torch.long)
    plain = folder / "encoder.onnx"
    names = ["input_ids", "attention_mask"]
    axes = {name: {0: "batch", 1: "pieces"} for name in [*names, "hidden"]}
    torch.onnx.export(
        HiddenStates(network.encoder), (ids, ids), str(plain), input_names=names, output_names=["hidden"],
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(plain, folder / ONNX_NAME, weight_type=QuantType.QInt8, per_channel=True)
    plain.unlink()


def write_classifier(network: DealNetwork, trained: Path, facts: dict[str, Any], folder: Path) -> None:
    """The classifier's folder: encoder, tokenizer, heads (fp16) and facts with neutral calibration."""
    folder.mkdir(parents=True, exist_ok=True)
    config = facts["config"]
    export_encoder(network, folder, config["encoder"]["quantize"])
    shutil.copy(trained / "tokenizer" / "tokenizer.json", folder / "tokenizer.json")
    arrays = {n: p.numpy().astype(np.float16) for n, p in network.state_dict().items() if not n.startswith("encoder.")}
    save_file(arrays, folder / WEIGHTS)
    families = sorted(set(FAMILIES.values()))
    write_facts(
        folder,
        {
            "labels": LABELS,
            "markers": config["encoder"]["markers"],
            "special": config["encoder"]["special"],
            "sizes": config["sizes"],
            "calibration": {kind: [1.0, 0.0] for kind in KIND_LABELS},
            "item_calibration": {kind: [1.0, 0.0] for kind in KIND_LABELS},
            "thresholds": dict.fromkeys(KIND_LABELS, 0.5),
            "item_thresholds": dict.fromkeys(KIND_LABELS, 0.5),
            "link_threshold": dict.fromkeys(families, 0.5),
            "near_threshold": dict.fromkeys(families, 0.5),
            "kind_weights": dict.fromkeys(KIND_LABELS, 1.0),
            "families": FAMILIES,
            "about": {},
        },
    )


def write_facts(folder: Path, facts: dict[str, Any]) -> None:
    """Write `classifier.json`."""
    (folder / FACTS).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def assemble(syntax: Path, classifier: Path, out: Path, version: str) -> None:
    """The spaCy pipeline: our components around those of the syntax pipeline, or of an earlier one of ours."""
    import spacy

    from closeplan_nlp.nlp import components  # noqa: F401

    nlp = spacy.load(syntax, exclude=list(OURS))
    nlp.add_pipe("closeplan_utterances", first=True)
    nlp.add_pipe("closeplan_classifier", after="closeplan_utterances").from_disk(classifier)
    nlp.add_pipe("closeplan_dates", after="closeplan_classifier")
    nlp.meta["name"], nlp.meta["version"] = "closeplan", version
    nlp.meta["description"] = "Labels, dates and syntax of sales calls for close plans"
    nlp.to_disk(out)


def read_mentions(call: Path, model: Path) -> list[Mention]:
    """All mentions of a call by the assembled pipeline (no syntax needed)."""
    nlp = load_pipeline("en", model)
    transcript = Transcript.model_validate(json.loads(call.read_text(encoding="utf-8")))
    transcript, leanings = identify(transcript, nlp)
    docs = label_turns(transcript, nlp, sides_of_labels(transcript, leanings))
    return [mention for doc in docs for mention in doc.user_data["mentions"]]


def read_gold(call: Path) -> list[ScoredItem]:
    """Gold items of a call."""
    rows = json.loads(call.with_suffix(".items.json").read_text(encoding="utf-8"))["items"]
    return [ScoredItem(r["kind"], frozenset(r["turns"]), sure=r["sure"]) for r in rows]


def calibrate(mentions: Sequence[Sequence[Mention]], calls: Sequence[Path]) -> dict[str, list[float]]:
    """Platt scaling per kind: is a mention's turn evidence of an item of the kind, given its logit?"""
    pairs = {}
    for kind in KIND_LABELS:
        logits, hits = [], []
        for own, call in zip(mentions, calls, strict=True):
            turns = {t for item in read_gold(call) if item.kind == kind for t in item.turns}
            best: dict[int, float] = {}
            for m in own:
                p = min(max(m.kinds[kind], 1e-6), 1 - 1e-6)
                best[m.turn] = max(best.get(m.turn, -20.0), float(np.log(p / (1 - p))))
            logits += list(best.values())
            hits += [float(turn in turns) for turn in best]
        fit = LogisticRegression(C=10.0).fit(np.asarray(logits)[:, None], hits)
        pairs[kind] = [float(fit.coef_[0, 0]), float(fit.intercept_[0])]
    return pairs


def rescaled(mention: Mention, pairs: dict[str, list[float]]) -> Mention:
    """A mention with calibrated probabilities."""

    def scale(kind: str, p: float) -> float:
        p = min(max(p, 1e-6), 1 - 1e-6)
        return float(1 / (1 + np.exp(-(pairs[kind][0] * np.log(p / (1 - p)) + pairs[kind][1]))))

    return replace(mention, kinds={kind: scale(kind, p) for kind, p in mention.kinds.items()})


def predicted(
    groups: list[list[Mention]], kinds: Sequence[str], least: dict[str, float], weights: dict[str, float]
) -> list[tuple[ScoredItem, float]]:
    """Items of one family as the run-time makes them, each with the probability of its best utterance."""
    items = []
    for members in groups:
        kind = kind_of(members, kinds, weights)
        chance = max(m.kinds[kind] for m in members)
        if chance >= least[kind] and not is_withdrawn(members):
            items.append((ScoredItem(kind, frozenset(m.turn for m in members)), chance))
    return items


def f1(calls: list[tuple[list[ScoredItem], list[ScoredItem]]], kinds: Sequence[str]) -> float:
    """Mean item F1 of these kinds over calls."""
    scores = []
    for kind in kinds:
        counts = [
            match([i for i in p if i.kind == kind], [i for i in g if i.kind == kind]).counts(kind) for p, g in calls
        ]
        total = sum(counts[1:], counts[0])
        scores.append(total.f1 or 0.0)
    return float(np.mean(scores))


@dataclass(frozen=True)
class Choice:
    """The thresholds of one family: of evidence, of links far and near, per kind of items, and the weights of kinds."""

    evidence: float
    far: float
    near: float
    least: dict[str, float]
    weights: dict[str, float]


def choose(mentions: Sequence[Sequence[Mention]], golds: Sequence[list[ScoredItem]], heads: Heads) -> None:
    """Set the thresholds of `heads.facts` in place: those with the best item F1, found one after the other."""
    facts = heads.facts
    for family, kinds in family_kinds(facts).items():
        tables = [Links(own, kinds, family, heads) for own in mentions]
        choice = Choice(0.4, 0.8, 0.5, dict.fromkeys(kinds, 0.5), dict.fromkeys(kinds, 1.0))
        best = rate(choice, tables, golds, kinds)
        for _ in range(ROUNDS):
            for move in moves(kinds):
                for candidate in move(choice):
                    score = rate(candidate, tables, golds, kinds)
                    if score > best:
                        best, choice = score, candidate
        facts.link_threshold[family], facts.near_threshold[family] = choice.far, choice.near
        facts.thresholds.update(dict.fromkeys(kinds, choice.evidence))
        facts.item_thresholds.update(choice.least)
        facts.kind_weights.update(choice.weights)
        print(f"{family}: F1 {best:.3f} with {choice}", flush=True)


def moves(kinds: Sequence[str]) -> list[Callable[[Choice], list[Choice]]]:
    """What can be changed in a choice, one thing at a time: each move gives the choices that differ in that thing."""
    return [
        lambda start: [replace(start, evidence=value) for value in GRID[:13]],
        lambda start: [replace(start, far=value) for value in [*GRID[2:], 0.95]],
        lambda start: [replace(start, near=value) for value in [0.02, 0.05, *GRID, 0.95]],
        *(partial(_item_thresholds, kind) for kind in kinds),
        *(partial(_kind_weights, kind) for kind in kinds[1:]),
    ]


def _item_thresholds(kind: str, start: Choice) -> list[Choice]:
    return [replace(start, least=start.least | {kind: value}) for value in GRID]


def _kind_weights(kind: str, start: Choice) -> list[Choice]:
    return [replace(start, weights=start.weights | {kind: value}) for value in WEIGHTS_TRIED]


def rate(choice: Choice, tables: Sequence[Links], golds: Sequence[list[ScoredItem]], kinds: Sequence[str]) -> float:
    """Mean item F1 of the kinds with these thresholds."""
    items = [
        [item for item, _ in predicted(table.groups(choice), kinds, choice.least, choice.weights)] for table in tables
    ]
    return f1(list(zip(items, golds, strict=True)), kinds)


def calibrate_items(mentions: Sequence[Sequence[Mention]], golds: Sequence[list[ScoredItem]], heads: Heads) -> None:
    """Set `item_calibration`: is an item right, given the logit of its best utterance?

    Matches with unsure gold count neither way.
    """
    facts = heads.facts
    rows: dict[str, list[tuple[float, bool]]] = {kind: [] for kind in KIND_LABELS}
    for own, gold in zip(mentions, golds, strict=True):
        for family, kinds in family_kinds(facts).items():
            groups = group(candidates(own, kinds, facts.thresholds), family, heads)
            items = predicted(groups, kinds, facts.item_thresholds, facts.kind_weights)
            matched = {id(item): truth.sure for item, truth in match([i for i, _ in items], gold).pairs}
            for item, chance in items:
                if matched.get(id(item), True):
                    rows[item.kind].append((chance, id(item) in matched))
    for kind, pairs in rows.items():
        right = [hit for _, hit in pairs]
        if len(set(right)) == 2:
            chance = np.clip([p for p, _ in pairs], 1e-6, 1 - 1e-6)
            fit = LogisticRegression(C=10.0).fit(np.log(chance / (1 - chance))[:, None], right)
            facts.item_calibration[kind] = [float(fit.coef_[0, 0]), float(fit.intercept_[0])]


class Links:
    """All pair scores of a call's mentions of one family, so that thresholds can be tried without scoring again."""

    def __init__(self, mentions: Sequence[Mention], kinds: Sequence[str], family: str, heads: Heads) -> None:
        """Score the mentions that pass the lowest threshold of the grid."""
        self.mentions = candidates(mentions, kinds, dict.fromkeys(kinds, GRID[0]))
        self.chances = np.asarray([max(m.kinds[kind] for kind in kinds) for m in self.mentions])
        words = words_of(self.mentions)
        self.rows = [
            link_scores(m, words[n], self.mentions[:n], words[:n], family, heads) for n, m in enumerate(self.mentions)
        ]

        self.known: dict[tuple[float, float, float], list[list[Mention]]] = {}

    def groups(self, choice: Choice) -> list[list[Mention]]:
        """What `linking.group` makes with these thresholds."""
        key = (choice.evidence, choice.far, choice.near)
        if key not in self.known:
            kept = np.flatnonzero(self.chances >= choice.evidence)
            rows = (self.rows[own][kept[max(0, n - REACH) : n]] for n, own in enumerate(kept))
            found = cluster(rows, [self.mentions[n].turn for n in kept], choice.far, choice.near)
            self.known[key] = [[self.mentions[kept[n]] for n in members] for members in found]
        return self.known[key]


def package(args: argparse.Namespace) -> None:
    """The whole of it."""
    facts = json.loads((args.trained / "facts.json").read_text(encoding="utf-8"))
    classifier = args.trained / "classifier"
    shutil.rmtree(classifier, ignore_errors=True)
    shutil.rmtree(args.out, ignore_errors=True)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    write_classifier(load_network(args.trained, facts), args.trained, facts, classifier)
    assemble(args.syntax, classifier, args.out, args.version)
    names = json.loads((args.calls / "split.json").read_text(encoding="utf-8"))["validation"]
    names = names[:1] if args.small else names
    calls = [args.calls / f"{name}.json" for name in names]
    mentions = [read_mentions(call, args.out) for call in calls]
    heads = load_pipeline("en", args.out).get_pipe("closeplan_classifier").heads
    pairs = calibrate(mentions, calls)
    heads.facts.calibration.update(pairs)
    mentions, golds = [[rescaled(m, pairs) for m in own] for own in mentions], [read_gold(call) for call in calls]
    choose(mentions, golds, heads)
    calibrate_items(mentions, golds, heads)
    heads.facts.about.update({"validation": facts["history"][-1], "calls": len(names)})
    write_facts(args.out / "closeplan_classifier", vars(heads.facts))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trained", type=Path, required=True)
    parser.add_argument("--syntax", type=Path, required=True)
    parser.add_argument("--calls", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--small", action="store_true", help="thresholds from one call, to see that it works")
    package(parser.parse_args())
