"""The recogniser: the only module that imports faster-whisper.

`Recognizer` holds loaded weights; `speech_chances` is the voice activity detector (Silero, part of faster-whisper).
Both take sound at 16 kHz and know nothing of files, channels or people.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from closeplan_nlp.audio.records import Segment, Word
from closeplan_nlp.audio.sound import RATE, Sound
from closeplan_nlp.audio.speech import Chances
from closeplan_nlp.errors import ModelError, RequestError
from closeplan_nlp.threads import thread_count

VAD_FRAME = 512
"""Samples of a frame of the voice activity detector."""
LANGUAGE_WINDOWS = 4
"""Windows that the language is told from, at most."""
MOST_THREADS = 8
"""Threads beyond which recognition gains nothing."""
FALLBACK = (0.0, 0.2, 0.4, 0.6, 0.8)
"""Temperatures that a window is tried with again."""


@dataclass(frozen=True)
class EngineOptions:
    """How to recognise. None means what suits the device; `prompt` and `hotwords` are words that may come up."""

    device: str = "auto"
    compute_type: str | None = None
    beam_size: int | None = None
    batch_size: int | None = None
    prompt: str | None = None
    hotwords: str | None = None


@dataclass(frozen=True)
class Defaults:
    """What suits a device."""

    model: str
    compute_type: str
    beam_size: int
    batch_size: int


DEFAULTS = {
    "cpu": Defaults("small", "int8", 3, 4),
    "cuda": Defaults("large-v3-turbo", "float16", 5, 16),
}


def chosen_device(device: str) -> str:
    """`cpu` or `cuda`. Raises RequestError for another name, or where a GPU is asked for and there is none."""
    if device not in ("auto", "cpu", "cuda"):
        raise RequestError(f"there is no device {device!r}", remedy="Use auto, cpu or cuda")
    if device == "cpu":
        return "cpu"
    import ctranslate2

    found = ctranslate2.get_cuda_device_count() > 0
    if device == "cuda" and not found:
        raise RequestError("there is no CUDA device that can be used", remedy="Use --device cpu, or install the driver")
    return "cuda" if found else "cpu"


def chosen_model(model: str | None, device: str) -> str:
    """The weights' name: as asked for, else `CLOSEPLAN_WHISPER_MODEL`, else what suits the device."""
    return model or os.environ.get("CLOSEPLAN_WHISPER_MODEL") or DEFAULTS[chosen_device(device)].model


def speech_chances(sound: Sound) -> Chances:
    """The probability of speech in each frame of 32 ms of one row of sound."""
    from faster_whisper.vad import get_vad_model

    padded = np.pad(sound, (0, -len(sound) % VAD_FRAME))
    if not len(padded):
        return np.zeros(0, np.float32)
    return np.asarray(get_vad_model()(padded), np.float32).reshape(-1)


def takes_prompts(weights: Path) -> bool:
    """Whether these weights were trained to read an earlier text; `generation_config.json` may say that they were not.

    To others a prompt is noise, which costs words.
    """
    try:
        facts = json.loads((weights / "generation_config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return True
    return not isinstance(facts, dict) or facts.get("prev_sot_token_id", 0) is not None


class Recognizer:
    """Loaded weights and the options to use them with."""

    def __init__(self, weights: Path, options: EngineOptions) -> None:
        """Raises ModelError where the weights are damaged, RequestError where device and precision do not fit."""
        self.device = chosen_device(options.device)
        self.weights = weights
        suits = DEFAULTS[self.device]
        self.options = options if takes_prompts(weights) else replace(options, prompt=None, hotwords=None)
        self.beam_size = options.beam_size or suits.beam_size
        self.batch_size = options.batch_size or suits.batch_size
        self._model = _loaded(weights, self.device, options.compute_type or suits.compute_type)
        from faster_whisper import BatchedInferencePipeline

        self._batched = BatchedInferencePipeline(self._model)

    def check_language(self, language: str) -> str:
        """The language's code as the weights know it. Raises RequestError where they do not know it."""
        code = language.lower().replace("_", "-").split("-")[0]
        known = self._model.supported_languages
        if code in known:
            return code
        reason = f"these weights do not understand the language {language!r}"
        remedy = "They know English alone; use other weights" if known == ["en"] else "Use a code such as en, de, ru"
        raise RequestError(reason, remedy=remedy)

    def language_of(self, windows: Sequence[Sound]) -> tuple[str, float]:
        """The language that is spoken and its probability (0 to 1), told from the first windows."""
        if not self._model.model.is_multilingual:
            return "en", 1.0
        votes: dict[str, float] = {}
        used = windows[:LANGUAGE_WINDOWS]
        with _in_use(self.weights):
            for window in used:
                language, chance, _ = self._model.detect_language(window)
                votes[language] = votes.get(language, 0.0) + chance
        best = max(votes, key=votes.__getitem__, default="en")
        return best, votes.get(best, 0.0) / max(1, len(used))

    def recognize(self, windows: Sequence[Sound], language: str) -> Iterator[list[Segment]]:
        """What is said in each window (at most 30 seconds of sound), times counted from the window's start."""
        if not windows:
            return
        lengths = [len(window) / RATE for window in windows]
        starts = np.concatenate([[0.0], np.cumsum(lengths)])
        clips = [{"start": start, "end": start + length} for start, length in zip(starts, lengths, strict=False)]
        found, _ = self._batched.transcribe(
            np.concatenate(windows),
            language=language,
            beam_size=self.beam_size,
            batch_size=self.batch_size,
            word_timestamps=True,
            clip_timestamps=clips,
            initial_prompt=self.options.prompt,
            hotwords=self.options.hotwords,
        )
        with _in_use(self.weights):
            yield from _by_window(found, starts, len(windows))

    def recognize_again(self, window: Sound, language: str) -> list[Segment]:
        """A window that went wrong, with other temperatures, without prompt and hotwords, loops made unlikely."""
        found, _ = self._model.transcribe(
            window,
            language=language,
            beam_size=self.beam_size,
            temperature=FALLBACK,
            word_timestamps=True,
            condition_on_previous_text=False,
            no_repeat_ngram_size=6,
            hallucination_silence_threshold=2.0,
        )
        with _in_use(self.weights):
            return [_segment(each, 0.0) for each in found]


def _by_window(found: Any, starts: Any, count: int) -> Iterator[list[Segment]]:
    """The segments of each window as soon as those of the next one arrive."""
    current: list[Segment] = []
    at = 0
    for each in found:
        window = int(np.searchsorted(starts[1:count], each.seek / 100 + 0.02, side="right"))
        while at < window:
            yield current
            current, at = [], at + 1
        current.append(_segment(each, float(starts[window])))
    while at < count:
        yield current
        current, at = [], at + 1


def _segment(found: Any, start: float) -> Segment:
    words = tuple(
        Word(
            text=word.word,
            start=max(0.0, float(word.start) - start),
            end=max(0.0, float(word.end) - start),
            confidence=min(1.0, max(0.0, float(word.probability))),
        )
        for word in found.words or ()
    )
    return Segment(
        words=words,
        log_probability=float(found.avg_logprob),
        no_speech=float(found.no_speech_prob),
        compression=float(found.compression_ratio),
    )


@lru_cache(maxsize=1)
def _loaded(weights: Path, device: str, compute_type: str) -> Any:
    """The weights in memory, loaded once for all recordings of a process; what goes wrong is said in our words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from faster_whisper import WhisperModel
    try:
        threads = thread_count(MOST_THREADS)
        return WhisperModel(
            str(weights), device=device, compute_type=compute_type, cpu_threads=threads, local_files_only=True
        )
    except ValueError as error:
        if "compute type" not in str(error):
            raise _damaged(weights, error) from error
        raise RequestError(_no_such_precision(device, compute_type), remedy=_precisions(device)) from error
    except Exception as error:  # CTranslate2 and the tokenizers raise bare RuntimeError and Exception
        raise _damaged(weights, error) from error


@contextmanager
def _in_use(weights: Path) -> Iterator[None]:
    """What CTranslate2 raises while it computes, in our words: damage that loading did not meet, too little memory."""
    try:
        yield
    except (RuntimeError, ValueError) as error:
        if "out of memory" not in str(error):
            raise _damaged(weights, error) from error
        remedy = "Use smaller weights, --compute-type int8, or --device cpu"
        raise ModelError("the memory is too small for these weights", where=str(weights), remedy=remedy) from error


def _damaged(weights: Path, error: Exception) -> ModelError:
    said = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
    reason = f"the weights cannot be used ({said})"
    return ModelError(reason, where=str(weights), remedy="Delete the folder and get them again: closeplan models pull")


def _no_such_precision(device: str, compute_type: str) -> str:
    return f"this {'GPU' if device == 'cuda' else 'processor'} cannot compute in {compute_type!r}"


def _precisions(device: str) -> str:
    import ctranslate2

    return f"It can in {', '.join(sorted(ctranslate2.get_supported_compute_types(device)))} (--compute-type NAME)"
