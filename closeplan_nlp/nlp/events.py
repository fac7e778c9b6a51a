"""What a milestone is called: the noun phrase of the event in what was said of it.

"We'd start the pilot at one site after Easter, on Monday the thirteenth" → "Pilot at one site". Dates have their own
place and are left out. An event goes by a word of its category, by one of another, or by the noun whose clause has the
milestone's date ("the contract expires on the 28th"). Where nobody says one there is no name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from closeplan_nlp.nlp.dates import DateMention
from closeplan_nlp.nlp.mentions import Mention, content_words
from closeplan_nlp.nlp.nouns import is_thing, noun_phrase
from closeplan_nlp.nlp.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

EVENTS = {
    "meeting": words(
        "meeting call session workshop visit conversation catch-up sync interview lunch walkthrough round"
    ),
    "demo": words("demo demonstration walkthrough walk-through presentation showing test trial"),
    "pilot": words("pilot trial test testing poc proof phase sandbox rehearsal"),
    "review": words("review audit assessment inspection exam readout checkpoint questionnaire evaluation survey test"),
    "decision": words("decision board committee council vote assembly award shortlist answer yes panel meeting"),
    "approval": words(
        "approval sign-off signoff permit clearance consent budget board committee financing dpia licence certificate"
    ),
    "signature": words("signature signing contract agreement order po purchase paper paperwork"),
    "kickoff": words("kickoff kick-off start onboarding launch"),
    "go_live": words("go-live golive launch rollout roll-out cutover cut-over start opening switch switchover"),
    "other": words(
        "training delivery installation installing migration shipment visit deadline renewal handover submission"
    ),
}
"""Words that events of each category go by, as lemmas."""
ANY_EVENT = frozenset().union(*EVENTS.values()) - words("yes order paper budget start proof answer round switch")
_PLAIN = words("pilot demo kickoff go_live signature")
"""Categories whose one word says enough ("Kick-off"); "meeting" or "test" alone does not."""
_CLAUSE_ENDS = words("ROOT parataxis ccomp advcl acl:relcl")
_MAIN = words("nsubj nsubj:pass obj ROOT")
_HAPPENS = words("expire end close start begin finish land arrive open lapse move retire run")
"""Verbs that belong to the name of what is no event by itself ("the contract expires")."""
LEAST = 2.0
"""The score from which a noun phrase is an event's name."""
LEAST_OF_DATES = 1.2
"""The same where all that is said beside is dates and questions."""
REACH = 8
"""Utterances before an item's own in which its event may have been named."""
LEAST_BEFORE = 2.9
"""The score from which a noun phrase of such an utterance is taken: a word of the category, and more than that word."""


def event_name(mentions: Sequence[Mention], category: str | None, due: DateMention | None = None) -> str | None:
    """The noun phrase that names the event best; `due` is the date of the milestone. None where nobody says one."""
    found = [pair for mention in mentions for pair in _candidates(mention, category or "", due)]
    score, name = max(found, key=lambda pair: pair[0], default=(0.0, ""))
    least = LEAST if any(_tells(mention) for mention in mentions) else LEAST_OF_DATES
    return name[:1].upper() + name[1:] if score >= least else None


def event_before(mentions: Sequence[Mention], category: str | None, said: Sequence[Mention]) -> str | None:
    """The event of this category that the utterances right before named, where the item's own say no more than a date.

    The nearest comes first: "when's the steering committee?" … "the 8th".
    """
    if any(_tells_more(mention) for mention in mentions):
        return None
    first = min(mention.index for mention in mentions)
    for earlier in reversed(said[max(0, first - REACH) : first]):
        found = [pair for pair in _candidates(earlier, category or "", None) if pair[0] >= LEAST_BEFORE]
        if found:
            name = max(found, key=lambda pair: pair[0])[1]
            return name[:1].upper() + name[1:]
    return None


def _tells_more(mention: Mention) -> bool:
    """Whether an utterance has any telling word beside its dates."""
    text = mention.text
    for date in reversed(mention.dates):
        text = text[: date.start] + " " + text[date.end :]
    return bool(content_words(text))


def _tells(mention: Mention) -> bool:
    """Whether the utterance has words enough beside its dates to say what happens."""
    if mention.best("role") in ("ask", "accept"):
        return False
    return len(mention.text.split()) - sum(len(date.text.split()) for date in mention.dates) > 5


def _candidates(mention: Mention, category: str, due: DateMention | None) -> Iterator[tuple[float, str]]:
    """The noun phrases of the utterance with their scores."""
    if mention.span is None or not mention.span.doc.has_annotation("DEP"):
        return
    clause = _clause_of_date(mention, due)
    for token in mention.span:
        score = _head_score(token, category)
        if not score and not (is_thing(token, mention) and token.dep_ in _MAIN):
            continue
        if token.pos_ in ("NOUN", "PROPN") and (text := noun_phrase(token, mention)):
            size = len(text.split())
            verb = "" if score and size > 1 else _happening(token)
            single = size == 1 and not verb and (category not in _PLAIN or not score)
            dated = clause is not None and clause == _clause(token)
            score += 1.5 * dated + 0.75 * (clause is not None) - 0.5 * (not score and not dated)
            score += 0.3 * min(size, 4) + 0.5 * (token.dep_ in _MAIN) + 0.5 * bool(verb)
            yield score + mention.kinds.get("milestone", 0.0) - 2.0 * single, f"{text} {verb}".strip()


def _head_score(token: Token, category: str) -> float:
    """How surely the noun means an event of the category; the parser may read "go-live" as three tokens."""
    forms = {token.lemma_.lower(), token.lower_}
    if forms & EVENTS.get(category, frozenset()):
        return 2.5
    return 1.0 if forms & ANY_EVENT else 0.0


def _clause(token: Token) -> int:
    """The place of the verb or main word of the clause that the token stands in."""
    while token.dep_ not in _CLAUSE_ENDS and not (token.pos_ == "VERB" and token.dep_ == "conj"):
        token = token.head
    return int(token.i)


def _clause_of_date(mention: Mention, due: DateMention | None) -> int | None:
    """The clause that the milestone's date stands in, where this utterance says it."""
    if mention.span is None or due is None or not any(date is due for date in mention.dates):
        return None
    start, end = mention.start + due.start, mention.start + due.end
    said = [token for token in mention.span if start <= token.idx < end and token.pos_ not in ("ADP", "DET", "PUNCT")]
    return _clause(said[0]) if said else None


def _happening(token: Token) -> str:
    """The verb that tells what happens to the subject, or the participle of what is to be done ("contract signed")."""
    done = [c for c in token.children if c.dep_ == "acl" and c.tag_ == "VBN" and c.i == token.i + 1]
    if done:
        return str(done[0].text)
    verb = token.head
    if token.dep_ == "nsubj:pass" and verb.tag_ == "VBN":
        return str(verb.text)
    return str(verb.text) if token.dep_ == "nsubj" and verb.lemma_ in _HAPPENS and verb.tag_ == "VBZ" else ""
