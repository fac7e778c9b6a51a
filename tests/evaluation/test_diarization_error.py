"""The diarization error rate, by hand on small cases."""

from __future__ import annotations

import pytest

from closeplan_nlp.evaluation.speakers import Spoken, pooled, read_rttm, score_speakers

TRUTH = [Spoken(0, 10, "a"), Spoken(10, 20, "b")]


def test_names_do_not_matter() -> None:
    assert score_speakers(TRUTH, [Spoken(0, 10, "x"), Spoken(10, 20, "y")], collar=0).error == 0


def test_missed_invented_and_confused() -> None:
    score = score_speakers(TRUTH, [Spoken(0, 8, "x"), Spoken(10, 18, "x"), Spoken(18, 25, "y")], collar=0)
    assert (score.total, score.missed) == (pytest.approx(20), pytest.approx(2))
    assert score.invented == pytest.approx(5)
    assert score.confused == pytest.approx(8)
    assert score.error == pytest.approx(15 / 20)


def test_the_collar_is_left_out() -> None:
    late = [Spoken(0, 10.2, "x"), Spoken(10.2, 20.2, "y")]
    assert score_speakers(TRUTH, late).error == 0
    assert score_speakers(TRUTH, late, collar=0).error > 0


def test_overlaps_count_once_per_speaker() -> None:
    both = [Spoken(0, 10, "a"), Spoken(0, 10, "b")]
    assert score_speakers(both, [Spoken(0, 10, "x")], collar=0).error == pytest.approx(0.5)


def test_nothing_said() -> None:
    assert score_speakers([], []).error == 0
    assert score_speakers([], [Spoken(0, 1, "x")]).error == 1


def test_pooled_and_rttm() -> None:
    score = pooled([score_speakers(TRUTH, TRUTH), score_speakers(TRUTH, [])])
    assert score.error == pytest.approx(0.5)
    found = read_rttm("SPEAKER call 1 1.5 2.0 <NA> <NA> dana <NA> <NA>\nSPKR-INFO call 1 x\n")
    assert found == {"call": [Spoken(1.5, 3.5, "dana")]}
