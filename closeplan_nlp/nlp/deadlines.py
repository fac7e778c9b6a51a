"""The date of an item: which of the dates said about it stands at the end, and what day it means there.

Later words win, but not those that only go along ("if he agrees on Friday", "he is away until Monday") nor those of
another item in a recap. A bare day or weekday belongs to the month or week spoken of right before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from closeplan_nlp.kinds import KINDS
from closeplan_nlp.nlp.dates import DateMention
from closeplan_nlp.nlp.deictics import placed, put_back, told_as_past
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.wordlists import words

_NOT_DATED = frozenset({"risk"})
_LIMITS = ("by", "before", "no later than", "до", "к")
_ASIDE = words("until till after from since до после с")
"""Prepositions of dates that mostly say how long something else lasts."""
_SUBORDINATE = re.compile(
    r"\b(?:if|because|cause|cos|since|when|once|unless|while|whereas|whether|если|когда|потому)\b[^,;.!?]*$",
    re.IGNORECASE,
)
REACH = 3
"""Utterances back in which the month of an event's bare day was spoken of; a task's next such day is meant."""
Dated = list[tuple[Mention, DateMention]]


def due_of(
    mentions: Sequence[Mention],
    kind: str,
    category: str | None,
    *,
    status: str | None = None,
    said: Sequence[Mention] = (),
) -> DateMention | None:
    """The date that stands at the end of what was said about the item.

    Criteria have a date only as a deadline that they set (`timeline`), risks none. Context gives no date; a recap that
    names several dates tells nothing of this item's, unless nothing else does. What is done has no date ahead.
    `said` are all utterances of the call in their order.
    """
    if kind in _NOT_DATED or (kind == "decision_criterion" and category != "timeline"):
        return None
    dated = [
        (m, d)
        for m in mentions
        for d in m.dates
        if (not d.past or status == "done") and d.kind != "duration" and m.best("role") not in ("context", "decline")
    ]
    choice = [(m, d) for m, d in dated if m.best("role") != "none" and not _recounts(m)] or dated
    choice = [(m, d) for m, d in choice if d.value is not None] or choice
    if status != "done":
        choice = [(m, d) for m, d in choice if not told_as_past(d, m)]
    if not choice:
        return None
    mention, date = _last(choice, dated)
    reach = 0 if KINDS[kind].is_task else REACH
    return put_back(date) if status == "done" else placed(date, mention, mentions, said, reach)


def _recounts(mention: Mention) -> bool:
    """Whether the mention recaps several dated things at once."""
    return mention.best("role") == "recap" and sum(d.value is not None for d in mention.dates) > 1


def _last(choice: Dated, dated: Dated) -> tuple[Mention, DateMention]:
    """The date of the last utterance; of several the one said before too, in a main clause, as a limit, the last."""
    last = choice[-1][0]
    earlier = {d.value for m, d in dated if m is not last and d.value}

    def rank(place: int, date: DateMention) -> tuple[bool, bool, bool, int]:
        aside = date.preposition in _ASIDE or _SUBORDINATE.search(last.text[: date.start]) is not None
        return date.value in earlier, not aside, date.preposition in _LIMITS, place

    own = [d for m, d in choice if m is last]
    return last, own[max(range(len(own)), key=lambda place: rank(place, own[place]))]
