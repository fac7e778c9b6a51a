"""What the reader tests share: write a file, read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from closeplan_nlp.readers import read_transcript
from closeplan_nlp.types import Transcript

Read = Callable[..., Transcript]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """`read("call.vtt", content, **options)` writes the file and reads it; the day is given unless `date` is."""

    def write_and_read(name: str, content: str | bytes, **options: Any) -> Transcript:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_transcript(path, **{"date": "2026-03-02", **options})

    return write_and_read
