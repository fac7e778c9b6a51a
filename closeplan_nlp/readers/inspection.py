"""What a file is, for people who ask before they use it: format, encoding, people, day, times."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from closeplan_nlp.readers.reading import FileRead, read_file
from closeplan_nlp.readers.registry import READERS
from closeplan_nlp.readers.speakers import speakers_of
from closeplan_nlp.types import Problem, Record


class Inspection(Record):
    """What was found in a transcript file. Times are seconds; `first` and `last` are those of its turns."""

    path: str
    format: str
    title: str
    confidence: float
    reason: str
    encoding: str
    turns: int
    speakers: tuple[str, ...]
    date: str | None = None
    first: float | None = None
    last: float | None = None
    problems: tuple[Problem, ...] = ()


def inspect_transcript(source: str | Path, **options: Any) -> Inspection:
    """Read a transcript file and say what it is; the options are those of `read_transcript`.

    Raises:
        InputError: the file cannot be read, is of no known format, or has no turns.
    """
    return inspected(str(source), read_file(source, **options))


def inspected(path: str, found: FileRead) -> Inspection:
    """What a file that has been read is."""
    transcript, detection = found.transcript, found.detection
    times = [time for turn in transcript.turns for time in (turn.start, turn.end) if time is not None]
    return Inspection(
        path=path,
        format=detection.format,
        title=READERS[detection.format].title,
        confidence=detection.confidence,
        reason=detection.reason,
        encoding=found.encoding,
        turns=len(transcript.turns),
        speakers=speakers_of(transcript),
        date=transcript.date,
        first=min(times, default=None),
        last=max(times, default=None),
        problems=transcript.problems,
    )
