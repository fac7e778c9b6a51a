"""Who a sentence says does a task: "Losa will write it", "I'll get Priya to sign", "I'll have Jolene pull it"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_ASKING = words("get have ask tell let")
_MODALS = words("will would can could shall should must 'll ’ll")
_NO_WORK = words("be have know think want need like say mean love hate call")


def named_doer(mention: Mention) -> str | None:
    """The name of the only person whom the parse shows doing something ahead; None where there is none or several."""
    if mention.span is None or not mention.span.doc.has_annotation("DEP"):
        return None
    asked = {name for token in mention.span if (name := _asked(token))}
    doing = asked or {name for token in mention.span if (name := _doing(token))}
    return doing.pop() if len(doing) == 1 else None


def _asked(token: Token) -> str | None:
    """Whom the speaker gets to do something."""
    if token.lemma_ not in _ASKING or token.tag_ not in ("VB", "VBP", "VBG"):
        return None
    objects = [c for c in token.children if c.dep_ in ("obj", "iobj") and c.i > token.i]
    work = [c for c in token.children if c.dep_ in ("xcomp", "advcl", "ccomp") and c.tag_ == "VB"]
    to = any(c.lower_ == "to" for verb in work for c in verb.children)
    work = work if to or token.lemma_ in ("have", "let") else []
    doers = [c for verb in work for c in verb.children if c.dep_ == "nsubj"]
    return next((name for c in [*objects, *doers] if (name := _person(c))), None) if work else None


def _doing(token: Token) -> str | None:
    """The person who is the subject of a verb with "will" or the like."""
    if token.tag_ not in ("VB", "VBG") or token.lemma_ in _NO_WORK:
        return None
    helpers = [c for c in token.children if c.dep_ == "aux"]
    ahead = any(c.lemma_ in _MODALS or c.lower_ in _MODALS for c in helpers)
    if not ahead or any(c.lower_ in ("n't", "n’t", "not", "never") for c in token.children):
        return None
    return next((name for c in token.children if c.dep_ == "nsubj" and (name := _person(c))), None)


def _person(token: Token) -> str | None:
    """The name that the token belongs to, where it is one of a person."""
    if token.pos_ != "PROPN" or any(c.dep_ == "nmod:poss" for c in token.children):
        return None
    for entity in token.doc.ents:
        if entity.label_ == "PERSON" and entity.start <= token.i < entity.end:
            return str(entity.text)
    return None
