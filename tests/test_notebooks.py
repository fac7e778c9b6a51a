"""The notebooks run from top to bottom on the samples, without an error or a warning, and are saved without outputs."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CALLS = 5
"""Validation calls that the test leaves; all of them take a minute."""
STRICT = "import warnings\n\nwarnings.simplefilter('error')"
MOST_LINES = 25

pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout as the notebooks see it: themselves, the samples, some of the annotated calls."""
    import matplotlib.font_manager  # noqa: F401  (its first import on a machine makes a cache, and says so)

    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "data" / "samples", folder / "data" / "samples")
    training = folder / "data" / "training"
    training.mkdir()
    (folder / "notebooks").mkdir()
    split = json.loads((ROOT / "data" / "training" / "split.json").read_text(encoding="utf-8"))
    split["validation"] = split["validation"][:CALLS]
    (training / "split.json").write_text(json.dumps(split), encoding="utf-8")
    for name in split["validation"]:
        for suffix in (".json", ".items.json"):
            shutil.copy(ROOT / "data" / "training" / f"{name}{suffix}", training)
    return folder


@pytest.fixture
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kernels leave their history and finished work here, not at the user's."""
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR", "CLOSEPLAN_CACHE"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


def read(path: Path) -> Any:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.usefixtures("own_folders")
def test_it_runs_without_errors_and_warnings(path: Path, desk: Path) -> None:
    shutil.copy(path, desk / "notebooks")
    notebook = read(desk / "notebooks" / path.name)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(STRICT))
    where = {"metadata": {"path": str(desk / "notebooks")}}
    NotebookClient(notebook, timeout=240, resources=where).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    assert outputs


def test_it_is_saved_without_outputs(path: Path) -> None:
    for cell in read(path).cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    assert path.read_text(encoding="utf-8").endswith("}\n")


def test_it_names_no_folder_of_a_machine(path: Path) -> None:
    assert re.findall(r"(?:/(?:home|root|tmp|usr|work|Users|mnt)/|[A-Z]:\\\\)", path.read_text(encoding="utf-8")) == []


def test_it_holds_no_logic(path: Path) -> None:
    sources = [cell.source for cell in read(path).cells if cell.cell_type == "code"]
    assert [source for source in sources if re.search(r"^\s*(def|class|while) ", source, re.MULTILINE)] == []
    assert [source for source in sources[1:] if source.count("\n") >= MOST_LINES] == []
    assert "closeplan_nlp" in sources[0]
