"""`closeplan train`: faults are named, and the project's steps are run with the user's folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from deals import Result, Run
from training.conftest import ITEM, Write

from closeplan_nlp.training import project as training

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = ROOT / "pipelines" / "en_deal"


def refused(result: Result, words: str, code: int) -> None:
    assert (result.code, result.out) == (code, "")
    (line,) = result.err.splitlines()
    assert words in line
    assert "internal error" not in line


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would be run, instead of running it."""
    found: list[list[str]] = []

    def remember(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        found.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", remember)
    return found


def test_good_calls_are_counted_and_nothing_is_run(run: Run, write: Write, commands: list[list[str]]) -> None:
    result = run("train", "--data", write("one", ITEM), "--check")
    assert (result.code, result.out, result.err) == (0, "1 calls, 2 turns, 1 items: no faults\n", "")
    assert commands == []


@pytest.mark.parametrize("options", [[], ["--check"]])
def test_faults_stop_it_with_their_own_exit_code(
    run: Run, write: Write, commands: list[list[str]], options: list[str]
) -> None:
    folder = write("one", {**ITEM, "due": "soon"}, {**ITEM, "text": ""})
    result = run("train", "--data", folder, *options)
    assert (result.code, result.out) == (3, "")
    assert [line.split(": ")[3] for line in result.err.splitlines()] == [
        "due 'soon' is no day, month or quarter. Write 2026-03-06, 2026-03 or 2026-Q1",
        "no text. Say in `text` what is to be done, or what holds",
    ]
    assert commands == []


def test_the_project_runs_with_the_folder(
    run: Run, write: Write, commands: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = write("one", ITEM)
    result = run("train", "--data", "calls", "-o", "model", "--public", "corpora")
    assert (result.code, result.out) == (0, f"{tmp_path / 'model'}\n")
    assert f"adding 1 calls, 2 turns, 1 items to those of {PROJECT}" in result.err
    (command,) = commands
    assert command[:7] == [sys.executable, "-m", "weasel", "run", "all", str(PROJECT), "--force"]
    assert {f"--vars.more={folder}", f"--vars.model={tmp_path / 'model'}", f"--vars.data={tmp_path / 'corpora'}"} < set(
        command
    )


def test_without_a_place_the_model_goes_into_the_project(run: Run, write: Write, commands: list[list[str]]) -> None:
    folder = write("one", ITEM)
    assert run("train", "--data", folder).out == f"{PROJECT / 'build/own/en_closeplan'}\n"
    assert run("train", "--data", folder, "--small", "-q") == (0, f"{PROJECT / 'build/own/small/en_closeplan'}\n", "")
    assert "small" in commands[1]


@pytest.mark.parametrize(
    ("small", "script", "folder"), [(False, "scripts/train.py", "my calls"), (True, "train.py --small", "calls")]
)
def test_the_project_takes_the_command(tmp_path: Path, small: bool, script: str, folder: str) -> None:
    """Weasel itself says what it would run: every training gets the folder, blanks and all."""
    command = training.Run(PROJECT, tmp_path / folder, tmp_path / "model", None, small).command()
    done = subprocess.run([*command, "--dry"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if script in line]
    assert lines
    assert all(f"--data={tmp_path / folder}" in line for line in lines)
    assert f"--out {tmp_path / 'model'}" in done.stdout


def test_a_step_that_fails_is_one_line(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 7))
    refused(run("train", "-q", "--data", write("one", ITEM)), "a step of the training failed (exit code 7)", 1)


def test_outside_a_checkout(run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(training, "__file__", str(tmp_path / "site" / "closeplan_nlp" / "training" / "project.py"))
    folder = write("one", ITEM)
    refused(run("train", "--data", folder), "pipelines/en_deal: there is no training project here", 1)
    refused(run("train", "--data", folder, "--project", tmp_path), f"{tmp_path}: there is no training project", 1)


def test_packages_that_only_training_needs(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(training.NEEDED, "no_such_module", "no-such-package")
    refused(run("train", "--data", write("one", ITEM)), "not installed: no-such-package. In the checkout: pip", 1)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("calls", "the pipeline would replace what is there"),
        ("calls/one.json", "the pipeline would replace what is there"),
        (str(ROOT / "models" / "en_closeplan"), "where the shipped models are"),
        ("it's", "cannot take a path with quotes"),
    ],
)
def test_places_that_are_taken(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    refused(run("train", "--data", write("one", ITEM), "-o", place), words, 2)


def test_an_earlier_model_of_ones_own_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "closeplan_classifier").mkdir()
    (tmp_path / "meta.json").write_text("{}")
    training.check_place(tmp_path, PROJECT)
    training.check_place(tmp_path / "new", PROJECT)
