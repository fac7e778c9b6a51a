"""Reading predictions and gold for the scorer: plans (contract 2), gold files, or folders of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from closeplan_nlp.errors import FormatError, InputError, RequestError
from closeplan_nlp.evaluation.scoring import ATTRIBUTES, ScoredItem
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.readers.json_node import kind as json_kind
from closeplan_nlp.readers.json_text import load_json
from closeplan_nlp.readers.loading import load, located

_SUFFIXES = (".items.json", ".plan.json", ".json")
"""How files of items are called; of several for one call the first is meant (the last may be its transcript)."""


def call_name(path: Path) -> str:
    """The call that a file is about: its name without `.items.json`, `.plan.json` or `.json`."""
    for suffix in _SUFFIXES:
        if path.name.endswith(suffix):
            return path.name.removesuffix(suffix)
    return path.stem


def gold_calls(folder: Path, language: str) -> list[Path]:
    """The transcripts `NAME.json` beside the gold files `NAME.items.json` of a folder that are in this language.

    A transcript that does not say its language is taken for English.
    """
    found = [path.with_name(f"{call_name(path)}.json") for path in sorted(folder.glob("*.items.json"))]
    return [path for path in found if (load_json(_text(load(path))).get("language") or "en") == language]


def read_items(path: Path) -> list[ScoredItem]:
    """The items of one file. Evidence may be `turns` (gold) or `evidence[].turn` (plans).

    Raises InputError where the file cannot be read and FormatError where it holds no items, or one that the scorer
    cannot use.
    """
    return [item for item, _ in read_rows(path)]


def read_rows(path: Path) -> list[tuple[ScoredItem, dict[str, Any]]]:
    """The items of one file as `read_items` gives them, each with the object that it was read from."""
    with located(str(path)):
        data = load_json(_text(load(path)))
    rows = data.get("items") if isinstance(data, dict) else data
    if not isinstance(rows, list):
        raise FormatError("no list of items found", where=str(path), remedy="Give a plan or a gold file (`items`)")
    return [(_scored(row, f"{path}: items[{number}]"), row) for number, row in enumerate(rows)]


def _text(data: bytes) -> str:
    """Plans and gold are UTF-8; anything else is damage, or no JSON at all."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = f"no UTF-8 text (the byte 0x{data[error.start]:02x})"
        raise FormatError(reason, where=f"line {line}", remedy="Write it as JSON in UTF-8") from error
    if not text.strip():
        raise FormatError("the file is empty", remedy="Write the plan or the gold again")
    return text


def _scored(row: Any, where: str) -> ScoredItem:
    if not isinstance(row, dict):
        raise FormatError(f"an object expected, found {json_kind(row)}", where=where, remedy="Write items as objects")
    kind = row.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise FormatError(f"`kind` is {_shown(kind)}", where=where, remedy=f"Known kinds: {', '.join(KINDS)}")
    return ScoredItem(
        kind=kind,
        turns=_turns(row, where),
        attributes={name: _attribute(row, name, where) for name in ATTRIBUTES},
        sure=bool(row.get("sure", True)),
        text=str(row.get("text") or ""),
        confidence=_confidence(row, where),
    )


def _turns(row: dict[str, Any], where: str) -> frozenset[int]:
    """The numbers of the turns that prove the item."""
    turns = row.get("turns")
    if "turns" not in row and isinstance(row.get("evidence"), list):
        turns = [proof.get("turn") if isinstance(proof, dict) else None for proof in row["evidence"]]
    if not isinstance(turns, list) or not all(type(turn) is int and turn >= 0 for turn in turns):
        reason = "no list of turn numbers in `turns` or `evidence`"
        raise FormatError(reason, where=where, remedy='Write "turns": [3, 4]')
    return frozenset(turns)


def _attribute(row: dict[str, Any], name: str, where: str) -> str | None:
    value = row.get(name)
    if value is None or isinstance(value, str):
        return value
    raise FormatError(f"`{name}` is {_shown(value)}, not text", where=where, remedy="Use null where it is not known")


def _confidence(row: dict[str, Any], where: str) -> float | None:
    value = row.get("confidence")
    if value is None or (type(value) in (int, float) and 0 <= value <= 1):
        return value
    reason = f"`confidence` is {_shown(value)}, no number from 0 to 1"
    raise FormatError(reason, where=where, remedy="Use null where it is not known")


def _shown(value: Any) -> str:
    """A value in a message: short, and on one line."""
    return "missing" if value is None else json.dumps(value)[:60]


def pair_up(predicted: Path, gold: Path) -> list[tuple[str, Path, Path]]:
    """Which prediction belongs to which gold file: (call, prediction, gold), by the files' names.

    Two files are one pair; of two folders every gold file `NAME.items.json` must have its prediction. Raises
    InputError for missing paths or predictions and RequestError for a file beside a folder.
    """
    for path in (predicted, gold):
        if not path.exists():
            raise InputError("there is no such file or folder", where=str(path), remedy="Check the path")
    if predicted.is_file() and gold.is_file():
        return [(call_name(gold), predicted, gold)]
    if predicted.is_file() or gold.is_file():
        raise RequestError("compare a file with a file, or a folder with a folder", where=f"{predicted}, {gold}")
    golds = sorted(gold.glob("*.items.json"))
    if not golds:
        raise InputError(
            "the folder holds no gold (*.items.json)", where=str(gold), remedy="Check the order: PRED GOLD"
        )
    found = {call_name(path): path for suffix in reversed(_SUFFIXES) for path in sorted(predicted.glob(f"*{suffix}"))}
    missing = [call_name(path) for path in golds if call_name(path) not in found]
    if missing:
        reason = f"no prediction for {', '.join(missing[:12])}" + (
            f" and {len(missing) - 12} more" if missing[12:] else ""
        )
        raise InputError(reason, where=str(predicted), remedy="Add NAME.json or NAME.plan.json for each")
    return [(call_name(path), found[call_name(path)], path) for path in golds]
