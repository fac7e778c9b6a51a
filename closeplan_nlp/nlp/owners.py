"""Who does a task: the classifier's owner classes turned into names, and who the parse says that does it.

A wrong owner is worse than none: nobody is named whose side does not fit the task.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from closeplan_nlp.kinds import KINDS
from closeplan_nlp.nlp.doers import named_doer
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.names import call_words, name_words, places_of, possible_names
from closeplan_nlp.types import Participant

_GROUP = re.compile(
    r"\b(?:our|my|the)\s+(?:[a-z-]+\s+){0,2}(?:team|department|people|office|lawyers?|partner|accountants?|board|"
    r"colleagues?|boss|assistant|controller|engineers?|auditors?)\b",
    re.IGNORECASE,
)
_OWN_GROUP = re.compile(r"(?:our|my)\b", re.IGNORECASE)
"""A group that belongs to the side of the one who speaks."""
_LEAST_OWNER, _LEAST_OF_OPEN = 0.4, 0.15
"""Shares of the votes that the owner must have: of those that name somebody or nobody, and of those left open."""
_UNDECIDED = "?"
"""Stands for somebody of whom the utterance does not tell who it is; other utterances may."""


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
    undecided = votes.pop(_UNDECIDED, 0.0)
    best = max(votes, key=lambda name: votes[name], default=None)
    least = _LEAST_OWNER * sum(votes.values()) + _LEAST_OF_OPEN * undecided
    return best if best is not None and votes[best] >= least else None


def _owner_votes(
    mention: Mention, mentions: Sequence[Mention], side: str, people: Sequence[Participant]
) -> Mapping[str | None, float]:
    """What one mention says of the owner: the classes of the owner head turned into names."""
    if (doer := _told(mention, side, people)) is not None:
        return {doer: 1.0}
    votes: dict[str | None, float] = defaultdict(float)
    votes[None] += mention.chance("owner", "none")
    speaker_fits = mention.person is not None and mention.side in (side, "unknown")
    votes[mention.person if speaker_fits else _UNDECIDED] += mention.chance("owner", "speaker")
    votes[_other_participant(mention, mentions, side, people) or _UNDECIDED] += mention.chance("owner", "participant")
    votes[_named_outsider(mention, side, people) or _UNDECIDED] += mention.chance("owner", "named")
    return votes


def _told(mention: Mention, side: str, people: Sequence[Participant]) -> str | None:
    """Who the sentence says does it ("I'll get Priya to sign"): a participant whose side fits, or somebody else."""
    if (name := named_doer(mention)) is None:
        return None
    own = name_words(name)
    here = [p for p in people if own & call_words(p.name)]
    fitting = [p.name for p in here if p.side in (side, "unknown")]
    if here:
        return fitting[0] if len(fitting) == 1 else None
    return name if mention.side in (side, "unknown") else None


def _other_participant(
    mention: Mention, mentions: Sequence[Mention], side: str, people: Sequence[Participant]
) -> str | None:
    """The participant of the side who is called by name, who answers in the same item, or the only one there is."""
    fitting = [p for p in people if p.side in (side, "unknown") and p.name != mention.person]
    names = possible_names(mention.text)
    called = [p.name for p in fitting if places_of(call_words(p.name), names, mention.text)]
    if len(called) == 1:
        return called[0]
    if called:
        return None
    return _answering(mention, mentions, side) or (fitting[0].name if len(fitting) == 1 else None)


def _answering(mention: Mention, mentions: Sequence[Mention], side: str) -> str | None:
    """Who of the side speaks next of the item; where nobody does, who spoke of it last."""
    others = [m for m in mentions if m.side == side and m.person and m.person != mention.person]
    after = next((m.person for m in others if m.turn >= mention.turn), None)
    return after or next((m.person for m in reversed(others) if m.turn < mention.turn), None)


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
