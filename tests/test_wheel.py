"""The wheel holds everything: installed anywhere, it summarises a call with the models inside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MOST_MEGABYTES = 60
PROFILES = ("startup", "midsize", "enterprise", "healthcare", "public-sector")
PAGES = ("batch/templates/overview.html", "reporting/templates/report.html")
PARTS = ("page.html", "plan.html", "parts.html", "page.css", "page.js")
DATA = {
    *PAGES,
    *(f"exporters/templates/{name}" for name in PARTS),
    *(f"plan/templates/{name}.yaml" for name in PROFILES),
}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contents of a wheel built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--disable-pip-version-check", "-w", folder, ROOT],
        check=True,
        capture_output=True,
        timeout=300,
    )
    (wheel,) = folder.glob("*.whl")
    assert wheel.stat().st_size < MOST_MEGABYTES * 1e6
    zipfile.ZipFile(wheel).extractall(folder / "site")
    assert {each.name for each in (folder / "site" / "closeplan_nlp" / "models").iterdir()} == {
        "en_closeplan",
        "voices",
    }
    return folder / "site"


@pytest.mark.model
def test_the_wheel_works_from_anywhere(unpacked: Path, tmp_path: Path) -> None:
    code = "import closeplan_nlp; from closeplan_nlp.nlp.pipeline import model_folder; print(model_folder('en'))"
    environment = os.environ | {"PYTHONPATH": str(unpacked)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert Path(done.stdout.strip()) == unpacked / "closeplan_nlp" / "models" / "en_closeplan"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "closeplan_nlp",
            "summarize",
            str(ROOT / "data/samples/orchard-clinic.vtt"),
            "-f",
            "json",
        ],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["items"]


def test_the_wheel_holds_what_the_package_needs(unpacked: Path) -> None:
    package = unpacked / "closeplan_nlp"
    names = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}
    assert {"py.typed", "models/en_closeplan/README.md"} | DATA <= names
    assert [name for name in names if name.endswith((".pkl", ".pickle", ".pt", ".pth", ".npy"))] == []
