"""What a language must bring: its words as tags, and its rules as patterns over tags.

A word carries one tag and one number: "march" is `mv` 3 (a month that is a verb too), "third" `ord` 3, "weeks"
`units` 7. Every token of a text becomes one character of a tag string, and a rule is a regular expression over that
string, written with names: `{d:ord|num} {of}? {m:month}`. A rule's function turns the match into a piece.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from closeplan_nlp.nlp.dates.piece import Hit, Piece

DAY, WEEK, FORTNIGHT, MONTH, QUARTER, YEAR = 1, 7, 14, 30, 90, 365  # the numbers of unit words

NAMES = (
    "word fn pron will pastv if title not junk comma dot stop dash slash open wd wdw wds mon mv mn ord num "
    "card a couple few year iso slashed dotted day week mth qtr yr fort units biz next this last following "
    "the of early begin mid late end half today tom back now ago hence after before from in within on by "
    "at for over prep or and to every between weekend eod eow eom eoq eoy q part hol season fiscal vague "
    "time weekof closed ordo verb soon"
)
TAGS = NAMES.split()
CHARS = {tag: chr(0x100 + i) for i, tag in enumerate(TAGS)}
ALIASES = {
    "month": "mon|mv|mn",
    "dd": "ord|num",
    "rank": "ord|ordo|num",
    "n": "num|card|a|couple",
    "unit": "day|week|mth|qtr|yr|fort|units",
    "mark": "comma|dot|stop|dash|slash|open",
    "starts": "in|within|on|by|at|for|over|prep|after|before|from|between",  # may open a date: prepositions
}


@dataclass(frozen=True)
class Word:
    """What a word means to the rules: its tag and its number."""

    tag: str
    value: int = 0


Resolver = Callable[["Hit"], "Piece | None"]


@dataclass(frozen=True)
class Rule:
    """A compiled pattern over tags, and the function that reads its match."""

    pattern: re.Pattern[str]
    resolve: Resolver
    needs: tuple[frozenset[str], ...]  # one tag of each must be in a text, else the rule is not tried


def classes(names: str) -> str:
    """The character class for tag names joined by `|`, aliases expanded."""
    expanded = "|".join(ALIASES.get(name, name) for name in names.split("|"))
    return "[" + "".join(CHARS[name] for name in expanded.split("|")) + "]"


def compile_tags(pattern: str) -> re.Pattern[str]:
    """Compile a pattern written with tag names, such as `{the}? {d:ord} (?!{word})`."""

    def expand(match: re.Match[str]) -> str:
        group, names = match.groups()
        return f"(?P<{group}>{classes(names)})" if group else classes(names)

    return re.compile(re.sub(r"\{(?:(\w+):)?([a-z|]+)\}", expand, pattern.replace(" ", "")))


def rule(pattern: str, resolve: Resolver) -> Rule:
    """A rule of a language's table."""
    return Rule(compile_tags(pattern), resolve, required(pattern.replace(" ", "")))


def required(pattern: str) -> tuple[frozenset[str], ...]:
    """The tags that a match must hold: those outside groups and not optional; none where there are alternatives."""
    while (flat := re.sub(r"\([^()]*\)[?]?(?:\{\d,\d\})?", "", pattern)) != pattern:
        pattern = flat
    if "|" in re.sub(r"\{[a-z0-9_:|]+\}", "", pattern):
        return ()
    return tuple(
        frozenset(classes(m[1])) - {"[", "]"} for m in re.finditer(r"\{(?:\w+:)?([a-z|]+)\}(?!\?|\{\d)", pattern)
    )


def tagged(tag: str, words: str) -> dict[str, Word]:
    """Words separated by commas, all with one tag."""
    return {word.strip(): Word(tag) for word in words.split(",")}


def numbered(tag: str, lists: str, first: int = 1) -> dict[str, Word]:
    """Words with one tag and rising numbers: comma between numbers, slash between spellings of one."""
    return {
        word: Word(tag, number)
        for number, spellings in enumerate(lists.replace(" ", "").split(","), first)
        for word in spellings.split("/")
    }


@dataclass(frozen=True)
class LanguageDates:
    """The date language of one language: its words, its phrases of several words, its rules.

    `ordinal` is a pattern of the ending of a day number ("th"); `day_first` the order of "3/4".
    `endings` are cut off unknown words after an apostrophe ("Monday's").
    """

    words: dict[str, Word]
    phrases: dict[str, Word]
    rules: tuple[Rule, ...]
    ordinal: str
    day_first: bool
    endings: dict[str, str] = field(default_factory=dict)
    guesses: tuple[tuple[re.Pattern[str], str], ...] = ()  # tags of unknown words by their ending
    past: re.Pattern[str] | None = None  # tags before a date that put it into the past
    past_after: re.Pattern[str] | None = None  # tags after it

    @cached_property
    def heads(self) -> dict[str, list[list[str]]]:
        """The phrases as lists of words under their first word, the longest first."""
        heads: dict[str, list[list[str]]] = {}
        for phrase in sorted(self.phrases, key=len, reverse=True):
            heads.setdefault(phrase.split()[0], []).append(phrase.split())
        return heads
