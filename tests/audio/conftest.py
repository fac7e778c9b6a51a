"""What the audio tests share: tiny recordings in any container, random weights of Whisper, real ones where they are."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sounds import make_weights, write

from closeplan_nlp.audio.sound import Sound

Record = Callable[..., Path]
REAL = os.environ.get("CLOSEPLAN_WHISPER_MODEL")
"""Read before any test hides it."""


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's cache and weights, or asks the network."""
    monkeypatch.setenv("CLOSEPLAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CLOSEPLAN_WEIGHTS", str(tmp_path / "weights"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    for name in ("HF_HUB_CACHE", "HF_ENDPOINT", "CLOSEPLAN_WHISPER_MODEL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """`record("call.m4a", sound, other)`: a file with the sounds as tracks; one-dimensional ones are mono."""

    def make(name: str, *tracks: Sound, **options: Any) -> Path:
        return write(tmp_path / name, [np.atleast_2d(track) for track in tracks], **options)

    return make


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random English-only weights."""
    return make_weights(tmp_path_factory.mktemp("weights") / "random.en")


@pytest.fixture(scope="session")
def speech() -> Path:
    """The folder with real recordings and references that `CLOSEPLAN_SPEECH` names; skips where there is none."""
    folder = os.environ.get("CLOSEPLAN_SPEECH")
    if not folder or not Path(folder).is_dir():
        pytest.skip("CLOSEPLAN_SPEECH names no folder with recordings")
    return Path(folder)


@pytest.fixture(scope="session")
def whisper() -> Path:
    """Real weights that `CLOSEPLAN_WHISPER_MODEL` names; skips where there are none."""
    folder = REAL
    if not folder or not Path(folder).is_dir():
        pytest.skip("CLOSEPLAN_WHISPER_MODEL names no folder with weights")
    return Path(folder)
