"""Annotated public meetings (AMI, ICSI): labels that stand off from the text, and the text put back beside them.

    python scripts/meetings.py strip /some/folder/Bro007.items.json --corpus mrda --out ../../data/training/meetings

The repository holds no word of these corpora. `<id>.items.json` names the corpus and has items as the calls have them,
but the evidence is the number of a dialogue act (its position in the dialogue, from 0) and its role, without a quote.
For training, `load_meetings` joins them with the public files (`auxiliary.FILES`). `strip` makes such a file from one
with quotes.
"""

from __future__ import annotations

import argparse
import gzip
import json
from itertools import groupby
from pathlib import Path
from typing import Any

import auxiliary
from calls import Call, Utterance, mark
from labels import KIND_LABELS

KEPT = ("kind", "text", "turns", "side", "owner", "category", "importance", "status", "sure")
COUNTED = {"customer_commitment": 0.0, "decision_criterion": 0.5}
"""What a kind's labels count in meetings: among colleagues nobody is the customer, and demands are weaker."""


def strip(gold: dict[str, Any], corpus: str) -> dict[str, Any]:
    """The labels without the words of the corpus."""
    made: dict[str, Any] = {"id": gold["id"], "corpus": corpus}
    for part in ("items", "dropped"):
        made[part] = [
            {key: item[key] for key in KEPT}
            | {"evidence": [{"turn": proof["turn"], "role": proof["role"]} for proof in item["evidence"]]}
            for item in gold[part]
        ]
    return made


def load_meetings(folder: Path, public: Path, *, unsure: float = 1.0, context: float = 1.0) -> list[Call]:
    """The annotated meetings of `folder` with their acts from the corpora in `public`."""
    files = sorted(folder.glob("*.items.json"))
    golds = {gold["id"]: gold for gold in (json.loads(file.read_text(encoding="utf-8")) for file in files)}
    calls = []
    for corpus in sorted({gold["corpus"] for gold in golds.values()}):
        with gzip.open(public / auxiliary.FILES[corpus], "rt", encoding="utf-8") as lines:
            rows = (json.loads(line) for line in lines)
            for name, acts in groupby(rows, key=lambda row: row["dialog_id"]):
                if name in golds:
                    calls.append(_meeting(golds[name], list(acts), unsure, context))
    missing = sorted(set(golds) - {call.id for call in calls})
    if missing:
        raise FileNotFoundError(f"{public}: no acts of {', '.join(missing)}")
    return calls


def _meeting(gold: dict[str, Any], acts: list[dict[str, Any]], unsure: float, context: float) -> Call:
    """One meeting as a call in which nobody's side is known."""
    utterances, before = [], None
    for number, act in enumerate(acts):
        who = str(act["speaker"])
        utterances.append(Utterance(number, 0, len(act["text"]), act["text"], who, who, "unknown", who != before))
        before = who
    names = {utterance.speaker for utterance in utterances if utterance.speaker}
    mark([*gold["items"], *gold["dropped"]], utterances, names, unsure, context)
    for utterance in utterances:
        utterance.labels.pop("side", None)
        utterance.labels.pop("owner", None)  # owners are told by role or code, not by the names said
        utterance.weights = [w * COUNTED.get(kind, 1.0) for w, kind in zip(utterance.weights, KIND_LABELS, strict=True)]
    return Call(gold["id"], "meeting", [u for u in utterances if u.text.strip()], gold["items"])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    command = parser.add_subparsers(dest="command", required=True).add_parser("strip")
    command.add_argument("files", type=Path, nargs="+")
    command.add_argument("--corpus", choices=sorted(auxiliary.FILES), required=True)
    command.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for file in args.files:
        made = strip(json.loads(file.read_text(encoding="utf-8")), args.corpus)
        text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
        (args.out / f"{made['id']}.items.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
