"""Reading a mapping file: YAML or TOML, checked, with the place of what is wrong."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from closeplan_nlp.errors import FormatError, InputError
from closeplan_nlp.exporters.mapping import FIELDS, Mapping


def read_mapping(path: Path) -> Mapping:
    """The mapping in a YAML or TOML file. Raises InputError where it cannot be read, FormatError with the place."""
    try:
        content = _content(path, path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "there is no such file" if missing else f"the file cannot be read ({error.strerror})"
        raise InputError(reason, where=str(path), remedy="Check the path given with --map") from error
    except UnicodeDecodeError as error:
        raise FormatError("this is no UTF-8 text", where=str(path)) from error
    try:
        mapping = Mapping.model_validate(content or {})
    except ValidationError as error:
        raise _invalid(error, path) from error
    _check_columns(mapping, path)
    return mapping


def _content(path: Path, text: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        if path.suffix.lower() == ".toml":
            return tomllib.loads(text)
        return YAML(typ="safe", pure=True).load(text)
    except (tomllib.TOMLDecodeError, YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise FormatError(f"this is no mapping file ({reason[:200]})", where=str(path)) from error


def _invalid(error: ValidationError, path: Path) -> FormatError:
    """The first trouble in words: its place in the file, what is wrong, what may stand there."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"]) or "the file"
    reason = "unknown entry" if first["type"] == "extra_forbidden" else first["msg"]
    sections = ", ".join(Mapping.model_fields)
    remedy = f"The sections are {sections}; README.md shows one" if first["type"] == "extra_forbidden" else None
    if first["type"] == "string_pattern_mismatch":
        reason, remedy = "this is no Salesforce id", "Ids have 15 or 18 letters and digits"
    return FormatError(f"{place}: {reason}", where=str(path), remedy=remedy)


def _check_columns(mapping: Mapping, path: Path) -> None:
    """Refuse columns that name no field."""
    for target in ("asana", "monday", "salesforce", "hubspot", "jira"):
        for name, column in getattr(mapping, target).columns.items():
            if column.field is not None and column.field not in FIELDS:
                place, known = f"{target}.columns.{name}", ", ".join(FIELDS)
                raise FormatError(
                    f"{place}: there is no field {column.field!r}",
                    where=str(path),
                    remedy=f"Use one of {known}, or {{text: …}} for the same text in every row",
                )
