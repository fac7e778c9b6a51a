"""The frozen records that cross every boundary: transcript in, plan out.

They are exactly what is written as JSON and YAML (contracts 1 and 2). Unknown fields are kept on a round trip.
Times are seconds from the start of the recording, dates are ISO 8601 strings.

A plan that people keep as a file has more fields than contract 2: what each call said (`seen`), what people added. They
are declared with `_extra()` and written only where they are set, so that the plan of one call stays as it was.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from closeplan_nlp.due import span_of
from closeplan_nlp.kinds import KINDS

SCHEMA_VERSION = "1.0"

Side = Literal["seller", "customer", "both", "unknown"]
KindName = Literal["action_item", "customer_commitment", "decision_criterion", "milestone", "risk"]
Status = Literal["proposed", "agreed", "done"]
Importance = Literal["must", "should", "nice"]

DAY = r"^\d{4}-\d{2}-\d{2}$"
DUE = r"^\d{4}-(\d{2}-\d{2}|\d{2}|Q[1-4])$"


Told = Literal["proposed", "agreed", "done", "dropped", "late"]
"""What a call can say of a task; a plan's `status` has the first three."""


def _as_iso(value: object) -> object:
    """YAML reads an unquoted day as a date object; the records hold strings."""
    return value.isoformat() if isinstance(value, dt.date) else value


def _in_calendar(due: str) -> str:
    """Refuse what is written like a day or a month and is none, such as 30 February."""
    if span_of(due) is None:
        raise PydanticCustomError("no_such_day", "there is no such day or month in the calendar")
    return due


Day = Annotated[str, Field(pattern=DAY), BeforeValidator(_as_iso)]
Due = Annotated[str, Field(pattern=DUE), BeforeValidator(_as_iso), AfterValidator(_in_calendar)]


def _is_unset(value: object) -> bool:
    """Whether an optional field of the plan file has nothing to say."""
    return value is None or value == () or value == {}


def _extra(default: Any = None) -> Any:
    """A field that is written only where it is set."""
    return Field(default=default, exclude_if=_is_unset)


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


class PlanParticipant(Record):
    """A person in the plan.

    `part` is what the person is to the deal: `economic_buyer`, `champion`, `decision_maker`, `approver`, `procurement`,
    `legal`, `security`, or other words; `decision_maker` may say the same as a flag.
    """

    name: str
    side: Side = "unknown"
    role: str | None = None
    part: str | None = _extra()
    decision_maker: bool | None = _extra()
    org: str | None = _extra()
    email: str | None = _extra()


class Source(Record):
    """Where a call came from. `sha256` is that of the file's bytes, `duration` is in seconds.

    A plan file keeps beside it what the call said of the deal: organisations, people, and the ids of its `items` (one
    that stands nowhere in the plan was deleted by a person and does not come back).
    """

    id: str
    title: str | None = None
    date: Day | None = None
    path: str | None = None
    sha256: str | None = None
    duration: float | None = None
    language: str | None = None
    seller: str | None = _extra()
    customer: str | None = _extra()
    deal: str | None = _extra()
    people: tuple[PlanParticipant, ...] = _extra(())
    items: tuple[str, ...] = _extra(())


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


class Proof(Record):
    """A quote as an observation keeps it: `Evidence` without the source, which the observation has."""

    turn: int = Field(ge=0)
    speaker: str | None = _extra()
    start: float | None = _extra()
    end: float | None = _extra()
    quote: str


class Observation(Record):
    """What one source said of an item: the item as extracted from it, `item` being its id there.

    A source is a call, a file of items, or a template (`template:NAME`), whose words yield to those of all calls. A
    template's step also has its first day (`start`), the steps it waits for (`after`), phrases of which an item that
    fills it holds one (`words`), and whether it is `internal`.
    """

    source: str
    item: str
    kind: KindName
    text: str
    side: Side = "unknown"
    owner: str | None = _extra()
    due: Due | None = _extra()
    due_text: str | None = _extra()
    category: str | None = _extra()
    importance: Importance | None = _extra()
    status: Told | None = _extra()
    condition: str | None = _extra()
    confidence: float | None = Field(default=None, ge=0, le=1, exclude_if=_is_unset)
    evidence: tuple[Proof, ...] = _extra(())
    start: Day | None = _extra()
    after: tuple[str, ...] = _extra(())
    words: tuple[str, ...] = _extra(())
    internal: bool | None = _extra()


class Change(Record):
    """One step in the life of an item: on `date`, `source` changed `field`; no source: a person did."""

    date: Day | None = None
    source: str | None = None
    field: str
    old: Any = None
    new: Any = None


class Suggestion(Record):
    """A value that calls give a field which a person has changed; `before` is what they gave it at that time."""

    field: str
    value: Any = None
    source: str | None = None
    date: Day | None = None
    before: Any = _extra()


class Item(Record):
    """One thing that the plan must hold. Values as in the annotation guide; `None` where unknown.

    In a plan file also: `start` (planned first day), `step` (of a template), `depends_on` (ids), `done_on`, `dropped`
    (the day on which a person dropped it, or the source that did; it stays in the file and is left out of exports),
    `answer` (what answers a criterion), `internal` (never shown to the customer), `notes`, `confirmed` (true or a day),
    `manual` (written by a person: calls only add evidence and suggestions), `exported` (by target: id or day),
    `suggestions`, `history` and `seen`, from which the other fields are derived.
    """

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
    start: Day | None = _extra()
    step: str | None = _extra()
    depends_on: tuple[str, ...] = _extra(())
    done_on: Day | None = _extra()
    dropped: Annotated[str | None, BeforeValidator(_as_iso)] = _extra()
    answer: str | None = _extra()
    internal: bool | None = _extra()
    notes: Any = Field(default=None, exclude_if=lambda notes: notes is None)
    confirmed: bool | Day | None = _extra()
    manual: bool | None = _extra()
    suggestions: tuple[Suggestion, ...] = _extra(())
    confidence: float | None = Field(default=None, ge=0, le=1)
    evidence: tuple[Evidence, ...] = ()
    history: tuple[Change, ...] = _extra(())
    exported: dict[str, Any] = _extra({})
    seen: tuple[Observation, ...] = _extra(())

    @property
    def title(self) -> str:
        """The kind's name for people."""
        return KINDS[self.kind].title


class Deal(Record):
    """What the plan is about. `country` (ISO code) names the holidays that dates are planned around."""

    name: str
    seller: str | None = None
    customer: str | None = None
    target_close: Due | None = None
    profile: str | None = None
    country: str | None = _extra()
    suggestions: tuple[Suggestion, ...] = _extra(())


class ClosePlan(Record):
    """The close plan (contract 2). `audience` says that it is the customer's version, from which parts were taken."""

    schema_version: str = SCHEMA_VERSION
    audience: Literal["customer"] | None = _extra()
    deal: Deal
    participants: tuple[PlanParticipant, ...] = ()
    items: tuple[Item, ...] = ()
    sources: tuple[Source, ...] = ()
    problems: tuple[Problem, ...] = ()

    def of_kind(self, *kinds: str) -> tuple[Item, ...]:
        """The items of these kinds, in the plan's order."""
        return tuple(item for item in self.items if item.kind in kinds)
