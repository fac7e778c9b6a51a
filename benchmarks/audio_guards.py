"""What the guards against invented words do: words where nobody talks, and word errors of a talk that it happens in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from audio_sounds import PAUSE, Text, around, as_file, nobody, read, read_text, under, up_to

from closeplan_nlp.audio.blocks import read_blocks
from closeplan_nlp.audio.decoding import Decoded, inspect_recording
from closeplan_nlp.audio.engine import EngineOptions, Recognizer, takes_prompts
from closeplan_nlp.audio.hearing import listen, speech_of
from closeplan_nlp.audio.sound import Sound

WEAKER = 10.0
"""Decibels by which noise under a talk is weaker than it."""
Way = Callable[[Sound], str]


def measure_guards(model: Path, recording: Path, reference: Path, seconds: float, pause: float = PAUSE) -> None:
    """Two tables for these weights: words invented over sounds without talk, word errors of a talk with them."""
    ways = ways_to_hear(Recognizer(model, EngineOptions(device="cpu")))
    head = " | ".join(ways)
    print(f"Words over {pause:.0f} s in which nobody talks\n\n| sound | {head} |\n|{' --- |' + ' ---: |' * len(ways)}")
    for name, sound in nobody(pause).items():
        counts = [str(len(way(sound).split())) for way in ways.values()]
        print(f"| {name} | {' | '.join(counts)} |", flush=True)
    talk, said = up_to(read(recording), read_text(reference), seconds)
    words = " ".join(text.text for text in said)
    print(f"\nWord error rate (invented / missed words) of a talk of {len(plain(words))} words\n")
    print(f"| talk | {head} |\n|{' --- |' + ' ---: |' * len(ways)}")
    for name, sound in talks_with(talk, said, pause):
        print(f"| {name} | {' | '.join(word_errors(words, way(sound)) for way in ways.values())} |", flush=True)


def ways_to_hear(recognizer: Recognizer) -> dict[str, Way]:
    """From sound to text: faster-whisper by itself, with our voice activity detection, and with guards too.

    By itself it is told what it wrote before, where the weights know prompts.
    """
    prompts = takes_prompts(recognizer.weights)

    def alone(sound: Sound) -> str:
        found, _ = recognizer._model.transcribe(
            sound, language="en", beam_size=recognizer.beam_size, condition_on_previous_text=prompts
        )
        return " ".join(segment.text for segment in found)

    return {
        "faster-whisper alone": alone,
        "guards off": lambda sound: heard(sound, recognizer, guards=False),
        "guards on": lambda sound: heard(sound, recognizer, guards=True),
    }


def heard(sound: Sound, recognizer: Recognizer, *, guards: bool) -> str:
    """What our stage writes."""
    with as_file(sound) as path:
        said = [
            listen(block, speech, recognizer, language="en", guards=guards)
            for block in read_blocks(inspect_recording(path), 1, Decoded())
            if any(speech := speech_of(block))
        ]
    return " ".join(segment.text for one in said for segment in one.segments)


def talks_with(talk: Sound, said: list[Text], pause: float) -> Iterator[tuple[str, Sound]]:
    """The talk by itself, with each sound around it, and with each but silence under it."""
    yield "by itself", talk
    for name, sound in nobody(pause).items():
        yield f"{pause:.0f} s of {name} before, in and behind it", around(talk, said, sound)
    for name, sound in nobody(pause).items():
        if sound.any():
            yield f"{name} under it, {WEAKER:.0f} dB weaker", under(talk, sound, WEAKER)


def plain(text: str) -> list[str]:
    """The words of a text without case and punctuation."""
    return re.findall(r"[\w']+", text.lower().replace("’", "'"))


def word_errors(wanted: str, found: str) -> str:
    """The word error rate with invented and missed words."""
    import jiwer

    result = jiwer.process_words(" ".join(plain(wanted)), " ".join(plain(found)))
    return f"{result.wer:.1%} ({result.insertions} / {result.deletions})"
