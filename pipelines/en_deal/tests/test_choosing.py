"""The fit of the date scorer."""

from __future__ import annotations

import json
from pathlib import Path

import dues
import numpy as np
import pytest
from choosing import Example, fit, loss_of, names_of, part_of

from closeplan_nlp.nlp.dues.chooser import Chooser

NOTHING = {"nothing": 1.0}


def some(kind: str = "action_item", right: str = "last", count: int = 20) -> list[Example]:
    """Items of two dates, of which the one with a trait is right, and items of none."""
    rows = [NOTHING, {"last": 1.0, "inside": 1.0}, {"first": 1.0, "inside": 1.0}]
    hits = [False, right == "last", right == "first"]
    return [Example(kind, rows, hits)] * count + [Example(kind, [NOTHING, {"far": 1.0}], [True, False])] * count


def test_what_is_right_gets_the_weight() -> None:
    weights = fit(some(), least=1, shared=0.1, own=0.1)["all"]
    assert weights["last"] > weights["nothing"] > weights["far"]
    assert weights["last"] > weights["first"]


def test_kinds_may_differ() -> None:
    weights = fit([*some(), *some("milestone", "first")], least=1, shared=0.1, own=0.1)
    assert weights["milestone"]["first"] > 0 > weights["task"]["first"]
    assert weights["criterion"] == {}


def test_rare_traits_are_left_out() -> None:
    assert list(names_of(some(count=3), least=4)) == ["inside", "nothing"]
    assert fit(some(count=3), least=1000) == {group: {} for group in ("all", "criterion", "milestone", "task")}


def test_the_gradient_is_that_of_the_loss() -> None:
    examples = [*some(count=2), Example("milestone", [NOTHING, {"last": 0.5}, {"far": 2.0}], [False, True, True], 0.3)]
    names = names_of(examples, least=1)
    part = part_of(examples, names)
    weights = np.linspace(-0.5, 0.7, len(names))
    loss, gradient = loss_of(part, weights)
    for n in range(len(names)):
        step = np.zeros(len(names))
        step[n] = 1e-6
        assert (loss_of(part, weights + step)[0] - loss) / 1e-6 == pytest.approx(gradient[n], abs=1e-4)


def test_the_file_is_read_by_the_pipeline(tmp_path: Path) -> None:
    weights = fit(some(), least=1)
    dues.write(weights, tmp_path)
    assert Chooser.load(tmp_path) == Chooser(weights, dues.LEAST)
    assert json.loads((tmp_path / "dues.json").read_text())["least"] == dues.LEAST
