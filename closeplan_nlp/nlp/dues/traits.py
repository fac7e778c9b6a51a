"""What the scorer sees of a reading by itself: how the date is said, where it stands, what it hangs on."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from closeplan_nlp.due import span_of
from closeplan_nlp.nlp.deictics import DAY_OF_MONTH, MONTH_NAME, WEEKDAY, told_as_past
from closeplan_nlp.nlp.dues.readings import Reading
from closeplan_nlp.nlp.mentions import content_words
from closeplan_nlp.nlp.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

Traits = dict[str, float]
_PREPOSITIONS = words("by before on in until till after from since for at within no")
_SUBORDINATE = re.compile(
    r"\b(?:if|because|cause|cos|since|when|once|unless|while|whereas|whether)\b[^,;.!?]*$", re.IGNORECASE
)
_CORRECTION = re.compile(
    r"\b(?:no|not|sorry|rather|instead|make (?:it|that)|move[ds]?|push(?:ed)?|earlier|later)\b", re.I
)
_NEAR_DAY = re.compile(r"\b(?:today|tomorrow|tonight|now|this (?:morning|afternoon|evening|call)|eod|cob)\b", re.I)
_WORD = re.compile(r"[^\W\d_]+|\d+|[?.,!;]")
_BEFORE, _AFTER = 4, 3
"""Words before and behind a date that the scorer sees."""


@dataclass(frozen=True, eq=False)
class Spoken:
    """A reading with what the scorer sees of it by itself: its `traits`, and the `words` around it as traits.

    `before` and `behind` are the content words of its own part of the utterance, which reaches to the next date on each
    side, `rest` the others; `verb` is what it hangs on (None in text that is not parsed).
    """

    reading: Reading
    traits: Traits
    words: Traits
    before: frozenset[str]
    behind: frozenset[str]
    rest: frozenset[str]
    verb: Token | None


def spoken_dates(readings: Sequence[Reading], day: dt.date | None) -> list[Spoken]:
    """The readings of a call that took place on `day` with what the scorer sees of each by itself."""
    said = Counter(reading.value for reading in readings if reading.way == "said")
    named = Counter(r.value for r in readings if r.way == "said" and MONTH_NAME.search(r.date.text))
    return [_spoken(r, {**_ahead(r, day), **_often(r, said, named)}) for r in readings]


def _spoken(reading: Reading, traits: Traits) -> Spoken:
    verb = _governor(reading)
    traits = {**traits, **_said(reading), **_placed(reading), **_parsed(reading, verb)}
    text, date = reading.mention.text, reading.date
    others = [d for d in reading.mention.dates if d.value]
    left = max((d.end for d in others if d.end <= date.start), default=0)
    right = min((d.start for d in others if d.start >= date.end), default=len(text))
    before, behind = content_words(text[left : date.start]), content_words(text[date.end : right])
    rest = content_words(f"{text[:left]} {text[right:]}") - before - behind
    return Spoken(reading, {k: v for k, v in traits.items() if v}, _words(reading, verb), before, behind, rest, verb)


def _words(reading: Reading, verb: Token | None) -> Traits:
    """The words near the date on each side, the ones beside it once more, and the verb."""
    date, text = reading.date, reading.mention.text
    near = [w.lower() for w in _WORD.findall(text[: date.start])[-_BEFORE:]]
    behind = [w.lower() for w in _WORD.findall(text[date.end :])[:_AFTER]]
    return {
        **{f"<{word}": 1.0 for word in near},
        **{f">{word}": 1.0 for word in behind},
        **{f"<<{word}": 1.0 for word in near[-1:]},
        **({f"<< {' '.join(near[-2:])}": 1.0} if len(near) > 1 else {}),
        **{f">>{word}": 1.0 for word in behind[:1]},
        **({f"verb={verb.lemma_.lower()}": 1.0} if verb is not None else {}),
    }


def _often(reading: Reading, said: Mapping[str, int], named: Mapping[str, int]) -> Traits:
    own = reading.way == "said"
    others = said[reading.value] - own
    months = named[reading.value] - (own and MONTH_NAME.search(reading.date.text) is not None)
    return {"again": math.log1p(others), "named": math.log1p(months)}


def _said(reading: Reading) -> Traits:
    """The words of the date and how they are read."""
    text, date = reading.date.text, reading.date
    first = (date.preposition or "-").split()[0]
    return {
        f"way={reading.way}": 1.0,
        f"rank={reading.way}{reading.rank}": 1.0,
        f"step={reading.form}": float(bool(reading.form)),
        "away": math.log1p(reading.away),
        "same utterance": float(reading.way != "said" and not reading.away),
        f"kind={date.kind}": 1.0,
        f"preposition={first if first in _PREPOSITIONS else '-' if first == '-' else 'other'}": 1.0,
        "month": float(MONTH_NAME.search(text) is not None),
        "weekday": float(WEEKDAY.search(text) is not None),
        "day of month": float(DAY_OF_MONTH.match(text) is not None),
        "near day": float(_NEAR_DAY.search(text) is not None),
        "past": float(date.past),
        "length": math.log1p(len(text.split())),
    }


def _placed(reading: Reading) -> Traits:
    """Where the date stands in its utterance, and the words around it."""
    mention, date = reading.mention, reading.date
    dates = [d for d in mention.dates if d.value and (d.start, d.end) != (date.start, date.end)]
    before, after = mention.text[: date.start], mention.text[date.end :]
    return {
        "dates before": math.log1p(sum(d.start < date.start for d in dates)),
        "dates behind": math.log1p(sum(d.start > date.start for d in dates)),
        "only date": float(not dates),
        "last date": float(not any(d.start > date.start for d in dates)),
        "subordinate": float(_SUBORDINATE.search(before) is not None),
        "correction": float(_CORRECTION.search(before) is not None),
        "asked": float("?" in after),
        "starts": float(not before.strip()),
        "ends": float(not after.strip(" .?!,")),
        "words": math.log1p(len(mention.text.split())),
    }


def _ahead(reading: Reading, day: dt.date | None) -> Traits:
    """How far ahead of the call the date lies, and whether a weekday said beside it agrees."""
    span = span_of(reading.value)
    if span is None:
        return {}
    traits: Traits = {}
    if day is not None:
        days = (span[1] - day).days
        traits = {"over": float(days < 0), "today": float(days == 0), "days": math.log1p(max(days, 0)) / 3.0}
        traits[f"ahead={_distance(days)}"] = 1.0
    said = WEEKDAY.findall(reading.mention.text)
    if said and span[0] == span[1] and not WEEKDAY.search(reading.date.text):
        agrees = span[0].strftime("%A").lower() in {name.lower() for name in said}
        traits["weekday agrees" if agrees else "weekday differs"] = 1.0
    if span[0] == span[1]:
        traits["weekend"] = float(span[0].weekday() > 4)
    return traits


def _distance(days: int) -> str:
    bounds = (0, 1, 3, 7, 14, 31, 62, 120, 250)
    return next((str(bound) for bound in bounds if days < bound), "far")


def _parsed(reading: Reading, verb: Token | None) -> Traits:
    """The verb that the date hangs on by the parse."""
    if verb is None:
        return {}
    subjects = [child for child in verb.children if child.dep_.startswith("nsubj")]
    subject = subjects[0].lower_ if subjects and subjects[0].pos_ == "PRON" else "noun" if subjects else "none"
    return {
        "parsed": 1.0,
        f"clause={verb.dep_}": 1.0,
        f"tag={verb.tag_}": 1.0,
        f"subject={subject}": 1.0,
        "modal": float(any(child.tag_ == "MD" for child in verb.children)),
        "told as past": float(told_as_past(reading.date, reading.mention)),
    }


def _governor(reading: Reading) -> Token | None:
    """The verb above the date, or the top of its tree; None in text that is not parsed."""
    mention, date = reading.mention, reading.date
    if mention.span is None or not mention.span.doc.has_annotation("DEP"):
        return None
    start, end = mention.start + date.start, mention.start + date.end
    said = (t for t in mention.span if start <= t.idx < end and t.pos_ not in ("ADP", "DET", "PUNCT"))
    verb = next(said, None)
    verb = verb.head if verb is not None else None
    while verb is not None and verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
        verb = verb.head
    return verb
