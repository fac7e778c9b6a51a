"""Weights of Whisper on disk: where they lie, which are there, whether a folder holds all that is needed.

They are looked for, without the network, in this order: the folder that is named; our own folder; the cache of the
Hugging Face hub, where other programs may have left them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from closeplan_nlp.audio.sizes import ALIASES, SIZES, repository_of
from closeplan_nlp.errors import ModelError, RequestError

NEEDED = ("model.bin", "config.json", "tokenizer.json")
"""Files of CTranslate2 weights; a vocabulary and the settings of the features are taken along where they exist."""
PULLED = (*NEEDED, "preprocessor_config.json", "generation_config.json", "vocabulary.txt", "vocabulary.json")


@dataclass(frozen=True)
class Held:
    """Weights on disk: name, folder and bytes."""

    name: str
    folder: Path
    size: int


def weights_folder() -> Path:
    """Our own folder of weights: `CLOSEPLAN_WEIGHTS`, else `closeplan/whisper` in the user's data folder."""
    own = os.environ.get("CLOSEPLAN_WEIGHTS")
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(own) if own else Path(base) / "closeplan" / "whisper"


def folder_for(name: str) -> Path:
    """Where the weights of this name belong in our own folder."""
    return weights_folder() / ALIASES.get(name, name).replace("/", "--")


def find_weights(name: str) -> Path | None:
    """The folder of the weights of a size, hub name or path; None where they are not on this disk.

    Raises ModelError for a folder that lacks files, RequestError for a name that means nothing.
    """
    if is_path(name):
        return _checked(Path(name).expanduser())
    own = folder_for(name)
    if not missing_in(own):
        return own
    if repository_of(name) is None:
        known = ", ".join(SIZES)
        raise RequestError(f"there are no weights called {name!r}", remedy=f"Name a folder, owner/name, or {known}")
    return next((place for place in _in_hub_cache(name) if not missing_in(place)), None)


def is_path(name: str) -> bool:
    """Whether a name is a path: it exists, or it can be nothing else. A size is none, whatever folders lie around."""
    if name in SIZES or name in ALIASES:
        return False
    return Path(name).expanduser().is_dir() or name.startswith((".", "/", "~")) or name.count("/") > 1 or "\\" in name


def _checked(folder: Path) -> Path:
    if not folder.is_dir():
        reason = "this is a file, no folder" if folder.exists() else "there is no such folder"
        raise ModelError(reason, where=str(folder), remedy="Name a folder with CTranslate2 weights")
    missing = missing_in(folder)
    if missing:
        reason = f"the folder holds no complete CTranslate2 weights; missing: {', '.join(missing)}"
        remedy = "Convert them with ct2-transformers-converter, or name a size: closeplan models list"
        raise ModelError(reason, where=str(folder), remedy=remedy)
    return folder


def missing_in(folder: Path) -> list[str]:
    """The files that a folder lacks to be loaded."""
    return [name for name in NEEDED if not (folder / name).is_file() or (folder / name).stat().st_size == 0]


def _in_hub_cache(name: str) -> Iterator[Path]:
    """The snapshots of the repository in the hub's cache, the one that `main` means first."""
    repository = repository_of(name) or name
    root = hub_cache() / f"models--{repository.replace('/', '--')}"
    main = root / "refs" / "main"
    if main.is_file():
        yield root / "snapshots" / main.read_text(encoding="utf-8").strip()
    yield from sorted((root / "snapshots").glob("*"))


def hub_cache() -> Path:
    """The cache folder of the Hugging Face hub, by its own variables."""
    if own := os.environ.get("HF_HUB_CACHE"):
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("HF_HOME") or Path(base) / "huggingface") / "hub"


def held_weights() -> list[Held]:
    """All weights on this disk that can be found by name."""
    found = {name: folder for name in SIZES if (folder := find_weights(name))}
    if weights_folder().is_dir():
        for folder in sorted(weights_folder().iterdir()):
            if folder.is_dir() and not missing_in(folder) and folder not in found.values():
                found[folder.name.replace("--", "/")] = folder
    return [Held(name, folder, _size(folder)) for name, folder in found.items()]


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())


def not_here(name: str, reason: str) -> ModelError:
    """The error for weights that are not on disk and could not be had: it says which files to put where."""
    repository = repository_of(name)
    text = f"the weights of Whisper {name!r} are not on this machine, and {reason}"
    files = ", ".join(NEEDED)
    remedy = f"Put {files} of huggingface.co/{repository} into {folder_for(name)}, or name a folder with --whisper"
    return ModelError(text, remedy=remedy)
