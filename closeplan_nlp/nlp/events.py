"""What a milestone is called: the noun phrase of the event in what was said of it.

"We'd start the pilot at one site after Easter, on Monday the thirteenth" → "Pilot at one site". Dates have their own
place and are left out. Where nobody names the event by a word of its category there is no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

EVENTS = {
    "meeting": words("meeting call session workshop visit conversation catch-up sync interview lunch"),
    "demo": words("demo demonstration walkthrough walk-through presentation showing"),
    "pilot": words("pilot trial test testing poc proof phase sandbox rehearsal"),
    "review": words("review audit assessment inspection exam readout checkpoint questionnaire evaluation"),
    "decision": words("decision board committee council vote assembly award shortlist answer yes"),
    "approval": words(
        "approval sign-off signoff permit clearance consent budget board committee financing dpia licence"
    ),
    "signature": words("signature signing contract agreement order po purchase paper paperwork"),
    "kickoff": words("kickoff kick-off start onboarding launch"),
    "go_live": words("go-live golive launch rollout roll-out cutover cut-over start opening switch switchover"),
    "other": words("training delivery installation installing migration shipment visit deadline renewal handover"),
}
"""Words that events of each category go by, as lemmas."""
_KEPT = words("amod compound nummod nmod nmod:poss flat case det fixed")
_LEADING = re.compile(r"^(?:(?:the|an?|that|this|our|your|my|their|his|her|its|another|some|any)\s+)+", re.IGNORECASE)
_DANGLING = re.compile(r"(?:\s+(?:for|in|on|at|by|of|with|to|from|before|after|until|and|or))+$", re.IGNORECASE)
_MOST_WORDS = 10
_PLAIN = words("pilot demo kickoff go_live signature")
"""Categories whose one word says enough ("Kick-off"); "meeting" or "test" alone does not."""


def event_name(mentions: Sequence[Mention], category: str | None) -> str | None:
    """The longest noun phrase of at most ten words around a word for such an event; None where nobody says one."""
    heads = EVENTS.get(category or "", frozenset())
    names = [name for m in mentions for token in _nouns(m, heads) if (name := _phrase(token, m))]
    names = [name for name in names if category in _PLAIN or len(name.split()) > 1]
    return max(names, key=lambda name: len(name.split()), default=None)


def _nouns(mention: Mention, lemmas: frozenset[str]) -> Iterator[Token]:
    """The nouns of the mention with one of these lemmas; the parser may read "go-live" as three tokens."""
    if mention.span is None or not mention.span.doc.has_annotation("DEP"):
        return
    for token in mention.span:
        if token.pos_ in ("NOUN", "PROPN") and (token.lemma_.lower() in lemmas or token.lower_ in lemmas):
            yield token


def _phrase(head: Token, mention: Mention) -> str:
    """The head with what belongs to it in the utterance, without clauses, dates and leading determiners."""
    dated = [(mention.start + d.start, mention.start + d.end) for d in mention.dates]
    kept = sorted(_kept(head), key=lambda token: token.i)
    kept = [t for t in kept if mention.start <= t.idx < mention.end and not any(a <= t.idx < b for a, b in dated)]
    kept = [t for t in kept if t.tag_ != "POS" or t.i < head.i]
    if head not in kept:
        return ""
    gaps = [*(" " if a.whitespace_ or b.i != a.i + 1 else "" for a, b in pairwise(kept)), ""]
    text = "".join(token.text + gap for token, gap in zip(kept, gaps, strict=True))
    text = _DANGLING.sub("", _LEADING.sub("", " ".join(text.split()).strip(" ,.;:!?…—–-")))
    return text[:1].upper() + text[1:] if 0 < len(text.split()) <= _MOST_WORDS else ""


def _kept(token: Token, top: bool = True) -> Iterator[Token]:
    """The token and what is kept below it; the head's own preposition is none of its words."""
    yield token
    for child in token.children:
        if child.dep_ in _KEPT and child.pos_ not in ("VERB", "PRON") and not (top and child.dep_ == "case"):
            yield from _kept(child, top=False)
