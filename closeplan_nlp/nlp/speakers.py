"""Who is behind a label: the recorder's labels mapped to participants, on evidence, else left open.

Labels such as `REYES, Dana (IT)`, `dana.reyes`, `Dana R` or `Dana (Northwind)` are matched by their words; anonymous
ones (`Speaker 2`, a phone number, a room) by what is said: introductions ("it's Dana here") and being addressed by name
just before speaking. Where the classifier tells which side a voice is on, the other side's people are out of the
question.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from closeplan_nlp.nlp.names import call_words, name_words, places_of, possible_names
from closeplan_nlp.types import Participant, Side, Transcript, Turn

_INTRODUCED = re.compile(
    r"\b(?:it['’]?s|this is|i['’]?m|i am|my name(?:['’]s| is)|это|меня зовут)\s+(?:just\s+)?$", re.IGNORECASE
)
_ALONE = re.compile(
    r"(?:^|[.!?…,;:\n–—-]|\b(?:hi|hey|hello|yes|yeah|yep|sorry|and|so|okay|ok|well|everyone|everybody|all|guys|"
    r"morning|afternoon|evening))\s*$",
    re.IGNORECASE,
)
"""What stands before "Dana here" where it is Dana who says it."""
_HERE = re.compile(
    r"\s+(?:here|speaking)\b(?=\s*(?:$|[.,!;:…\n–—-]|(?:from|with|at|for|again|calling|and|i|i['’]m|we)\b))",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"\s*\?")
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
        rivals = [
            rival
            for (other, owner), rival in scores.items()
            if (other == label) != (owner == name) and other not in found.values()
        ]
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


def _heard_names(turns: Sequence[Turn], people: Sequence[Participant]) -> dict[tuple[str, str], float]:
    """Points per (label, person) from introductions (3) and from being addressed just before speaking (0.7)."""
    points: dict[tuple[str, str], float] = defaultdict(float)
    called = {p.name: call_words(p.name) for p in people}
    for number, turn in enumerate(turns):
        if turn.speaker is None:
            continue
        names = possible_names(turn.text)
        following = next((t.speaker for t in turns[number + 1 : number + 3] if t.speaker != turn.speaker), None)
        for name, words in called.items():
            places = places_of(words, names, turn.text)
            if any(_introduces(turn.text, *place) for place in places):
                points[turn.speaker, name] += 3.0
            elif places and following:
                points[following, name] += 0.7
                points[turn.speaker, name] -= 0.7
    return points


def _introduces(text: str, start: int, end: int) -> bool:
    """Whether the one who speaks says this name as their own: "this is Dana", "Dana here", but not "is Dana here?"."""
    if _INTRODUCED.search(text, 0, start):
        return not _QUESTION.match(text, end)
    return bool(_HERE.match(text, end) and _ALONE.search(text, 0, start))
