"""Who is behind a label: the recorder's labels mapped to participants, on evidence, else left open.

Labels such as `REYES, Dana (IT)`, `dana.reyes`, `Dana R` or `Dana (Northwind)` are matched by their words; anonymous ones
(`Speaker 2`, a phone number, a room) by what is said: introductions ("it's Dana here") and being addressed by name just
before speaking. Where the classifier tells which side a voice is on, the other side's people are out of the question.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from closeplan_nlp.types import Participant, Side, Transcript, Turn

_WORDS = re.compile(r"[^\W\d_]+")
_INTRODUCTION = r"(?:it'?s|this is|i'?m|i am|my name(?:'s| is)|это|меня зовут)\s+(?:just\s+)?{name}\b|\b{name}\s+(?:here|speaking)\b"
_SURE_NAME = 3.0
_LEAST = 2.0
_TALK = 0.03
"""Share of a call's words below which a label is noise (an echo, a cough taken for speech)."""


def identify_speakers(
    transcript: Transcript, label_sides: Mapping[str, float] | None = None
) -> tuple[Participant, ...]:
    """The participants, with `label` set where a label of the transcript can be told to be theirs.

    `label_sides` gives per label the log-odds that it speaks for the seller (positive) or the customer (negative).
    Labels that are a participant's name or label already are left alone, and nobody gets two labels on weak evidence.
    """
    people = transcript.participants
    known = {p.name for p in people} | {p.label for p in people if p.label}
    open_labels = [label for label in _labels(transcript.turns) if label not in known]
    taken = {label for label in _labels(transcript.turns) if label in known}
    free = [p for p in people if p.label is None and p.name not in taken]
    if not open_labels or not free:
        return people
    spoken = _heard_names(transcript.turns, free)
    scores = {
        (label, person.name): _score(label, person, spoken, label_sides or {}, people)
        for label in open_labels
        for person in free
    }
    found = _assign(scores)
    found |= _last_pair(transcript, found, free)
    return tuple(p.model_copy(update={"label": found[p.name]}) if p.name in found else p for p in people)


def _labels(turns: Sequence[Turn]) -> list[str]:
    return list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker))


def _assign(scores: Mapping[tuple[str, str], float]) -> dict[str, str]:
    """Labels by name. Best pairs first, where a pair stands clear of its rivals."""
    found: dict[str, str] = {}
    for (label, name), score in sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])):
        if score < _LEAST or name in found or label in found.values():
            continue
        rivals = [s for (other, owner), s in scores.items() if (other == label) != (owner == name) and other not in found.values()]
        if score > max(rivals, default=0.0):
            found[name] = label
    return found


def _last_pair(transcript: Transcript, found: Mapping[str, str], free: Sequence[Participant]) -> dict[str, str]:
    """The one person and the one talkative label that are left over belong together."""
    people = [p.name for p in free if p.name not in found]
    names = {p.name for p in transcript.participants}
    share: Counter[str] = Counter()
    for turn in transcript.turns:
        share[turn.speaker or ""] += len(turn.text.split())
    left = [
        label
        for label in _labels(transcript.turns)
        if label not in found.values() and label not in names and share[label] >= _TALK * share.total()
    ]
    return {people[0]: left[0]} if len(people) == len(left) == 1 else {}


def sides_of_labels(transcript: Transcript, leanings: Mapping[str, float] | None = None) -> dict[str, Side]:
    """The side of every label: its person's; else the one side of all people without a label; else what it sounds like.

    `leanings` as in `identify_speakers`.
    """
    by_label = {p.label or p.name: p.side for p in transcript.participants}
    labels = _labels(transcript.turns)
    rest = {p.side for p in transcript.participants if (p.label or p.name) not in labels}
    only = rest.pop() if len(rest) == 1 else "unknown"
    sides: dict[str, Side] = {}
    for label in labels:
        side = by_label.get(label, only)
        lean = (leanings or {}).get(label, 0.0)
        if side == "unknown" and abs(lean) >= _LEAST:
            side = "seller" if lean > 0 else "customer"
        sides[label] = side
    return sides


def _score(
    label: str,
    person: Participant,
    spoken: Mapping[tuple[str, str], float],
    sides: Mapping[str, float],
    people: Sequence[Participant],
) -> float:
    """Evidence that the label is this person; side evidence alone is never enough."""
    score = name_likeness(label, person.name, [p.name for p in people]) + spoken.get((label, person.name), 0.0)
    lean = sides.get(label, 0.0) * {"seller": 1.0, "customer": -1.0}.get(person.side, 0.0)
    return score - 2.0 if lean < -_LEAST else score


def name_likeness(label: str, name: str, names: Sequence[str]) -> float:
    """How well a label fits a name by its words: 4 for all of them, 3 for one that nobody else has, else 0."""
    words, own = name_words(label), name_words(name)
    if not words or not own:
        return 0.0
    if own <= words:
        return _SURE_NAME + 1.0
    others = set().union(*(name_words(other) for other in names if other != name))
    shared = {w for w in own & words if len(w) > 1} - others
    initials = {w for w in words if len(w) == 1}
    if shared and initials and not initials & {w[0] for w in own - shared}:
        return 0.0
    return _SURE_NAME if shared else 0.0


def name_words(text: str) -> set[str]:
    """The words of a name or label, lower case, without titles and particles."""
    return {w.casefold() for w in _WORDS.findall(text)} - {"dr", "mr", "mrs", "ms", "prof", "van", "von", "de"}


def _heard_names(turns: Sequence[Turn], people: Sequence[Participant]) -> dict[tuple[str, str], float]:
    """Points per (label, person) from introductions (3) and from being addressed just before speaking (0.7)."""
    points: dict[tuple[str, str], float] = defaultdict(float)
    called = {p.name: _called(p.name) for p in people}
    for number, turn in enumerate(turns):
        following = next((t.speaker for t in turns[number + 1 : number + 3] if t.speaker != turn.speaker), None)
        for name, call in called.items():
            if turn.speaker is None or not call.search(turn.text):
                continue
            own = re.compile(_INTRODUCTION.format(name=call.pattern), re.IGNORECASE)
            if own.search(turn.text):
                points[turn.speaker, name] += 3.0
            elif following:
                points[following, name] += 0.7
                points[turn.speaker, name] -= 0.7
    return points


def _called(name: str) -> re.Pattern[str]:
    """A person's first or family name as a word."""
    words = [w for w in _WORDS.findall(name) if len(w) > 2]
    ends = {words[0], words[-1]} if words else {name}
    return re.compile("(?:" + "|".join(re.escape(w) for w in sorted(ends)) + ")", re.IGNORECASE)
