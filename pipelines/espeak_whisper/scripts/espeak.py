"""espeak-ng through its C library: sound at 16 kHz and when each phoneme begins (speak_lib.h of espeak-ng 1.51)."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.signal import resample_poly

RATE = 16_000
SYNCHRONOUS = 2
PHONEME_EVENTS = 1
SPEED, PITCH = 1, 3
UTF8 = 1
END, SENTENCE_EVENT, PHONEME_EVENT = 0, 2, 7
QUIET = 0.004
MARGIN = 800
"""Samples kept around the speech."""
MARKS = "'_:;,|-%= "
"""Marks of stress, length and pause in espeak's names of phonemes."""

Sound = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Voice:
    """How espeak-ng speaks: voice, pitch (0 to 99), words a minute."""

    name: str
    pitch: int
    speed: int


@dataclass(frozen=True)
class Spoken:
    """Sound between -1 and 1, and the phonemes in it with their starts in milliseconds."""

    sound: Sound
    phonemes: tuple[tuple[float, str], ...]


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class _Library:
    """The loaded library; one per process, since it speaks one text at a time."""

    def __init__(self) -> None:
        self.library = ctypes.CDLL("libespeak-ng.so.1")
        self.rate = int(self.library.espeak_Initialize(SYNCHRONOUS, 0, None, PHONEME_EVENTS))
        if self.rate <= 0:
            raise SystemExit("espeak-ng does not start: apt-get install espeak-ng")
        self.pieces: list[npt.NDArray[np.int16]] = []
        self.events: list[tuple[float, str]] = []
        self._callback = _CALLBACK(self._take)  # kept, or it would be collected
        self.library.espeak_SetSynthCallback(self._callback)

    def _take(self, samples: Any, count: int, events: Any) -> int:
        if count > 0 and samples:
            self.pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        at = 0
        while events[at].type != END:
            if events[at].type == PHONEME_EVENT:
                name = bytes(events[at].id).split(b"\0")[0].decode("utf-8", "ignore")
                self.events.append((float(events[at].audio_position), name.strip(MARKS)))
            at += 1
        return 0

    def speak(self, text: str, voice: Voice) -> None:
        self.pieces, self.events = [], []
        if self.library.espeak_SetVoiceByName(voice.name.encode()) != 0:
            raise SystemExit(f"espeak-ng has no voice {voice.name}")
        self.library.espeak_SetParameter(SPEED, voice.speed, 0)
        self.library.espeak_SetParameter(PITCH, voice.pitch, 0)
        data = text.encode()
        self.library.espeak_Synth(data, len(data) + 1, 0, 1, 0, UTF8, None, None)
        self.library.espeak_Synchronize()


@lru_cache(maxsize=1)
def _library() -> _Library:
    return _Library()


def speak(text: str, voice: Voice) -> Spoken | None:
    """The text as one person says it, without the silence around it; None where nothing is heard."""
    library = _library()
    library.speak(text, voice)
    if not library.pieces:
        return None
    raw = np.concatenate(library.pieces).astype(np.float32) / 32768
    divisor = int(np.gcd(RATE, library.rate))
    sound = resample_poly(raw, RATE // divisor, library.rate // divisor).astype(np.float32)
    heard = np.flatnonzero(np.abs(sound) > QUIET)
    if not len(heard):
        return None
    first, last = max(0, int(heard[0]) - MARGIN), int(heard[-1]) + MARGIN
    phonemes = tuple((at - first / RATE * 1000, name) for at, name in library.events)
    return Spoken(sound[first:last], phonemes)
