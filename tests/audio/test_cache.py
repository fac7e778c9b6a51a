"""Finished work is kept whole, under content and settings, and can be cleared."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeplan_nlp.audio import cache as module
from closeplan_nlp.audio.cache import Cache, clear, usage
from closeplan_nlp.errors import ClosePlanError
from closeplan_nlp.hashing import content_hash


def test_results_are_kept_by_content_stage_and_settings(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "ab" * 32)
    cache.put("said", {"beam": 1}, {"words": ["ä"]})
    assert cache.get("said", {"beam": 1}) == {"words": ["ä"]}
    assert cache.get("said", {"beam": 2}) is None
    assert cache.get("block", {"beam": 1}) is None
    assert Cache(tmp_path, "cd" * 32).get("said", {"beam": 1}) is None


def test_without_a_folder_nothing_is_kept() -> None:
    cache = Cache(None, "ab" * 32)
    cache.put("said", {}, 1)
    assert cache.get("said", {}) is None


def test_what_cannot_be_read_is_made_anew(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "ab" * 32)
    cache.put("said", {}, [1, 2])
    (path,) = tmp_path.rglob("*.json")
    path.write_bytes(path.read_bytes()[:3])
    assert cache.get("said", {}) is None


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise ClosePlanError("the file cannot be written (No space left on device)")

    monkeypatch.setattr(module, "write_file", full)
    with pytest.raises(ClosePlanError, match=r"No space left on device.*what was done so far is safe.*--no-cache"):
        Cache(tmp_path, "ab" * 32).put("said", {}, 1)
    assert list(tmp_path.rglob("*.json")) == []


def test_usage_and_clear(tmp_path: Path) -> None:
    for sha in ("ab" * 32, "cd" * 32):
        Cache(tmp_path, sha).put("said", {}, "x" * 100)
    (tmp_path / "mine.txt").write_text("stays")
    assert (usage(tmp_path).recordings, usage(tmp_path).files) == (2, 2)
    assert clear(tmp_path).size > 200
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert usage(tmp_path / "nothing").files == 0


def test_content_hash(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert content_hash(tmp_path / "a").startswith("ba7816bf")
