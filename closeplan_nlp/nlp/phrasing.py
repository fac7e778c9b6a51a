"""Item texts: short sentences that stand on their own, made only of words that were said.

Every utterance of an item offers wordings: an imperative where it promises or asks for a task, the noun phrase of an
event, else its clause without the talk around it. The one that tells most is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from closeplan_nlp.kinds import KINDS
from closeplan_nlp.nlp.clauses import LONGEST, finish, plain_clause
from closeplan_nlp.nlp.dates import DateMention
from closeplan_nlp.nlp.events import event_before, event_name
from closeplan_nlp.nlp.imperatives import Wording, imperatives
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.scenes import Scene
from closeplan_nlp.nlp.statements import statements
from closeplan_nlp.types import Participant

ROLE_WORTH = {"state": 1.0, "ask": 0.95, "recap": 0.8, "revise": 0.7, "done": 0.7, "context": 0.3, "accept": 0.5}
CLAUSE = 0.1
"""What a bare clause is worth as the text of a task, beside 1 for an imperative that names its object."""


def item_text(
    mentions: Sequence[Mention],
    kind: str,
    people: Sequence[Participant],
    category: str | None = None,
    *,
    said: Sequence[Mention] = (),
    owner: str | None = None,
    due: DateMention | None = None,
) -> str:
    """The text of the item that these mentions back; never empty as long as one of them has a word.

    `said` are all utterances of the call in their order, in which pronouns may find their noun; `owner` does the task,
    `due` is the date of a milestone.
    """
    scene = Scene(mentions, people, said, owner)
    if kind == "milestone" and (name := event_name(mentions, category, due) or event_before(mentions, category, said)):
        return name
    wordings = [
        (worth(mention, kind) * wording.worth, wording.text)
        for mention in mentions
        for wording in _wordings(mention, kind, scene)
    ]
    for _, text in sorted(wordings, key=lambda pair: -pair[0]):
        if finished := finish(text):
            return finished
    return mentions[0].text.strip()[:LONGEST]


def _wordings(mention: Mention, kind: str, scene: Scene) -> Iterator[Wording]:
    """What one utterance offers as the item's text."""
    if KINDS[kind].is_task:
        yield from imperatives(mention, scene)
        yield Wording(plain_clause(mention.text), CLAUSE)
        return
    if kind == "milestone":
        yield from (Wording(w.text, 0.6 * w.worth) for w in imperatives(mention, scene))
    yield from statements(mention, scene.people)


def worth(mention: Mention, kind: str) -> float:
    """How well a mention tells what the item is: what it is called, said as a statement, with enough words."""
    role = mention.best("role") or "state"
    length = len(mention.text.split())
    return (0.05 + mention.kinds.get(kind, 0.0)) * ROLE_WORTH.get(role, 0.5) * min(1.0, 0.3 + length / 10)
