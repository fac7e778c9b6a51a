"""The frozen records that cross every boundary: transcript in, plan out.

They are exactly what is written as JSON and YAML (contracts 1 and 2). Unknown fields are kept on a round trip.
Times are seconds from the start of the recording, dates are ISO 8601 strings.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from closeplan_nlp.kinds import KINDS

SCHEMA_VERSION = "1.0"

Side = Literal["seller", "customer", "both", "unknown"]
KindName = Literal["action_item", "customer_commitment", "decision_criterion", "milestone", "risk"]
Status = Literal["proposed", "agreed", "done"]
Importance = Literal["must", "should", "nice"]

DAY = r"^\d{4}-\d{2}-\d{2}$"
DUE = r"^\d{4}-(\d{2}-\d{2}|\d{2}|Q[1-4])$"


def _as_iso(value: object) -> object:
    """YAML reads an unquoted day as a date object; the records hold strings."""
    return value.isoformat() if isinstance(value, dt.date) else value


Day = Annotated[str, Field(pattern=DAY), BeforeValidator(_as_iso)]
Due = Annotated[str, Field(pattern=DUE), BeforeValidator(_as_iso)]


class Record(BaseModel):
    """Base of all records: immutable, unknown fields kept."""

    model_config = ConfigDict(frozen=True, extra="allow")

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON-ready dictionaries and lists, in the order of the contract."""
        return self.model_dump(mode="json")


class Problem(Record):
    """Something wrong with the input that did not stop the work.

    `source` is the file or call, `place` the line, cue or field, `reason` what is wrong, `remedy` what to do.
    """

    reason: str
    source: str | None = None
    place: str | None = None
    remedy: str | None = None

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.source, self.place) if part)
        text = f"{where}: {self.reason}" if where else self.reason
        return f"{text}. {self.remedy}" if self.remedy else text


class Participant(Record):
    """A person on the call. `label` is what the recorder shows in `Turn.speaker` where that is not the name."""

    name: str
    side: Side = "unknown"
    role: str | None = None
    label: str | None = None


class Turn(Record):
    """One line or cue: who said what, from when to when (seconds)."""

    speaker: str | None = None
    text: str
    start: float | None = None
    end: float | None = None


class Source(Record):
    """Where a call came from. `sha256` is that of the file's bytes, `duration` is in seconds."""

    id: str
    title: str | None = None
    date: Day | None = None
    path: str | None = None
    sha256: str | None = None
    duration: float | None = None
    language: str | None = None


class Transcript(Record):
    """A call as text (contract 1). A turn's position in `turns` is its number everywhere."""

    title: str | None = None
    date: Day | None = None
    language: str | None = None
    seller_org: str | None = None
    customer_org: str | None = None
    participants: tuple[Participant, ...] = ()
    turns: tuple[Turn, ...]
    problems: tuple[Problem, ...] = ()
    source: Source | None = Field(default=None, exclude=True, repr=False)
    """The file it was read from; not part of the written transcript."""


class Evidence(Record):
    """The words that prove an item: `quote` stands in turn number `turn` of call `source`, word for word."""

    source: str
    turn: int = Field(ge=0)
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    quote: str


class Item(Record):
    """One thing that the plan must hold. Values as in the annotation guide; `None` where unknown."""

    id: str
    kind: KindName
    text: str
    side: Side = "unknown"
    owner: str | None = None
    due: Due | None = None
    due_text: str | None = None
    category: str | None = None
    importance: Importance | None = None
    status: Status | None = None
    condition: str | None = None
    confidence: float | None = Field(default=None, ge=0, le=1)
    evidence: tuple[Evidence, ...] = ()

    @property
    def title(self) -> str:
        """The kind's name for people."""
        return KINDS[self.kind].title


class Deal(Record):
    """What the plan is about."""

    name: str
    seller: str | None = None
    customer: str | None = None
    target_close: Due | None = None
    profile: str | None = None


class PlanParticipant(Record):
    """A person in the plan."""

    name: str
    side: Side = "unknown"
    role: str | None = None


class ClosePlan(Record):
    """The close plan (contract 2)."""

    schema_version: str = SCHEMA_VERSION
    deal: Deal
    participants: tuple[PlanParticipant, ...] = ()
    items: tuple[Item, ...] = ()
    sources: tuple[Source, ...] = ()
    problems: tuple[Problem, ...] = ()

    def of_kind(self, *kinds: str) -> tuple[Item, ...]:
        """The items of these kinds, in the plan's order."""
        return tuple(item for item in self.items if item.kind in kinds)
