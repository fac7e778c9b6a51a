"""Writing plan files as YAML that is pleasant to edit, and reading back at once what was written that way.

Fields that people change stand first, one per line; evidence, history and `seen` below, one line per entry, as JSON
(which is YAML). `parse_block` reads that form alone and returns None for any other, which `ruamel.yaml` then
reads. So a plan of thousands of items loads in a second; nothing that a person wrote is misread, because the block
must be exactly what `write_block` makes of what was read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from closeplan_nlp.kinds import KINDS

DAYS = frozenset(("due", "start", "done_on", "dropped", "confirmed", "date", "target_close"))
"""Fields whose days are written as YAML dates, without quotes."""
LOOKS_LIKE_ANOTHER_TYPE = re.compile(
    r"y|n|yes|no|on|off|true|false|null|~|<<|="
    r"|[-+.]?(nan|inf)"
    r"|[-+]?[\d_,.:]+(e[-+]?\d+)?|0[xob][\da-f_]+"
    r"|\d{4}-\d{1,2}(-\d{1,2}.*)?",
    re.IGNORECASE,
)
"""What some YAML reader, of version 1.1 or 1.2, takes for a number, a time, a date or a bool."""
_PLAIN = re.compile(r"[^\W\d_](?:[^:#]|:(?=\S)|(?<=\S)#)*", re.UNICODE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_UNSAFE = re.compile("[\x7f-\x9f\u00ad\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_LINE = re.compile(r"([a-z][a-z0-9_]*):(?: (.+))?")
_OPTIONAL = ("due_text", "condition", "category", "importance", "status", "confidence")


def write_list(name: str, entries: list[dict[str, Any]]) -> str:
    """A top-level list: its key and its entries, a blank line between items."""
    if not entries:
        return f"{name}: []\n"
    between = "\n" if name == "items" else ""
    return f"{name}:\n" + between.join(write_entry(name, entry) for entry in entries)


def write_entry(name: str, entry: Mapping[str, Any]) -> str:
    """One entry of a top-level list, `name` being the list's key."""
    lines = write_block(_shown(name, entry)).splitlines(keepends=True)
    return "".join(("  - " if number == 0 else "    ") + line for number, line in enumerate(lines))


def _shown(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an entry that are worth a line: those that are set, and those that a person may want to fill."""
    if name == "participants":
        return dict(entry)
    if name != "items":
        return {key: value for key, value in entry.items() if value is not None}
    kind = KINDS.get(str(entry.get("kind")))
    filled = {"category": bool(kind and kind.categories), "importance": bool(kind and kind.has_importance)}
    filled["status"] = bool(kind and kind.has_status)
    hidden = {key for key in _OPTIONAL if entry.get(key) is None and not filled.get(key)}
    hidden |= {key for key in ("evidence",) if not entry.get(key)}
    return {key: value for key, value in entry.items() if key not in hidden}


def write_block(fields: Mapping[str, Any]) -> str:
    """A mapping as lines of YAML, lists of mappings one entry a line."""
    lines = []
    for key, value in fields.items():
        if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
            lines += [f"{_key(key)}:", *(f"  - {_json(_set(each))}" for each in value)]
        else:
            text = _scalar(key, value)
            lines.append(f"{_key(key)}: {text}" if text else f"{_key(key)}:")
    return "".join(f"{line}\n" for line in lines)


def _set(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry of one line says: its fields that are set."""
    return {key: value for key, value in entry.items() if value is not None}


def _key(key: str) -> str:
    return key if _LINE.fullmatch(f"{key}:") and not LOOKS_LIKE_ANOTHER_TYPE.fullmatch(key) else _json(key)


def _scalar(key: str, value: Any) -> str:
    """A value on one line."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return _json(value)
    if _DAY.fullmatch(value) and key in DAYS:
        return value
    return _json(value) if needs_quotes(value) else value


def needs_quotes(value: str) -> bool:
    """Whether a text would not read back as itself without quotes."""
    plain = _PLAIN.fullmatch(value) and value.isprintable() and value == value.strip() and not _UNSAFE.search(value)
    return not plain or value.endswith(":") or bool(LOOKS_LIKE_ANOTHER_TYPE.fullmatch(value))


def _json(value: Any) -> str:
    """JSON that is YAML too: what YAML takes for a line break, or may not hold, is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def parse_entry(text: str) -> dict[str, Any] | None:
    """An entry of a list as `write_entry` lays it out, or None: the caller compares, and reads it as YAML."""
    if not text.startswith("  - "):
        return None
    lines = text.splitlines()
    if any(not line.startswith("    ") for line in lines[1:]):
        return None
    return parse_block("\n".join(line[4:] for line in lines))


def parse_block(text: str) -> dict[str, Any] | None:
    """A mapping as `write_block` writes it, or None."""
    fields: dict[str, Any] = {}
    key = ""
    try:
        for line in text.split("\n"):
            if line.startswith("  - {") and isinstance(fields.get(key, 0), list | None):
                fields[key] = [*(fields[key] or ()), json.loads(line[4:])]
            elif found := _LINE.fullmatch(line):
                key = found[1]
                if key in fields:
                    return None
                fields[key] = _value(key, found[2])
            elif line:
                return None
    except ValueError:
        return None
    return fields


def _value(key: str, text: str | None) -> Any:
    if text is None:
        return None
    if text[0] in '"[{' or _NUMBER.fullmatch(text) or text in ("true", "false"):
        return json.loads(text)
    return text
