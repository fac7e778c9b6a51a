"""The configuration of the review: read, found beside the plan, refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeplan_nlp.errors import InputError
from closeplan_nlp.plan.review import Limits, ReviewConfig, find_config, read_config


def written(folder: Path, text: str) -> Path:
    path = folder / "closeplan.toml"
    path.write_text(text)
    return path


def test_levels_and_limits(tmp_path: Path) -> None:
    path = written(
        tmp_path, '[check]\nsilence_days = 21\nconfidence = 1\n[check.levels]\noverdue = "off"\n[other]\nx = 1\n'
    )
    assert read_config(path) == ReviewConfig({"overdue": "off"}, Limits(silence_days=21, confidence=1))


def test_beside_the_plan_or_the_default(tmp_path: Path) -> None:
    assert find_config(tmp_path / "plan.yaml") == ReviewConfig()
    written(tmp_path, "[check]\nmoves = 1\n")
    assert find_config(tmp_path / "plan.yaml").limits.moves == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[check]\nsilence = 3\n", "no setting 'silence'. Known ones: soon_days, silence_days"),
        ("[check]\nmoves = -1\n", "moves must be a number from 0 to 3650"),
        ("[check]\nmoves = 1.5\n", "moves must be a number"),
        ("[check]\nmoves = true\n", "moves must be a number"),
        ('[check]\nmoves = "2"\n', "moves must be a number"),
        ("[check]\nconfidence = 2\n", "confidence must be a number from 0 to 1"),
        ("[check]\nconfidence = nan\n", "confidence must be a number from 0 to 1"),
        ('[check.levels]\noverdu = "off"\n', "no rule 'overdu'. Known ones: close-passed, overdue"),
        ('[check.levels]\noverdue = "loud"\n', "'loud' is no level (rule overdue). Use error, warning, hint, off"),
        ("check = 3\n", "check must be a table"),
        ("[check]\nlevels = 3\n", "levels must be a table"),
        ("[check\n", "this is no TOML"),
    ],
)
def test_what_means_nothing_is_refused(text: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_config(written(tmp_path, text))
    assert reason in str(caught.value)
    assert "closeplan.toml: " in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_config(tmp_path / "nowhere.toml")
    (tmp_path / "closeplan.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="no UTF-8"):
        read_config(tmp_path / "closeplan.toml")
