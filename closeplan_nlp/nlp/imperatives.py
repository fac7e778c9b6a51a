"""Tasks as imperatives, from the parse of what was promised or asked: "I'll, uh, send you this" → "Send Dana this".

Labels are those of Universal Dependencies, tags those of the Penn Treebank, as the shipped parser gives them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from closeplan_nlp.nlp.clauses import ENDS
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.names import call_words
from closeplan_nlp.nlp.nouns import inside, is_thing, noun_phrase
from closeplan_nlp.nlp.promises import promises
from closeplan_nlp.nlp.scenes import PERSONS, PLURAL, SINGULAR, Scene, addressee, called, person_meant, thing_meant
from closeplan_nlp.nlp.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_DROPPED = words("discourse vocative parataxis mark reparandum dislocated cc")
_HANGING = words("case det nmod:poss amod compound nummod")
_SOFT = words(
    "just probably maybe perhaps really definitely also then so actually okay please again now yet too either"
)
_FIRST, _SECOND = words("i me"), words("you")
_QUESTIONS = words("what which who how when where whether if that")
_OWNERLESS = {"my": "the", "our": "the", "your": "the"}
_WISHES = words("want need like love expect owe")
_OBJECTS = words("obj obl nsubj:pass iobj obl:unmarked")
_SAYING = words("obj obl xcomp ccomp advmod nmod obl:unmarked iobj compound:prt compound")
_IDLE = words("come go be do have see look live work happen stay sit stand think make take put try give let play")
"""Verbs that tell little without a noun."""
_TOUCH = words("write call ring phone mail email contact meet visit")
"""Verbs that say enough with a person alone."""
Phrase = list[tuple["Token", str]]


@dataclass(frozen=True)
class Wording:
    """A text for an item, and how well it stands on its own (0 to 1)."""

    text: str
    worth: float


def imperatives(mention: Mention, scene: Scene) -> Iterator[Wording]:
    """The imperative sentences that the utterance gives for a task; none where it shows no promise or request."""
    if mention.span is None or not mention.span.doc.has_annotation("DEP"):
        return
    used: set[int] = set()
    for promise in promises(mention, scene.owner):
        verb, thing = promise.verb, promise.thing
        if verb.i in used or (thing is None and verb.lemma_ in _WISHES):
            continue
        if thing is not None:
            if is_thing(thing, mention) and (text := noun_phrase(thing, mention, definite=promise.passive)):
                text = f"{verb.lemma_.lower()} {text}" if promise.passive else text
                yield Wording(text, promise.weight * (0.6 if len(text.split()) > 1 else 0.3))
            continue
        phrase = _phrase(verb, mention, scene)
        used |= {token.i for token, _ in phrase}
        if len(phrase) > 1 and (_resolved(phrase) or _says_something(phrase)):
            yield Wording(_written(phrase), _standing(phrase, mention) * promise.weight)


def _says_something(phrase: Phrase) -> bool:
    """Whether it has more than a verb and pronouns, or says with whom somebody gets in touch."""
    touch = phrase[0][0].lemma_ in _TOUCH
    return any(t.dep_ in _SAYING and (t.pos_ != "PRON" or (touch and word != t.text)) for t, word in phrase[1:])


def _resolved(phrase: Phrase) -> bool:
    return any(token.lower_ in SINGULAR | PLURAL and word != token.text for token, word in phrase[1:])


def _standing(phrase: Phrase, mention: Mention) -> float:
    """How well an imperative stands on its own: it names a thing, and leaves no pronoun open."""
    verb, rest = phrase[0][0], phrase[1:]
    nouns = sum(is_thing(token, mention) for token, _ in rest)
    named = _resolved(phrase)
    open_ = any(t.pos_ == "PRON" and w == t.text and t.lower_ in SINGULAR | PLURAL | PERSONS for t, w in rest)
    worth = 1.0 if nouns else 0.85 if named else 0.35
    if open_:
        worth *= 0.6 if nouns else 0.5
    if verb.lemma_ in _IDLE and not nouns:
        worth *= 0.5
    return worth * min(1.0, 0.7 + 0.1 * len(rest))


def _phrase(verb: Token, mention: Mention, scene: Scene) -> Phrase:
    """The words of the imperative: the verb's base form and what depends on it, in the order they were said."""
    phrase: Phrase = [(verb, verb.lemma_.lower())]
    below = sorted(verb.subtree, key=lambda t: t.i)
    skip = {t.i for token in below if token != verb and _dropped(token, verb, mention, scene) for t in token.subtree}
    for token in below:
        if token.i <= verb.i or token.i in skip or not inside(token, mention):
            continue
        if token.tag_ == "UH" or (token.lower_ in _SOFT and token.dep_ == "advmod"):
            continue
        word = _worded(token, verb, mention, scene)
        if word is None:  # nobody knows who is meant: "to you" goes as a whole
            skip |= {t.i for t in token.subtree}
            phrase = [(t, w) for t, w in phrase if t.i not in skip]
        else:
            phrase.append((token, word))
    said = {token.i for token, _ in phrase}
    phrase = [(t, w) for t, w in phrase if t.dep_ not in _HANGING or t.head.i in said]
    # what hangs on a word behind it that was left out hangs in the air: "by" without its date, "the", "and"
    while len(phrase) > 1 and (phrase[-1][0].head.i > phrase[-1][0].i or phrase[-1][1].strip(ENDS) == ""):
        phrase.pop()
    return phrase


def _written(phrase: Sequence[tuple[Token, str]]) -> str:
    """The words as a text; those that were said without a blank between them stay together."""
    text = phrase[0][1]
    for (before, word), (token, following) in pairwise(phrase):
        together = before.i + 1 == token.i and not before.whitespace_ and word == before.text
        text += following if together else f" {following}"
    return text


def _dropped(token: Token, verb: Token, mention: Mention, scene: Scene) -> bool:
    """Whether a branch is left out: subordinate clauses, clauses that run on, asides, who is addressed."""
    if token.dep_ == "advcl":  # "ask Marta to countersign" keeps its own
        return not any(c.lower_ == "to" and c.dep_ == "mark" for c in token.children)
    if token.dep_ in _DROPPED:
        return token.dep_ not in ("mark", "cc") or token.head == verb
    if token.dep_ in ("conj", "ccomp") and any(c.dep_.startswith("nsubj") for c in token.children):
        told = any(c.dep_ == "mark" or c.lower_ in _QUESTIONS for c in token.subtree if c.i < token.i)
        return token.dep_ == "conj" or not told
    if token.lemma_ in ("side", "end", "behalf") and any(c.tag_ == "PRP$" for c in token.children):
        return True  # "on our side"
    return (token.dep_ == "conj" and token.i - verb.i > 25) or _is_addressed(token, mention, scene)


def _is_addressed(token: Token, mention: Mention, scene: Scene) -> bool:
    """Whether this is somebody's name, called out: behind a comma, or last without a preposition."""
    if token.pos_ != "PROPN" or token.dep_ in ("obj", "iobj", "compound", "flat", "nmod:poss"):
        return False
    if not any(token.lower_ in call_words(person.name) for person in scene.people):
        return False
    last = mention.span is not None and not any(t.is_alpha for t in token.doc[token.i + 1 : mention.span.end])
    behind = token.i > 0 and token.doc[token.i - 1].text == ","
    return behind or (last and not any(c.dep_ in ("case", "cc") for c in token.children))


def _worded(token: Token, verb: Token, mention: Mention, scene: Scene) -> str | None:
    """The word itself, or who or what is meant by it: "me" is the speaker, "it" what was spoken of."""
    word = token.lower_
    if token.i + 1 < len(token.doc) and token.doc[token.i + 1].text.startswith(("'", "’")) and token.pos_ == "PRON":
        return token.text  # "the minute I'm off this": a name does not take its verb along
    if word.endswith(("self", "selves")):
        return None
    if word in _FIRST:
        return _first_person(token, verb, mention)
    if word in _SECOND:
        return addressee(mention, scene)
    if token.tag_ == "PRP$" and word in _OWNERLESS:
        return _OWNERLESS[word]
    if token.tag_ == "PRP" and word in PERSONS and not token.dep_.startswith("nsubj"):
        return person_meant(mention, scene) or token.text
    if token.head == verb and token.dep_ in _OBJECTS and word in SINGULAR | PLURAL and _alone(token):
        return thing_meant(token, mention, scene) or token.text
    return token.text


def _first_person(token: Token, verb: Token, mention: Mention) -> str | None:
    """The speaker's name; nothing where the speaker does the task ("I'll bring it with me")."""
    if token.dep_.startswith("nsubj"):
        return called(mention.person) if any(c.tag_ == "MD" for c in token.head.children) else token.text
    doers = [c for v in (verb, verb.head) for c in v.children if c.dep_ == "nsubj"]
    return None if any(doer.lower_ == "i" for doer in doers) else called(mention.person)


def _alone(token: Token) -> bool:
    """Whether a word like "one" or "that" stands for a thing by itself ("that one", "one of them" do not)."""
    return token.pos_ in ("PRON", "NUM", "NOUN", "DET") and not any(c.dep_ != "case" for c in token.children)
