"""Recordings measured: who speaks, the time we add to plain faster-whisper, guards, memory.

    python benchmarks/audio.py speakers SPEECH              # diarization error rate, number of speakers
    python benchmarks/audio.py overhead WEIGHTS RECORDING   # our stage against plain batched faster-whisper
    python benchmarks/audio.py guards WEIGHTS               # words over silence, noise and music, guards on and off
    python benchmarks/audio.py memory --minutes 60          # peak memory of everything but recognition

SPEECH is a folder with recordings, RTTM references of the same name, and `readers/SPEAKER-….flac`, one person each;
every second reader is left out, because the space of voices was fitted on them.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from closeplan_nlp.audio.blocks import read_blocks
from closeplan_nlp.audio.decoding import Decoded, Recording, inspect_recording, read_sound
from closeplan_nlp.audio.diarization import Speakers, Voices, hear, joined, tell_apart
from closeplan_nlp.audio.engine import EngineOptions, Recognizer, speech_chances
from closeplan_nlp.audio.hearing import listen, speech_of, voices_of
from closeplan_nlp.audio.sound import RATE, Sound, Stretch
from closeplan_nlp.audio.speech import bridge, stretches_of
from closeplan_nlp.evaluation.speakers import SpeakerScore, Spoken, pooled, read_rttm, score_speakers

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "samples" / "orchard-clinic.ogg"
GAP = 0.25
TALKS = 8
PEOPLE = (1, 2, 3, 4)


@dataclass(frozen=True)
class Talk:
    """Sound with a reference of who speaks when, in a group of such."""

    group: str
    sound: Sound
    reference: list[Spoken]


def main() -> None:
    """Run what is asked for and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    speakers = commands.add_parser("speakers")
    speakers.add_argument("speech", type=Path)
    overhead = commands.add_parser("overhead")
    overhead.add_argument("weights", type=Path)
    overhead.add_argument("recording", type=Path)
    overhead.add_argument("--seconds", type=float, default=120.0)
    overhead.add_argument("--rounds", type=int, default=3)
    guards = commands.add_parser("guards")
    guards.add_argument("weights", type=Path)
    memory = commands.add_parser("memory")
    memory.add_argument("--minutes", type=float, default=10.0)
    options = parser.parse_args()
    if options.command == "speakers":
        measure_speakers(options.speech)
    elif options.command == "overhead":
        measure_overhead(options.weights, options.recording, options.seconds, options.rounds)
    elif options.command == "guards":
        measure_guards(options.weights)
    else:
        measure_memory(options.minutes)


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


def read(path: Path) -> Sound:
    """A recording as one row of sound."""
    return np.concatenate([piece[0] for piece in read_sound(inspect_recording(path), 1)])


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


def through_telephone(sound: Sound) -> Sound:
    """The sound as a telephone line carries it (300 to 3,400 Hz, 8 kHz, mu-law), back at 16 kHz."""
    from scipy.signal import butter, resample_poly, sosfilt

    narrow = sosfilt(butter(4, [300, 3400], "band", fs=8000, output="sos"), resample_poly(sound, 1, 2))
    narrow = narrow / (np.abs(narrow).max() + 1e-9) * 0.5
    coded = np.round(np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) * 127) / 127
    heard = np.sign(coded) * (256 ** np.abs(coded) - 1) / 255
    return np.asarray(resample_poly(heard, 2, 1), np.float32)


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


@contextmanager
def as_file(sound: Sound) -> Iterator[Path]:
    """The sound as a WAV file."""
    import wave

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sound.wav")
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
        yield path


# --- guards


def measure_guards(weights: Path) -> None:
    """Words that are written over a minute in which nobody talks: without anything, with VAD alone, with guards."""
    recognizer = Recognizer(weights, EngineOptions(device="cpu"))
    print("| sound | words, no VAD | words, VAD | words, VAD and guards |\n| --- | ---: | ---: | ---: |")
    for name, sound in nobody().items():
        bare = sum(len(s.words) for found in recognizer.recognize([sound[: 30 * RATE]], "en") for s in found)
        counts = []
        with as_file(sound) as path:
            for guards in (False, True):
                said = [
                    listen(block, speech, recognizer, language="en", guards=guards)
                    for block in read_blocks(inspect_recording(path), 1, Decoded())
                    if any(speech := speech_of(block))
                ]
                counts.append(sum(len(each.words) for one in said for each in one.segments))
        print(f"| {name} | {bare} | {counts[0]} | {counts[1]} |")


def nobody() -> dict[str, Sound]:
    """Half a minute each of silence, noises, hum and music made of tones."""
    at = np.arange(30 * RATE) / RATE
    draw = np.random.default_rng(3)
    notes = 220 * 2 ** (draw.integers(0, 24, 120) / 12)
    tone = notes[np.minimum((at * 4).astype(int), 119)]
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


# --- memory


def measure_memory(minutes: float) -> None:
    """Peak memory of decoding, voice activity and voices over a long stereo recording, recognition left out."""
    seconds = round(minutes * 60)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "long.wav")
        write_long(path, seconds)
        began = time.perf_counter()
        heard: list[Voices] = []
        for block in read_blocks(inspect_recording(path), 2, Decoded()):
            heard.append(voices_of(block, speech_of(block)))
        tell_apart(joined(heard))
        spent = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    print(f"{minutes:.0f} minutes, stereo: peak {peak:.0f} MB, {spent:.0f} s")


def write_long(path: Path, seconds: int) -> None:
    """A stereo file of the sample call over and over, written as it is read."""
    import wave

    sample = inspect_recording(SAMPLE)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        left = seconds * RATE
        while left > 0:
            for piece in read_sound(sample, 2):
                used = piece[:, :left].T
                file.writeframes((np.clip(used, -1, 1) * 32767).astype("<i2").tobytes())
                left -= len(used)


if __name__ == "__main__":
    main()
