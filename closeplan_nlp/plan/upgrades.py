"""Bringing the content of older plan files to the version of today.

`UPGRADES` holds one function per older version, from it to the next. What people write by hand is helped along the same
way: a file without a version is taken for the oldest one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from closeplan_nlp.errors import FormatError
from closeplan_nlp.types import SCHEMA_VERSION

Content = dict[str, Any]


def _from_0(content: Content) -> Content:
    """Version 0, which had no number: the deal may be its name alone, texts of a person may stand alone."""
    deal = content.get("deal")
    people = content.get("participants") or []
    return {
        **content,
        "schema_version": "1.0",
        "deal": {"name": deal} if isinstance(deal, str) else deal,
        "participants": [{"name": each} if isinstance(each, str) else each for each in people],
    }


UPGRADES: dict[str, Callable[[Content], Content]] = {"0": _from_0}


def upgraded(content: Any, where: str) -> Any:
    """The content at today's version; lists that are left empty are empty lists.

    Raises FormatError for content that is no mapping, and for versions that are newer than this program.
    """
    if not isinstance(content, dict):
        raise FormatError("this is no plan", where=where, remedy="A plan has `deal` and `items`")
    version = str(content.get("schema_version") or "0")
    while version in UPGRADES:
        content = UPGRADES[version](content)
        version = content["schema_version"]
    if version.partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
        remedy = (
            "Install a newer closeplan-nlp" if version[:1].isdigit() else f'Write schema_version: "{SCHEMA_VERSION}"'
        )
        raise FormatError(f"version {version} of the plan file is not known here", where=where, remedy=remedy)
    empty = [name for name in ("participants", "items", "sources", "problems") if content.get(name, ()) is None]
    return {**content, "schema_version": version, **{name: [] for name in empty}}
