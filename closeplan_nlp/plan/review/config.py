"""Levels and limits of the review, from a small TOML file.

    [check]
    silence_days = 21

    [check.levels]
    unconfirmed = "off"
    no-date = "error"

The keys of `[check]` are those of `Limits`, those of `[check.levels]` the keys of `RULES`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from closeplan_nlp.errors import InputError
from closeplan_nlp.plan.review.view import Limits

NAME = "closeplan.toml"
SETTINGS = ("error", "warning", "hint", "off")
_NUMBERS: dict[str, type] = {each.name: type(each.default) for each in fields(Limits)}


@dataclass(frozen=True)
class ReviewConfig:
    """What a user has set: a level (or `off`) by key of a rule, and limits."""

    levels: Mapping[str, Any] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)


def find_config(plan: Path) -> ReviewConfig:
    """The configuration beside a plan file, `closeplan.toml`; the default where there is none."""
    path = plan.parent / NAME
    return read_config(path) if path.is_file() else ReviewConfig()


def read_config(path: Path) -> ReviewConfig:
    """The configuration in a TOML file.

    Raises:
        InputError: it cannot be read, or holds a key or value that means nothing.
    """
    section = _load(path).get("check", {})
    if not isinstance(section, dict):
        raise _refused(path, "check must be a table", "Begin it with [check]")
    levels = section.get("levels", {})
    limits = {key: value for key, value in section.items() if key != "levels"}
    _check_levels(path, levels)
    for key, value in limits.items():
        _check_limit(path, key, value)
    return ReviewConfig(levels, Limits(**limits))


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else str(error.strerror)
        raise InputError(reason, where=str(path), remedy="Check --config") from error
    except UnicodeDecodeError as error:
        raise _refused(path, "this is no UTF-8 text", "Save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise _refused(path, f"this is no TOML: {error}", "Mend it") from error


def _check_levels(path: Path, levels: Any) -> None:
    from closeplan_nlp.plan.review.rules import RULES

    if not isinstance(levels, dict):
        raise _refused(path, "levels must be a table", "Begin it with [check.levels]")
    for key, level in levels.items():
        if key not in RULES:
            raise _refused(path, f"there is no rule {key!r}", f"Known ones: {', '.join(RULES)}")
        if level not in SETTINGS:
            raise _refused(path, f"{level!r} is no level (rule {key})", f"Use {', '.join(SETTINGS)}")


def _check_limit(path: Path, key: str, value: Any) -> None:
    if key not in _NUMBERS:
        raise _refused(path, f"there is no setting {key!r}", f"Known ones: {', '.join(_NUMBERS)}")
    most = 1 if _NUMBERS[key] is float else 3650
    if not _is_number(value, _NUMBERS[key]) or not 0 <= value <= most:
        raise _refused(path, f"{key} must be a number from 0 to {most}", "Correct it")


def _is_number(value: Any, kind: type) -> bool:
    return not isinstance(value, bool) and isinstance(value, (int, float) if kind is float else int)


def _refused(path: Path, reason: str, remedy: str) -> InputError:
    return InputError(reason, where=str(path), remedy=remedy)
