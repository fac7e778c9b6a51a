"""Public meetings: labels that stand off from the text, and the AMI benchmark's sets and scores, on made-up acts."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import ami
import numpy as np
import pytest
from labels import KIND_LABELS, LABELS
from meetings import load_meetings, strip

ACTS = [
    ("A", "so who writes the minutes", []),
    ("B", "I can do that by tonight", ["action_item"]),
    ("A", "", []),
    ("A", "good", []),
]


def acts(name: str = "ES0001a", split: str = "train", member: bool = True) -> list[dict[str, Any]]:
    return [
        {
            "dialog_id": name,
            "index": number,
            "speaker": speaker,
            "role_name": {"A": "project manager", "B": "marketing expert"}[speaker],
            "labels": labels,
            "ref_protocol_member": member,
            "split": split,
            "text": text,
        }
        for number, (speaker, text, labels) in enumerate(ACTS)
    ]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("".join(json.dumps(row) + "\n" for row in rows))
    return path


GOLD = {
    "id": "ES0001a",
    "items": [
        {
            "kind": "action_item",
            "text": "Write the minutes",
            "turns": [0, 1],
            "side": "unknown",
            "owner": "Marketing Expert",
            "due": None,
            "due_text": "by tonight",
            "category": None,
            "importance": None,
            "status": "agreed",
            "condition": None,
            "sure": False,
            "evidence": [
                {"turn": 0, "role": "ask", "quote": "who writes the minutes"},
                {"turn": 1, "role": "accept", "quote": "I can do that"},
            ],
        }
    ],
    "dropped": [],
}


def test_stripped_labels_hold_no_word_of_the_meeting() -> None:
    made = strip(GOLD, "ami")
    assert made["corpus"] == "ami"
    assert made["items"][0]["evidence"] == [{"turn": 0, "role": "ask"}, {"turn": 1, "role": "accept"}]
    said = json.dumps(made)
    assert "who writes" not in said
    assert "tonight" not in said


def test_labels_meet_their_acts(tmp_path: Path) -> None:
    (tmp_path / "meetings").mkdir()
    (tmp_path / "meetings" / "ES0001a.items.json").write_text(json.dumps(strip(GOLD, "ami")), encoding="utf-8")
    write(tmp_path / "ami.jsonl.gz", acts("ES0000a") + acts())
    (call,) = load_meetings(tmp_path / "meetings", tmp_path, unsure=0.5)
    task = KIND_LABELS.index("action_item")
    assert [u.text for u in call.utterances] == [text for _, text, _ in ACTS if text]
    assert [u.kinds[task] for u in call.utterances] == [1.0, 1.0, 0.0]
    assert call.utterances[0].weights[task] == 0.5
    assert {u.weights[KIND_LABELS.index("customer_commitment")] for u in call.utterances} == {0.0}
    assert LABELS["role"][call.utterances[1].labels["role"]] == "accept"
    assert not any({"side", "owner", "speaker_side"} & set(u.labels) for u in call.utterances)


def test_a_meeting_that_the_corpus_lacks_is_named(tmp_path: Path) -> None:
    (tmp_path / "meetings").mkdir()
    (tmp_path / "meetings" / "ES0001a.items.json").write_text(json.dumps(strip(GOLD, "ami")), encoding="utf-8")
    write(tmp_path / "ami.jsonl.gz", acts("ES0000a"))
    with pytest.raises(FileNotFoundError, match="ES0001a"):
        load_meetings(tmp_path / "meetings", tmp_path)


def test_the_benchmark_takes_its_own_meetings(tmp_path: Path) -> None:
    rows = acts("M1") + acts("M2", member=False) + acts("M3", split="dev")
    file = write(tmp_path / "ami.jsonl.gz", rows)
    (train,) = ami.read_meetings(file, "train")
    assert (train.name, train.positive) == ("M1", [False, True, False, False])
    (dev,) = ami.read_meetings(file, "dev", roles=True)
    assert [u.text for u in dev.utterances[:2]] == [f"manager: {ACTS[0][1]}", f"marketing: {ACTS[1][1]}"]


def test_words_and_place_tell_an_action_item(tmp_path: Path) -> None:
    rows = [row for name in ("M1", "M2", "M3") for row in acts(name)]
    with_roles = ami.read_meetings(write(tmp_path / "ami.jsonl.gz", rows), "train", roles=True)
    without = ami.read_meetings(tmp_path / "ami.jsonl.gz", "train")
    told, blind = ami.places_of(with_roles[0]), ami.places_of(without[0])
    assert told.shape == blind.shape == (4, 5 + 2 * len(ami.ROLES))
    assert blind[:, :2].tolist() == [[0.0, 1.0], [pytest.approx(1 / 3), 0.0], [pytest.approx(2 / 3), 0.0], [1.0, 0.0]]
    assert not blind[:, 5:].any()
    assert told[:, 5:7].tolist() == [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 0.0]]
    words = ami.fit_words(without)
    assert int(words(without[0]).argmax()) == 1


def test_scores_of_the_positive_class() -> None:
    scores, truth = np.asarray([0.9, 0.8, 0.3, 0.1]), np.asarray([True, False, True, False])
    assert ami.f1_at(scores, truth, 0.8) == pytest.approx((0.5, 0.5, 0.5))
    assert ami.best_threshold(scores, truth) == 0.3
    assert ami.f1_at(scores, truth, 0.3) == pytest.approx((2 / 3, 1.0, 0.8))
