"""Where the recordings of a plan's calls are at hand, as links from the place where an export will lie."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from closeplan_nlp.readers.magic import is_recording
from closeplan_nlp.types import ClosePlan

HOSTS = ("//", "\\\\")
"""How paths begin that name another machine; a plan must not make us ask for them."""


def recordings_of(plan: ClosePlan, near: Path, page: Path) -> dict[str, str]:
    """Links by the source's id, for the recordings that are there; `page` is the folder of the export.

    A source's path is looked for from here and from the folder `near`, where the plan lies. A transcript leads to the
    recording beside it that has its name. The links are relative, so that plan and recordings can move together.
    """
    found = {source.id: _find(source.path, near) for source in plan.sources if source.path}
    links = {key: _link(path, page) for key, path in found.items() if path}
    return {key: link for key, link in links.items() if link}


def _find(named: str, near: Path) -> Path | None:
    if named.startswith(HOSTS):
        return None
    try:
        return next((path for place in (Path(named), near / named) for path in _candidates(place)), None)
    except (OSError, ValueError):
        return None


def _candidates(path: Path) -> Iterator[Path]:
    """The file itself where it is a recording, else recordings beside it with its name."""
    if not path.is_file():
        return
    beside = sorted(other for other in path.parent.iterdir() if other.stem == path.stem and other != path)
    yield from (each for each in (path, *beside) if each.is_file() and is_recording(each))


def _link(path: Path, page: Path) -> str | None:
    """The way from the page's folder; none where there is none, as between drives."""
    try:
        way = Path(os.path.relpath(path.resolve(), page.resolve())).as_posix()
    except (OSError, ValueError):
        return None
    return quote(way if way.startswith("../") else f"./{way}", safe="/")
