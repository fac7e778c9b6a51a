"""Finds and reads templates: those of the package, a folder of the user's own, or one file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from closeplan_nlp.errors import InputError, RequestError
from closeplan_nlp.plan.template import Template

BUILT_IN = Path(__file__).parent / "templates"
SUFFIXES = (".yaml", ".yml")
FOLDER_VARIABLE = "CLOSEPLAN_TEMPLATES"
LARGEST = 1_000_000


@dataclass(frozen=True)
class Listed:
    """A template with the file that it is in; `own` says that it is the user's."""

    template: Template
    path: Path
    own: bool


def list_templates(folder: Path | None = None) -> list[Listed]:
    """The built-in templates and those in `folder`, where one of the same name takes the built-in's place.

    Raises:
        InputError: the folder is missing, or a template is not valid.
    """
    found = {listed.template.name: listed for listed in _in_folder(BUILT_IN, own=False)}
    own: dict[str, Listed] = {}
    for listed in _in_folder(folder, own=True) if folder else ():
        name = listed.template.name
        if name in own:
            reason = f"the template {name!r} stands in {own[name].path.name} too"
            raise InputError(reason, where=str(listed.path), remedy="Give each template its own name")
        own[name] = listed
    return list((found | own).values())


def find_template(name: str, folder: Path | None = None) -> Template:
    """The template with this name, or in this file (a path that ends in .yaml or .yml).

    Raises:
        RequestError: there is no template of this name.
        InputError: its file cannot be read or is not valid.
    """
    if name.endswith(SUFFIXES):
        return read_template(Path(name))
    listed = {each.template.name: each.template for each in list_templates(folder)}
    if name not in listed:
        raise RequestError(f"there is no template {name!r}", remedy=f"Known ones: {', '.join(listed)}")
    return listed[name]


def template_of(profile: str | None, folder: Path | None = None) -> Template | None:
    """The template that a plan's `profile` names, or nothing where there is none."""
    if profile is None:
        return None
    return next((each.template for each in list_templates(folder) if each.template.name == profile), None)


def read_template(path: Path) -> Template:
    """The template in a YAML file.

    Raises:
        InputError: it cannot be read, is no YAML, or is no valid template; the reason names line or field.
    """
    content = _content(path)
    if not isinstance(content, dict):
        raise InputError("this is no template", where=str(path), remedy="closeplan template show startup shows one")
    try:
        return Template.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        remedy = "closeplan template show startup shows a valid one"
        raise InputError(f"{place}: {reason}" if place else reason, where=str(path), remedy=remedy) from error


def _in_folder(folder: Path, *, own: bool) -> list[Listed]:
    if not folder.is_dir():
        raise InputError("there is no such folder", where=str(folder), remedy="Check --folder or " + FOLDER_VARIABLE)
    paths = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    return [Listed(read_template(path), path, own) for path in paths]


def _content(path: Path) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        if path.stat().st_size > LARGEST:
            raise InputError("this is too large for a template", where=str(path), remedy="Check the path")
        return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else str(error.strerror)
        raise InputError(reason, where=str(path), remedy="Check the path") from error
    except UnicodeDecodeError as error:
        raise InputError("this is no UTF-8 text", where=str(path), remedy="Save it as UTF-8") from error
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        reason = getattr(error, "problem", None) or "this is no YAML"
        raise InputError(f"{place}{reason}", where=str(path), remedy="Mend the YAML") from error


def text_of(name: str, folder: Path | None = None) -> str:
    """The YAML of a template, comments and all, as the start of one's own. Raises as `find_template`."""
    template = find_template(name, folder)
    if name.endswith(SUFFIXES):
        return Path(name).read_text(encoding="utf-8")
    path = next(each.path for each in list_templates(folder) if each.template.name == template.name)
    return path.read_text(encoding="utf-8")
