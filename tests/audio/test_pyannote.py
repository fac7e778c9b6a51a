"""pyannote's turns as ours; its absence is said in one line."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from closeplan_nlp.audio.diarization import Voices, known_diarizer
from closeplan_nlp.audio.pyannote import from_turns
from closeplan_nlp.audio.sound import Stretch
from closeplan_nlp.errors import RequestError

NOBODY = Voices((), (), np.zeros((0, 256), np.float32))


def test_turns_become_points_in_time() -> None:
    found = from_turns([(Stretch(5.0, 8.0), "B"), (Stretch(0.0, 4.0), "A"), (Stretch(9.0, 9.01), "B")])
    assert found.count == 2
    assert [found.at(time, 0) for time in (1.0, 6.0, 9.0, 4.2)] == [0, 1, 1, 0]


def test_it_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyannote.audio", None)
    with pytest.raises(RequestError, match=r"pip install closeplan-nlp\[pyannote\]"):
        known_diarizer("pyannote")(Path("call.wav"), NOBODY, None)


def test_one_channel_alone() -> None:
    two = Voices((Stretch(0, 1), Stretch(0, 1)), (0, 1), np.zeros((2, 256), np.float32))
    with pytest.raises(RequestError, match="one channel"):
        known_diarizer("pyannote")(Path("call.wav"), two, None)
