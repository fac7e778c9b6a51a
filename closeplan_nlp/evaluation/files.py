"""Reading predictions and gold for the scorer: plans (contract 2), gold files, or folders of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from closeplan_nlp.errors import FormatError, InputError, RequestError
from closeplan_nlp.evaluation.scoring import ATTRIBUTES, ScoredItem

_SUFFIXES = (".items.json", ".plan.json", ".json")


def call_name(path: Path) -> str:
    """The call that a file is about: its name without `.items.json`, `.plan.json` or `.json`."""
    for suffix in _SUFFIXES:
        if path.name.endswith(suffix):
            return path.name.removesuffix(suffix)
    return path.stem


def read_items(path: Path) -> list[ScoredItem]:
    """The items of one file. Evidence may be `turns` (gold) or `evidence[].turn` (plans).

    Raises InputError where the file cannot be read and FormatError where it holds no items.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"the file cannot be read ({error.strerror})", where=str(path)) from error
    except ValueError as error:
        raise FormatError(f"this is not JSON ({error})", where=str(path)) from error
    rows = data.get("items") if isinstance(data, dict) else data
    if not isinstance(rows, list):
        raise FormatError("no list of items found", where=str(path), remedy="Give a plan or a gold file (`items`)")
    return [_scored(row, number, path) for number, row in enumerate(rows)]


def _scored(row: Any, number: int, path: Path) -> ScoredItem:
    try:
        turns = row["turns"] if "turns" in row else [proof["turn"] for proof in row["evidence"]]
        return ScoredItem(
            kind=str(row["kind"]),
            turns=frozenset(int(turn) for turn in turns),
            attributes={name: row.get(name) for name in ATTRIBUTES},
            sure=bool(row.get("sure", True)),
            text=str(row.get("text", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FormatError(
            f"items[{number}] lacks `kind` or evidence turns ({error!r})", where=str(path)
        ) from error


def pair_up(predicted: Path, gold: Path) -> list[tuple[str, Path, Path]]:
    """Which prediction belongs to which gold file: (call, prediction, gold), by the files' names.

    Two files are one pair; of two folders every gold file `NAME.items.json` must have its prediction. Raises
    InputError for missing paths or predictions and RequestError for a file beside a folder.
    """
    for path in (predicted, gold):
        if not path.exists():
            raise InputError("there is no such file or folder", where=str(path))
    if predicted.is_file() and gold.is_file():
        return [(call_name(gold), predicted, gold)]
    if predicted.is_file() or gold.is_file():
        raise RequestError("compare a file with a file, or a folder with a folder", where=f"{predicted}, {gold}")
    golds = sorted(gold.glob("*.items.json"))
    if not golds:
        raise InputError("the folder holds no gold (*.items.json)", where=str(gold))
    found = {call_name(path): path for path in sorted(predicted.glob("*.json"))}
    missing = [call_name(path) for path in golds if call_name(path) not in found]
    if missing:
        raise InputError(f"no prediction for {', '.join(missing)}", where=str(predicted))
    return [(call_name(path), found[call_name(path)], path) for path in golds]
