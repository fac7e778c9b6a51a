"""A plan file outlives processes that are killed, and processes that come all at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from closeplan_nlp.plan.planfile import read_plan

SCRIPT = Path(__file__).parent / "crashes.py"


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_random_points_200_times(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, SCRIPT, "kill", tmp_path, "200"], capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    old, new = map(int, done.stdout.split())
    assert old + new == 200
    assert old > 20
    assert new > 5


@pytest.mark.slow
def test_twenty_imports_at_once_lose_nothing(tmp_path: Path) -> None:
    commands = [[sys.executable, SCRIPT, "import", tmp_path, str(number)] for number in range(20)]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for command in commands]
    errors = [process.communicate(timeout=300)[1] for process in running]
    assert errors == [""] * 20
    plan = read_plan(tmp_path / "plan.yaml")
    assert [source.id for source in plan.sources] == [f"call-{number:02}" for number in range(20)]
    assert len(plan.items) == 60
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"plan.yaml", "plan.yaml.bak", ".plan.yaml.lock", ".closeplan.schema.json"}
