"""The files that calls may be in, found below folders and by patterns."""

from __future__ import annotations

import glob
import mimetypes
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

from closeplan_nlp.batch.store import STORE
from closeplan_nlp.errors import InputError
from closeplan_nlp.readers.magic import is_recording

RECORDING, TRANSCRIPT = "recording", "transcript"
FOLDER, PATTERN, FILE = "folder", "pattern", "file"
NOT_CALLS = ("readme*", "license*", "changelog*", "*.items.json", "*.plan.json", "*.schema.json", "batch.csv")
"""Names that stand beside calls and are none."""


@dataclass
class Found:
    """Files by kind, each with the folder that it was looked for in; and what was left alone, by suffix.

    `misnamed` are files whose names are no text, as these are shown.
    """

    files: list[tuple[Path, Path, str]] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)
    misnamed: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def find(inputs: Sequence[str], out: Path, exclude: Sequence[str] = ()) -> Found:
    """The files of these folders, patterns and paths, without what batches wrote.

    Raises InputError where one of them leads to nothing.
    """
    found = Found()
    seen: set[Path] = set()
    for given in inputs:
        for path, root, way in _paths(given, out, found):
            if path.resolve() in seen or any(fnmatch(str(path), e) or fnmatch(path.name, e) for e in exclude):
                continue
            seen.add(path.resolve())
            is_call = way == FILE or not _matches(path.name, NOT_CALLS)
            kind = kind_of(path, named=way != FOLDER) if is_call else None
            if kind and is_text(str(path)):
                found.files.append((path, root, kind))
            elif kind:
                found.misnamed.append(as_text(path))
            else:
                suffix = Path(as_text(path)).suffix.lower() or as_text(path.name)
                found.others[suffix] = found.others.get(suffix, 0) + 1
    return found


def _paths(given: str, out: Path, found: Found) -> Iterator[tuple[Path, Path, str]]:
    """Paths of one input with its root, and how they were named: by their folder, by a pattern, each by itself."""
    path = Path(given)
    if path.is_dir():
        if _is_within(path, out):
            reason = "the folder lies in that of the results, where nothing is taken for a call"
            raise InputError(reason, where=given, remedy="Name another folder with -o DIR")
        yield from ((each, path, FOLDER) for each in _below(path, out, found))
    elif path.is_file():
        yield path, path.parent, FILE
    elif path.exists():
        remedy = "Save what comes out of it as a file"
        raise InputError("this is a pipe or a device, not a file", where=given, remedy=remedy)
    elif glob.has_magic(given):
        root = _root_of(given)
        matches = sorted(glob.glob(given, recursive=True))
        if not matches:
            raise InputError("the pattern matches nothing", where=given, remedy="Put it in quotes, and check the path")
        for each in map(Path, matches):
            if _is_file(each, found) and not _is_within(each, out):
                yield each, root, PATTERN
    else:
        raise InputError("there is no such file or folder", where=given, remedy="Check the path")


def _root_of(pattern: str) -> Path:
    """The folders of a pattern in front of its first wildcard."""
    parts = Path(pattern).parts
    fixed = next((at for at, part in enumerate(parts) if glob.has_magic(part)), len(parts) - 1)
    return Path(*parts[:fixed]) if fixed else Path()


def _below(root: Path, out: Path, found: Found) -> Iterator[Path]:
    """All files below a folder in a fixed order; hidden ones and what a batch wrote are passed over."""
    visited: set[tuple[int, int]] = set()

    def note(error: OSError) -> None:
        found.unreadable.append(f"{error.filename}: the folder cannot be read ({error.strerror})")

    for folder, folders, files in os.walk(root, followlinks=True, onerror=note):
        here = Path(folder)
        try:
            place = here.stat()
        except OSError as error:  # it went while the others were looked at
            note(error)
            continue
        if (place.st_dev, place.st_ino) in visited or _is_within(here, out) or STORE in files:
            folders.clear()
            continue
        visited.add((place.st_dev, place.st_ino))
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        yield from (here / each for each in sorted(files) if not each.startswith(".") and _is_file(here / each, found))


def _is_file(path: Path, found: Found) -> bool:
    """Whether this is a file; one that may not even be looked at is noted."""
    try:
        return path.is_file()
    except OSError as error:
        found.unreadable.append(f"{path}: the file cannot be read ({error.strerror})")
        return False


def is_text(name: str) -> bool:
    """Whether a name can be written as UTF-8; bytes that are none reach Python as lone surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def as_text(path: Path | str) -> str:
    """A name with escapes for bytes that are not UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _is_within(path: Path, out: Path) -> bool:
    return path.resolve().is_relative_to(out.resolve())


@lru_cache(maxsize=1)
def _suffixes() -> frozenset[str]:
    from closeplan_nlp.readers import READERS

    return frozenset({suffix for reader in READERS.values() for suffix in reader.extensions} | {".docx"})


def kind_of(path: Path, *, named: bool) -> str | None:
    """Recording or transcript, by suffix, else by content; None for a file that is neither and that nobody named."""
    guessed = mimetypes.guess_type(path.name)[0] or ""
    if guessed.startswith(("audio/", "video/")) or is_recording(path):
        return RECORDING
    return TRANSCRIPT if named or path.suffix.lower() in _suffixes() else None


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(name.lower(), pattern) for pattern in patterns)
