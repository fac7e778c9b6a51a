"""People's names in what is said: where a person is named, and not only a word that is spelled alike.

A name counts as a whole word ("Sam" is not in "same", nor "Don" in "don't"). Where the text has capitals, a name has
one ("so Will can send it", not "we will send it"). A name that is an everyday word too ("Mark", "May") counts only with
a capital that no sentence start explains, or called by name at the start ("Mark, could you …"). What belongs to
somebody ("Dana's boss") names nobody who is there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from closeplan_nlp.nlp.wordlists import words

_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NEGATION = re.compile(r".*n['’]t", re.IGNORECASE)
_CLITIC = re.compile(r"['’](?:s|ll|d|m|re|ve)$", re.IGNORECASE)
_VERB_NEXT = re.compile(r"\s+(?:going|gonna|got|been)\b", re.IGNORECASE)
"""Words before which 's is "is" or "has"."""
_SENTENCE_START = re.compile(r"(?:^|[.!?…:;\n])[\s\"'“”‘’«(–—-]*$")
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "prof", "van", "von", "de"})
_MONTHS = frozenset({"april", "may", "june", "august"})
_EVERYDAY = _MONTHS | words(
    """
    a all also am an and any are as at be but by can come day do else for from good ha has he her here hi him his
    how i in is it like long many me more much my new no none not now of oh on one or our out own say see she so
    some such than that the them then there they this to too up us was way we well what when who why will with work
    yes yet you young art banks bell best bill brown bush carry case cash chance chase cook cross dean don drew
    faith field fields fish frank gene gold grace grant gray green hall hand head hill hope house hunt hunter joy
    king lake land lane law little love major mark marks max miles mills moon noble norm north page park parks pat
    penny pierce pool post power powers price rice rich ring rivers rob rose sharp short skip small smart snow song
    south speed spring star stone street strong sue summer swift temple town true turner wall ward waters weeks west
    white winter winters wise wood woods
    в и к а но то так вера лев любовь надежда роман
    """
)
"""First and family names that are words of their own, and the small words that some names are spelled like."""


@dataclass(frozen=True)
class Name:
    """A word at `start`..`end` of a text that may be a name, in lower case."""

    word: str
    start: int
    end: int
    possessive: bool


def name_words(text: str) -> set[str]:
    """The words of a name or label, lower case, without titles and particles."""
    return set(_own_words(text))


def call_words(name: str) -> set[str]:
    """The words by which a person is called: the first and the family name, without initials."""
    own = [word for word in _own_words(name) if len(word) > 1]
    return {own[0], own[-1]} if own else set()


def _own_words(text: str) -> list[str]:
    return [word for found in _LETTERS.findall(text) if (word := found.casefold()) not in _TITLES]


def possible_names(text: str) -> list[Name]:
    """The words of a text that can be names where they stand, in order."""
    letters = "".join(word for word in _WORD.findall(text) if not _is_pronoun(word))
    capitals = letters not in (letters.lower(), letters.upper())
    names = []
    for found in _WORD.finditer(text):
        clitic = _CLITIC.search(found.group())
        end = found.start() + clitic.start() if clitic else found.end()
        if _NEGATION.fullmatch(found.group()) or (capitals and not found.group()[0].isupper()):
            continue
        possessive = clitic is not None and clitic.group()[1:].lower() == "s"
        possessive = possessive and not _VERB_NEXT.match(text, found.end())
        for part in _LETTERS.finditer(text, found.start(), end):  # O'Brien is two words
            word = part.group().casefold()
            if word not in _EVERYDAY or (capitals and _stands_out(word, text, *part.span())):
                names.append(Name(word, *part.span(), possessive))
    return names


def _is_pronoun(word: str) -> bool:
    """Whether this is "I", which recognisers write large in texts that are lower case otherwise."""
    return _CLITIC.sub("", word) == "I"


def _stands_out(word: str, text: str, start: int, end: int) -> bool:
    """Whether an everyday word is a name here, by its capital and place."""
    if not text[start].isupper():
        return False
    if _SENTENCE_START.search(text, 0, start):
        return text[end : end + 1] == ","
    return word not in _MONTHS


def places_of(called: Collection[str], names: Sequence[Name], text: str) -> list[tuple[int, int]]:
    """Where a person with these `call_words` is named among the `possible_names` of a text; not their things."""
    runs: list[Name] = []
    for name in names:
        if name.word not in called:
            continue
        if runs and not text[runs[-1].end : name.start].strip():  # "Dana Reyes" is one place
            name = Name(name.word, runs.pop().start, name.end, name.possessive)
        runs.append(name)
    return [(run.start, run.end) for run in runs if not run.possessive]
