"""The text of a plan file after a change: what did not change keeps its bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from closeplan_nlp.plan.layout import LISTS, Entry, Layout, Section, change_entry, write_section
from closeplan_nlp.plan.roundtrip import updated
from closeplan_nlp.plan.yamltext import write_entry, write_list
from closeplan_nlp.types import ClosePlan

SCHEMA_FILE = ".closeplan.schema.json"
HEAD = (
    f"# yaml-language-server: $schema={SCHEMA_FILE}\n"
    "# Edit anything: imports keep what people write, and offer what calls say instead as suggestions.\n"
    "# What calls said of an item stands in its `seen`; leave that to closeplan.\n"
)


def new_text(plan: ClosePlan) -> str:
    """A plan as a new YAML file."""
    content = json.loads(plan.model_dump_json())
    return HEAD + "\n".join(_section(name, value) for name, value in content.items())


def json_text(plan: ClosePlan) -> str:
    """A plan as a JSON file."""
    return plan.model_dump_json(indent=1) + "\n"


def _section(name: str, value: Any) -> str:
    if name in LISTS and isinstance(value, list):
        return write_list(name, value)
    return write_section(name, value)


def changed_text(text: str, layout: Layout | None, old: ClosePlan, new: ClosePlan) -> str:
    """The file's text with the differences of two plans; `layout` is None where the file is one piece."""
    before, after = json.loads(old.model_dump_json()), json.loads(new.model_dump_json())
    if layout is None:
        return updated(text, before, after)
    sections = [_changed(section, before, after) for section in layout.sections]
    known = {section.name for section in sections}
    for name, value in after.items():
        if name not in known and value != before.get(name):
            sections.append(Section(name, f"\n{_section(name, value)}"))
    return Layout(layout.head, sections).written()


def _changed(section: Section, before: dict[str, Any], after: dict[str, Any]) -> Section:
    name = section.name
    old: Any = before.get(name)
    new: Any = after.get(name)
    if old == new:
        return section
    if section.entries is not None:
        return Section(name, section.text, entries=_changed_entries(name, section.entries, old, new), tail=section.tail)
    if name in LISTS and not old and section.text.partition("#")[0].strip() in (f"{name}: []", f"{name}:"):
        return Section(name, write_list(name, new), tail=section.tail)
    if write_section(name, old) == section.text:
        return Section(name, write_section(name, new), tail=section.tail)
    return Section(name, updated(section.text, {name: old}, {name: new}), tail=section.tail)


def _changed_entries(
    name: str, entries: Sequence[Entry], old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]
) -> list[Entry]:
    """The entries of a list for new values, each beside the text of the entry that it comes from."""
    places = _places(name, old, new)
    found: list[Entry] = []
    orphans = "".join(_comments(entries[n]) for n in range(len(old)) if n not in places)
    for number, value in enumerate(new):
        place = places[number]
        if place is None:
            entry = Entry("", write_entry(name, value), value)
        elif old[place] == value:
            entry = entries[place]
        else:
            entry = change_entry(name, entries[place], old[place], value)
        found.append(Entry(_lead(name, entry.lead, first=number == 0), entry.text, entry.value))
    if orphans and found:
        found[0] = Entry(orphans + found[0].lead, found[0].text, found[0].value)
    return found


def _lead(name: str, lead: str, *, first: bool) -> str:
    """A blank line between items, none before the first; other lines before an entry stay."""
    if name != "items":
        return lead
    if first:
        return "" if not lead.strip() else lead
    return lead or "\n"


def _comments(entry: Entry) -> str:
    """The comments on lines of their own in and before an entry that goes."""
    lines = (entry.lead + entry.text).splitlines(keepends=True)
    return "".join(line for line in lines if line.lstrip().startswith("#"))


def _places(name: str, old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> list[int | None]:
    """For each new value the place of the old one that it goes on from, or None."""
    where: dict[Any, int] = {}
    for number, value in enumerate(old):
        for key in _keys(name, value):
            where.setdefault(key, number)
    taken: set[int] = set()
    places: list[int | None] = [None] * len(new)
    for rank in (0, 1):
        for number, value in enumerate(new):
            keys = _keys(name, value)
            spots = (where[key] for key in (keys[1:] if rank else keys[:1]) if key in where)
            spot = next((each for each in spots if each not in taken), None)
            if places[number] is None and spot is not None:
                places[number] = spot
                taken.add(spot)
    return places


def _keys(name: str, value: dict[str, Any]) -> list[Any]:
    """What an entry is known by, best first."""
    if name == "items":
        return [value["id"], *((seen["source"], seen["item"]) for seen in value.get("seen", ()))]
    if name == "problems":
        return [json.dumps(value, sort_keys=True)]
    return [value.get("name") or value.get("id")]
