"""Annotated calls as training examples: utterances with their labels.

A call is `<id>.json` (contract 1) beside `<id>.items.json`: items with `evidence` entries (`turn`, `role`, `quote`),
and `dropped` ones that were declined or withdrawn in the call. What is left out is not taught. The same
splitter as at run time cuts the turns, and an evidence quote marks every utterance that it overlaps.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labels import FAMILIES, KIND_LABELS, LABELS
from spacy.language import Language

from closeplan_nlp.kinds import KINDS
from closeplan_nlp.nlp.documents import make_docs
from closeplan_nlp.nlp.pipeline import blank_splitter
from closeplan_nlp.nlp.speakers import identify_speakers, sides_of_labels
from closeplan_nlp.nlp.utterances import utterances_of
from closeplan_nlp.training.annotations import filled
from closeplan_nlp.types import Transcript


@dataclass
class Utterance:
    """One utterance with its labels: `kinds` is 0 or 1 per kind and counts with `weights`.

    `labels` holds class numbers by head, `items` item numbers by family.
    """

    turn: int
    start: int
    end: int
    text: str
    speaker: str | None
    person: str | None
    side: str
    new_turn: bool
    kinds: list[float] = field(default_factory=lambda: [0.0] * len(KIND_LABELS))
    weights: list[float] = field(default_factory=lambda: [1.0] * len(KIND_LABELS))
    labels: dict[str, int] = field(default_factory=dict)
    items: dict[str, set[int]] = field(default_factory=dict)


@dataclass
class Call:
    """A call as a list of utterances, with its gold items."""

    id: str
    style: str
    utterances: list[Utterance]
    items: list[dict[str, Any]]


def load_call(path: Path, nlp: Language, *, unsure: float = 1.0, context: float = 1.0) -> Call:
    """Read `<id>.json` and its items. `nlp` needs the utterance splitter.

    `unsure` is the weight of evidence for items that a careful reader might leave out, `context` of evidence that only
    tells what an item is about.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    gold = with_quote_places(data, json.loads(path.with_suffix(".items.json").read_text(encoding="utf-8")))
    utterances = []
    transcript = Transcript.model_validate(data)
    transcript = transcript.model_copy(update={"participants": identify_speakers(transcript)})
    docs = make_docs(transcript, nlp, sides_of_labels(transcript))
    for doc in nlp.pipe(docs):
        for place, span in enumerate(utterances_of(doc)):
            where = (doc.user_data["turn"], span.start_char, span.end_char)
            who = (doc.user_data["speaker"], doc.user_data["person"], doc.user_data["side"])
            utterances.append(Utterance(*where, span.text, *who, place == 0))
    for utterance in utterances:
        if utterance.side in ("seller", "customer"):
            utterance.labels["speaker_side"] = LABELS["speaker_side"].index(utterance.side)
    items = [*gold["items"], *gold["dropped"]]
    mark(items, utterances, {p["name"] for p in data.get("participants", [])}, unsure, context)
    return Call(data.get("id", path.stem), data.get("style", "clean"), utterances, gold["items"])


def load_split(folder: Path, split: str, weights: dict[str, float]) -> list[Call]:
    """The calls of one split as `split.json` of the corpus lists them."""
    names = json.loads((folder / "split.json").read_text(encoding="utf-8"))[split]
    nlp = blank_splitter("en")
    return [load_call(folder / f"{name}.json", nlp, **weights) for name in names]


def load_folder(folder: Path, weights: dict[str, float]) -> list[Call]:
    """All annotated calls of a folder: `NAME.json` beside `NAME.items.json`."""
    nlp = blank_splitter("en")
    names = sorted(path.name.replace(".items.json", ".json") for path in folder.glob("*.items.json"))
    if not names:
        raise FileNotFoundError(f"{folder}: there is no NAME.items.json beside a NAME.json")
    return [load_call(folder / name, nlp, **weights) for name in names]


def folder_or_none(value: str) -> Path | None:
    """A folder, or none where the project's variable is empty."""
    return Path(value) if value else None


def mark(
    items: list[dict[str, Any]], utterances: list[Utterance], names: set[str], unsure: float, context: float
) -> None:
    """Write the labels of all items on the utterances of their evidence; `names` are the participants'."""
    turns: dict[int, list[Utterance]] = {}
    for utterance in utterances:
        utterance.labels["role"] = 0
        turns.setdefault(utterance.turn, []).append(utterance)
    for number, item in enumerate(items):
        _mark(item, number, turns, names, 1.0 if item.get("sure", True) else unsure, context)


def _mark(
    item: dict[str, Any],
    number: int,
    turns: dict[int, list[Utterance]],
    names: set[str],
    weight: float,
    context: float,
) -> None:
    """Write one item's labels on the utterances of its evidence."""
    for proof in item["evidence"]:
        for utterance in _overlapping(proof, turns.get(proof["turn"], [])):
            role = proof.get("role")
            _label(utterance, item, role, names)
            if item.get("status") != "declined":
                kind = KIND_LABELS.index(item["kind"])
                own = weight * (context if role == "context" else 1.0)
                utterance.weights[kind] = max(own, utterance.weights[kind]) if utterance.kinds[kind] else own
                utterance.kinds[kind] = 1.0
                utterance.items.setdefault(FAMILIES[item["kind"]], set()).add(number)


def _overlapping(proof: dict[str, Any], turn: list[Utterance]) -> list[Utterance]:
    """Utterances of the turn that share at least a few characters with the quote."""
    if not turn or "quote" not in proof:
        return turn
    start = proof.get("start_char", -1)
    end = start + len(proof["quote"])
    return [u for u in turn if min(end, u.end) - max(start, u.start) >= min(4, len(proof["quote"]))]


def _label(utterance: Utterance, item: dict[str, Any], role: str | None, names: set[str]) -> None:
    """Class numbers of the heads that apply to this item; the first item on an utterance wins.

    Where nobody noted the turn's role, none is taught.
    """
    mark = utterance.labels
    if mark.get("role") == 0:
        mark.pop("role")
    if role is not None:
        mark.setdefault("role", LABELS["role"].index(role))
    if item.get("status") == "declined":
        return
    kind = item["kind"]
    mark.setdefault("side", LABELS["side"].index(item["side"]))
    if item.get("status") in LABELS["status"]:
        mark.setdefault("status", LABELS["status"].index(item["status"]))
    heads = {
        "decision_criterion": {"criterion": "category", "importance": "importance"},
        "milestone": {"milestone": "category"},
    }
    for head, field_name in heads.get(kind, {}).items():
        if item[field_name] is not None:
            mark.setdefault(head, LABELS[head].index(item[field_name]))
    if KINDS[kind].is_task and (utterance.person or item["owner"] is None):
        mark.setdefault("owner", LABELS["owner"].index(_owner_class(item["owner"], utterance.person, names)))


def _owner_class(owner: str | None, person: str | None, names: set[str]) -> str:
    """How the owner relates to the one who speaks."""
    if owner is None:
        return "none"
    if owner == person:
        return "speaker"
    return "participant" if owner in names else "named"


def with_quote_places(call: dict[str, Any], items: dict[str, Any]) -> dict[str, Any]:
    """The items with `evidence`, each quote with its first character in its turn (`start_char`).

    Gold made without quotes (`turns` alone) gets one entry per turn that covers all of it.
    """
    items = {part: [filled(item) for item in items.get(part, [])] for part in ("items", "dropped")}
    for item in [*items["items"], *items["dropped"]]:
        item.setdefault("evidence", [{"turn": turn, "role": "state"} for turn in item["turns"]])
        for proof in item["evidence"]:
            if "quote" in proof:
                proof["start_char"] = call["turns"][proof["turn"]]["text"].find(proof["quote"])
    return items
