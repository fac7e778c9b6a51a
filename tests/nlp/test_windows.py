"""Packing utterances into windows and pooling what the encoder says of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeplan_nlp.nlp.windows import MARKER_COUNT, Window, WindowSizes, assemble, make_windows, marker_index, pool

SMALL = WindowSizes(window=20, utterance=8, before=6, after=4)


def test_markers_are_six_different_ones() -> None:
    found = [marker_index(side, new) for side in ("seller", "customer", "unknown") for new in (False, True)]
    assert sorted(found) == list(range(MARKER_COUNT))
    assert marker_index("both", True) == marker_index("unknown", True) == marker_index("", True)


@pytest.mark.parametrize(
    ("lengths", "windows"),
    [
        ([], []),
        ([5], [Window(0, 1, 0, 1)]),
        ([6, 6, 6], [Window(0, 3, 0, 3)]),  # 18 and two for start and end: all in one
        # the core stops where less than `after` is left for context; the last utterance is read with one before it
        ([6, 6, 6, 6], [Window(0, 3, 0, 2), Window(1, 4, 2, 4)]),
        ([8, 8, 8], [Window(0, 2, 0, 1), Window(1, 3, 1, 3)]),  # too long to be anybody's context before
        ([1] * 30, [Window(0, 18, 0, 14), Window(8, 26, 14, 22), Window(16, 30, 22, 30)]),
    ],
)
def test_worked_examples(lengths: list[int], windows: list[Window]) -> None:
    assert make_windows(lengths, SMALL) == windows


sizes = st.builds(
    WindowSizes,
    window=st.integers(24, 400),
    utterance=st.just(10),
    before=st.integers(0, 12),
    after=st.integers(0, 12),
)


@given(st.lists(st.integers(1, 10), max_size=120), sizes)
def test_every_utterance_is_in_one_core_and_windows_fit(lengths: list[int], sizes: WindowSizes) -> None:
    windows = make_windows(lengths, sizes)
    cores = [place for w in windows for place in range(w.core_first, w.core_last)]
    assert cores == list(range(len(lengths)))
    for w in windows:
        assert 0 <= w.first <= w.core_first < w.core_last <= w.last <= len(lengths)
        assert sum(lengths[w.first : w.last]) + 2 <= sizes.window
        assert sum(lengths[w.first : w.core_first]) <= sizes.before
        # context behind the core is left out only where the next utterance is too long for what is kept free
        if w.last == w.core_last < len(lengths):
            assert lengths[w.last] > sizes.window - 2 - sum(lengths[w.first : w.last])


@given(st.lists(st.integers(1, 80), max_size=200))
def test_the_shipped_sizes_always_fit(lengths: list[int]) -> None:
    shipped = WindowSizes()
    assert all(sum(lengths[w.first : w.last]) + 2 <= shipped.window for w in make_windows(lengths, shipped))


def test_assemble_puts_start_and_end_around_the_window() -> None:
    ids, owner = assemble([[9], [1, 2, 3], [4, 5], [9]], Window(1, 3, 1, 2), 100, 101)
    assert ids.tolist() == [100, 1, 2, 3, 4, 5, 101]
    assert owner.tolist() == [-1, 0, 0, 0, 1, 1, -1]
    assert ids.dtype == owner.dtype == np.int64


@given(st.lists(st.integers(1, 6), min_size=1, max_size=12), st.integers(0, 2**32 - 1))
def test_pooling_is_the_marker_beside_the_mean(lengths: list[int], seed: int) -> None:
    _, owner = assemble([[7] * n for n in lengths], Window(0, len(lengths), 0, len(lengths)), 1, 2)
    hidden = np.random.default_rng(seed).normal(size=(len(owner), 3)).astype(np.float32)
    expected = [
        np.concatenate([hidden[owner == place][0], hidden[owner == place].mean(axis=0)])
        for place in range(len(lengths))
    ]
    found = pool(hidden, owner)
    assert found.shape == (len(lengths), 6)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, np.asarray(expected), rtol=1e-5, atol=1e-5)
