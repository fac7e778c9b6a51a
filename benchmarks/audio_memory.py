"""Peak memory and time over long recordings, each length in a process of its own."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from audio_sounds import write_long

from closeplan_nlp.audio.blocks import read_blocks
from closeplan_nlp.audio.decoding import Decoded, inspect_recording
from closeplan_nlp.audio.diarization import joined, tell_apart
from closeplan_nlp.audio.hearing import speech_of, voices_of
from closeplan_nlp.audio.settings import AudioOptions
from closeplan_nlp.audio.transcribing import transcribe
from closeplan_nlp.errors import ClosePlanError


def measure_memory(minutes: Sequence[float], model: Path | None, talk: float = 1.0) -> None:
    """A table for stereo recordings of these lengths; without weights everything but recognition is measured.

    `talk` is the share of the time in which anybody talks.
    """
    print("| minutes, stereo | peak, MB | seconds | what came out |\n| ---: | ---: | ---: | --- |")
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for each in minutes:
            peak, spent, outcome = pool.apply(measured, (each, model, talk))
            print(f"| {each:g} | {peak:.0f} | {spent:.0f} | {outcome} |", flush=True)


def measured(minutes: float, model: Path | None, talk: float) -> tuple[float, float, str]:
    """Peak memory of this process (MB), seconds, and what came out in words."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "long.wav")
        write_long(path, round(minutes * 60), talk)
        began = time.perf_counter()
        outcome = transcribed(path, model) if model else told_apart(path)
        spent = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return peak, spent, outcome


def told_apart(path: Path) -> str:
    """Decode, find speech, tell voices apart."""
    blocks = read_blocks(inspect_recording(path), 2, Decoded())
    found = tell_apart(joined([voices_of(block, speech_of(block)) for block in blocks]))
    return f"{found.count} speakers"


def transcribed(path: Path, model: Path) -> str:
    """The whole way to a transcript, nothing kept; an error is what its one line says."""
    options = AudioOptions(model=str(model), device="cpu", language="en", channels=("seller", "customer"), keep=False)
    try:
        transcript = transcribe(path, options)
    except ClosePlanError as error:
        return str(error)
    return f"{len(transcript.turns)} turns, {len(transcript.problems)} problems"
