"""Voices as vectors: the encoder of Resemblyzer, exported to ONNX, over windows of speech.

A window of 1.6 seconds becomes a vector of length one; vectors of the same person lie close together. The encoder and
what turns its vectors into comparable ones lie in `models/voices`, with a card.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from closeplan_nlp.audio.features import BANDS, mel_spectrum
from closeplan_nlp.audio.sound import RATE, Sound, Stretch
from closeplan_nlp.errors import ModelError
from closeplan_nlp.nlp.pipeline import model_places
from closeplan_nlp.threads import thread_count

WINDOW = 1.6
"""Seconds that the encoder reads at a time."""
STEP = 0.4
"""Seconds from one window to the next, at most."""
LEVEL = 10 ** (-30 / 20)
"""Root mean square that every window is brought to."""
BATCH = 64
WIDTH = 256

Vectors = npt.NDArray[np.float32]


def windows_over(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Windows over each stretch, evenly spread; a single one in the middle of a short stretch."""
    found = []
    for stretch in stretches:
        spare = stretch.duration - WINDOW
        count = max(1, int(np.ceil(spare / STEP)) + 1) if spare > 0 else 1
        first = stretch.start if spare > 0 else stretch.start + spare / 2
        found += [Stretch(start, start + WINDOW) for start in np.linspace(first, first + max(spare, 0), count).tolist()]
    return found


def encode(sound: Sound, windows: Sequence[Stretch], offset: float = 0.0) -> Vectors:
    """One vector per window, for sound of one channel that begins at `offset` seconds."""
    if not windows:
        return np.zeros((0, WIDTH), np.float32)
    mels = mel_spectrum(sound)
    parts = []
    for at in range(0, len(windows), BATCH):
        batch = np.stack([_input(sound, mels, window, offset) for window in windows[at : at + BATCH]])
        parts.append(np.asarray(_session().run(None, {"mels": batch})[0], np.float32))
    return np.concatenate(parts)


def _input(sound: Sound, mels: npt.NDArray[np.float32], window: Stretch, offset: float) -> npt.NDArray[np.float32]:
    """The spectrum of a window at the common level, silence where it reaches beyond the sound."""
    frames = round(WINDOW * 100)
    first = round((window.start - offset) * 100)
    low, high = max(first, 0), min(first + frames, len(mels))
    out = np.zeros((frames, BANDS), np.float32)
    out[low - first : high - first] = mels[low:high]
    piece = sound[max(0, round((window.start - offset) * RATE)) : max(0, round((window.end - offset) * RATE))]
    power = float(np.mean(piece**2)) if len(piece) else 0.0
    return np.asarray(out * (LEVEL**2 / (power + 1e-12)), np.float32)


def comparable(vectors: Vectors) -> Vectors:
    """The encoder's vectors moved and turned so that angles tell people apart, not what was said; of length one."""
    mean, matrix = _space()
    turned = (vectors - mean) @ matrix
    return np.asarray(turned / (np.linalg.norm(turned, axis=1, keepdims=True) + 1e-9), np.float32)


@lru_cache(maxsize=1)
def _space() -> tuple[Vectors, Vectors]:
    path = voices_folder() / "space.npz"
    try:
        with np.load(path) as held:
            return held["mean"].astype(np.float32), held["matrix"].astype(np.float32)
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"the space of voices cannot be loaded ({error})", where=str(path)) from error


def voices_folder() -> Path:
    """The folder with the voice encoder. Raises ModelError where it is not installed."""
    for place in model_places():
        if (place / "voices" / "encoder.onnx").is_file():
            return place / "voices"
    raise ModelError("the voice encoder is not installed", remedy="Reinstall closeplan-nlp, or set CLOSEPLAN_MODELS")


@lru_cache(maxsize=1)
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # what goes wrong is raised
    options.intra_op_num_threads = thread_count()
    path = voices_folder() / "encoder.onnx"
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's errors share no base class
        raise ModelError(f"the voice encoder cannot be loaded ({error})", where=str(path)) from error
