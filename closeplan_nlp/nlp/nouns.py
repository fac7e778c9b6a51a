"""Noun phrases of an utterance as they can stand in a text: without dates, clauses and the speaker's point of view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from closeplan_nlp.nlp.clauses import ENDS
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

MOST_WORDS = 10
_KEPT = words("amod compound nummod nmod nmod:poss flat case det fixed")
_LEADING = re.compile(
    r"^(?:(?:the|an?|that|this|these|those|our|your|my|their|his|her|its|another|some|any|no|what|which)\s+)+",
    re.IGNORECASE,
)
_DANGLING = re.compile(r"(?:\s+(?:for|in|on|at|by|of|with|to|from|before|after|until|and|or|'s))+$", re.IGNORECASE)
_EMPTY = words(
    """
    thing things something anything everything nothing one ones way bit lot lots kind sort problem question idea point
    moment sense minute minutes second hour hours day days week weeks month months quarter year years time times
    today tomorrow yesterday morning afternoon evening night lunch end start beginning middle while people person
    guy guys man woman lad somebody someone anybody everybody nobody stuff case fact reason part side matter deal
    monday tuesday wednesday thursday friday saturday sunday o'clock noon midnight percent course thanks thank please
    partner partners trustee trustees customer customers colleague colleagues
    sorry hello hi yes no okay yeah sure worry luck hand hands mind eye eyes heart word words
    """
)
"""Nouns that name no thing which a task or event could be about."""


_OF_A_DAY = ("'s", "’s")
"""Marks a day that belongs to a thing ("Monday's reply"); it stays."""


def inside(token: Token, mention: Mention) -> bool:
    """Whether the token belongs to the utterance and to none of its dates."""
    if not mention.start <= token.idx < mention.end:
        return False
    return not any(
        mention.start + d.start <= token.idx < mention.start + d.end
        for d in mention.dates
        if not mention.text[max(0, d.end - 2) : d.end + 2].endswith(_OF_A_DAY) and not d.text.endswith(_OF_A_DAY)
    )


def is_thing(token: Token, mention: Mention) -> bool:
    """Whether the token heads what may be an object of work: a noun, no person, no time, no empty word."""
    if token.pos_ not in ("NOUN", "PROPN") or token.ent_type_ in ("PERSON", "GPE", "LOC") or not inside(token, mention):
        return False
    return len(token.text) > 1 and not token.like_num and not {token.lower_, token.lemma_.lower()} & _EMPTY


def noun_phrase(head: Token, mention: Mention, *, definite: bool = False) -> str:
    """The head with what belongs to it in the utterance, without clauses, dates and leading determiners.

    A `definite` one has "the" before a common noun. Empty where more than `MOST_WORDS` words belong to it.
    """
    kept = sorted(_kept(head), key=lambda token: token.i)
    kept = [t for t in kept if inside(t, mention) and (t.tag_ != "POS" or t.i < head.i)]
    if head not in kept:
        return ""
    gaps = [*(" " if a.whitespace_ or b.i != a.i + 1 else "" for a, b in pairwise(kept)), ""]
    text = "".join(token.text + gap for token, gap in zip(kept, gaps, strict=True))
    text = _DANGLING.sub("", _LEADING.sub("", " ".join(text.split()).strip(ENDS)))
    if not 0 < len(text.split()) <= MOST_WORDS:
        return ""
    return f"the {text}" if definite and kept[0].pos_ != "PROPN" and kept[0].pos_ != "NUM" else text


def _kept(token: Token, top: bool = True) -> Iterator[Token]:
    """The token and what is kept below it; the head's own preposition is none of its words."""
    yield token
    for child in token.children:
        clause = child.pos_ in ("VERB", "PRON") and child.dep_ != "amod"
        if child.dep_ in _KEPT and not clause and not (top and child.dep_ == "case"):
            yield from _kept(child, top=False)
