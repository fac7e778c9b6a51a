"""Telling people apart with pyannote.audio, for those who have access to its weights (the extra `pyannote`).

Mono recordings alone: `HF_TOKEN` or a folder in `CLOSEPLAN_PYANNOTE` gives access to the pipeline.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from closeplan_nlp.audio.decoding import inspect_recording, read_sound
from closeplan_nlp.audio.diarization import Speakers, Voices
from closeplan_nlp.audio.sound import RATE, Stretch
from closeplan_nlp.errors import ModelError, RequestError

PIPELINE = "pyannote/speaker-diarization-3.1"
STEP = 0.1
"""Seconds from one point to the next at which the speaker is noted."""


def diarize(recording: Path, voices: Voices, people: int | None) -> Speakers:
    """Who speaks when, as pyannote says. Raises RequestError or ModelError where it cannot be used."""
    if set(voices.channels) - {0}:
        raise RequestError("pyannote reads recordings with one channel", remedy="Use --channels mix")
    import numpy as np

    pipeline, torch = _pipeline()
    sound = np.concatenate(list(read_sound(inspect_recording(recording), 1)), axis=1)
    options = {"num_speakers": people} if people else {}
    found = pipeline({"waveform": torch.from_numpy(sound), "sample_rate": RATE}, **options)
    found = getattr(found, "speaker_diarization", found)
    return from_turns((Stretch(turn.start, turn.end), label) for turn, _, label in found.itertracks(yield_label=True))


def from_turns(turns: Iterable[tuple[Stretch, str]]) -> Speakers:
    """Turns with labels as points in time with numbers."""
    numbers: dict[str, int] = {}
    points: list[tuple[float, int]] = []
    for stretch, label in sorted(turns):
        number = numbers.setdefault(label, len(numbers))
        count = max(1, round(stretch.duration / STEP))
        points += [(stretch.start + (at + 0.5) * stretch.duration / count, number) for at in range(count)]
    points.sort()
    return Speakers({0: tuple(time for time, _ in points)}, {0: tuple(number for _, number in points)})


def _pipeline() -> tuple[Any, Any]:
    try:
        import torch
        from pyannote.audio import Pipeline
    except ImportError as error:
        raise RequestError("pyannote.audio is not installed", remedy="pip install closeplan-nlp[pyannote]") from error
    try:
        loaded = Pipeline.from_pretrained(os.environ.get("CLOSEPLAN_PYANNOTE", PIPELINE))
    except Exception as error:  # whatever the hub and its libraries raise
        raise ModelError(f"pyannote's weights cannot be had ({error})", remedy="Set HF_TOKEN") from error
    if loaded is None:
        raise ModelError("pyannote's weights cannot be had", remedy="Accept their conditions and set HF_TOKEN")
    return loaded, torch
