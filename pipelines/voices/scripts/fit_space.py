"""Fit the space in which voices are compared.

It is the mean of the encoder's vectors, and a matrix that makes what varies within a person small (within-class
covariance normalisation, strongly shrunk towards leaving everything as it is).

The speakers are recordings of one person each, named `SPEAKER-….flac`; every second speaker is used, the others stay
for the benchmark. Each is heard as it is and through a telephone (300 to 3,400 Hz, 8 kHz, mu-law).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.signal import butter, resample_poly, sosfilt

from closeplan_nlp.audio.decoding import inspect_recording, read_sound
from closeplan_nlp.audio.engine import speech_chances
from closeplan_nlp.audio.sound import Sound
from closeplan_nlp.audio.speech import bridge, stretches_of
from closeplan_nlp.audio.voices import encode, windows_over

SHRINK = 0.95
"""Share of the covariance that is taken to be the same in all directions."""
GAP = 0.25


def through_telephone(sound: Sound) -> Sound:
    """The sound as a telephone line carries it, back at 16 kHz."""
    narrow = sosfilt(butter(4, [300, 3400], "band", fs=8000, output="sos"), resample_poly(sound, 1, 2))
    narrow = narrow / (np.abs(narrow).max() + 1e-9) * 0.5
    coded = np.round(np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) * 127) / 127
    heard = np.sign(coded) * (256 ** np.abs(coded) - 1) / 255
    return np.asarray(resample_poly(heard, 2, 1), np.float32)


def read(path: Path) -> Sound:
    """A recording as one row of sound."""
    return np.concatenate([piece[0] for piece in read_sound(inspect_recording(path), 1)])


def vectors_of(path: Path) -> npt.NDArray[np.float32]:
    """The vectors of a person, wide and through a telephone, the same windows in both."""
    sound = read(path)
    windows = windows_over(bridge(stretches_of(speech_chances(sound)), GAP))
    return np.concatenate([encode(each, windows) for each in (sound, through_telephone(sound))])


def fit(people: list[npt.NDArray[np.float32]]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean and matrix; the matrix is a root of the inverse of the shrunk covariance within people."""
    together = np.concatenate(people).astype(np.float64)
    within = np.concatenate([each - each.mean(axis=0) for each in people]).astype(np.float64)
    covariance = within.T @ within / len(within)
    width = len(covariance)
    shrunk = (1 - SHRINK) * covariance + SHRINK * np.trace(covariance) / width * np.eye(width)
    return together.mean(axis=0), np.linalg.cholesky(np.linalg.inv(shrunk))


def main() -> None:
    """Read the speakers, write the space."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("speakers", type=Path, help="a folder of SPEAKER-….flac, one person each")
    parser.add_argument("out", type=Path, help="where to write space.npz")
    options = parser.parse_args()
    people = [vectors_of(path) for path in sorted(options.speakers.glob("*.flac"))[::2]]
    mean, matrix = fit([each for each in people if len(each)])
    scale = float(np.abs(matrix).max())
    np.savez_compressed(options.out, mean=mean.astype(np.float16), matrix=(matrix / scale).astype(np.float16))
    print(f"{options.out}: {len(people)} people, {options.out.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
