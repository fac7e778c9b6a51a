"""Changing YAML that a person laid out: `ruamel.yaml` keeps comments, order, quotes and unknown fields."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import MutableMapping, MutableSequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from closeplan_nlp.plan.yamltext import needs_quotes

if TYPE_CHECKING:
    from ruamel.yaml import YAML

WIDTH = 1_000_000
"""Lines are not folded anew: a change to a field should change its line alone."""


def _yaml() -> YAML:
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = WIDTH
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def load(text: str) -> Any:
    """The content as ruamel's own mappings and lists, which know their lines. Raises YAMLError."""
    return _yaml().load(text)


def updated(text: str, old: Any, new: Any) -> str:
    """The text with the differences between two contents written into it; no comment is lost."""
    content = load(text)
    _update(content, old, new)
    stream = io.StringIO()
    _yaml().dump(content, stream)
    return _with_comments(stream.getvalue(), text)


def _update(place: Any, old: Any, new: Any) -> None:
    """Write into `place` what differs between `old` and `new`."""
    if isinstance(place, MutableMapping):
        _update_mapping(place, old, new)
    else:
        _update_list(place, old, new)


def _update_mapping(place: MutableMapping[str, Any], old: dict[str, Any], new: dict[str, Any]) -> None:
    for key in [key for key in old if key not in new]:
        place.pop(key, None)
    for number, (key, value) in enumerate(new.items()):
        if key in old and old[key] == value:
            continue
        if key in place and _alike(place[key], old.get(key), value):
            _update(place[key], old[key], value)
        elif key in place:
            place[key] = _styled(value)
        else:
            after = [k for k in list(new)[:number] if k in place]
            where = list(place).index(after[-1]) + 1 if after else 0
            place.insert(where, key, _styled(value))  # type: ignore[attr-defined]


def _update_list(place: MutableSequence[Any], old: list[Any], new: list[Any]) -> None:
    """Entries are changed in place where they are at the same place; else replaced."""
    for number, value in enumerate(new[: len(place)]):
        if number < len(old) and old[number] == value:
            continue
        if number < len(old) and _alike(place[number], old[number], value):
            _update(place[number], old[number], value)
        else:
            place[number] = _like(place, value)
    del place[len(new) :]
    place.extend([_like(place, value) for value in new[len(place) :]])


def _like(place: MutableSequence[Any], value: Any) -> Any:
    """A new entry in the style of its list's last one."""
    flow = place[-1].fa.flow_style() if place and hasattr(place[-1], "fa") else True
    return _one_line(value) if flow else _styled(value)


def _alike(place: Any, old: Any, new: Any) -> bool:
    """Whether all three are mappings, or lists, so that the inner differences can be written."""
    shape: Any = MutableMapping if isinstance(place, MutableMapping) else MutableSequence
    return all(isinstance(each, shape) for each in (place, old, new))


def _styled(value: Any) -> Any:
    """A new value as a plan file writes it: mappings in lists on one line, days as dates, odd texts in quotes."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, dict):
        return CommentedMap((key, _styled(each)) for key, each in value.items())
    if isinstance(value, list):
        return CommentedSeq(_one_line(each) for each in value)
    if isinstance(value, str) and len(value) == 10:
        with suppress(ValueError):
            return dt.date.fromisoformat(value)
    return _quoted(value) if isinstance(value, str) and needs_quotes(value) else value


def _one_line(value: Any) -> Any:
    """An entry of a list in flow style, its texts in quotes."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, dict):
        inner = CommentedMap((_quoted(key), _one_line(each)) for key, each in value.items() if each is not None)
        inner.fa.set_flow_style()
        return inner
    if isinstance(value, list):
        row = CommentedSeq(map(_one_line, value))
        row.fa.set_flow_style()
        return row
    return _quoted(value) if isinstance(value, str) else value


def _quoted(value: str) -> Any:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    return DoubleQuotedScalarString(value)


def _with_comments(text: str, old: str) -> str:
    """Comments on lines of their own that went with a removed field are put back, at the end."""
    kept = text.splitlines()
    lost = [line for line in old.splitlines() if line.lstrip().startswith("#") and line.strip() not in text]
    return "\n".join([*kept, *lost]) + "\n" if lost else text


def plain(value: Any) -> Any:
    """Content as plain dictionaries, lists, texts and numbers; days and times as ISO texts."""
    if isinstance(value, dict):
        return {plain(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    for kind in (str, bool, int, float):
        if isinstance(value, kind):
            return kind(value)
    return value
