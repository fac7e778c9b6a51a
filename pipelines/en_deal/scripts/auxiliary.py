"""Public meetings as an auxiliary task: AMI's linked actions and decisions, ICSI's promises and suggestions.

The data folder is `../shared/data`-like: `ami.jsonl.gz`, `mrda.jsonl.gz` (see the model card for sources and licences).
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from batches import Packer
from calls import Utterance

from closeplan_nlp.nlp.windows import Window

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


@dataclass
class Job:
    """One window of a meeting with the labels of all the meeting's utterances."""

    corpus: str
    pieces: list[list[int]]
    window: Window
    labels: list[list[float]]


def windows(folder: Path, packer: Packer, rng: random.Random) -> list[Job]:
    """All windows of the training meetings, those with the most positive labels first."""
    jobs = []
    for corpus in LABELS:
        for utterances, labels in dialogues(folder, corpus):
            pieces = packer.pieces(utterances)
            for window in packer.windows(pieces):
                hits = sum(map(sum, labels[window.core_first : window.core_last]))
                jobs.append((hits + rng.random(), Job(corpus, pieces, window, labels)))
    jobs.sort(key=lambda pair: -pair[0])
    return [job for _, job in jobs]
