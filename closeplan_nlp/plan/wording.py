"""What the words of an item say: the deed, the things, the names and numbers, in a form that two calls' words share.

"Get the master services agreement over to you" and "send the MSA" say the same deed of the same thing: words are cut to
stems, abbreviations and long forms meet, verbs stand for groups of deeds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from closeplan_nlp.plan.vocabulary import DEEDS, FILLERS, MARKS, NUMBERS, PHRASES, VAGUE, stem_of

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_MONTH = "january|february|march|april|may(?=\\s+\\d)|june|july|august|september|october|november|december"
_WEEKDAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:['’]s)?"
_ORDINAL = "\\d{1,2}(?:st|nd|rd|th)"
_DAY = re.compile(
    rf"\b(?:(?:by|on|until|before|from|for|in|at|of)\s+)?(?:the\s+)?(?:(?:this|next|coming|mid|early|late|end\s+of)[\s-]+)*"
    rf"(?:{_ORDINAL}\s+(?:of\s+)?|\d{{1,2}}\s+)?"
    rf"(?:{_WEEKDAY}|{_MONTH}|today|tomorrow|tonight|(?:next|this|last)\s+(?:week|month|quarter|year))"
    rf"(?:\s+(?:{_ORDINAL}|\d{{1,2}})\b)?(?:\s+at\s+\w+)?(?!\s+(?:morning|afternoon|season|break))"
    rf"|\b(?:by|on|until)\s+the\s+{_ORDINAL}",
    re.IGNORECASE,
)
_PHRASES = [(re.compile(rf"\b(?:{phrase})(?!\w)", re.IGNORECASE), word) for phrase, word in PHRASES.items()]
LITTLE = 0.4
"""What a stem weighs that says little of which item is meant; others weigh 1."""
_BEFORE_DEEDS = frozenset(("and", "to", "then", "or", "will", "must", "back"))


@dataclass(frozen=True)
class Wording:
    """The words of one item, sorted by what they tell.

    `deeds` are groups of verbs, `content` stems of the other words, `names` those of people, places and products,
    `numbers` the numbers, and `marks` words that make a thing another one (`revised`, `second`).
    """

    deeds: frozenset[str]
    content: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    marks: frozenset[str]


def weight(stem: str) -> float:
    """How much a stem says of what an item is about."""
    return LITTLE if stem in VAGUE else 1.0


def total(stems: frozenset[str]) -> float:
    """What these stems weigh together."""
    return sum(LITTLE if stem in VAGUE else 1.0 for stem in stems)


@lru_cache(maxsize=20_000)
def wording(text: str, day: str | None = None) -> Wording:
    """The words of a text; `day` is what it says of its date: dates move, and are compared as dates."""
    tokens = _TOKEN.findall(_plain(text, day))
    cased = any(token[:1].islower() for token in tokens)
    found: dict[str, set[str]] = {name: set() for name in ("deeds", "content", "names", "numbers", "marks")}
    before = ""
    for place, token in enumerate(tokens):
        low, stem = token.lower(), stem_of(token)
        if low[0].isdigit() or low in NUMBERS:
            found["numbers"].add(NUMBERS.get(low) or low.replace(",", ""))
        elif low in MARKS and place + 1 < len(tokens):
            found["marks"].add(MARKS[low])
        elif low not in FILLERS:
            deed = DEEDS.get(stem)
            if deed and (place == 0 or before in _BEFORE_DEEDS or (low != stem and low.endswith(("ed", "ing", "s")))):
                found["deeds"].add(deed)
            else:
                found["content"].add(deed or stem)
            if place and cased and token[0].isupper() and not token.isupper() and not deed:
                found["names"].add(stem)
        before = low
    return Wording(**{name: frozenset(values) for name, values in found.items()})


def _plain(text: str, day: str | None) -> str:
    """The text without dates, phrases as one word."""
    if day and len(day) > 3:
        text = re.sub(re.escape(day), " ", text, flags=re.IGNORECASE)
    text = _DAY.sub(" ", text)
    for phrase, word in _PHRASES:
        text = phrase.sub(word, text)
    return text
