"""Item texts: short sentences that stand on their own, made only of words that were said.

A task becomes an imperative from the parse of the utterance that says it best: "I'll, uh, get you the updated quote by
Friday" → "Get Dana the updated quote". Criteria, milestones and risks keep their clause, without the talk around it.
Labels are those of Universal Dependencies, tags those of the Penn Treebank, as the shipped parser gives them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from closeplan_nlp.kinds import KINDS
from closeplan_nlp.nlp.events import event_name
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.wordlists import words
from closeplan_nlp.types import Participant

if TYPE_CHECKING:
    from spacy.tokens import Token

ROLE_WORTH = {"state": 1.0, "ask": 0.95, "recap": 0.8, "revise": 0.6, "done": 0.7, "context": 0.3, "accept": 0.3}
LONGEST = 160
"""Characters of an item text; longer ones are cut at a word."""

_LIGHT = words("go need want try have let like love plan intend promise manage start hope aim get ask be")
_FILLER = re.compile(
    r"\b(?:u[hm]+|e[rm]+|hmm+|(?:^|(?<=[,.;:!?…–—-])|(?<=[,.;:!?…–—-]\s))mm+|"
    r"(?<!do )(?<!did )(?<!if )(?<!as )(?<!n't )(?<!n’t )(?<!what )(?<!that )(?<!once )(?<!when )you know|"
    r"i mean|i guess|i think|i suppose|actually|basically|obviously|honestly|to be honest|like i said|as i said|"
    r"right\?|ok(?:ay)?\?)(?=[\s,.;!?…]|$)[,]?\s*",
    re.IGNORECASE,
)
"""What is said without saying anything. "mm" only apart from its clause, since it is a unit too ("5 mm thick")."""
_HEDGE = re.compile(
    r"(^|[,.;:!?…–—-]\s*|['’](?:s|m|re)\s+|\b(?:i|you|we|they|he|she|it|is|are|was|were|be|been|am|just|really|also|"
    r"still|feels?|looks?|seems?|sounds?)\s+)(?:sort|kind) of\b,?\s*",
    re.IGNORECASE,
)
"""A sort or kind "of" after a verb or its subject; elsewhere it is a sort that is meant ("what kind of support")."""
_OPENER = re.compile(
    r"^(?:(?:(?:and|so(?! (?:long|far|much|many)\b)|but|then|well|okay|ok|yes|yeah|yep|oh|ah|now|alright|anyway|also|"
    r"because|please|mm-hmm|hi|hello|of course|fair enough|absolutely)(?:\s*[,.;!?—–-]+\s*|\s+))|"
    r"(?:right|sure|no|all right|look|listen|great|good|perfect|fine|exactly|true)\s*[,.;!?—–-]+\s*)+",
    re.IGNORECASE,
)
"""Words before what is meant; those that can belong to it ("no budget", "good support") only before a mark."""
_NOISE = re.compile(r"\((?:laughs?|laughter|chuckles|crosstalk|inaudible|pause)[^)]*\)|\[[^\]]*\]", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_HOLLOW = re.compile(
    r"^\S+ (?:(?:me|us|you|him|her|them) )?(?:it|that|this|them|those|one|so|ours|mine|yours|theirs|his|hers|some)\b",
    re.IGNORECASE,
)
"""A task whose object is a pronoun tells little; another mention may name the thing."""
_BEFORE_MARK = re.compile(r"\s+([,.;:!?…])")
_ENDS = " ,.;:!?…—–-"
_STOPS = (".", "!", "?", "…")
_DROPPED = frozenset({"discourse", "vocative", "parataxis", "punct", "advcl", "mark", "reparandum", "dislocated", "cc"})
_SOFT = words("just probably maybe perhaps really definitely also then so actually okay please again now")
_FIRST, _SECOND = frozenset({"i", "me", "we", "us"}), frozenset({"you"})
_OWNERLESS = {"my": "the", "our": "the", "your": "the"}
_UNFINISHED = re.compile(r"(?:\s+(?:and|or|but|if|because|until|the|an?))+$", re.IGNORECASE)
"""Words that end no sentence, left over where one was cut."""
_LEFT_OVER = re.compile(r"(?:\s+(?:to|with|by|on|for|at|of|before|after|then|so|once|when))+$", re.IGNORECASE)
"""Words that end a sentence only where a mark says that it ends ("what are we waiting for?")."""


def item_text(
    mentions: Sequence[Mention], kind: str, people: Sequence[Participant], category: str | None = None
) -> str:
    """The text of the item that these mentions back; never empty as long as one of them has a word."""
    ranked = sorted(mentions, key=lambda m: -_worth(m, kind))
    if kind == "milestone" and (name := event_name(ranked, category)):
        return name
    if KINDS[kind].is_task:
        texts = [text for m in ranked if (text := imperative(m, people))]
        if texts:
            return _finish(next((t for t in texts if not _HOLLOW.search(t)), texts[0]))
    return next((text for m in ranked if (text := _finish(plain_clause(m)))), mentions[0].text.strip()[:LONGEST])


def _worth(mention: Mention, kind: str) -> float:
    """How well a mention tells what the item is: what it is called, said as a statement, with enough words."""
    role = mention.best("role") or "state"
    length = len(mention.text.split())
    return mention.kinds.get(kind, 0.0) * ROLE_WORTH.get(role, 0.5) * min(1.0, length / 7)


def plain_clause(mention: Mention) -> str:
    """The utterance without fillers, openers and noises."""
    said = _NOISE.sub("", mention.text).strip()
    text = _OPENER.sub("", _without_fillers(said).strip(_ENDS)).strip(_ENDS)
    return text if said.endswith(_STOPS) else _LEFT_OVER.sub("", _UNFINISHED.sub("", text))


def _without_fillers(text: str) -> str:
    return _FILLER.sub("", _HEDGE.sub(r"\1", text))


def imperative(mention: Mention, people: Sequence[Participant]) -> str | None:
    """An imperative sentence for a task, or None where the parse shows no promise or request in the utterance."""
    if mention.span is None or not mention.span.doc.has_annotation("DEP"):
        return None
    verbs = [verb for token in mention.span if (verb := _promised(token)) is not None]
    for verb in verbs:
        phrase = _phrase(verb, mention, people)
        if len(phrase) >= 2 and any(t for t in verb.subtree if t.pos_ != "PRON" and t.dep_ in _SAYING):
            return _written(phrase)
    return None


_SAYING = words("obj obl xcomp ccomp advmod nmod obl:unmarked iobj compound:prt compound")
_NOT = words("not n't n’t never")
_SUBORDINATE = words("xcomp aux advcl acl acl:relcl")


def _promised(token: Token) -> Token | None:
    """The verb of the task, where this token heads a promise ("I'll send"), a request ("could you send"), an order."""
    if token.tag_ not in ("VB", "VBP", "VBG", "VBN", "VBD") or token.dep_ in _SUBORDINATE:
        return None
    if any(child.lower_ in _NOT for child in token.children):
        return None  # "I won't call": turned into an order it would ask for the opposite
    subjects = [child for child in token.children if child.dep_.startswith("nsubj")]
    modal = any(child.dep_ == "aux" and child.lemma_ in _MODALS for child in token.children)
    order = token.tag_ == "VB" and not subjects and not modal and token.dep_ in ("ROOT", "conj", "parataxis", "ccomp")
    person = any(subject.lower_ in _FIRST | _SECOND for subject in subjects)
    named = any(subject.tag_ in ("NNP", "NN", "NNS", "PRP") for subject in subjects) and modal
    if not (order or named or (person and (modal or token.lemma_ in _LIGHT))):
        return None
    return _main_verb(token)


_MODALS = words("will would can could shall should might must 'll may")


def _main_verb(verb: Token) -> Token | None:
    """The verb that carries the task behind "going to", "need to", "let me"."""
    for _ in range(4):
        inner = [child for child in verb.children if child.dep_ == "xcomp" and child.tag_ in ("VB", "VBG")]
        if verb.lemma_ not in _LIGHT or not inner:
            break
        verb = inner[0]
    return verb if verb.lemma_ not in ("be", "know", "think", "see", "understand", "mean", "say", "guess") else None


def _phrase(verb: Token, mention: Mention, people: Sequence[Participant]) -> list[tuple[Token, str]]:
    """The words of the imperative: the verb's base form and what depends on it, in the order they were said."""
    phrase = [(verb, verb.lemma_.lower())]
    dated = [
        (mention.start + d.start, mention.start + d.end)
        for d in mention.dates
        if not mention.text[d.end : d.end + 2].startswith(("'s", "’s"))
    ]
    skip = {t.i for child in verb.children if _dropped(child, verb) for t in child.subtree}
    for token in verb.subtree:
        inside = mention.start <= token.idx < mention.end
        if token.i <= verb.i or token.i in skip or not inside or _in(token, dated) or token.dep_ == "reparandum":
            continue
        if token.tag_ == "UH" or token.dep_ == "discourse" or (token.lower_ in _SOFT and token.dep_ == "advmod"):
            continue
        word = _resolved(token, mention, people)
        if word:
            phrase.append((token, word))
    # what hangs on a word behind it that was left out hangs in the air: "by" without its date, "the", "and"
    while len(phrase) > 1 and (phrase[-1][0].head.i > phrase[-1][0].i or phrase[-1][1].strip(_ENDS) == ""):
        phrase.pop()
    return phrase


def _written(phrase: Sequence[tuple[Token, str]]) -> str:
    """The words as a text; those that were said without a blank between them stay together."""
    text = phrase[0][1]
    for (before, word), (token, following) in pairwise(phrase):
        together = before.i + 1 == token.i and not before.whitespace_ and word == before.text
        text += following if together else f" {following}"
    return text


def _dropped(child: Token, verb: Token) -> bool:
    """Whether a whole branch is left out: subordinate clauses, a second clause with its own subject, fillers."""
    if child.dep_ == "advcl" and any(c.lower_ == "to" and c.dep_ == "mark" for c in child.children):
        return False  # "ask Marta to countersign"
    if child.dep_ in _DROPPED and child.dep_ != "punct":
        return True
    own_subject = any(c.dep_.startswith("nsubj") for c in child.children)
    return child.dep_ == "conj" and (own_subject or child.i - verb.i > 25)


def _in(token: Token, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= token.idx < end for start, end in spans)


def _resolved(token: Token, mention: Mention, people: Sequence[Participant]) -> str | None:
    """The word itself, or who is meant by it: "me" is the speaker, "you" the other side's only person on the call."""
    word = token.lower_
    if token.i + 1 < len(token.doc) and token.doc[token.i + 1].text.startswith(("'", "’")) and word in _FIRST | _SECOND:
        return token.text  # "the minute I'm off this": a name does not take its verb along
    if word in ("me", "myself", "i"):
        return _first_name(mention.person)
    if word in _SECOND:
        others = [p for p in people if p.side not in (mention.side, "unknown")] if mention.side != "unknown" else []
        return _first_name(others[0].name) if len(others) == 1 else None
    if token.tag_ == "PRP$" and word in _OWNERLESS:
        return _OWNERLESS[word]
    return token.text


def _first_name(name: str | None) -> str | None:
    """What a person is called in a sentence; nothing for "Speaker 2" or a telephone number."""
    return name.split()[0] if name and not any(letter.isdigit() for letter in name) else None


def _finish(text: str) -> str:
    """Spaces, marks, capital and length set right."""
    text = re.sub(r"(?:,\s*)+", ", ", _SPACE.sub(" ", _BEFORE_MARK.sub(r"\1", _without_fillers(text)))).strip(_ENDS)
    text = _UNFINISHED.sub("", re.sub(r"\b(the|an?),(?=\s)", r"\1", text)).strip(_ENDS)
    if len(text) > LONGEST:
        text = text[:LONGEST].rsplit(" ", 1)[0].rstrip(_ENDS) + " …"
    return text[:1].upper() + text[1:]
