"""The record that the date finder returns."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["day", "week", "month", "quarter", "vague", "duration"]


@dataclass(frozen=True)
class DateMention:
    """One date expression in a text.

    `start` and `end` are character offsets, `text` the words between them (the `due_text`, its
    preposition included). `value` is an ISO day (`2026-03-06`), month (`2026-03`) or quarter
    (`2026-Q1`), or None where the words name no date that can be known. `past` is True where they refer to
    a time before the call.
    """

    start: int
    end: int
    text: str
    value: str | None
    kind: Kind
    preposition: str | None
    past: bool
