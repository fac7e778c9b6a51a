"""What the scorer sees of a date beside an item: how near, how alike, in which order.

Nothing of it comes from the classifier but the item itself, so that the scorer can learn from the calls that the
classifier learned from.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from closeplan_nlp.nlp.dues.readings import Reading
from closeplan_nlp.nlp.dues.traits import Spoken, Traits
from closeplan_nlp.nlp.events import ANY_EVENT, EVENTS
from closeplan_nlp.nlp.mentions import Mention, words_of
from closeplan_nlp.nlp.promises import promises
from closeplan_nlp.nlp.wordlists import words

_TIMES = words(
    "monda tuesd wedne thurs frida satur sunda janua febru march april augus septe octob novem decem week weeks "
    "month day days morni after tomor today end"
)
"""Words of times as `content_words` cuts them; they tell nothing of what an item is about."""
REACH = 2
"""Turns around an item's evidence whose dates may be its own."""


@dataclass(frozen=True)
class Asked:
    """An item whose date is looked for: its `mentions` in order and what is known of it."""

    mentions: Sequence[Mention]
    kind: str
    category: str | None = None
    status: str | None = None
    owner: str | None = None


def near_dates(dates: Sequence[Spoken], item: Asked) -> list[Spoken]:
    """The dates that may be the item's: those of its evidence and of `REACH` turns around."""
    reach = {m.turn + step for m in item.mentions for step in range(-REACH, REACH + 1)}
    return [date for date in dates if date.reading.mention.turn in reach]


def nothing_traits(item: Asked, dates: Sequence[Spoken]) -> Traits:
    """The traits of "no date"."""
    own = {m.index for m in item.mentions}
    inside = {d.reading.mention.index for d in dates if d.reading.mention.index in own}
    return {
        "nothing": 1.0,
        f"nothing={item.category}": 1.0,
        f"nothing={item.status}": 1.0,
        "nothing: size": math.log1p(len(item.mentions)),
        "nothing: dated": math.log1p(len(inside)),
        "nothing: undated": float(not inside),
        "nothing: vague": float(any(d.value is None for m in item.mentions for d in m.dates)),
        "nothing: around": math.log1p(len(dates)),
    }


def pair_traits(dates: Sequence[Spoken], item: Asked) -> list[Traits]:
    """The traits of each date beside the item."""
    own = {m.index for m in item.mentions}
    turns = [m.turn for m in item.mentions]
    values: dict[int, set[str]] = {}
    for reading in (d.reading for d in dates):
        if reading.mention.index in own and not reading.date.past:
            said = values.setdefault(reading.mention.index, set())
            said.update([reading.value] if reading.way == "said" else [])
    about = frozenset().union(*words_of(item.mentions)) - _TIMES
    verbs = {p.verb.idx for m in item.mentions if _parsed(m) for p in promises(m, item.owner)}
    rows = []
    for date in dates:
        reading, inside = date.reading, date.reading.mention.index in own
        traits = {"inside": float(inside), **_near(reading, turns, inside), **_order(reading, values, inside)}
        traits |= _shared(date, about)
        if item.kind == "milestone":
            traits |= _beside_event(date, item.category, inside)
        elif inside:
            traits |= _under_promise(date, verbs)
        if item.status == "done":
            traits |= {f"done: {name}": date.traits.get(name, 0.0) for name in ("past", "over", "told as past")}
        rows.append({name: value for name, value in traits.items() if value})
    return rows


def _near(reading: Reading, turns: Sequence[int], inside: bool) -> Traits:
    distance = min((reading.mention.turn - turn for turn in turns), key=abs)
    return {
        f"turn={distance}": float(not inside),
        "before all": float(reading.mention.turn < turns[0]),
        "after all": float(reading.mention.turn > turns[-1]),
        "from end": math.log1p(max(turns[-1] - reading.mention.turn, 0)),
    }


def _order(reading: Reading, values: Mapping[int, set[str]], inside: bool) -> Traits:
    """Whether later or earlier evidence has this date or another."""
    later = [said for index, said in values.items() if index > reading.mention.index]
    earlier = [said for index, said in values.items() if index < reading.mention.index]
    return {
        "last": float(inside and not later),
        "first": float(inside and not earlier),
        "later": math.log1p(len(later)),
        "said later": float(any(reading.value in said for said in later)),
        "other later": float(any(said and reading.value not in said for said in later)),
        "said earlier": float(any(reading.value in said for said in earlier)),
        "other earlier": float(any(said and reading.value not in said for said in earlier)),
        "backed": math.log1p(sum(reading.value in said for said in values.values())),
    }


def _shared(date: Spoken, about: frozenset[str]) -> Traits:
    """Words of the item in the date's own part of the utterance, which reaches to the next date on each side."""
    return {
        "shared before": math.log1p(len(date.before & about)),
        "shared behind": math.log1p(len(date.behind & about)),
        "shared rest": math.log1p(len(date.rest & about)),
        "foreign before": math.log1p(len(date.before - about - _TIMES)),
        "foreign behind": math.log1p(len(date.behind - about - _TIMES)),
    }


def _parsed(mention: Mention) -> bool:
    return mention.span is not None and bool(mention.span.doc.has_annotation("DEP"))


def _under_promise(date: Spoken, verbs: set[int]) -> Traits:
    """Whether the date hangs on the verb of the promise, or further below it."""
    if date.verb is None:
        return {}
    above = any(token.idx in verbs for token in date.verb.ancestors)
    own = date.verb.idx in verbs
    return {"promise verb": float(own), "below promise": float(above and not own), "no promise": float(not verbs)}


def _beside_event(date: Spoken, category: str | None, inside: bool) -> Traits:
    """How near a word for the event stands, and one for another; what is said around dates of such events."""
    crossed = {f"{category}: {name}": 1.0 for name in date.words if name.startswith(("<<", "verb="))} if inside else {}
    mention = date.reading.mention
    if not _parsed(mention) or mention.span is None:
        return crossed
    start = mention.start + date.reading.date.start
    places = [(t.idx, t.lemma_.lower()) for t in mention.span]
    events = EVENTS.get(category or "", frozenset())
    own = _nearness(start, [place for place, word in places if word in events])
    other = _nearness(start, [place for place, word in places if word in ANY_EVENT - events])
    return {**crossed, "event near": own, "other event near": other, "other event nearer": float(other > own)}


def _nearness(start: int, places: Sequence[int]) -> float:
    """1 beside one of the places, half of it 15 characters away, 0 where there is none."""
    return 1.0 / (1.0 + min(abs(start - place) for place in places) / 15.0) if places else 0.0
