"""JSON formats as tables: what their structure needs, how close a file comes to it, and a reader for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.json_fields import with_numbers
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Part, turns_of
from closeplan_nlp.readers.json_text import load_json, loaded
from closeplan_nlp.readers.reader import Reader, Sniffed
from closeplan_nlp.types import Participant, Transcript

ENOUGH = 60
"""How many entries of a list are looked at: one damaged entry must not hide what the file is."""
_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "number": (int, float),
    "list": (list,),
    "object": (dict,),
    "flag": (bool,),
}
_STEP = re.compile(r"([^.\[\]]*)((?:\[\])*)(?:\.|$)")


@dataclass(frozen=True)
class Content:
    """What a format's reader found."""

    parts: Iterable[Part]
    title: str | None = None
    date: str | None = None
    language: str | None = None
    seller_org: str | None = None
    customer_org: str | None = None
    people: tuple[Participant, ...] = ()


@dataclass(frozen=True)
class Shape:
    """One structure of a format and how to read it.

    Paths are like `results.channels[].alternatives[]`, `[]` alone being a list at the top, with a type behind a colon
    (`text`, `number`, `list`, `object`). All of `needs`, one of `any_of` if there are any and none of `lacks` make
    a file one of this shape.
    """

    read: Callable[[Node], Content]
    needs: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    def missing(self, data: Any) -> list[str]:
        """The paths that the data lacks to be of this shape."""
        absent = [path for path in self.needs if not has(data, path)]
        if self.any_of and not any(has(data, path) for path in self.any_of):
            absent.append(max(self.any_of, key=lambda path: reach(data, path)))
        return absent

    def fits(self, data: Any) -> bool:
        """Is the data of this shape?"""
        return not self.missing(data) and not any(has(data, path) for path in self.lacks)

    def demands(self) -> int:
        """How much it asks for: of two shapes that fit, the stricter one is meant."""
        return len(self.needs) + bool(self.any_of)

    def nearness(self, data: Any) -> float:
        """How much of the structure is there, from 0 to 1."""
        parts = [reach(data, path) for path in self.needs]
        if self.any_of:
            parts.append(max(reach(data, path) for path in self.any_of))
        return sum(parts) / len(parts)


@dataclass(frozen=True)
class JsonFormat:
    """A JSON format: its names and the shapes that its files have."""

    name: str
    title: str
    shapes: tuple[Shape, ...]
    extensions: tuple[str, ...] = (".json", ".jsonl")

    def shape(self, data: Any) -> Shape | None:
        """The shape of the data, if it is of this format."""
        return max((each for each in self.shapes if each.fits(data)), key=Shape.demands, default=None)

    def nearest(self, data: Any) -> Shape:
        """The shape that the data comes closest to."""
        return max(self.shapes, key=lambda each: each.nearness(data))

    def sniff(self, text: str) -> Sniffed:
        """Decided by the structure of the whole file, which is parsed once for all formats."""
        document = loaded(text)
        shape = self.shape(document.data) if document else None
        if document is None or shape is None:
            return 0.0
        found = (*shape.needs, *(path for path in shape.any_of if has(document.data, path)))
        shown = ", ".join(dict.fromkeys(path.partition(":")[0] for path in found[:3]))
        return round(min(0.98, 0.9 + 0.01 * shape.demands()), 2), f"JSON with {shown}"

    def transcript(self, text: str) -> Transcript:
        """The call in a JSON text."""
        document = loaded(text)
        shape = self.shape(document.data) if document else None
        if document is None or shape is None:
            data = load_json(text)
            near = self.nearest(data)
            lack = ", ".join(near.missing(data)) or "what tells it from other formats"
            raise FormatError(f"no {self.title}: {lack} missing")
        return call(shape, Node.root(document.data, list(document.problems)))

    def reader(self) -> Reader:
        """The entry of the format for `READERS`."""
        return Reader(self.name, self.title, self.extensions, self.sniff, self.transcript)


def call(shape: Shape, root: Node) -> Transcript:
    """The call in parsed JSON of this shape."""
    found = shape.read(root)
    turns = turns_of(found.parts, root.problems)
    return Transcript(
        title=found.title,
        date=found.date,
        language=found.language,
        seller_org=found.seller_org,
        customer_org=found.customer_org,
        participants=with_numbers(found.people, (turn.speaker for turn in turns)),
        turns=turns,
        problems=tuple(root.problems),
    )


def has(data: Any, path: str) -> bool:
    """Is there something at this path, of this type, in one of the first entries of every list on the way?"""
    where, _, type_name = path.partition(":")
    types = _TYPES.get(type_name)
    found = islice(_walk(data, _steps(where)), ENOUGH * 4)
    if type_name == "number":
        return any(isinstance(value, int | float) and not isinstance(value, bool) for value in found)
    return any(types is None or isinstance(value, types) for value in found)


@lru_cache(maxsize=512)
def _steps(path: str) -> tuple[str, ...]:
    """`a.b[].c` as the keys `a`, `b`, `[]`, `c`."""
    steps: list[str] = []
    for key, lists in _STEP.findall(path):
        steps += [key] if key else []
        steps += ["[]"] * lists.count("[]")
    return tuple(steps)


def _walk(value: Any, steps: tuple[str, ...]) -> Iterator[Any]:
    if not steps:
        yield value
    elif steps[0] == "[]":
        for entry in islice(value, ENOUGH) if isinstance(value, list) else ():
            yield from _walk(entry, steps[1:])
    elif steps[0] == "*":
        for entry in islice(value.values(), ENOUGH) if isinstance(value, dict) else ():
            yield from _walk(entry, steps[1:])
    elif isinstance(value, dict) and steps[0] in value:
        yield from _walk(value[steps[0]], steps[1:])


def reach(data: Any, path: str) -> float:
    """How much of a path is there: 1 if all of it, a half of `segments[].body:text` if there are segments only."""
    if has(data, path):
        return 1.0
    steps = _steps(path.partition(":")[0])
    keys = [at for at, step in enumerate(steps) if step != "[]"]
    there = sum(1 for at in keys if any(True for _ in _walk(data, steps[: at + 1])))
    return 0.9 * there / max(1, len(keys))
