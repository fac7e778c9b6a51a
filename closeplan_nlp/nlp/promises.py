"""Where an utterance promises, asks or orders: the verb that says what to do, or the thing that is wanted.

"I'll send it", "could you send it", "send it", "I send it, you check it" of a recap name the work; "I need the offer",
"you'll get the quote" name the thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.names import call_words
from closeplan_nlp.nlp.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_LIGHT = words("go need want try have let like love plan intend promise manage start hope aim get be gonna be")
_WANTING = words("have get need want like owe expect love use")
"""Verbs whose object is what somebody is to provide."""
_STATES = words(
    """
    be have know think see mean guess like love want need hope believe understand feel remember say hear agree
    appreciate wonder suppose find sound seem live care worry talk tell work look assume expect prefer remember
    stand sit depend apologise apologize thank wish
    """
)
_NO_TASKS = words(
    "be know think see understand mean say guess believe hope wonder suppose wish assume remember imagine"
)
_MODALS = words("will would can could shall should might must 'll may")
_NOT = words("not n't n’t never")
_SUBORDINATE = words("xcomp aux advcl acl acl:relcl csubj")
_FIRST, _SECOND = words("i we"), words("you")
_QUESTIONS = words("why how when where what who which whether")
_NOBODY = words("it that this there which")
_STARTS = frozenset('.?!…:;,—–-"“')
_SETTLED = words("state accept revise recap done")


@dataclass(frozen=True)
class Promise:
    """`verb` says what to do. `thing` is the noun of what is only wanted, or of what is to be done (`passive`).

    `weight` tells how plain it is.
    """

    verb: Token
    thing: Token | None = None
    weight: float = 1.0
    passive: bool = False


def promises(mention: Mention, owner: str | None = None) -> Iterator[Promise]:
    """The promises, requests and orders of a parsed utterance, in order."""
    assert mention.span is not None
    for token in mention.span:
        weight = _weight(token, mention)
        if not weight:
            continue
        verb = _main_verb(token, owner)
        done = next((c for c in verb.children if c.dep_ == "nsubj:pass"), None) if verb.tag_ == "VBN" else None
        thing = done or _wanted(verb)
        if thing is not None:
            yield Promise(verb, thing, weight, passive=done is not None)
        elif verb.lemma_ not in _NO_TASKS and not _negated(verb):
            yield Promise(verb, None, weight)


def _negated(token: Token) -> bool:
    """Whether it says "not": turned into an order it would ask for the opposite."""
    return any(child.lower_ in _NOT for child in token.children)


def _weight(token: Token, mention: Mention) -> float:
    """How plainly this token heads a promise, a request or an order; 0 where it does not."""
    if token.tag_ not in ("VB", "VBP", "VBG", "VBN", "VBD", "VBZ") or token.dep_ in _SUBORDINATE or _negated(token):
        return 0.0
    if token.text[0].isupper() and token.i > mention.span.start and token.nbor(-1).text not in _STARTS:  # type: ignore[union-attr]
        return 0.0  # a name, whatever the tagger says
    if any(child.lower_ in _QUESTIONS and child.i < token.i for child in token.children):
        return 0.0
    subjects = [child for child in token.children if child.dep_.startswith("nsubj")]
    helpers = [child for child in token.children if child.dep_ == "aux"]
    modal = any(child.lemma_ in _MODALS for child in helpers)
    if any(child.tag_ == "VBD" or child.lemma_ == "have" for child in helpers) and not modal:
        return 0.0  # "we've sent it"
    if not subjects:
        order = token.tag_ == "VB" and not modal and token.dep_ in ("ROOT", "conj", "parataxis", "ccomp")
        return 0.9 if order else 0.0
    if any(subject.lower_ in _NOBODY for subject in subjects):
        return 0.0
    person = any(subject.lower_ in _FIRST | _SECOND for subject in subjects)
    if modal:
        named = any(subject.tag_ in ("NNP", "NN", "NNS", "PRP") for subject in subjects)
        return 1.0 if person else 0.8 * named
    if person and token.lemma_ in _LIGHT and token.tag_ in ("VB", "VBP", "VBG"):
        return 0.0 if token.lemma_ in ("have", "get", "be", "love", "go") and not _inner(token) else 1.0
    return _present(token, mention, person, bool(helpers))


def _present(token: Token, mention: Mention, person: bool, helped: bool) -> float:
    """The weight of "I send the quote", "I'm sending it", "Marco signs on Friday", and in a recap "legal signs"."""
    role = mention.best("role") or "state"
    if token.lemma_ in _STATES or role not in _SETTLED:
        return 0.0
    if token.tag_ == "VBG":
        return 0.8 if person and helped else 0.0
    if token.tag_ == "VBP" and person:
        return 0.8
    if token.tag_ not in ("VBZ", "VBP"):
        return 0.0
    named = any(child.dep_ == "nsubj" and child.pos_ == "PROPN" for child in token.children)
    return 0.6 if role == "recap" else 0.5 * (named and bool(mention.dates))


def _main_verb(verb: Token, owner: str | None) -> Token:
    """The verb that carries the task behind "going to", "need to", "let me", "get Priya to" where Priya does it."""
    for _ in range(4):
        inner = _inner(verb)
        if verb.lemma_ not in _LIGHT or not inner or _has_other_doer(verb, owner):
            break
        verb = inner[0]
    return verb


def _inner(verb: Token) -> list[Token]:
    """The verbs that complete this one ("need to send")."""
    return [child for child in verb.children if child.dep_ == "xcomp" and child.tag_ in ("VB", "VBG")]


def _has_other_doer(verb: Token, owner: str | None) -> bool:
    """Whether somebody else than the owner is to do what is behind the verb ("get Priya to sign", "let him come")."""
    doers = [child for child in verb.children if child.dep_ in ("obj", "iobj") and child.i > verb.i]
    if not doers or doers[0].lower_ in ("me", "us", "'s", "’s", "you"):
        return False
    own = call_words(owner) if owner else set()
    return not {token.lower_ for token in doers[0].subtree} & own


def _wanted(verb: Token) -> Token | None:
    """The thing that somebody is to provide, where the verb says no more than that it is wanted."""
    if verb.lemma_ not in _WANTING:
        return None
    objects = [child for child in verb.children if child.dep_ == "obj" and child.pos_ in ("NOUN", "PROPN")]
    more = [child for child in verb.children if child.dep_ in ("xcomp", "compound:prt", "iobj", "ccomp")]
    return objects[0] if objects and not more else None
