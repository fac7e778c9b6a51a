"""The package from outside: its names, its weight, its typing marker."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest

import closeplan_nlp

HEAVY = {"torch", "transformers", "spacy", "thinc", "onnxruntime", "scipy", "pandas", "faster_whisper"}


def loaded(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after this code."""
    code += "\nimport sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def test_all_is_flat_sorted_and_resolves() -> None:
    names = closeplan_nlp.__all__
    assert len(names) == len(set(names))
    groups = [
        [n for n in names if n.isupper()],
        [n for n in names if not n.isupper() and n[0].isupper()],
        [n for n in names if n[0].islower() or n[0] == "_"],
    ]
    assert names == [name for group in groups for name in sorted(group)]
    assert all(getattr(closeplan_nlp, name) is not None for name in names)
    assert set(names) == {*closeplan_nlp._WHERE, "__version__"}
    assert set(names) <= set(dir(closeplan_nlp))


def test_star_import_gives_the_public_names() -> None:
    space: dict[str, object] = {}
    exec("from closeplan_nlp import *", space)
    assert set(closeplan_nlp.__all__) <= set(space)


def test_other_names_do_not_exist() -> None:
    with pytest.raises(AttributeError, match="'closeplan_nlp' has no attribute 'summarise'"):
        _ = closeplan_nlp.summarise
    assert not hasattr(closeplan_nlp, "_WHERE_")


def test_public_names_are_where_type_checkers_look() -> None:
    text = Path(closeplan_nlp.__file__).read_text()
    block = text.split("if TYPE_CHECKING:")[1].split("__version__")[0]
    found = {
        name.strip(): module.removeprefix("closeplan_nlp.")
        for module, names in re.findall(r"from (\S+) import (.+)", block)
        for name in names.split(",")
    }
    assert found == closeplan_nlp._WHERE


def test_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", closeplan_nlp.__version__)
    assert version("closeplan-nlp") == closeplan_nlp.__version__


def test_typed() -> None:
    assert (Path(closeplan_nlp.__file__).parent / "py.typed").is_file()


def test_importing_the_package_is_light() -> None:
    assert not loaded("import closeplan_nlp") & (HEAVY | {"numpy", "pydantic", "jinja2", "typer"})


def test_records_and_readers_are_light() -> None:
    assert (
        not loaded("from closeplan_nlp import Transcript, KINDS, ClosePlanError, read_transcript, json_schema") & HEAVY
    )


def test_exporting_needs_no_language_work() -> None:
    assert (
        not loaded("from closeplan_nlp import ClosePlan, Deal, export; export(ClosePlan(deal=Deal(name='x')), 'md')")
        & HEAVY
    )


def test_spacy_finds_our_components() -> None:
    names = {point.name for point in entry_points(group="spacy_factories")}
    assert {"closeplan_utterances", "closeplan_classifier", "closeplan_dates"} <= names
    assert all(callable(point.load()) for point in entry_points(group="spacy_factories") if "closeplan" in point.name)
