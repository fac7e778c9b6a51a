"""Sounds that the benchmarks of recordings are made of, and recordings written from them."""

from __future__ import annotations

import json
import tempfile
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from closeplan_nlp.audio.decoding import inspect_recording, read_sound
from closeplan_nlp.audio.sound import RATE, Sound

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"
SAMPLE, SAMPLE_TEXT = SAMPLES / "orchard-clinic.ogg", SAMPLES / "orchard-clinic.json"
PAUSE = 30.0
"""Seconds in which nobody talks."""
PERIOD = 600
"""Seconds after which a long recording begins anew."""


@dataclass(frozen=True)
class Text:
    """What is said from `start` to `end` seconds."""

    text: str
    start: float
    end: float


def read(path: Path) -> Sound:
    """A recording as one row of sound."""
    return np.concatenate([piece[0] for piece in read_sound(inspect_recording(path), 1)])


def read_text(path: Path) -> list[Text]:
    """What is said in a recording: a list of turns with text and times, or a transcript (our JSON)."""
    content = json.loads(path.read_text(encoding="utf-8"))
    turns = content["turns"] if isinstance(content, dict) else content
    return [Text(turn["text"], turn["start"], turn["end"]) for turn in turns]


def up_to(sound: Sound, said: list[Text], seconds: float) -> tuple[Sound, list[Text]]:
    """The beginning of a talk, up to the end of the last turn that is over by then."""
    kept = [text for text in said if text.end <= seconds] or said[:1]
    return sound[: round((kept[-1].end + 0.3) * RATE)], kept


def nobody(seconds: float = PAUSE) -> dict[str, Sound]:
    """Silence, noises, hum and music made of tones."""
    at = np.arange(round(seconds * RATE)) / RATE
    draw = np.random.default_rng(3)
    notes = 220 * 2 ** (draw.integers(0, 24, 4 * round(seconds) + 4) / 12)
    tone = notes[(at * 4).astype(int)]
    melody = sum(np.sin(2 * np.pi * np.cumsum(tone * k) / RATE) / k for k in (1, 2, 3, 4))
    crackle = (draw.random(len(at)) < 0.0005) * draw.normal(0, 0.5, len(at))
    sounds = {
        "silence": np.zeros(len(at)),
        "white noise": draw.normal(0, 0.05, len(at)),
        "mains hum": 0.1 * np.sin(2 * np.pi * 50 * at),
        "crackle": crackle,
        "music (tones)": 0.1 * melody * np.exp(-3 * (at * 4 % 1)),
    }
    return {name: np.asarray(sound, np.float32) for name, sound in sounds.items()}


def around(talk: Sound, said: list[Text], other: Sound) -> Sound:
    """The talk with the other sound before it, behind it, and in it between two turns."""
    middle = said[len(said) // 2]
    cut = round(middle.start * RATE)
    return np.concatenate([other, talk[:cut], other, talk[cut:], other])


def under(talk: Sound, other: Sound, decibels: float) -> Sound:
    """The talk with the other sound all along, so many decibels weaker than the talk on average."""
    wanted = np.sqrt(np.mean(talk**2)) / 10 ** (decibels / 20)
    level = np.sqrt(np.mean(other**2)) or 1.0
    long = np.resize(other, len(talk)) * (wanted / level)
    return np.asarray(np.clip(talk + long, -1, 1), np.float32)


def through_telephone(sound: Sound) -> Sound:
    """The sound as a telephone line carries it (300 to 3,400 Hz, 8 kHz, mu-law), back at 16 kHz."""
    from scipy.signal import butter, resample_poly, sosfilt

    narrow = sosfilt(butter(4, [300, 3400], "band", fs=8000, output="sos"), resample_poly(sound, 1, 2))
    narrow = narrow / (np.abs(narrow).max() + 1e-9) * 0.5
    coded = np.round(np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) * 127) / 127
    heard = np.sign(coded) * (256 ** np.abs(coded) - 1) / 255
    return np.asarray(resample_poly(heard, 2, 1), np.float32)


@contextmanager
def as_file(sound: Sound) -> Iterator[Path]:
    """The sound as a WAV file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sound.wav")
        with _wav(path, 1) as file:
            file.writeframes(_pcm(sound))
        yield path


def write_long(path: Path, seconds: int, talk: float = 1.0) -> None:
    """A stereo file of the sample call over and over, written as it is read.

    People talk in the first `talk` (a share) of every ten minutes; the rest is the faint noise of an open microphone.
    """
    with _wav(path, 2) as file:
        for begin in range(0, seconds, PERIOD):
            length = min(PERIOD, seconds - begin)
            spoken = round(length * talk)
            for piece in _sample(spoken):
                file.writeframes(_pcm(piece.T))
            faint = np.random.default_rng(begin).normal(0, 0.0005, (2, RATE)).astype(np.float32)
            for _ in range(length - spoken):
                file.writeframes(_pcm(faint.T))


def _sample(seconds: int) -> Iterator[Sound]:
    """So many seconds of the sample call, from the beginning again where it is over."""
    sample, left = inspect_recording(SAMPLE), seconds * RATE
    while left:
        for piece in read_sound(sample, 2):
            yield piece[:, :left]
            left -= min(left, piece.shape[1])
            if not left:
                break


def _wav(path: Path, channels: int) -> wave.Wave_write:
    file = wave.open(str(path), "wb")  # noqa: SIM115  (closed by whoever asked for it)
    file.setnchannels(channels)
    file.setsampwidth(2)
    file.setframerate(RATE)
    return file


def _pcm(sound: Sound) -> bytes:
    return (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
