"""Which files are the same call: recording and transcripts of one name, beside each other or in folders by kind."""

from __future__ import annotations

import mimetypes
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from closeplan_nlp.batch.finding import RECORDING

BY_KIND = {"audio", "captions", "media", "recordings", "subtitles", "transcriptions", "transcripts", "video", "videos"}
"""Folders that say what kind of file lies in them, not whose call it is."""
BEST_FIRST = (".json", ".vcon", ".jsonl", ".vtt", ".docx", ".srt", ".sbv", ".tsv", ".csv", ".html", ".htm")
"""Transcripts, those that hold most first; all others come behind them."""
_ENDING = re.compile(r"(?:[._ -]+(?:transcript(?:ion)?|captions?|subtitles?)|\.[a-z]{2})$", re.IGNORECASE)
"""What tools put behind the name of a call when they write its transcript; two letters are a language."""


@dataclass(frozen=True)
class Group:
    """The files of one call: key, folder below the input folder, transcripts best first, recording."""

    key: str
    folder: str
    transcripts: tuple[Path, ...]
    recording: Path | None


def pair(files: Iterable[tuple[Path, Path, str]]) -> list[Group]:
    """The calls that these files (path, root, kind) are, in the order of their keys."""
    groups: dict[tuple[Path, str], list[tuple[Path, str]]] = {}
    for path, root, kind in files:
        groups.setdefault((root.resolve(), _key(path, root, kind)), []).append((path, kind))
    found = [_group(key, root, members) for (root, key), members in groups.items()]
    return sorted(_told_apart(found), key=lambda group: group.key)


def _key(path: Path, root: Path, kind: str) -> str:
    """The path below the root without suffix and without what says the kind of file."""
    stem = path.stem
    while kind != RECORDING and (shorter := _without_ending(stem)) != stem and shorter:
        stem = shorter
    return "/".join((*_parts(path, root), stem))


def _without_ending(stem: str) -> str:
    """Without one ending, which may be that of the recording: `call.m4a.vtt` is a transcript of `call.m4a`."""
    guessed = mimetypes.guess_type(stem, strict=False)[0] or ""
    return Path(stem).stem if guessed.startswith(("audio/", "video/")) else _ENDING.sub("", stem)


def _parts(path: Path, root: Path) -> tuple[str, ...]:
    """The folders between root and file, without those by kind."""
    try:
        parts = path.relative_to(root).parts[:-1]
    except ValueError:
        parts = ()
    return tuple(part for part in parts if part.lower() not in BY_KIND)


def _group(key: str, root: Path, members: Sequence[tuple[Path, str]]) -> Group:
    ordered = sorted(members, key=lambda member: (_rank(member[0]), str(member[0])))
    recordings = [path for path, kind in ordered if kind == RECORDING]
    transcripts = tuple(path for path, kind in ordered if kind != RECORDING)
    return Group(key, key.rpartition("/")[0], transcripts, recordings[0] if recordings else None)


def _rank(path: Path) -> int:
    suffix = path.suffix.lower()
    return BEST_FIRST.index(suffix) if suffix in BEST_FIRST else len(BEST_FIRST)


def _told_apart(groups: Sequence[Group]) -> list[Group]:
    """Calls of one key below different roots get the folder that they lie in in front."""
    uses = Counter(group.key for group in groups)
    return [replace(g, key=f"{_home(g)}/{g.key}") if uses[g.key] > 1 else g for g in groups]


def _home(group: Group) -> str:
    path = next(iter(group.transcripts), group.recording)
    assert path is not None
    return path.resolve().parent.as_posix().strip("/")
