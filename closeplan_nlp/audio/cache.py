"""Results of finished stages on disk, so that a second run or one after a crash goes on where the last one stopped.

A result is a JSON file named by the content of the recording, the stage and its settings. It is written beside its
place and renamed, so that it is whole or not there; one that cannot be read is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from closeplan_nlp.errors import ClosePlanError
from closeplan_nlp.output import write_file

VERSION = 3
"""Goes up when a stage's results change their meaning."""


def cache_folder() -> Path:
    """`CLOSEPLAN_CACHE`, else `closeplan` in the user's cache folder."""
    own = os.environ.get("CLOSEPLAN_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(own) if own else Path(base) / "closeplan"


@dataclass(frozen=True)
class Cache:
    """Results for one recording, `sha256` being that of its bytes. Without a folder nothing is kept."""

    folder: Path | None
    sha256: str

    def get(self, stage: str, settings: Mapping[str, Any]) -> Any:
        """The result of a stage with these settings; None where there is none that can be read."""
        if self.folder is None:
            return None
        try:
            return json.loads(self._path(stage, settings).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def put(self, stage: str, settings: Mapping[str, Any], result: Any) -> None:
        """Keep a result. Raises ClosePlanError where the disk is full or the folder cannot be written."""
        if self.folder is None:
            return
        path = self._path(stage, settings)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, json.dumps(result, ensure_ascii=False, separators=(",", ":")))
        except (ClosePlanError, OSError) as error:
            reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or str(error)
            text = f"results cannot be kept ({reason}); what was done so far is safe"
            remedy = "Free some space, name another folder with CLOSEPLAN_CACHE, or use --no-cache"
            raise ClosePlanError(text, where=str(self.folder), remedy=remedy) from error

    def _path(self, stage: str, settings: Mapping[str, Any]) -> Path:
        assert self.folder is not None
        text = json.dumps({"version": VERSION, **settings}, sort_keys=True, ensure_ascii=False)
        name = hashlib.sha256(text.encode()).hexdigest()[:20]
        return self.folder / self.sha256[:2] / self.sha256 / f"{stage}-{name}.json"


@dataclass(frozen=True)
class Usage:
    """What the cache holds: recordings, files, bytes."""

    recordings: int
    files: int
    size: int


def usage(folder: Path) -> Usage:
    """What the cache in this folder holds."""
    files = [path for path in folder.glob("??/*/*.json") if path.is_file()]
    return Usage(len({path.parent for path in files}), len(files), sum(path.stat().st_size for path in files))


def clear(folder: Path) -> Usage:
    """Delete everything that the cache holds, nothing else; what was there."""
    held = usage(folder)
    for recording in {path.parent for path in folder.glob("??/*/*.json")}:
        shutil.rmtree(recording, ignore_errors=True)
        if recording.parent.is_dir() and not any(recording.parent.iterdir()):
            recording.parent.rmdir()
    return held
