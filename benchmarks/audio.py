"""Recordings measured: who speaks, the time we add to plain faster-whisper, guards, memory.

    python benchmarks/audio.py speakers SPEECH                     # diarization error rate, number of speakers
    python benchmarks/audio.py overhead --model FOLDER RECORDING   # our stage against plain batched faster-whisper
    python benchmarks/audio.py guards --model FOLDER               # word errors around silence, noise and music
    python benchmarks/audio.py memory --minutes 10 60 240          # peak memory of everything but recognition
    python benchmarks/audio.py memory --minutes 60 --model FOLDER  # the same with recognition
    python benchmarks/audio.py memory --minutes 600 --talk 0.05    # ten hours, most of them without a word

FOLDER holds weights of Whisper (CTranslate2). `guards` takes the beginning of the sample call, or of another recording
with `--reference`, a JSON list of turns with text and times. SPEECH is a folder with recordings, RTTM references of the
same name, and `readers/SPEAKER-….flac`, one person each; every second reader is left out, because the space of voices
was fitted on them.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from audio_guards import measure_guards
from audio_memory import measure_memory
from audio_sounds import PAUSE, SAMPLE, SAMPLE_TEXT, as_file, read, through_telephone

from closeplan_nlp.audio.blocks import read_blocks
from closeplan_nlp.audio.decoding import Decoded, Recording, inspect_recording
from closeplan_nlp.audio.diarization import Speakers, hear, joined, tell_apart
from closeplan_nlp.audio.engine import EngineOptions, Recognizer, speech_chances
from closeplan_nlp.audio.hearing import listen, speech_of
from closeplan_nlp.audio.sound import RATE, Sound, Stretch
from closeplan_nlp.audio.speech import bridge, stretches_of
from closeplan_nlp.evaluation.speakers import SpeakerScore, Spoken, pooled, read_rttm, score_speakers

GAP = 0.25
TALKS = 8
PEOPLE = (1, 2, 3, 4)


@dataclass(frozen=True)
class Talk:
    """Sound with a reference of who speaks when, in a group of such."""

    group: str
    sound: Sound
    reference: list[Spoken]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what is asked for and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    speakers = commands.add_parser("speakers")
    speakers.add_argument("speech", type=Path)
    overhead = commands.add_parser("overhead")
    overhead.add_argument("--model", type=Path, required=True)
    overhead.add_argument("recording", type=Path)
    overhead.add_argument("--seconds", type=float, default=120.0)
    overhead.add_argument("--rounds", type=int, default=3)
    guards = commands.add_parser("guards")
    guards.add_argument("--model", type=Path, required=True)
    guards.add_argument("--recording", type=Path, default=SAMPLE)
    guards.add_argument("--reference", type=Path, default=SAMPLE_TEXT)
    guards.add_argument("--seconds", type=float, default=90.0)
    guards.add_argument("--pause", type=float, default=PAUSE)
    memory = commands.add_parser("memory")
    memory.add_argument("--minutes", type=float, nargs="+", default=[10.0])
    memory.add_argument("--model", type=Path)
    memory.add_argument("--talk", type=float, default=1.0, help="share of the time in which anybody talks")
    asked = parser.parse_args(arguments)
    if asked.command == "speakers":
        measure_speakers(asked.speech)
    elif asked.command == "overhead":
        measure_overhead(asked.model, asked.recording, asked.seconds, asked.rounds)
    elif asked.command == "guards":
        measure_guards(asked.model, asked.recording, asked.reference, asked.seconds, asked.pause)
    else:
        measure_memory(asked.minutes, asked.model, asked.talk)


# --- who speaks


def measure_speakers(speech: Path) -> None:
    """Diarization error rate (collar 0.25 s, overlaps counted), number of people estimated and given, per group."""
    print("| recordings | n | error, estimated | error, given | missed + invented | number right |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    found: dict[str, list[tuple[SpeakerScore, SpeakerScore, bool]]] = {}
    seconds = spent = 0.0
    for talk in talks(speech):
        people = len({each.speaker for each in talk.reference})
        began = time.perf_counter()
        stretches = stretches_of(speech_chances(talk.sound))
        voices = joined([hear(talk.sound, stretches, 0, 0.0)])
        guessed = tell_apart(voices)
        spent += time.perf_counter() - began
        seconds += len(talk.sound) / RATE
        given = tell_apart(voices, people)
        scores = [score_speakers(talk.reference, spoken(stretches, each)) for each in (guessed, given)]
        found.setdefault(talk.group, []).append((scores[0], scores[1], guessed.count == people))
    for group, rows in found.items():
        estimated, given = pooled(row[0] for row in rows), pooled(row[1] for row in rows)
        lost = (estimated.missed + estimated.invented) / estimated.total
        right = sum(row[2] for row in rows)
        print(
            f"| {group} | {len(rows)} | {estimated.error:.1%} | {given.error:.1%} | {lost:.1%} | {right}/{len(rows)} |"
        )
    print(f"\n{seconds / 60:.0f} minutes at {spent / seconds:.3f} × real time, voice activity included")


def spoken(stretches: list[Stretch], speakers: Speakers) -> list[Spoken]:
    """Who speaks when, every stretch cut half-way between windows of different speakers."""
    out = []
    for stretch in bridge(stretches, GAP):
        times = np.arange(stretch.start, stretch.end, 0.05)
        labels = [speakers.at(float(time) + 0.025, 0) for time in times]
        out += [
            Spoken(float(time), min(float(time) + 0.05, stretch.end), str(label))
            for time, label in zip(times, labels, strict=True)
        ]
    return out


def talks(speech: Path) -> Iterator[Talk]:
    """Recordings with references, then conversations built from readers."""
    references = {name: turns for path in speech.glob("*.rttm") for name, turns in read_rttm(path.read_text()).items()}
    names = {"telephone": "sample"}
    for path in sorted(path for path in speech.iterdir() if path.suffix in (".flac", ".mp3", ".wav")):
        key = names.get(path.stem, path.stem).replace("ami_", "")
        if key in references:
            yield Talk(path.stem.rstrip("0123456789").rstrip("_"), read(path), references[key])
    readers = {path.stem.split("-")[0]: pieces(read(path)) for path in sorted((speech / "readers").glob("*"))[1::2]}
    draw = random.Random(5)
    for people in PEOPLE:
        for _ in range(TALKS):
            chosen = draw.sample(sorted(readers), people)
            sound, reference = conversation({name: readers[name] for name in chosen}, draw)
            yield Talk(f"{people} readers", sound, reference)
            yield Talk(f"{people} readers, telephone", through_telephone(sound), reference)


def pieces(sound: Sound) -> list[Sound]:
    """What a reader says, cut at pauses into pieces of up to five seconds."""
    found: list[Stretch] = []
    for stretch in bridge(stretches_of(speech_chances(sound)), 0.2):
        if found and stretch.end - found[-1].start < 5 and stretch.start - found[-1].end < 0.4:
            found[-1] = Stretch(found[-1].start, stretch.end)
        else:
            found.append(stretch)
    return [sound[round(each.start * RATE) : round(each.end * RATE)] for each in found if each.duration > 0.6]


def conversation(readers: dict[str, list[Sound]], draw: random.Random) -> tuple[Sound, list[Spoken]]:
    """Readers taking turns until all have read everything, with pauses of 0.15 to 0.6 seconds."""
    waiting = {name: list(parts) for name, parts in readers.items()}
    parts, reference, at, last = [np.zeros(RATE // 2, np.float32)], [], 0.5, ""
    while any(waiting.values()):
        names = [name for name, left in waiting.items() if left]
        last = draw.choice([name for name in names if name != last] or names)
        piece = waiting[last].pop(0)
        silence = np.zeros(round(draw.uniform(0.15, 0.6) * RATE), np.float32)
        reference.append(Spoken(at, at + len(piece) / RATE, last))
        parts += [piece, silence]
        at += (len(piece) + len(silence)) / RATE
    sound = np.concatenate(parts)
    return sound + np.random.default_rng(1).normal(0, 0.0005, len(sound)).astype(np.float32), reference


# --- the time we add


def measure_overhead(weights: Path, recording: Path, seconds: float, rounds: int) -> None:
    """Our stage without speakers, and plain batched faster-whisper, in turn on the same sound and weights."""
    import faster_whisper

    sound = read(recording)[: round(seconds * RATE)]
    recognizer = Recognizer(weights, EngineOptions(device="cpu"))
    plain = faster_whisper.BatchedInferencePipeline(recognizer._model)
    options = {"beam_size": recognizer.beam_size, "batch_size": recognizer.batch_size, "word_timestamps": True}
    with as_file(sound) as path:
        found = inspect_recording(path)
        ways: dict[str, Callable[[], object]] = {
            "faster-whisper": lambda: list(plain.transcribe(str(path), language="en", **options)[0]),
            "closeplan": lambda: ours(found, recognizer),
        }
        spent: dict[str, list[float]] = {name: [] for name in ways}
        walls: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                began, wall = time.process_time(), time.perf_counter()
                way()
                spent[name].append(time.process_time() - began)
                walls[name].append(time.perf_counter() - wall)
    print("| what | processor seconds, best | all rounds | wall seconds, best |\n| --- | ---: | --- | ---: |")
    for name, times in spent.items():
        rounds_text = ", ".join(f"{each:.2f}" for each in times)
        print(f"| {name} | {min(times):.2f} | {rounds_text} | {min(walls[name]):.2f} |")
    print(f"\nOverhead: {min(spent['closeplan']) / min(spent['faster-whisper']) - 1:+.1%} on {seconds:.0f} s of sound")


def ours(recording: Recording, recognizer: Recognizer) -> None:
    """Decoding, voice activity, recognition and guards."""
    for block in read_blocks(recording, 1, Decoded()):
        listen(block, speech_of(block), recognizer, language="en")


if __name__ == "__main__":
    main()
