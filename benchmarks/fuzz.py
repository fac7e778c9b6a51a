"""Fuzzing of the readers: damaged copies of the samples; nothing may crash, and no word may be lost without a word.

    .venv/bin/python benchmarks/fuzz.py [--files 100000] [--seed 1] [--show 20]

Each file is a sample of `tests/readers/samples` with one to three damages: bytes changed, dropped, doubled or put in,
lines dropped, doubled or swapped, the end cut off, a piece of another sample put in. A loss is silent where a word that
was said still stands in the file as often as before, but no longer in the transcript, and neither a refusal nor a
problem tells. Words counted as lost are few; look at each with `--show`.
"""

from __future__ import annotations

import argparse
import random
import re
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from closeplan_nlp.errors import ClosePlanError
from closeplan_nlp.readers.decoding import decode
from closeplan_nlp.readers.detection import detect
from closeplan_nlp.readers.people import apply_people
from closeplan_nlp.readers.registry import READERS
from closeplan_nlp.types import Transcript

SAMPLES = Path(__file__).parent.parent / "tests" / "readers" / "samples"
JUNK = (
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\n\n",
    b":",
    b"-->",
    b"<v ",
    b"[",
    b"{",
    b'"',
    b"\r",
    b"&#65;",
    b"00:00",
)
_WORD = re.compile(r"[^\W\d_]{3,}")
Damage = Callable[[random.Random, bytes, list[bytes]], bytes]


@dataclass(frozen=True)
class Sample:
    """A sample, the words of its text and those that were said in it, and how many problems it has."""

    name: str
    data: bytes
    written: Counter[str]
    said: Counter[str]
    problems: int


def _span(rng: random.Random, data: bytes, most: int = 60) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.randrange(most))


def changed(rng: random.Random, data: bytes, _: list[bytes]) -> bytes:
    """One byte is another one."""
    at = rng.randrange(max(1, len(data)))
    return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]


def dropped(rng: random.Random, data: bytes, _: list[bytes]) -> bytes:
    """A few bytes are gone."""
    start, end = _span(rng, data)
    return data[:start] + data[end:]


def doubled(rng: random.Random, data: bytes, _: list[bytes]) -> bytes:
    """A few bytes stand there twice."""
    start, end = _span(rng, data, 200)
    return data[:end] + data[start:]


def put_in(rng: random.Random, data: bytes, _: list[bytes]) -> bytes:
    """A sign that means something to a reader."""
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(JUNK) + data[at:]


def lines(rng: random.Random, data: bytes, _: list[bytes]) -> bytes:
    """A line is gone, there twice, or elsewhere."""
    rows = data.split(b"\n")
    at, other = rng.randrange(len(rows)), rng.randrange(len(rows))
    how = rng.randrange(3)
    if how == 0:
        del rows[at]
    elif how == 1:
        rows.insert(at, rows[at])
    else:
        rows[at], rows[other] = rows[other], rows[at]
    return b"\n".join(rows)


def cut(rng: random.Random, data: bytes, _: list[bytes]) -> bytes:
    """The end is missing."""
    return data[: rng.randrange(1, len(data) + 1)] if data else data


def mixed(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """A piece of another file."""
    start, end = _span(rng, piece := rng.choice(others), 300)
    at = rng.randrange(len(data) + 1)
    return data[:at] + piece[start:end] + data[at:]


DAMAGES: tuple[Damage, ...] = (changed, dropped, doubled, put_in, lines, cut, mixed)


def read(data: bytes) -> tuple[str, Transcript, int]:
    """The text of a file, its transcript, and how many problems both have."""
    decoded = decode(data)
    found = READERS[detect(decoded.text).format].read(decoded.text)
    transcript = apply_people(found)
    return decoded.text, transcript, len(transcript.problems) + len(decoded.problems)


def words(text: str) -> Counter[str]:
    """Words of three letters and more, without case."""
    return Counter(word.casefold() for word in _WORD.findall(text))


def spoken(transcript: Transcript) -> Counter[str]:
    """The words of all turns, those of labels too: a damaged name may become text, and text a name."""
    return words(" ".join(f"{turn.speaker or ''} {turn.text}" for turn in transcript.turns))


def samples() -> list[Sample]:
    """The samples that are read; those that are refused (a chat) are left out."""
    found = []
    for path in sorted(SAMPLES.iterdir()):
        if path.suffix == ".py" or not path.is_file():
            continue
        data = path.read_bytes()
        try:
            text, transcript, problems = read(data)
        except ClosePlanError:
            continue
        found.append(Sample(path.name, data, words(text), words(" ".join(t.text for t in transcript.turns)), problems))
    return found


def lost(sample: Sample, data: bytes) -> Counter[str]:
    """Words that are lost silently in a damaged copy of the sample."""
    text, transcript, problems = read(data)
    if problems > sample.problems or not transcript.turns:
        return Counter()
    written, kept = words(text), spoken(transcript)
    return Counter(
        {
            word: count - kept[word]
            for word, count in sample.said.items()
            if kept[word] < count and written[word] >= sample.written[word]
        }
    )


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=20)
    args = parser.parse_args()
    known = samples()
    others = [sample.data for sample in known]
    outcome: Counter[str] = Counter()
    started = time.process_time()
    for number in range(args.files):
        rng = random.Random(f"{args.seed}/{number}")
        sample = known[number % len(known)]
        data = sample.data
        for _ in range(rng.randrange(1, 4)):
            data = rng.choice(DAMAGES)(rng, data, others)
        what = "read"
        try:
            missing = lost(sample, data)
            what = "silent losses" if missing else "read"
            shown = f"{sample.name} {number}: lost {', '.join(list(missing)[:8])}"
        except ClosePlanError as error:
            what = "refused" if "\n" not in str(error) else "crashes"
            shown = f"{sample.name} {number}: a message of several lines"
        except Exception:
            what, shown = "crashes", f"{sample.name} {number}: {traceback.format_exc()}"
        outcome[what] += 1
        if what in ("crashes", "silent losses") and outcome[what] <= args.show:
            print(f"{what}: {shown}", flush=True)
    counts = ", ".join(f"{outcome[what]} {what}" for what in ("read", "refused", "silent losses", "crashes"))
    print(
        f"{args.files} files of {len(known)} samples, seed {args.seed}: {counts}; {time.process_time() - started:.0f} s"
    )


if __name__ == "__main__":
    main()
