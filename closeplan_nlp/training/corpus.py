"""A folder of annotated calls, checked before anything is trained on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from closeplan_nlp.errors import FormatError, InputError
from closeplan_nlp.readers.json_text import load_json
from closeplan_nlp.readers.loading import load, located
from closeplan_nlp.training.annotations import faults
from closeplan_nlp.types import Problem, Transcript

ITEMS = ".items.json"
SHOWN = 60
"""Characters of an item's text in a message."""


@dataclass(frozen=True)
class Corpus:
    """The annotated calls of a folder: their names, how many turns and items they hold, and what is wrong."""

    names: tuple[str, ...]
    turns: int
    items: int
    problems: tuple[Problem, ...]


def check_corpus(folder: Path, *, complete: bool = False, language: str | None = None) -> Corpus:
    """Read and check all annotated calls of a folder, those in folders below it not.

    `complete` asks of every item all that the guide does; without it null is allowed where nobody knows. `language` is
    the one that calls must be in. Raises InputError where the folder holds no annotated call.
    """
    if not folder.is_dir():
        reason = "this is no folder" if folder.exists() else "there is no such folder"
        raise InputError(reason, where=str(folder), remedy="Name the folder that holds the annotated calls")
    paths = sorted(folder.glob(f"*{ITEMS}"))
    if not paths:
        remedy = f"Put NAME.json (the transcript) and NAME{ITEMS} there"
        raise InputError("the folder holds no annotated call", where=str(folder), remedy=remedy)
    problems: list[Problem] = []
    turns = items = 0
    for path in paths:
        try:
            call, gold = read_call(path)
        except InputError as error:
            problems.append(Problem(source=error.where, reason=error.reason, remedy=error.remedy))
            continue
        turns, items = turns + len(call.turns), items + len(gold["items"])
        problems += _problems(path, call, gold, complete, language)
    return Corpus(tuple(path.name.removesuffix(ITEMS) for path in paths), turns, items, tuple(problems))


def read_call(path: Path) -> tuple[Transcript, dict[str, Any]]:
    """The transcript and the annotations of `NAME.items.json`; the items themselves are not looked at.

    Raises InputError or FormatError.
    """
    gold = _json(path)
    if not isinstance(gold, dict) or not isinstance(gold.get("items"), list):
        raise FormatError("no list of items found", where=str(path), remedy="Write them under `items`")
    if not isinstance(gold.get("dropped", []), list):
        raise FormatError("`dropped` is no list", where=str(path), remedy="Write [] where nothing was declined")
    call = path.with_name(path.name.removesuffix(ITEMS) + ".json")
    try:
        return Transcript.model_validate(_json(call)), gold
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        reason = f"this is no transcript: {place}: {first['msg'][:1].lower()}{first['msg'][1:]}"
        raise FormatError(reason, where=str(call), remedy="`closeplan convert CALL OUT.json` writes one") from error


def _json(path: Path) -> Any:
    with located(str(path)):
        try:
            return load_json(load(path).decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise FormatError("this is no UTF-8 text", remedy="Write it as JSON in UTF-8") from error


def _problems(
    path: Path, call: Transcript, gold: dict[str, Any], complete: bool, language: str | None
) -> Iterator[Problem]:
    spoken = (call.language or language or "").split("-")[0].lower()
    if language and spoken != language:
        remedy = f"Leave out calls in other languages; `language` says it ({language})"
        yield Problem(source=str(path), reason=f"the call is in {call.language!r}", remedy=remedy)
    texts = [turn.text for turn in call.turns]
    for part in ("items", "dropped"):
        for number, item in enumerate(gold.get(part, [])):
            for fault in faults(item, texts, dropped=part == "dropped", complete=complete):
                place = f"{part}[{number}]{_named(item)}"
                yield Problem(source=str(path), place=place, reason=fault.reason, remedy=fault.remedy)


def _named(item: Any) -> str:
    """An item's text in brackets, as people find it."""
    text = item.get("text") if isinstance(item, dict) else None
    return f" ({' '.join(text.split())[:SHOWN]})" if isinstance(text, str) and text.strip() else ""
