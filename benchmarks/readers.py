"""Readers: cues of WebVTT read per second, and the memory that 100 MB of it take.

    .venv/bin/python benchmarks/readers.py [--cues 50000] [--repeat 3] [--megabytes 100]

The files are made as Zoom and Teams write them, and read as a user's file is: bytes, format, speakers, people. The
rates are the best of the repeats, by processor time and by the clock, which differ on a busy machine; the memory is the
peak of a new process that reads one file, above that of one that only imports the package, for each MB of the file.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from closeplan_nlp import read_transcript

PEOPLE = ("Ben Okafor (Kelvane)", "Dana Reyes", "Marc Weber", "Lucía García")
TEXTS = (
    "Thanks for joining, let me share my screen for a second.",
    "We looked at the updated quote, and number {} is fine for us.",
    "Legal has to see it first, so I would not promise the {}th.",
    "Yes.",
    "Our budget is {} euros, and it has to be signed by the end of March.",
)
_GUID = "4f1c5a7e-93d2-4b60-8a1e-5d2c7b9e0f31"
_READ = """
import gc, sys
from closeplan_nlp import read_transcript
def memory(key):
    return next(line.split()[1] for line in open("/proc/self/status") if line.startswith(key))
transcript = read_transcript(sys.argv[1], date="2026-03-02") if len(sys.argv) > 1 else None
gc.collect()
print(len(transcript.turns) if transcript else 0, memory("VmHWM"), memory("VmRSS"))
"""
"""A new process (Linux): its peak, and what it still holds when only the transcript is left."""


def stamp(second: int) -> str:
    """Seconds as WebVTT has them."""
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.{second * 37 % 1000:03}"


def zoom(number: int) -> str:
    """One cue as Zoom writes it."""
    text = TEXTS[number % len(TEXTS)].format(number)
    times = f"{stamp(3 * number)} --> {stamp(3 * number + 2)}"
    return f"{number + 1}\r\n{times}\r\n{PEOPLE[number // 3 % len(PEOPLE)]}: {text}\r\n\r\n"


def teams(number: int) -> str:
    """One cue as Teams writes it."""
    text = TEXTS[number % len(TEXTS)].format(number)
    times = f"{stamp(3 * number)} --> {stamp(3 * number + 2)}"
    return f"{_GUID}/{number}-0\n{times}\n<v {PEOPLE[number // 3 % len(PEOPLE)]}>{text}</v>\n\n"


WRITERS: dict[str, Callable[[int], str]] = {"Zoom": zoom, "Teams": teams}


def write(path: Path, cue: Callable[[int], str], *, cues: int | None = None, size: int | None = None) -> int:
    """Write a file of so many cues or bytes; how many cues it has."""
    written, bytes_left = 0, size
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("WEBVTT\n\n")
        for block in islice(_cues(cue), cues):
            file.write(block)
            written += 1
            if bytes_left is not None:
                bytes_left -= len(block.encode())
                if bytes_left <= 0:
                    break
    return written


def _cues(cue: Callable[[int], str]) -> Iterator[str]:
    number = 0
    while True:
        yield cue(number)
        number += 1


def rates(path: Path, cues: int, repeat: int) -> tuple[float, float]:
    """Cues per second of processor time and of wall-clock time, the best of the repeats."""
    busy = wall = 0.0
    for _ in range(repeat):
        started, used = time.perf_counter(), time.process_time()
        found = len(read_transcript(path, date="2026-03-02").turns)
        busy, wall = (
            max(busy, cues / (time.process_time() - used)),
            max(wall, cues / (time.perf_counter() - started)),
        )
        if found != cues:
            raise SystemExit(f"{found} turns of {cues} cues")
    return busy, wall


def peak(*args: str) -> tuple[int, float, float, float]:
    """Turns, peak and final memory in MB, and seconds of a new process that reads a file, or nothing."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _READ, *args], capture_output=True, text=True, check=True)
    turns, most, left = map(int, done.stdout.split())
    return turns, most / 1024, left / 1024, time.perf_counter() - started


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cues", type=int, default=50_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--megabytes", type=int, default=100)
    args = parser.parse_args()
    print(f"{len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}, {platform.machine()}\n")
    print("| format | cues | cues/s of processor time | cues/s by the clock |\n| --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        for name, cue in WRITERS.items():
            path = Path(folder) / f"{name}.vtt"
            cues = write(path, cue, cues=args.cues)
            busy, wall = rates(path, cues, args.repeat)
            print(f"| {name} VTT | {cues} | {busy:.0f} | {wall:.0f} |")
        _, base, _, _ = peak()
        print(f"\nWithout a file: {base:.0f} MB.\n")
        print("| file | cues | turns | seconds | peak, MB | MB a MB of file | left with the transcript, MB |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
        for name, cue in WRITERS.items():
            path = Path(folder) / "large.vtt"
            cues = write(path, cue, size=args.megabytes * 1_000_000)
            turns, most, left, seconds = peak(str(path))
            memory = f"{most:.0f} | {(most - base) / args.megabytes:.1f} | {left:.0f}"
            print(f"| {args.megabytes} MB of {name} VTT | {cues} | {turns} | {seconds:.0f} | {memory} |")


if __name__ == "__main__":
    main()
