"""Plan files: read and checked, changed under a lock, written whole or not at all, the last version kept beside.

A file that is no valid plan is refused with line and reason and stays untouched. A change reads the file, makes the new
plan and replaces the file in one step; who comes at the same time waits, so that nothing is lost. Editors know no lock:
where the file changed in the meantime, the change is made again on the new one.
"""

from __future__ import annotations

import glob
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from closeplan_nlp.errors import ClosePlanError, FormatError, InputError, RequestError
from closeplan_nlp.output import check_output, write_file
from closeplan_nlp.plan.layout import Layout, UncuttableError, cut
from closeplan_nlp.plan.rendering import SCHEMA_FILE, changed_text, json_text, new_text
from closeplan_nlp.plan.trouble import invalid, unreadable
from closeplan_nlp.plan.upgrades import upgraded
from closeplan_nlp.types import ClosePlan

PATIENCE = 60.0
"""Seconds to wait for another command that works on the same file."""
TRIES = 5
JSON_SUFFIX = ".json"
SUFFIXES = (".yaml", ".yml", JSON_SUFFIX)


@dataclass(frozen=True)
class PlanFile:
    """A plan file as read: its text, its pieces (None for JSON, and for YAML that is one piece), the plan."""

    path: Path
    text: str
    layout: Layout | None
    plan: ClosePlan

    def changed(self, plan: ClosePlan) -> str:
        """The text of the file with another plan."""
        if plan == self.plan:
            return self.text
        if is_json(self.path):
            return json_text(plan)
        text = changed_text(self.text, self.layout, self.plan, plan)
        if parse(text, self.path).plan != plan:
            raise ClosePlanError(
                "the change cannot be written into this layout",
                where=str(self.path),
                remedy="Write the plan's lists one entry under the other, without anchors",
            )
        return text


def is_json(path: Path) -> bool:
    """Whether a plan file is JSON, by its suffix."""
    return path.suffix.lower() == JSON_SUFFIX


def check_suffix(path: Path) -> None:
    """Refuse a name that is neither YAML's nor JSON's."""
    if path.suffix.lower() not in SUFFIXES:
        raise RequestError("a plan file is YAML or JSON", where=str(path), remedy="Name it NAME.yaml")


def read_plan(path: str | Path) -> ClosePlan:
    """The plan in a YAML or JSON file. Raises InputError or FormatError."""
    return read_plan_file(path).plan


def read_plan_file(path: str | Path) -> PlanFile:
    """A plan file, checked. Raises InputError where it cannot be read, FormatError where it is no plan."""
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "there is no such file" if missing else f"the file cannot be read ({error.strerror})"
        raise InputError(reason, where=str(path), remedy="Check the path") from error
    except UnicodeDecodeError as error:
        raise FormatError("this is no UTF-8 text", where=str(path)) from error
    return parse(text, path)


def parse(text: str, path: Path) -> PlanFile:
    """The plan in a file's text. Raises FormatError with line and reason."""
    layout, content = (None, _json_content(text, path)) if is_json(path) else _yaml_content(text, path)
    try:
        return PlanFile(path, text, layout, ClosePlan.model_validate(upgraded(content, str(path))))
    except ValidationError as error:
        raise invalid(error, text, path) from error


def _json_content(text: str, path: Path) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise unreadable(error, path) from error


def _yaml_content(text: str, path: Path) -> tuple[Layout | None, Any]:
    """The content, in pieces where the file can be cut."""
    from ruamel.yaml.error import YAMLError

    from closeplan_nlp.plan.roundtrip import load, plain

    try:
        layout = cut(text)
        return layout, layout.content()
    except (UncuttableError, YAMLError, ValueError, RecursionError):
        pass
    try:
        return None, plain(load(text))
    except (YAMLError, ValueError, RecursionError) as error:
        raise unreadable(error, path) from error


def change_plan(
    path: str | Path, change: Callable[[ClosePlan], ClosePlan], *, create: Callable[[], ClosePlan] | None = None
) -> tuple[ClosePlan | None, ClosePlan]:
    """Change a plan file under its lock; the plan before (None for a new file) and after.

    `change` gets the plan, `create` makes the one that a new file begins with; without it a missing file is an error.
    A change that changes nothing leaves the file alone.
    """
    path = Path(path)
    check_output(path)
    path = path.resolve()
    with locked(path):
        _sweep(path)
        for _ in range(TRIES):
            if create is not None and not path.exists():
                plan = change(create())
                write_new(path, plan)
                return None, plan
            raw = path.read_bytes() if path.exists() else b""
            file = read_plan_file(path)
            plan = change(file.plan)
            text = file.changed(plan)
            if text == file.text:
                return file.plan, plan
            if path.read_bytes() == raw:
                replace(path, _with_line_ends(text, raw), raw)
                return file.plan, plan
    raise ClosePlanError("the file changes all the time", where=str(path), remedy="Close the program that writes it")


def _with_line_ends(text: str, old: bytes) -> str:
    """The text with the line ends of the file that it replaces: those of Windows where all of them are."""
    windows = old.count(b"\r\n")
    return text.replace("\n", "\r\n") if windows and windows == old.count(b"\n") else text


def _sweep(path: Path) -> None:
    """Remove what commands left that were killed while they wrote; nobody else writes under the lock."""
    for left in path.parent.glob(f".{glob.escape(path.name)[:50]}*.part"):
        left.unlink(missing_ok=True)


def write_new(path: Path, plan: ClosePlan) -> None:
    """A new plan file, and for YAML the schema that editors check it with."""
    if is_json(path):
        write_file(path, json_text(plan), sync=True)
        return
    from closeplan_nlp.schemas import json_schema

    schema = path.with_name(SCHEMA_FILE)
    if not schema.exists():
        write_file(schema, json.dumps(json_schema("plan"), indent=1) + "\n")
    write_file(path, new_text(plan), sync=True)


def replace(path: Path, text: str, old: bytes) -> None:
    """Write the new version over the old one, which is kept as `NAME.bak`."""
    write_file(path.with_name(f"{path.name}.bak"), old.decode("utf-8"), sync=True)
    write_file(path, text, sync=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of a plan file; it is the system's, so that it goes with a process that dies."""
    from filelock import FileLock, Timeout

    lock = FileLock(path.with_name(f".{path.name}.lock"))
    try:
        lock.acquire(timeout=PATIENCE)
    except Timeout as error:
        raise ClosePlanError(
            "another command works on this plan", where=str(path), remedy="Try again when it is done"
        ) from error
    except OSError as error:
        raise ClosePlanError(f"the plan cannot be locked ({error.strerror})", where=str(path)) from error
    try:
        yield
    finally:
        lock.release()
