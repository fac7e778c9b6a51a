"""Plan files: read and checked, changed and written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from closeplan_nlp.errors import FormatError, InputError
from closeplan_nlp.output import write_file
from closeplan_nlp.types import ClosePlan


def read_plan(path: str | Path) -> ClosePlan:
    """The plan in a YAML or JSON file. Raises InputError or FormatError."""
    path = Path(path)
    try:
        return ClosePlan.model_validate(_content(path, path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "there is no such file" if missing else f"the file cannot be read ({error.strerror})"
        raise InputError(reason, where=str(path), remedy="Check the path") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise FormatError(f"{place}: {first['msg']}", where=str(path), remedy="This is no plan file") from error


def _content(path: Path, text: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return json.loads(text) if path.suffix.lower() == ".json" else YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError) as error:
        raise FormatError("this is neither YAML nor JSON", where=str(path)) from error


def change_plan(path: str | Path, change: Callable[[ClosePlan], ClosePlan]) -> tuple[ClosePlan | None, ClosePlan]:
    """Change a plan file; the plan before and after. A change that changes nothing leaves the file alone."""
    from closeplan_nlp.exporters.jsonfile import write_json
    from closeplan_nlp.exporters.yamlfile import write_yaml

    path = Path(path)
    before = read_plan(path)
    after = change(before)
    if after != before:
        write_file(path, (write_json if path.suffix.lower() == ".json" else write_yaml)(after))
    return before, after
