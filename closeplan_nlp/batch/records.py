"""The records of a batch: calls that go in, jobs for workers, outcomes that come back. All are small and picklable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from closeplan_nlp.audio.settings import AudioOptions

INPUT, TRANSCRIBE, ANALYSE, MERGE = "input", "transcribe", "analyse", "merge"
"""The stages; at `input` a call is only looked at."""
TRANSCRIPT, ITEMS = "transcript.json", "items.json"
"""The files of a call."""
CALLS, DEALS = "calls", "deals"
"""The folders of the results."""


@dataclass(frozen=True)
class Facts:
    """What is known of a call beside its files: the day, people and organisations of each side, names behind labels.

    `roles` are pairs of a person's name and role.
    """

    date: str | None = None
    language: str | None = None
    seller: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()
    speakers: tuple[tuple[str, str], ...] = ()
    roles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Trouble:
    """Why something could not be done: place, reason, remedy."""

    reason: str
    where: str | None = None
    remedy: str | None = None

    def said_of(self, path: str) -> str:
        """Place and reason, where the file is named already."""
        place = (self.where or "").removeprefix(path).lstrip(", ")
        return f"{place}: {self.reason}" if place else self.reason


@dataclass(frozen=True)
class Call:
    """One call as found: its key (path without suffix below the input folder), name, files, deal, facts.

    `transcripts` stand best first; the `recording` is used where there are none that can be read. `deal` is what the
    manifest says, `folder` the folder that the call lies in below the input folder, empty for none. `trouble` is why
    the call cannot be worked on at all.
    """

    key: str
    name: str
    transcripts: tuple[str, ...] = ()
    recording: str | None = None
    deal: str | None = None
    folder: str = ""
    facts: Facts = field(default_factory=Facts)
    trouble: Trouble | None = None

    @property
    def path(self) -> str:
        """The file that stands for the call in messages and tables."""
        return next(iter(self.transcripts), self.recording) or self.key

    @property
    def files(self) -> tuple[str, ...]:
        """All its files."""
        return (*self.transcripts, *([self.recording] if self.recording else []))


@dataclass(frozen=True)
class Settings:
    """What is the same for all calls: how to transcribe and analyse, and the limits of a stage.

    `timeout` is how long a stage may stay without getting on, in seconds.
    """

    model: str | None = None
    min_confidence: float = 0.0
    language: str | None = None
    audio: AudioOptions = field(default_factory=AudioOptions)
    timeout: float = 600.0


@dataclass(frozen=True)
class Job:
    """One stage of one call, or the merging of one deal (`deal`).

    `folder` is where its results go, `base` the folder that relative paths count from.
    """

    stage: str
    name: str
    folder: str
    settings: Settings
    base: str = "."
    call: Call | None = None
    heard: bool = False
    """Whether the transcript in `folder` is the recording's, to be analysed now."""
    deal: Deal | None = None

    @property
    def needs_weights(self) -> bool:
        """Whether a recording is to be transcribed that has no transcript beside it."""
        return self.stage == TRANSCRIBE and not (self.call and self.call.transcripts)


@dataclass(frozen=True)
class Deal:
    """Calls that make one plan: file name, title, and the calls by name with the folders of their results.

    `written` is the SHA-256 of the plan file as the batch last wrote it, `gone` are calls that it held and that belong
    to the deal no more, `digest` a hash of all that goes in.
    """

    key: str
    name: str
    title: str | None
    calls: tuple[tuple[str, str], ...]
    written: str | None = None
    gone: tuple[str, ...] = ()
    digest: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a job: facts to keep where it went well, else the trouble.

    `crashed` says that the worker died with it, `lost` that it did not even begin or went down with its machine,
    `fatal` that no other job can go better, `unfit` that no other recording can, as weights of Whisper are missing or
    damaged, `needs_recording` that no transcript could be read. `seconds` is the time
    it took, `processor` that of its processor, `peak` the most memory its worker had so far, in MB.
    """

    name: str
    stage: str
    trouble: Trouble | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    crashed: bool = False
    lost: bool = False
    fatal: bool = False
    unfit: bool = False
    needs_recording: bool = False
    seconds: float = 0.0
    processor: float = 0.0
    peak: float = 0.0

    @property
    def good(self) -> bool:
        """Whether it went well."""
        return self.trouble is None
