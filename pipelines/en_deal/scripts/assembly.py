"""A trained network as a spaCy pipeline: export, quantise, assemble; what it says of annotated calls."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
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

from closeplan_nlp.evaluation.scoring import ScoredItem
from closeplan_nlp.nlp.analysis import identify, label_turns
from closeplan_nlp.nlp.encoders import ONNX_NAME, TORCH_DIR
from closeplan_nlp.nlp.heads import FACTS, WEIGHTS, logit, scaled
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.ngrams import ATTRIBUTES, NGRAMS
from closeplan_nlp.nlp.pipeline import load_pipeline
from closeplan_nlp.nlp.speakers import sides_of_labels
from closeplan_nlp.types import Transcript

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


def pipeline_of(trained: Path, facts: dict[str, Any], syntax: Path, out: Path, version: str) -> None:
    """The pipeline of what lies in `trained` in the new folder `out`, with neutral calibration and thresholds."""
    classifier = trained / "classifier"
    for folder in (classifier, out):
        shutil.rmtree(folder, ignore_errors=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    write_classifier(load_network(trained, facts), trained, facts, classifier)
    for name in (NGRAMS, ATTRIBUTES):
        if (trained / name).exists():
            shutil.copy(trained / name, classifier / name)
    assemble(syntax, classifier, out, version)


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


def calibrated(rows: Sequence[tuple[float, bool]]) -> list[float]:
    """Slope and offset (Platt scaling) that make probabilities the share of what has them that is right."""
    right = [hit for _, hit in rows]
    if len(set(right)) < 2:
        return [1.0, 0.0]
    fit = LogisticRegression(C=10.0).fit([[logit(chance)] for chance, _ in rows], right)
    return [float(fit.coef_[0, 0]), float(fit.intercept_[0])]


def calibrate(mentions: Sequence[Sequence[Mention]], calls: Sequence[Path]) -> dict[str, list[float]]:
    """Platt scaling per kind: is a mention's turn evidence of an item of the kind, given its probability?"""
    pairs = {}
    for kind in KIND_LABELS:
        rows: list[tuple[float, bool]] = []
        for own, call in zip(mentions, calls, strict=True):
            turns = {t for item in read_gold(call) if item.kind == kind for t in item.turns}
            best: dict[int, float] = {}
            for m in own:
                best[m.turn] = max(best.get(m.turn, 0.0), m.kinds[kind])
            rows += [(chance, turn in turns) for turn, chance in best.items()]
        pairs[kind] = calibrated(rows)
    return pairs


def rescaled(mention: Mention, pairs: dict[str, list[float]]) -> Mention:
    """A mention with calibrated probabilities."""
    return replace(mention, kinds={kind: scaled(p, *pairs[kind]) for kind, p in mention.kinds.items()})
