"""Transcribing on the command line: where results go, one recording after the other."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from closeplan_nlp.errors import ClosePlanError, RequestError
from closeplan_nlp.options import settings
from closeplan_nlp.output import STDOUT, check_output, make_folder, tell, write_result
from closeplan_nlp.writing import check_format, write_transcript

if TYPE_CHECKING:
    from closeplan_nlp.audio.settings import AudioOptions
    from closeplan_nlp.types import Transcript

SUFFIXES = {"text": "txt"}


@dataclass(frozen=True)
class Job:
    """A recording, the folder for its transcripts (None: beside it, `-`: stdout), and their formats."""

    recording: Path
    folder: Path | None
    formats: tuple[str, ...]

    def place(self, to: str) -> Path:
        """The file that a format goes to."""
        if str(self.folder) == STDOUT:
            return Path(STDOUT)
        name = f"{self.recording.stem}.{SUFFIXES.get(to, to)}"
        return (self.folder or self.recording.parent) / name


def check_places(jobs: Sequence[Job]) -> None:
    """Refuse, before any work, places that cannot be written or that two results would share."""
    places: dict[Path, Path] = {}
    for job in jobs:
        for to in job.formats:
            check_format(to)
            place = job.place(to)
            if place in places:
                reason = f"two results would be written to {'standard output' if str(place) == STDOUT else place}"
                raise RequestError(reason, remedy="Transcribe them into different folders")
            places[place] = job.recording
    for folder in {job.folder for job in jobs if job.folder is not None and str(job.folder) != STDOUT}:
        make_folder(folder)
    for place, recording in places.items():
        if recording.exists():  # that a recording is missing is told before where its results would go
            check_output(place, source=recording)


def transcribe_all(jobs: Sequence[Job], options: AudioOptions, facts: Mapping[str, Any]) -> bool:
    """Transcribe and write them all; whether all went well. Of several, one that fails does not stop the others."""
    good = True
    for job in jobs:
        try:
            transcript = transcribe_one(job.recording, options, facts)
            for to in job.formats:
                write_result(write_transcript(transcript, to), job.place(to))
        except RequestError:
            raise
        except ClosePlanError as error:
            if len(jobs) == 1:
                raise
            good = False
            tell(f"error: {error}")
            continue
        _report(job, transcript)
    return good


def transcribe_one(recording: str | Path, options: AudioOptions, facts: Mapping[str, Any]) -> Transcript:
    """Transcribe a recording with a progress bar, and a question before weights are downloaded."""
    from closeplan_nlp.audio.decoding import inspect_recording
    from closeplan_nlp.audio.transcribing import transcribe
    from closeplan_nlp.commands.weights import ready_weights
    from closeplan_nlp.progress import audio_progress
    from closeplan_nlp.readers.loading import located

    with located(str(recording)):
        inspect_recording(Path(recording))
        ready_weights(options)
    with audio_progress(settings.quiet, Path(recording).name) as progress:
        return transcribe(recording, options, progress=progress, **facts)


def _report(job: Job, transcript: Transcript) -> None:
    """What was written and what is unclear, on stderr, for people at a terminal."""
    if settings.quiet or not (settings.verbose or (sys.stderr and sys.stderr.isatty())):
        return
    places = ", ".join(str(job.place(to)) for to in job.formats if str(job.place(to)) != STDOUT)
    if places:
        tell(f"wrote {places} ({len(transcript.turns)} turns, {len(transcript.participants)} speakers)")
    for problem in transcript.problems:
        tell(f"note: {problem}")
