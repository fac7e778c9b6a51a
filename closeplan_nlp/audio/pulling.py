"""Getting weights from the Hugging Face hub: asked once, checked, and whole or not there.

The hub is asked for the list of files with their sizes and SHA-256; each file is written into a folder beside the final
one, goes on where an earlier try stopped, is checked, and the folder is renamed when all are right. `HF_ENDPOINT` names
another server, `HF_HUB_OFFLINE=1` forbids the network.
"""

from __future__ import annotations

import json
import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from closeplan_nlp.audio.sizes import repository_of
from closeplan_nlp.audio.weights import NEEDED, PULLED, folder_for, not_here
from closeplan_nlp.errors import ClosePlanError, ModelError
from closeplan_nlp.hashing import content_hash

TIMEOUT = 15.0
"""Seconds without an answer after which the network counts as not there."""
PIECE = 1 << 20
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Remote:
    """A file of a repository: name, bytes, and its SHA-256 where the hub says it."""

    name: str
    size: int
    sha256: str | None


def pull(name: str, progress: Progress | None = None) -> Path:
    """Download the weights of a size or hub name; the folder they are in then.

    `progress` takes bytes done and bytes in all. Raises ModelError where they cannot be had.
    """
    target = folder_for(name)
    part = target.with_name(f".{target.name}.part")
    try:
        repository, files = _files(name)
        part.mkdir(parents=True, exist_ok=True)
        _fetch_all(repository, files, part, progress or (lambda done, total: None))
        _put(part, target)
    except urllib.error.HTTPError as error:
        raise not_here(name, f"the hub refuses them (HTTP {error.code})") from error
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        raise not_here(name, f"the network does not answer ({getattr(error, 'reason', error)})") from error
    except OSError as error:
        reason = f"the weights cannot be written ({error.strerror or error})"
        raise ClosePlanError(reason, where=str(part), remedy="Free some space, or set CLOSEPLAN_WEIGHTS") from error
    return target


def _files(name: str) -> tuple[str, list[Remote]]:
    """The repository of a name and the files to get out of it."""
    if os.environ.get("HF_HUB_OFFLINE", "").lower() in ("1", "true", "yes", "on"):
        raise not_here(name, "HF_HUB_OFFLINE forbids the network")
    repository = repository_of(name)
    if repository is None:
        raise ModelError(f"{name!r} is no size and no name on the hub", remedy="See closeplan models list")
    with _opened(f"/api/models/{repository}/tree/main") as answer:
        listed = json.load(answer)
    files = [_remote(entry) for entry in listed if entry.get("path") in PULLED]
    lacking = [needed for needed in NEEDED if needed not in {file.name for file in files}]
    if lacking:
        reason = f"{repository} holds no CTranslate2 weights (no {', '.join(lacking)})"
        raise ModelError(reason, remedy="Name a repository that was converted for faster-whisper")
    return repository, files


def _remote(entry: dict[str, Any]) -> Remote:
    large = entry.get("lfs") or {}
    return Remote(entry["path"], int(large.get("size") or entry["size"]), large.get("oid"))


def _opened(path: str, start: int = 0) -> Any:
    base = os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")
    headers = {"User-Agent": "closeplan-nlp"} | ({"Range": f"bytes={start}-"} if start else {})
    return urllib.request.urlopen(urllib.request.Request(base + path, headers=headers), timeout=TIMEOUT)


def _fetch_all(repository: str, files: list[Remote], folder: Path, progress: Progress) -> None:
    total, done = sum(file.size for file in files), 0
    for file in files:
        for count in _fetch(repository, file, folder / file.name):
            progress(done + count, total)
        done += file.size
        _check(file, folder / file.name)


def _fetch(repository: str, file: Remote, path: Path) -> Iterator[int]:
    """Write a file, going on behind what is there; yields the bytes it has so far."""
    held = path.stat().st_size if path.is_file() else 0
    if held == file.size:
        yield held
        return
    held = held if held < file.size else 0
    with _opened(f"/{repository}/resolve/main/{file.name}", held) as answer:
        if held and answer.status != 206:
            held = 0
        with path.open("ab" if held else "wb") as out:
            while data := answer.read(PIECE):
                out.write(data)
                held += len(data)
                yield held


def _check(file: Remote, path: Path) -> None:
    """Refuse, and delete, a file that is not what the hub promised."""
    wrong = path.stat().st_size != file.size or (file.sha256 is not None and content_hash(path) != file.sha256)
    if wrong:
        path.unlink()
        raise ModelError(f"{file.name} arrived damaged and was deleted", remedy="Try again: closeplan models pull")


def _put(part: Path, target: Path) -> None:
    """The finished folder in place of an old one."""
    if target.exists():
        shutil.rmtree(target)
    part.rename(target)
