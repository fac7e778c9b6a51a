"""What the rules work with: a match over tags (`Hit`) and a date read from it (`Piece`)."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from closeplan_nlp.nlp.dates.mention import Kind
from closeplan_nlp.nlp.dates.tokens import Token

Role = Literal[
    "date",  # a full day
    "holiday",  # a full day, by its name
    "weekday",  # "Friday": can take a week, or a day of month
    "dom",  # "the 14th": can take a weekday, or a month
    "week",
    "weekof",  # "the week of": needs a day
    "eod",  # "COB": takes the day beside it
    "period",  # a month, quarter, year
    "duration",
    "after",  # "the Monday after": takes the day beside it
    "vague",
]


@dataclass(frozen=True, slots=True)
class Piece:
    """A date expression over the tokens `first` to `last` (exclusive), before it is joined to its neighbours.

    `day` is its day, or the first day of its month or quarter; `absolute` says that it holds without the
    date of the call; `weak` that the words alone are no date ("may", "twentieth") and need support.
    """

    first: int
    last: int
    kind: Kind
    role: Role
    day: datetime.date | None = None
    absolute: bool = False
    weak: bool = False
    past: bool = False
    number: int = 0  # the weekday (0 = Monday), the day of month, or the length of a duration
    unit: int = 0  # the unit of a duration

    def value(self, anchored: bool) -> str | None:
        """The ISO day, month or quarter, where it is known."""
        if self.day is None or not (anchored or self.absolute):
            return None
        if self.kind == "month":
            return self.day.isoformat()[: len("2026-03")]
        if self.kind == "quarter":
            return f"{self.day.year:04d}-Q{(self.day.month + 2) // 3}"
        return self.day.isoformat() if self.kind in ("day", "week") else None


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule's match: the tokens of its named groups, and the day of the call.

    Without a call's date `anchor` is a stand-in; only pieces marked `absolute` keep their value then.
    """

    match: re.Match[str]
    tokens: Sequence[Token]
    text: str
    anchor: datetime.date
    day_first: bool

    def token(self, group: str) -> Token | None:
        """The token of a named group, None where the group is missing or did not match."""
        if group not in self.match.re.groupindex or self.match.start(group) < 0:
            return None
        return self.tokens[self.match.start(group)]

    def number(self, group: str, missing: int = 0) -> int:
        """The number of a group's token."""
        token = self.token(group)
        return token.value if token else missing

    def tag(self, group: str) -> str:
        """The tag of a group's token, "" where there is none."""
        token = self.token(group)
        return token.tag if token else ""

    def capital(self, group: str) -> bool:
        """Whether the group's word is written with a capital."""
        token = self.token(group)
        return token is not None and self.text[token.start].isupper()

    def follows(self, *tags: str) -> bool:
        """Whether the token after the match has one of the tags; "" stands for the end of the text."""
        at = self.match.end()
        return (self.tokens[at].tag if at < len(self.tokens) else "") in tags

    def piece(
        self,
        kind: Kind,
        role: Role,
        day: datetime.date | None = None,
        *,
        absolute: bool = False,
        weak: bool = False,
        past: bool = False,
        number: int = 0,
        unit: int = 0,
    ) -> Piece:
        """A piece over the tokens of the match."""
        return Piece(self.match.start(), self.match.end(), kind, role, day, absolute, weak, past, number, unit)
