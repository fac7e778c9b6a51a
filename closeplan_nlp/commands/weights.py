"""Weights on the command line: the table of them, and the question before a download."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from closeplan_nlp.audio.sizes import ALIASES, SIZES
from closeplan_nlp.audio.weights import find_weights, held_weights, not_here, weights_folder
from closeplan_nlp.options import settings

if TYPE_CHECKING:
    from closeplan_nlp.audio.settings import AudioOptions


def weights_data() -> list[dict[str, Any]]:
    """All sizes and whatever else is on this machine."""
    held = {each.name: each for each in held_weights()}
    rows = [
        {"name": name, "megabytes": size.megabytes, "note": size.note, "folder": _folder(held.get(name))}
        for name, size in SIZES.items()
    ]
    others = [each for name, each in held.items() if name not in SIZES]
    return rows + [
        {"name": each.name, "megabytes": round(each.size / 1e6), "note": "", "folder": str(each.folder)}
        for each in others
    ]


def _folder(held: Any) -> str | None:
    return str(held.folder) if held else None


def weights_table() -> str:
    """The same for people to read."""
    rows = weights_data()
    width = max(len(row["name"]) for row in rows)
    lines = [
        f"{row['name']:<{width}}  {row['megabytes']:>5} MB  {'here' if row['folder'] else '    '}  {row['note']}"
        for row in rows
    ]
    return "\n".join([*map(str.rstrip, lines), "", f"Weights are kept in {weights_folder()}"]) + "\n"


def ready_weights(options: AudioOptions) -> Path:
    """The folder of the weights that are asked for, or suit the device.

    Where they are not here, a person at a terminal is asked whether to download them; without one, and where nothing
    is to be said, there is no network. Raises ModelError where they cannot be had, or nobody wants them.
    """
    from closeplan_nlp.audio.engine import chosen_model

    name = chosen_model(options.model, options.device)
    return find_weights(name) or _downloaded(name)


def _downloaded(name: str) -> Path:
    from closeplan_nlp.audio.pulling import pull
    from closeplan_nlp.progress import bytes_progress

    if settings.quiet or not _is_watched():
        raise not_here(name, f"nobody can be asked here: `closeplan models pull {name}` gets them")
    if not _is_wanted(name):
        raise not_here(name, "they are not wanted from the network")
    with bytes_progress(False, f"Getting Whisper {name}") as progress:
        return pull(name, progress)


def _is_watched() -> bool:
    return bool(sys.stdin and sys.stderr and sys.stdin.isatty() and sys.stderr.isatty())


def _is_wanted(name: str) -> bool:
    """Ask the person at the terminal."""
    size = SIZES.get(ALIASES.get(name, name))
    amount = f" ({size.megabytes} MB)" if size else ""
    print(f"The weights of Whisper {name}{amount} are not on this machine.", file=sys.stderr)
    print("Get them from huggingface.co? No sound is sent there. [y/N] ", file=sys.stderr, end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
