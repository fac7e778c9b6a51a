"""A YAML plan file as text: its sections and the entries of its lists, so that what does not change stays as it is.

The file is cut at its top-level keys, and the lists of the plan at their entries; each piece keeps its own text. An
entry that changes is written anew where it stands as we write it; where a person laid it out otherwise or wrote
comments into it, `ruamel.yaml` changes the fields in place. A file that cannot be cut (flow style, anchors, other
indentation) is one piece.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from closeplan_nlp.plan.roundtrip import load, plain, updated
from closeplan_nlp.plan.yamltext import parse_block, parse_entry, write_block, write_entry

LISTS = ("participants", "items", "sources", "problems")
_SECTION = re.compile(r"([A-Za-z_][\w-]*):(?=[ \n]|$)")
_REST = re.compile(r"[ ]{0,3}#.*|\s*")


class UncuttableError(Exception):
    """The text is not laid out as pieces."""


@dataclass
class Entry:
    """One entry of a list: the blank and comment lines before it, its own lines, what they say."""

    lead: str
    text: str
    value: dict[str, Any]


@dataclass
class Section:
    """A top-level key: its own text (for lists that are cut: the line with the key), its entries, what comes after."""

    name: str
    text: str
    value: Any = None
    entries: list[Entry] | None = None
    tail: str = ""

    def content(self) -> Any:
        """What the section says."""
        return [entry.value for entry in self.entries] if self.entries is not None else self.value

    def written(self) -> str:
        """The section as it stands in the file."""
        inner = "".join(entry.lead + entry.text for entry in self.entries or ())
        return self.text + inner + self.tail


@dataclass
class Layout:
    """A file in pieces."""

    head: str
    sections: list[Section] = field(default_factory=list)

    def content(self) -> dict[str, Any]:
        """What the file says."""
        return {section.name: section.content() for section in self.sections}

    def written(self) -> str:
        """The file's text."""
        return self.head + "".join(section.written() for section in self.sections)


def cut(text: str) -> Layout:
    """The pieces of a file. Raises UncuttableError, or an error of ruamel.yaml, where it must be read as one."""
    parts: list[list[str]] = [[]]
    for line in text.splitlines(keepends=True):
        if _SECTION.match(line):
            parts.append([])
        elif line[0] not in " #\n" or line.startswith("\t"):
            raise UncuttableError
        parts[-1].append(line)
    if any(not _REST.fullmatch(line.rstrip("\n")) for line in parts[0]):
        raise UncuttableError
    sections = [_section(lines) for lines in parts[1:]]
    if len({section.name for section in sections}) < len(sections) or not sections:
        raise UncuttableError
    return Layout("".join(parts[0]), sections)


def _section(lines: list[str]) -> Section:
    """One section; blank and comment lines at its end are its tail."""
    found = _SECTION.match(lines[0])
    assert found
    end = len(lines)
    while end > 1 and _REST.fullmatch(lines[end - 1].rstrip("\n")):
        end -= 1
    name, tail = found[1], "".join(lines[end:])
    if name in LISTS and lines[0].partition("#")[0].strip() == f"{name}:":
        return Section(name, lines[0], entries=_entries(name, lines[1:end]), tail=tail)
    text = "".join(lines[:end])
    return Section(name, text, value=_value_of(name, text), tail=tail)


def _value_of(name: str, text: str) -> Any:
    """What a section that is no cut list says."""
    head, _, body = text.partition("\n")
    if body and head == f"{name}:":
        rows = body.splitlines()
        if all(row.startswith("  ") for row in rows):
            fields = parse_block("\n".join(row[2:] for row in rows))
            if fields and write_section(name, fields) == text:
                return fields
    found = plain(load(text))
    if not isinstance(found, dict) or list(found) != [name]:
        raise UncuttableError
    return found[name]


def _entries(name: str, lines: Sequence[str]) -> list[Entry]:
    """The entries of a list of the plan."""
    entries: list[Entry] = []
    lead, own = "", [""]
    for line in lines:
        if line.startswith("  - "):
            if own[0]:
                entries.append(_entry(name, lead, own))
                lead, own = _split_tail(own)
            own = [line]
        elif not own[0] and _REST.fullmatch(line.rstrip("\n")):
            lead += line
        elif own[0] and (line.startswith("    ") or _REST.fullmatch(line.rstrip("\n"))):
            own.append(line)
        else:
            raise UncuttableError
    if own[0]:
        entries.append(_entry(name, lead, own))
    return entries


def _split_tail(own: list[str]) -> tuple[str, list[str]]:
    """Lines at the end of an entry that belong before the next one."""
    end = len(own)
    while end > 1 and _REST.fullmatch(own[end - 1].rstrip("\n")):
        end -= 1
    return "".join(own[end:]), [""]


def _entry(name: str, lead: str, own: list[str]) -> Entry:
    end = len(own) - len(_split_tail(own)[0].splitlines())
    text = "".join(own[:end])
    value = parse_entry(text)
    if value is not None and write_entry(name, value) == text:
        return Entry(lead, text, value)
    found = plain(load(text))
    if not (isinstance(found, list) and len(found) == 1 and isinstance(found[0], dict)):
        raise UncuttableError
    return Entry(lead, text, found[0])


def write_section(name: str, value: Any) -> str:
    """A section of a mapping, or of a single value."""
    if isinstance(value, dict):
        return f"{name}:\n" + "".join(f"  {line}\n" for line in write_block(value).splitlines())
    return write_block({name: value})


def change_entry(name: str, entry: Entry, old: dict[str, Any], new: dict[str, Any]) -> Entry:
    """An entry with other values, `old` and `new` being its record before and after."""
    if write_entry(name, old) == entry.text:
        return Entry(entry.lead, write_entry(name, new), new)
    return Entry(entry.lead, updated(entry.text, [old], [new]), new)
