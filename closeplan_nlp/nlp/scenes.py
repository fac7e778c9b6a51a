"""Who and what is meant in an item's utterances: "me", "you", "him", "it".

A scene holds the utterances of a call around one item. Persons are called by their first name, and only where one can
be meant; things are named by the nearest noun phrase that fits, first in the item's own evidence, else right before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.names import call_words, places_of, possible_names
from closeplan_nlp.nlp.nouns import is_thing, noun_phrase
from closeplan_nlp.nlp.wordlists import words
from closeplan_nlp.types import Participant

if TYPE_CHECKING:
    from spacy.tokens import Token

REACH, FAR = 4, 6
"""Utterances of a turn, and turns of an item's evidence, that a pronoun may reach back."""
SINGULAR, PLURAL = words("it that this one"), words("them those these they some")
PERSONS = words("him her he she")
_TOPICS = words("obj nsubj:pass nsubj ROOT parataxis")
"""What a noun must be in its sentence for a later "it" to mean it."""
_DELIVERABLES = words(
    """
    addendum agenda agreement annex appendix application architecture attestation bill brief briefing
    calculation certificate checklist clause comparison confirmation contract copy data dates deck demo
    diagram document documentation draft drawing email environment estimate evaluation export extract figures file form
    guide invite invitation invoice layout letter licence license link list log login mail mapping matrix memo
    metadata minutes note notes number numbers offer overview pack package page paperwork photo photos
    plan policy presentation price pricing procedure programme program proposal protocol questionnaire quote quotation
    receipt recording redline redlines reference references registry reply report request requirements response result
    results sample sandbox schedule scope script sheet signature sketch slide slides spec specification spreadsheet
    statement study summary table template terms text ticket timeline transcript translation two-pager one-pager video
    warranty whitepaper wording workbook
    """
)
"""Things that are made, sent and signed between seller and customer; "it" of a task mostly means one of them."""
_TITLES = words(
    "capt capt. captain col col. rev rev. dr dr. mr mr. mrs mrs. ms ms. prof prof. professor sister father herr frau"
)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")


@dataclass(frozen=True)
class Scene:
    """An item's `mentions`, the call's `people`, all utterances `said` in the call in their order, the `owner`."""

    mentions: Sequence[Mention] = ()
    people: Sequence[Participant] = ()
    said: Sequence[Mention] = ()
    owner: str | None = None

    def before(self, mention: Mention) -> Iterator[Mention]:
        """The utterances right before this one in its turn, then the item's own earlier ones, the nearest first."""
        near = self.said[max(0, mention.index - REACH) : mention.index]
        close = {m.index: m for m in near if m.turn == mention.turn or m in self.mentions}
        own = {m.index: m for m in self.mentions if mention.turn - FAR <= m.turn and m.index < mention.index}
        yield from sorted({**own, **close}.values(), key=lambda m: -m.index)


def called(name: str | None) -> str | None:
    """What a person is called in a sentence; nothing for "Speaker 2" or a telephone number.

    "FRAHM, Ottilie" is Ottilie, "Dr. Anna Weiß" is Dr. Weiß, "Sister Perpetua Nduta" is Sister Perpetua.
    """
    if not name or any(letter.isdigit() for letter in name):
        return None
    last, comma, first = name.partition(",")
    parts: list[str] = _WORD.findall(first if comma else re.sub(r"\(.*?\)", "", last))
    if not parts:
        return None
    if parts[0].lower() in _TITLES and len(parts) > 1:
        religious = parts[0].lower() in ("sister", "father")
        return f"{parts[0]} {parts[1] if religious else parts[-1]}"
    return parts[0].rstrip(".")


def addressee(mention: Mention, scene: Scene) -> str | None:
    """Who "you" is: the person called by name in the utterance, the only one of the other side, or who talks of it.

    None where several can be meant.
    """
    if mention.side == "unknown":
        return None
    others = [p for p in scene.people if p.side not in (mention.side, "unknown") and p.name != mention.person]
    names = possible_names(mention.text)
    named = [p for p in scene.people if places_of(call_words(p.name), names, mention.text) and p.name != mention.person]
    talking = {m.person for m in scene.mentions}
    for choice in (named, others, [p for p in others if p.name in talking]):
        if len(choice) == 1:
            return called(choice[0].name)
    return None


def person_meant(mention: Mention, scene: Scene) -> str | None:
    """Who "him" or "her" is: the only person, not on the call, whom the nearest utterances name."""
    present = set().union(*(call_words(p.name) for p in scene.people)) if scene.people else set()
    for earlier in (mention, *scene.before(mention)):
        outside = {name for name in earlier.names if not {w.lower() for w in name.split()} & present}
        if outside:
            return outside.pop() if len(outside) == 1 else None
    return None


def thing_meant(pronoun: Token, mention: Mention, scene: Scene) -> str | None:
    """The noun phrase that "it", "that" or "them" stands for; None where no noun near by fits, or several do."""
    plural = pronoun.lower_ in PLURAL
    for earlier in scene.before(mention):
        if earlier.span is None or not earlier.span.doc.has_annotation("DEP"):
            continue
        things = [t for t in earlier.span if t.lemma_.lower() in _DELIVERABLES or t.lower_ in _DELIVERABLES]
        things = [t for t in things if t.dep_ in _TOPICS and is_thing(t, earlier)]
        fitting = [token for token in things if (token.tag_ in ("NNS", "NNPS")) == plural]
        if fitting:
            return noun_phrase(fitting[0], earlier, definite=True) or None if len(fitting) == 1 else None
    return None
