"""Whether a text holds a phrase, whatever the forms and the order of its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from closeplan_nlp.nlp.wordlists import words

_WORD = re.compile(r"[^\W\d_]+|\d+")
_JOINED = (
    (re.compile(r"\bgo(?:es|ing)?[\s-]+live\b", re.IGNORECASE), "golive"),
    (re.compile(r"\bkick[\s-]?offs?\b", re.IGNORECASE), "kickoff"),
)
_ENDING = re.compile(r"(?:ings?|ed|es|s|ly|ations?|als?)$")
_LITTLE = words(
    "a an and are as at be before but by can do for from get has have if in into is it its of on or our out over so "
    "some than that the their them then there they this to too until up us was we what when which who will with you "
    "your after about may might must should would all any more most one two"
)


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """A word without its ending: `approve`, `approved` and `approval` meet."""
    word = word.casefold()
    for _ in range(2):
        cut = _ENDING.sub("", word)
        if len(cut) < 4 or word.endswith("ss"):
            break
        word = cut
    return word[:-1] if len(word) > 4 and word[-1] in "ey" else word


@lru_cache(maxsize=20_000)
def stems_of(text: str) -> frozenset[str]:
    """The stems of the words of a text that tell something."""
    for pattern, word in _JOINED:
        text = pattern.sub(word, text)
    return frozenset(_stem(word) for word in _WORD.findall(text) if word.casefold() not in _LITTLE)


def holds(text: str, phrase: str) -> bool:
    """Whether every word of a phrase is in the text, in any form and order."""
    wanted = stems_of(phrase)
    return bool(wanted) and wanted <= stems_of(text)


def holds_any(text: str, phrases: Iterable[str]) -> bool:
    """Whether the text holds one of these phrases."""
    return any(holds(text, phrase) for phrase in phrases)
