"""Public meetings as an auxiliary task: AMI's linked actions and decisions, ICSI's promises and suggestions.

The data folder is `../shared/data`-like: `ami.jsonl.gz`, `mrda.jsonl.gz` (see the model card for sources and licences).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from calls import Utterance

AMI = ["action_item", "decision"]
MRDA = ["commit", "directive", "suggestion", "accept", "reject"]
LABELS = {"ami": AMI, "mrda": MRDA}
FILES = {"ami": "ami.jsonl.gz", "mrda": "mrda.jsonl.gz"}


def dialogues(folder: Path, corpus: str) -> Iterator[tuple[list[Utterance], list[list[float]]]]:
    """Meetings of the training split: utterances in time order and their 0/1 labels in the order of `LABELS`."""
    with gzip.open(folder / FILES[corpus], "rt", encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines)
        train = (row for row in rows if row["split"] == "train")
        for _, acts in groupby(train, key=lambda row: row["dialog_id"]):
            utterances, labels = [], []
            before = None
            for number, act in enumerate(acts):
                if not act["text"].strip():
                    continue
                who = str(act["speaker"])
                utterances.append(
                    Utterance(number, 0, len(act["text"]), act["text"], who, None, "unknown", who != before)
                )
                labels.append([float(name in act["labels"]) for name in LABELS[corpus]])
                before = who
            yield utterances, labels
