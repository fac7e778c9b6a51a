"""Attributes of an item from its mentions: side, owner, due date, category, importance, status, condition.

The trained heads vote over the mentions; rules only decide what cannot be seen in one utterance, such as which of
several dates stands at the end. Nothing is guessed: an owner of the wrong side or a past date is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from closeplan_nlp.kinds import KINDS
from closeplan_nlp.nlp.dates import DateMention
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.names import call_words, name_words, places_of, possible_names
from closeplan_nlp.types import Participant

_TASK_SIDES = {"action_item": ("seller", "both", "unknown"), "customer_commitment": ("customer",)}
_CONDITION = re.compile(
    r"\b(?:once|as soon as|(?<!know )(?<!see )(?<!ask )(?<!check )(?<!even )(?<!out )(?<!as )(?<!what )if|"
    r"provided(?: that)?|assuming|subject to|unless|as long as)\b[^.;!?]{4,120}",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"\b(?:our|my|the)\s+(?:[a-z-]+\s+){0,2}(?:team|department|people|office|lawyers?|partner|accountants?|board|"
    r"colleagues?|boss|assistant|controller|engineers?|auditors?)\b",
    re.IGNORECASE,
)
_OWN_GROUP = re.compile(r"(?:our|my)\b", re.IGNORECASE)
"""A group that belongs to the side of the one who speaks."""
_LEAST_OWNER = 0.4
_WITHDRAWN = 0.5
_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|(?:янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек)\w*)\b",
    re.IGNORECASE,
)
_NOT_DATED = frozenset({"risk"})
_LIMITS = ("by", "before", "until", "till", "no later than", "до", "к")


def vote(mentions: Sequence[Mention], head: str, kind: str, allowed: Sequence[str] = ()) -> str | None:
    """The label with the largest sum of probabilities, each mention weighted by how surely it is of the kind."""
    totals: dict[str, float] = defaultdict(float)
    for mention in mentions:
        for label, chance in mention.labels.get(head, {}).items():
            if not allowed or label in allowed:
                totals[label] += chance * (0.05 + mention.kinds.get(kind, 0.0))
    return max(totals, key=lambda label: totals[label]) if totals else None


def side_of(mentions: Sequence[Mention], kind: str) -> str:
    """Whose the item is, among the sides that its kind allows."""
    if kind in ("customer_commitment", "decision_criterion"):
        return "customer"
    return vote(mentions, "side", kind, _TASK_SIDES.get(kind, ())) or "unknown"


def category_of(mentions: Sequence[Mention], kind: str) -> str | None:
    """Category of a criterion or milestone."""
    head = {"decision_criterion": "criterion", "milestone": "milestone"}.get(kind)
    return vote(mentions, head, kind) if head else None


def importance_of(mentions: Sequence[Mention], kind: str) -> str | None:
    """Importance of a criterion."""
    return vote(mentions, "importance", kind) if KINDS[kind].has_importance else None


def status_of(mentions: Sequence[Mention], kind: str) -> str | None:
    """Status of a task or milestone."""
    return vote(mentions, "status", kind) if KINDS[kind].has_status else None


def owner_of(mentions: Sequence[Mention], kind: str, people: Sequence[Participant]) -> str | None:
    """Who does the task, as the participants list spells it or as it was said; None rather than somebody wrong."""
    if not KINDS[kind].is_task:
        return None
    side = "customer" if kind == "customer_commitment" else "seller"
    votes: dict[str | None, float] = defaultdict(float)
    for mention in mentions:
        weight = 0.05 + mention.kinds.get(kind, 0.0)
        for owner, chance in _owner_votes(mention, mentions, side, people).items():
            votes[owner] += weight * chance
    best = max(votes, key=lambda name: votes[name], default=None)
    return best if best is not None and votes[best] >= _LEAST_OWNER * sum(votes.values()) else None


def _owner_votes(
    mention: Mention, mentions: Sequence[Mention], side: str, people: Sequence[Participant]
) -> Mapping[str | None, float]:
    """What one mention says of the owner: the classes of the owner head turned into names."""
    votes: dict[str | None, float] = defaultdict(float)
    votes[None] += mention.chance("owner", "none")
    speaker_fits = mention.person is not None and mention.side in (side, "unknown")
    votes[mention.person if speaker_fits else None] += mention.chance("owner", "speaker")
    votes[_other_participant(mention, mentions, side, people)] += mention.chance("owner", "participant")
    votes[_named_outsider(mention, side, people)] += mention.chance("owner", "named")
    return votes


def _other_participant(
    mention: Mention, mentions: Sequence[Mention], side: str, people: Sequence[Participant]
) -> str | None:
    """The participant of the side who is called by name, who answers in the same item, or the only one there is."""
    fitting = [p for p in people if p.side in (side, "unknown") and p.name != mention.person]
    names = possible_names(mention.text)
    called = [p.name for p in fitting if places_of(call_words(p.name), names, mention.text)]
    if len(called) == 1:
        return called[0]
    answering = {m.person for m in mentions if m.side == side and m.person and m.person != mention.person}
    if len(answering) == 1:
        return answering.pop()
    return fitting[0].name if len(fitting) == 1 else None


def _named_outsider(mention: Mention, side: str, people: Sequence[Participant]) -> str | None:
    """A person who is not on the call, or a group such as "our legal team" of the side, as said in the utterance."""
    present = set().union(*(name_words(p.name) for p in people)) if people else set()
    for name in mention.names:
        if not name_words(name) & {word for word in present if len(word) > 1}:
            return name
    group = _GROUP.search(mention.text)
    if group is None or (_OWN_GROUP.match(group.group()) and mention.side not in (side, "unknown")):
        return None
    return group.group()


def due_of(mentions: Sequence[Mention], kind: str, category: str | None) -> DateMention | None:
    """The date that stands at the end of what was said about the item.

    Criteria have a date only as a deadline that they set (`timeline`), risks none. Context gives no date; a recap that
    names several dates tells nothing of this item's, unless nothing else does.
    """
    if kind in _NOT_DATED or (kind == "decision_criterion" and category != "timeline"):
        return None
    dated = [
        (m, d)
        for m in mentions
        for d in m.dates
        if not d.past and d.kind != "duration" and m.best("role") not in ("context", "decline")
    ]
    choice = [(m, d) for m, d in dated if m.best("role") != "none" and not _recounts(m)] or dated
    choice = [(m, d) for m, d in choice if d.value is not None] or choice
    if not choice:
        return None
    last = choice[-1][0]
    own = [d for m, d in choice if m is last]
    limits = [d for d in own if d.preposition in _LIMITS]
    return _in_its_month((limits or own)[-1], [d for m in mentions for d in m.dates])


def _recounts(mention: Mention) -> bool:
    """Whether the mention recaps several dated things at once."""
    return mention.best("role") == "recap" and sum(d.value is not None for d in mention.dates) > 1


def _in_its_month(chosen: DateMention, said: Sequence[DateMention]) -> DateMention:
    """The date in the month that was named before: "live on October sixteenth … the sixteenth, then"."""
    if chosen.value is None or _MONTH.search(chosen.text):
        return chosen
    named = [d for d in said if d.value and d.value[8:] == chosen.value[8:] != "" and _MONTH.search(d.text)]
    return named[-1] if named else chosen


def condition_of(mentions: Sequence[Mention], kind: str) -> str | None:
    """What a promise waits for, in the words of the call."""
    if not KINDS[kind].is_task:
        return None
    for mention in mentions:
        found = _CONDITION.search(mention.text) if mention.best("role") in ("state", "accept", "revise") else None
        if found and not any(d.start < found.end() and found.start() < d.end for d in mention.dates):
            return found.group(0).strip(" ,-—")
    return None


def is_withdrawn(mentions: Sequence[Mention]) -> bool:
    """Whether the last word on the item took it back or declined it, and nobody took it up again after that."""
    for mention in reversed(mentions):
        if mention.chance("role", "withdraw") + mention.chance("role", "decline") > _WITHDRAWN:
            return True
        if mention.best("role") in ("state", "accept", "revise", "recap", "done"):
            return False
    return False
