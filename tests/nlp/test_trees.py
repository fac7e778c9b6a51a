"""Boosted trees in numpy."""

from __future__ import annotations

import numpy as np
import pytest

from closeplan_nlp.nlp.trees import Trees


def ints(*rows: list[int]) -> np.ndarray:
    return np.asarray(rows, dtype=np.int64)


def floats(*rows: list[float]) -> np.ndarray:
    return np.asarray(rows, dtype=np.float32)


STUMPS = Trees(
    # the first tree asks for feature 1, then on the right for feature 0; the second is a leaf, padded
    feature=ints([1, 0, 0, 0, 0], [0, 0, 0, 0, 0]),
    threshold=floats([0.5, 0.0, 2.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0]),
    left=ints([1, 1, 3, 3, 4], [0, 1, 2, 3, 4]),
    right=ints([2, 1, 4, 3, 4], [0, 1, 2, 3, 4]),
    value=floats([0.0, -1.0, 0.0, 1.0, 3.0], [0.5, 0.0, 0.0, 0.0, 0.0]),
    start=np.asarray([-0.5], dtype=np.float32),
)


@pytest.mark.parametrize(
    ("row", "odds"),
    [
        ([9.0, 0.4], -1.0),
        ([9.0, 0.5], -1.0),  # at the threshold: left
        ([2.0, 0.6], 1.0),
        ([2.1, 0.6], 3.0),
    ],
)
def test_a_row_falls_to_one_leaf_of_each_tree(row: list[float], odds: float) -> None:
    assert STUMPS.chances(floats(row)).tolist() == pytest.approx([1 / (1 + np.exp(-odds))])


def test_rows_are_judged_each_for_itself() -> None:
    rows = floats([9.0, 0.4], [2.0, 0.6], [2.1, 0.6])
    assert STUMPS.chances(rows).tolist() == [float(STUMPS.chances(row[None])[0]) for row in rows]
    assert STUMPS.chances(np.zeros((0, 2), dtype=np.float32)).shape == (0,)


def test_what_is_written_is_read_again() -> None:
    arrays = STUMPS.written("risk")
    assert set(arrays) == {f"risk.{name}" for name in ("feature", "threshold", "left", "right", "value", "start")}
    again = Trees.read(arrays, "risk")
    assert again.chances(floats([2.1, 0.6])) == STUMPS.chances(floats([2.1, 0.6]))
    with pytest.raises(KeyError, match=r"milestone\.feature"):
        Trees.read(arrays, "milestone")
