"""What the README says works: its commands and its Python, run as they stand on the sample calls."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sounds import write

from closeplan_nlp.audio.decoding import inspect_recording, read_sound
from closeplan_nlp.audio.sound import RATE
from closeplan_nlp.plan.incoming import read_incoming
from closeplan_nlp.plan.merging import empty_plan, merge
from closeplan_nlp.plan.planfile import change_plan

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SAMPLES = ROOT / "data" / "samples"
WHISPER = ROOT / "models" / "espeak-whisper"
EXCERPT = 30
"""Seconds of the sample recording that stand in for the README's recordings."""


def blocks(language: str) -> list[str]:
    """The code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def closeplan_commands() -> list[str]:
    """All `closeplan` commands in shell blocks, without comments; installing completion is left to people."""
    lines = [line.partition(" # ")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if re.search(r"\bcloseplan (?!--install)", line)]


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell command with the environment's `closeplan` in the path; recordings are heard by our small Whisper."""
    own = {"CLOSEPLAN_WHISPER_MODEL": str(WHISPER), "CLOSEPLAN_CACHE": str(folder / "cache"), "HF_HUB_OFFLINE": "1"}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env=os.environ | own | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the beginning of the sample recording in the containers that the README's commands name."""
    folder = tmp_path_factory.mktemp("recordings")
    sound = np.concatenate(list(read_sound(inspect_recording(SAMPLES / "orchard-clinic.ogg"), 2)), axis=1)
    for suffix in ("m4a", "wav", "mp3"):
        write(folder / f"call.{suffix}", [sound[:, : EXCERPT * RATE]])
    return folder


@pytest.fixture
def desk(tmp_path: Path, recordings: Path) -> Path:
    """A folder with the files that the README's commands name."""
    shutil.copytree(SAMPLES, tmp_path / "data" / "samples")
    for suffix in ("vtt", "srt", "txt"):
        shutil.copy(SAMPLES / f"orchard-clinic.{suffix}", tmp_path / f"call.{suffix}")
    shutil.copytree(recordings, tmp_path, dirs_exist_ok=True)
    paths = sorted(SAMPLES.glob("deal/*.items.json"))
    items = [read_incoming(str(path), lambda call: pytest.fail(call)) for path in paths]
    change_plan(tmp_path / "plan.yaml", lambda plan: merge(plan, items), create=empty_plan)
    (tmp_path / "deals").mkdir()
    shutil.copy(tmp_path / "plan.yaml", tmp_path / "deals" / "northwind.yaml")
    return tmp_path


def test_the_readme_has_commands() -> None:
    assert len(closeplan_commands()) >= 4
    assert blocks("python")


@pytest.mark.model
@pytest.mark.parametrize("command", closeplan_commands())
def test_commands_work(command: str, desk: Path) -> None:
    done = run(command, desk)
    assert done.returncode == (3 if re.search(r"check (?!.*--rules)", command) else 0), done.stderr
    assert done.stdout or any(Path(word).suffix for word in shlex.split(command) if (desk / word).exists())
    assert "Traceback" not in done.stderr


@pytest.mark.model
@pytest.mark.parametrize("code", blocks("python"))
def test_python_works(code: str, desk: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=desk, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_example_at_the_top_is_what_comes_out() -> None:
    command, *shown = blocks("text")[0].splitlines()
    done = run(command.removeprefix("$ "), ROOT)
    assert done.returncode == 0, done.stderr
    said = iter(line for line in done.stdout.splitlines() if line)
    missing = [line for line in shown if line and line != "…" and line not in said]  # in this order
    assert len(shown) > 8
    assert missing == []


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
