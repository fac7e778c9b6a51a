"""Calls and deals as the store of a batch keeps them, and how they become texts and come back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from closeplan_nlp.batch.records import Call, Facts, Trouble

WAITING, DONE, FAILED, DUPLICATE = "waiting", "done", "failed", "duplicate"
"""The states of a call."""


@dataclass(frozen=True)
class Row:
    """A call as the store knows it.

    `want` is the fingerprint of files, facts, settings and models that the state belongs to, `heard` that under which
    its recording was transcribed. `facts` are what was found, with the fingerprint that it was found under; they stay
    while a call that has changed waits. `stage` is where it failed.
    """

    call: Call
    present: bool
    want: str
    state: str
    heard: str | None = None
    stage: str | None = None
    trouble: Trouble | None = None
    facts: Mapping[str, Any] | None = None
    seconds: float = 0.0
    peak: float = 0.0

    @property
    def name(self) -> str:
        """The call's name."""
        return self.call.name


@dataclass(frozen=True)
class DealRow:
    """A deal as the store knows it: `digest` of all that went into its plan, hash of the file as it was `written`."""

    key: str
    name: str
    title: str | None
    digest: str | None
    written: str | None
    calls: tuple[str, ...]
    trouble: Trouble | None
    facts: Mapping[str, Any] | None


def as_json(value: Any) -> str | None:
    """A value as the text that is kept."""
    if value is None:
        return None
    return json.dumps(asdict(value) if isinstance(value, Trouble) else value, ensure_ascii=True)


def spec_of(call: Call) -> str:
    """A call as the text that is kept, without key and name."""
    return json.dumps({key: value for key, value in asdict(call).items() if key not in ("key", "name")})


def _trouble(text: str | None) -> Trouble | None:
    return Trouble(**json.loads(text)) if text else None


def call_row(values: tuple[Any, ...]) -> Row:
    """A call out of the columns of its table."""
    name, key, spec, present, want, state, heard, stage, trouble, facts, seconds, peak = values
    found = json.loads(spec)
    given = {name: _tuples(value) for name, value in found.pop("facts").items()}
    wrong = found.pop("trouble")
    call = Call(
        key,
        name,
        **found | {"transcripts": tuple(found["transcripts"])},
        facts=Facts(**given),
        trouble=Trouble(**wrong) if wrong else None,
    )
    kept = json.loads(facts) if facts else None
    return Row(call, bool(present), want, state, heard, stage, _trouble(trouble), kept, seconds or 0.0, peak or 0.0)


def _tuples(value: Any) -> Any:
    return (
        tuple(tuple(each) if isinstance(each, list) else each for each in value) if isinstance(value, list) else value
    )


def deal_row(values: tuple[Any, ...]) -> DealRow:
    """A deal out of the columns of its table."""
    key, name, title, digest, written, calls, trouble, facts = values
    found = json.loads(facts) if facts else None
    return DealRow(key, name, title, digest, written, tuple(json.loads(calls)), _trouble(trouble), found)
