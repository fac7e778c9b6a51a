"""What a result hangs on, as a hash: the bytes of the files, what is known of the call, settings and models."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from closeplan_nlp import __version__
from closeplan_nlp.batch.records import Call, Settings
from closeplan_nlp.hashing import content_hash

VERSION = 1
"""Goes up when the work changes so that results must be made anew."""
Digests = dict[str, tuple[str, str]]
"""Of files by path: stamp and SHA-256."""


def digest_files(
    paths: Iterable[str], known: Mapping[str, tuple[str, str]], tell: Callable[[], None] = lambda: None
) -> Digests:
    """Stamp and SHA-256 of these files; those with the stamp that is known are not read again.

    A file that cannot be read has an empty hash. `tell` is called for each file.
    """

    def digest(path: str) -> tuple[str, tuple[str, str]]:
        try:
            stamp = _stamp(path)
            held = known.get(path)
            found = held if held and held[0] == stamp else (stamp, content_hash(Path(path)))
        except OSError:
            found = ("", "")
        return path, found

    digests: Digests = {}
    with ThreadPoolExecutor(max_workers=4) as pool:
        for path, found in pool.map(digest, paths):
            digests[path] = found
            tell()
    return digests


def _stamp(path: str) -> str:
    """Size and times: a file that has the same ones is taken for unchanged."""
    found = os.stat(path)
    return f"{found.st_size}-{found.st_mtime_ns}-{found.st_ctime_ns}"


def model_key(folder: Path) -> str:
    """The SHA-256 over all files of a trained pipeline."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".md"))
    return _hash([(path.relative_to(folder).as_posix(), content_hash(path)) for path in paths])


def weights_key(folder: Path) -> str:
    """What tells weights of Whisper apart: size and time of the largest file, as the cache of recordings does."""
    found = (folder / "model.bin").stat()
    return f"{folder.name}-{found.st_size}-{found.st_mtime_ns}"


def analysis_key(settings: Settings, model: str) -> str:
    """The fingerprint of the language stage, for all calls."""
    return _hash([VERSION, __version__, model, settings.min_confidence, settings.language])


def audio_key(settings: Settings, weights: str) -> str:
    """The fingerprint of the audio stage, for all calls. Where they are kept does not matter."""
    options = {key: value for key, value in asdict(settings.audio).items() if key not in ("keep", "model")}
    return _hash([VERSION, __version__, weights, options])


def call_key(call: Call, digests: Mapping[str, tuple[str, str]], *stages: str) -> str:
    """The fingerprint of one call: its files in order, what is known of it, and the stages that it goes through."""
    files = [(Path(file).suffix.lower(), digests.get(file, ("", ""))[1]) for file in call.files]
    return _hash([files, asdict(call.facts), asdict(call.trouble) if call.trouble else None, stages])


def _hash(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
