"""Criteria, risks and what else is no task as short statements: the clause that says it, or the noun phrase wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from closeplan_nlp.nlp.clauses import plain_clause, without_talk
from closeplan_nlp.nlp.imperatives import Wording
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.names import call_words
from closeplan_nlp.nlp.nouns import is_thing
from closeplan_nlp.nlp.wordlists import words
from closeplan_nlp.types import Participant

if TYPE_CHECKING:
    from spacy.tokens import Token

LONG = 28
"""Words above which a statement is cut to its main clause."""
_POINTING = re.compile(r"^(?:it|that|this|they|those|these|he|she|then)\b", re.IGNORECASE)
_CLAUSE_STARTS = (
    r"(?:i|you|we|he|she|it|they|there|if|when|before|so|because|how)\b|"
    r"(?:do|does|did|can|could|would|will|is|are|was|shall|should|have|has)\s+(?:i|you|we|he|she|it|they|there)\b"
)
"""What a clause begins with that is not about the one who was called by name before it."""
_NEEDING = words("need want require like love prefer")
_LIKING = words("like love prefer")
_WOULD = words("would 'd ’d")
_ASIDE = words("parataxis vocative dislocated")


def statements(mention: Mention, people: Sequence[Participant] = ()) -> Iterator[Wording]:
    """The wordings that an utterance offers; one that points at something else, or asks, is worth less."""
    worth = 0.6 if mention.text.rstrip().endswith("?") else 1.0
    if (wanted := _wanted(mention)) and len(wanted.split()) > 1:
        yield Wording(wanted, 1.05 * worth)
    text = plain_clause(mention.text)
    text = _without_address(text, people)
    if len(text.split()) > LONG and (main := _main_clause(mention)):
        text = main
    worth *= 0.6 if _POINTING.match(text) else 1.0
    worth *= 1.0 if _names_things(mention) else 0.6
    yield Wording(text, worth * (1.0 if len(text.split()) > 3 else 0.5))


def _without_address(text: str, people: Sequence[Participant]) -> str:
    """The text without the name of a participant who is spoken to, at its start before a clause or at its end."""
    names = "|".join(re.escape(word) for person in people for word in call_words(person.name))
    if not names:
        return text
    shorter = re.sub(rf"^(?:{names}),?\s+(?={_CLAUSE_STARTS})|,\s*(?:{names})$", "", text, flags=re.IGNORECASE)
    return without_talk(shorter) if shorter.strip() else text


def _names_things(mention: Mention) -> bool:
    """Whether a noun of the utterance says what it is about; taken to be so where there is no parse."""
    if mention.span is None or not _parsed(mention):
        return True
    return any(is_thing(token, mention) for token in mention.span)


def _parsed(mention: Mention) -> bool:
    return mention.span is not None and mention.span.doc.has_annotation("DEP")


def _wanted(mention: Mention) -> str:
    """What "we need …" or "I'd like …" asks for, with all that is said of it."""
    if mention.span is None or not _parsed(mention):
        return ""
    for token in mention.span:
        if token.lemma_ not in _NEEDING or token.dep_ not in ("ROOT", "conj", "parataxis"):
            continue
        subjects = [c for c in token.children if c.dep_ == "nsubj" and c.lower_ in ("i", "we")]
        objects = [c for c in token.children if c.dep_ == "obj" and c.pos_ in ("NOUN", "PROPN")]
        others = [c for c in token.children if c.dep_ in ("advmod", "xcomp", "ccomp", "advcl", "conj")]
        helpers = [c for c in token.children if c.dep_ == "aux"]
        if any(c.lower_ not in _WOULD for c in helpers) or (token.lemma_ in _LIKING and not helpers):
            continue
        if subjects and len(objects) == 1 and not others:
            return plain_clause(_text(objects[0], mention))
    return ""


def _main_clause(mention: Mention) -> str:
    """The longest main clause of an utterance that runs on, without asides and the clauses added to it."""
    if mention.span is None or not _parsed(mention):
        return ""
    heads = [t for t in mention.span if t.dep_ in ("ROOT", "parataxis") or (t.dep_ == "conj" and _has_subject(t))]
    texts = [plain_clause(_text(head, mention)) for head in heads if _has_subject(head)]
    fitting = [text for text in texts if 4 <= len(text.split()) <= LONG]
    return max(fitting, key=lambda text: len(text.split()), default="")


def _has_subject(token: Token) -> bool:
    return any(child.dep_.startswith(("nsubj", "expl", "csubj")) for child in token.children)


def _text(head: Token, mention: Mention) -> str:
    """The words of a clause or phrase in one piece, as they were said, up to the asides and clauses added to it."""
    below = list(head.subtree)
    left_out = {
        t.i
        for token in below
        if token != head and (token.dep_ in _ASIDE or (token.dep_ == "conj" and _has_subject(token)))
        for t in token.subtree
    }
    left_out |= {t.i for t in below if t.dep_ == "cc" and t.head.i in left_out}
    kept = {t.i for t in below if t.i not in left_out and mention.start <= t.idx < mention.end}
    first = last = head.i
    while first - 1 in kept:
        first -= 1
    while last + 1 in kept:
        last += 1
    return str(head.doc[first : last + 1].text) if head.i in kept else ""
