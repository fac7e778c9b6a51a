"""JSON objects looked at safely: what is missing is `None`, what is wrong is reported, nothing raises."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from closeplan_nlp.readers.cleaning import clean
from closeplan_nlp.readers.times import seconds as clock_seconds
from closeplan_nlp.types import Problem

_NUMBER = re.compile(r"\s*(-?[0-9]{1,15}(?:\.[0-9]{1,12})?)\s*(s?)\s*", re.ASCII)
_ISO = re.compile(r"(-)?PT?(?:([0-9.]{1,15})H)?(?:([0-9.]{1,15})M)?(?:([0-9.]{1,15})S)?", re.ASCII)


@dataclass(frozen=True)
class Node:
    """A JSON object with its place in the file; all nodes of a file share one list of problems."""

    value: Mapping[str, Any]
    place: str = ""
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def root(cls, data: Any, problems: list[Problem] | None = None) -> Node:
        """The whole file; a list at the top is read by `nodes("")`."""
        return cls(data if isinstance(data, dict) else {"": data}, "", [] if problems is None else problems)

    def get(self, *names: str) -> Any:
        """The first of these fields that is there and not null."""
        return next((self.value[name] for name in names if self.value.get(name) is not None), None)

    def at(self, name: str) -> str:
        """The place of a field, such as `results.items[3]`."""
        return f"{self.place}.{name}" if self.place and name else self.place or name

    def child(self, *names: str) -> Node:
        """The object in the first of these fields; an empty one where there is none."""
        found = next((name for name in names if isinstance(self.value.get(name), dict)), None)
        return Node(self.value[found] if found else {}, self.at(found or names[0]), self.problems)

    def nodes(self, *names: str) -> list[Node]:
        """The objects of the list in the first of these fields; what is no object is reported."""
        name = next((name for name in names if self.value.get(name) is not None), names[0])
        entries = self.value.get(name)
        if entries is None:
            return []
        if not isinstance(entries, list):
            self.note(f"a list expected, found {kind(entries)}; it is left out", name)
            return []
        return list(self._objects(name, entries))

    def _objects(self, name: str, entries: list[Any]) -> Iterator[Node]:
        for number, entry in enumerate(entries):
            place = f"{self.at(name)}[{number}]"
            if isinstance(entry, dict):
                yield Node(entry, place, self.problems)
            else:
                reason = f"an object expected, found {kind(entry)}; it is left out"
                self.problems.append(Problem(place=place, reason=reason))

    def string(self, *names: str) -> str | None:
        """The first of these fields that holds text, cleaned."""
        found = (clean(value) for name in names if isinstance(value := self.value.get(name), str))
        return next((value for value in found if value), None)

    def label(self, *names: str) -> str | None:
        """The first of these fields as a speaker's label: a name, or a number as it is written."""
        value = self.get(*names)
        if value is None or isinstance(value, str):
            return clean(value or "") or None
        if isinstance(value, int | float) and not isinstance(value, bool) and value == value:
            return f"{value:g}" if isinstance(value, float) else str(value)
        self.note(f"the speaker is no text but {kind(value)}; it is taken as unknown", names[0])
        return None

    def seconds(self, *names: str, unit: float = 1.0) -> Any:
        """The first of these fields as seconds; what is no time comes back as it is, for `checked` to report."""
        return as_seconds(self.get(*names), unit)

    def note(self, reason: str, name: str = "", remedy: str | None = None) -> None:
        """Report a problem of this object or of one of its fields."""
        self.problems.append(Problem(place=self.at(name) or "top level", reason=reason, remedy=remedy))


def kind(value: Any) -> str:
    """What a JSON value is, in JSON's own words."""
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def as_seconds(value: Any, unit: float = 1.0) -> Any:
    """A time in any notation as seconds: 1500 of a unit, `"1.5"`, `"1.5s"`, `PT1.5S`, `0:01.5`, seconds and nanos."""
    if isinstance(value, dict):
        whole, nanos = as_seconds(value.get("seconds", 0)), as_seconds(value.get("nanos", 0))
        known = (
            isinstance(whole, int | float) and isinstance(nanos, int | float) and (value.keys() & {"seconds", "nanos"})
        )
        return whole + nanos / 1e9 if known else value
    if isinstance(value, str):
        return _from_text(value, unit)
    if isinstance(value, bool) or not isinstance(value, int | float) or unit == 1:
        return value
    try:
        return round(value * unit, 6)
    except OverflowError:
        return value


def _from_text(text: str, unit: float) -> Any:
    number = _NUMBER.fullmatch(text)
    if number:
        return round(float(number[1]) * (1.0 if number[2] else unit), 6)
    iso = _ISO.fullmatch(text.strip().upper())
    try:
        if iso and any(iso.groups()[1:]):
            hours, minutes, secs = (float(part or 0) for part in iso.groups()[1:])
            value = round(hours * 3600 + minutes * 60 + secs, 6)
            return -value if iso[1] else value
    except ValueError:
        return text
    clock = clock_seconds(text)
    return text if clock is None else clock
