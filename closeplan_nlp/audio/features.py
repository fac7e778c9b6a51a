"""Mel spectra of speech as the voice encoder was trained on: 40 bands of power, a frame every 10 ms."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from closeplan_nlp.audio.sound import RATE, Sound

BANDS = 40
FRAME = RATE // 40
"""Samples that a frame looks at (25 ms)."""
STEP = RATE // 100
"""Samples from one frame to the next (10 ms)."""
BLOCK = 10_000
"""Frames computed at a time, so that memory stays bounded."""


def mel_spectrum(sound: Sound) -> npt.NDArray[np.float32]:
    """One row of `BANDS` powers per 10 ms, the first centred on the first sample."""
    padded = np.pad(sound, FRAME // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::STEP]
    parts = [_powers(frames[at : at + BLOCK]) for at in range(0, len(frames), BLOCK)]
    return np.concatenate(parts) if parts else np.zeros((0, BANDS), np.float32)


def _powers(frames: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    spectrum = np.fft.rfft(frames * _window(), axis=1)
    powers = (np.abs(spectrum) ** 2).astype(np.float32) @ _bands().T
    return np.asarray(powers, np.float32)


@lru_cache(maxsize=1)
def _window() -> npt.NDArray[np.float32]:
    """A periodic Hann window."""
    return np.asarray(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FRAME) / FRAME), np.float32)


@lru_cache(maxsize=1)
def _bands() -> npt.NDArray[np.float32]:
    """Triangular filters on Slaney's mel scale, each of the same area: `BANDS` rows over the spectrum's bins."""
    bins = np.linspace(0, RATE / 2, FRAME // 2 + 1)
    edges = _hertz(np.linspace(0.0, float(_mel(RATE / 2)), BANDS + 2))
    rising = (bins - edges[:-2, None]) / (edges[1:-1, None] - edges[:-2, None])
    falling = (edges[2:, None] - bins) / (edges[2:, None] - edges[1:-1, None])
    triangles = np.maximum(0, np.minimum(rising, falling)) * 2 / (edges[2:, None] - edges[:-2, None])
    return np.asarray(triangles, np.float32)


_LINEAR = 200 / 3
"""Hertz per mel below 1 kHz; above, 27 mels are a factor of 6.4."""
_LOG = np.log(6.4) / 27


def _mel(hertz: float) -> float:
    return hertz / _LINEAR if hertz < 1000 else 1000 / _LINEAR + float(np.log(hertz / 1000)) / float(_LOG)


def _hertz(mels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    low = 1000 / _LINEAR
    return np.where(mels < low, mels * _LINEAR, 1000 * np.exp(_LOG * (mels - low)))
