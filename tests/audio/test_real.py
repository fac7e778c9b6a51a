"""Real voices and real weights, where they are: `CLOSEPLAN_SPEECH` and `CLOSEPLAN_WHISPER_MODEL` name folders."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from closeplan_nlp.audio.decoding import inspect_recording, read_sound
from closeplan_nlp.audio.diarization import hear, tell_apart
from closeplan_nlp.audio.engine import speech_chances
from closeplan_nlp.audio.settings import AudioOptions
from closeplan_nlp.audio.speech import bridge, stretches_of
from closeplan_nlp.audio.transcribing import transcribe
from closeplan_nlp.evaluation.speakers import Spoken, read_rttm, score_speakers

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "key", "most"),
    [("telephone.flac", "sample", 0.06), ("voiced_call_1.mp3", "voiced_call_1", 0.02)],
)
def test_two_people(speech: Path, name: str, key: str, most: float) -> None:
    sound = np.concatenate([piece[0] for piece in read_sound(inspect_recording(speech / name), 1)])
    stretches = stretches_of(speech_chances(sound))
    found = tell_apart(hear(sound, stretches, 0, 0.0))
    assert found.count == 2
    times = [t for stretch in bridge(stretches, 0.25) for t in np.arange(stretch.start, stretch.end, 0.05)]
    heard = [Spoken(float(t), float(t) + 0.05, str(found.at(float(t) + 0.025, 0))) for t in times]
    reference = read_rttm((speech / name).with_suffix(".rttm").read_text())[key]
    assert score_speakers(reference, heard).error < most


@pytest.mark.slow
def test_the_sample_has_two_people_on_each_channel() -> None:
    from closeplan_nlp.audio.hearing import voices_of
    from closeplan_nlp.audio.layout import layout_of

    recording = inspect_recording(SAMPLES / "orchard-clinic.ogg")
    assert layout_of(recording, None).rows == 2
    from closeplan_nlp.audio.blocks import read_blocks
    from closeplan_nlp.audio.decoding import Decoded
    from closeplan_nlp.audio.hearing import speech_of

    (block,) = read_blocks(recording, 2, Decoded())
    found = tell_apart(voices_of(block, speech_of(block)))
    assert [len(set(found.labels[channel])) for channel in (0, 1)] == [2, 2]


def test_a_known_sentence(whisper: Path, speech: Path) -> None:
    transcript = transcribe(speech / "jfk.flac", AudioOptions(model=str(whisper), language="en", keep=False))
    text = " ".join(turn.text for turn in transcript.turns).lower()
    assert "ask not what your country can do for you" in text


@pytest.mark.parametrize("seconds", [5, 40])
def test_silence_and_noise_give_no_words(whisper: Path, tmp_path: Path, seconds: int) -> None:
    from sounds import write

    from closeplan_nlp.audio.sound import RATE
    from closeplan_nlp.errors import InputError

    noise = np.random.default_rng(1).normal(0, 0.02, (1, seconds * RATE)).astype(np.float32)
    path = write(tmp_path / "noise.wav", [noise])
    with pytest.raises(InputError, match=r"nobody talks|no words"):
        transcribe(path, AudioOptions(model=str(whisper), language="en"))
