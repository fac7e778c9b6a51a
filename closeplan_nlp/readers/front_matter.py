"""YAML between two lines of `---` in front of a text, as note-taking programs write it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from closeplan_nlp.readers.cleaning import clean
from closeplan_nlp.readers.headers import KEYS, MAYBE_KEYS
from closeplan_nlp.types import Problem

_BLOCK = re.compile(r"\s{0,9}---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_KEY = re.compile(r"^[\w][\w -]{0,40}:(?:\s|$)", re.MULTILINE)
_NAMES = ("name", "title", "email", "address")
Entry = tuple[str, str]


def split_front_matter(text: str) -> tuple[str, list[Entry], tuple[Problem, ...]]:
    """The text with the block's lines blank, what the block says (as header lines do), and what is wrong with it."""
    found = _BLOCK.match(text)
    if not found or not _KEY.match(found[1]):
        return text, [], ()
    data, trouble = _parsed(found[1])
    rest = "\n" * text.count("\n", 0, found.end()) + text[found.end() :]
    known = KEYS | MAYBE_KEYS
    entries = [
        (known[key], value) for name, value in data.items() if (key := _plain(name)) in known for value in _flat(value)
    ]
    return rest, entries, trouble


def _parsed(block: str) -> tuple[dict[Any, Any], tuple[Problem, ...]]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        data = YAML(typ="safe", pure=True).load(block)
    except (YAMLError, ValueError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        reason = f"the YAML in front of the text is damaged ({getattr(error, 'problem', None) or type(error).__name__})"
        return _by_line(block), (Problem(place=f"line {line}", reason=reason),)
    return (data, ()) if isinstance(data, dict) else ({}, ())


def _by_line(block: str) -> dict[str, str]:
    """What can be read of a damaged block."""
    pairs = (line.partition(":") for line in block.split("\n") if _KEY.match(line))
    return {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}


def _plain(name: object) -> str:
    return str(name)[:60].strip().lower().replace("_", " ").replace("-", " ")


def _flat(value: Any) -> Iterable[str]:
    """A value as header lines have it; a list as one entry for each, of a mapping its name."""
    if isinstance(value, list):
        return [text for each in value[:200] if not isinstance(each, list) for text in _flat(each)]
    if isinstance(value, dict):
        return [str(value[key]) for key in _NAMES if isinstance(value.get(key), str)][:1]
    if isinstance(value, dt.datetime):
        return [value.date().isoformat()]
    return [clean(str(value))[:500]] if isinstance(value, str | int | float | dt.date) else []
