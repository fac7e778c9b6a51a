"""Which participant stands behind a speaker's label."""

from __future__ import annotations

from collections.abc import Mapping

from closeplan_nlp.errors import RequestError
from closeplan_nlp.readers.names import same, tidy
from closeplan_nlp.types import Participant, Problem, Transcript

SHOWN = 12
NO_NAMES = Problem(
    place="speakers",
    reason="no speakers are named in this text",
    remedy="Owners and sides need a transcript with names, such as “Name: text” lines",
)


def speakers_of(transcript: Transcript) -> tuple[str, ...]:
    """The labels of all turns, in order of appearance."""
    return tuple(dict.fromkeys(turn.speaker for turn in transcript.turns if turn.speaker))


def with_speakers(transcript: Transcript) -> list[Participant]:
    """The file's participants, labels filled in, followed by speakers that it does not list."""
    listed = list(transcript.participants)
    known = {name for person in listed for name in (person.name, person.label) if name}
    added: list[Participant] = []
    for speaker in speakers_of(transcript):
        if speaker in known:
            continue
        at = _listed_as(speaker, listed)
        if at is None:
            added.append(Participant(name=speaker))
        elif listed[at].label or listed[at].name in speakers_of(transcript):
            added.append(listed[at].model_copy(update={"label": speaker}))
        else:
            listed[at] = listed[at].model_copy(update={"label": speaker})
    return listed + added


def _listed_as(speaker: str, listed: list[Participant]) -> int | None:
    """The one participant that the label means: same name but for case and brackets, or a unique part of it."""
    name = same(tidy(speaker).name)
    names = [same(tidy(person.name).name) for person in listed]
    full = [at for at, other in enumerate(names) if other == name]
    found = full or [at for at, other in enumerate(names) if _means(_words(name), _words(other))]
    return found[0] if len(found) == 1 else None


def _words(name: str) -> list[str]:
    return name.replace(".", " ").replace("_", " ").split()


def _means(label: list[str], name: list[str]) -> bool:
    """`dana`, `dana.reyes`, `Dana R` and `Dana Reyes CEO` mean Dana Reyes."""
    if not label or not name or label[0] != name[0]:
        return False
    if len(label) > len(name):
        return len(name) > 1 and label[: len(name)] == name
    pairs = zip(label, name, strict=False)
    return all(short == long or (len(short) == 1 and long.startswith(short)) for short, long in pairs)


def rename(transcript: Transcript, speakers: Mapping[str, str]) -> tuple[list[Participant], list[Problem]]:
    """The participants with the user's names for labels; a label that nobody has is a problem."""
    people, problems = with_speakers(transcript), []
    for label, name in speakers.items():
        if not name.strip():
            raise RequestError(f"no name is given for the speaker “{label}”", remedy='Write "Speaker 1=Dana Reyes"')
        at = _labelled(label, people)
        if at is None:
            problems.append(_unknown(label, transcript, people))
        else:
            people = _renamed(people, at, name.strip(), speakers_of(transcript))
    return people, problems


def _labelled(label: str, people: list[Participant]) -> int | None:
    wanted = same(label)
    found = [at for at, person in enumerate(people) if wanted in (same(person.label or ""), same(person.name))]
    exact = [at for at in found if label.strip() in (people[at].label, people[at].name)]
    return next(iter(exact or found), None)


def _renamed(people: list[Participant], at: int, name: str, spoken: tuple[str, ...]) -> list[Participant]:
    """The participant takes the name, or is joined with the listed one of that name who has no label yet."""
    person = people[at]
    label = person.label or person.name
    if label == name:
        return people
    for other, listed in enumerate(people):
        if other != at and same(listed.name) == same(name) and not listed.label and listed.name not in spoken:
            joined = listed.model_copy(update={"label": label})
            return [joined if n == other else entry for n, entry in enumerate(people) if n != at]
    new = person.model_copy(update={"name": name, "label": label})
    return [new if n == at else entry for n, entry in enumerate(people)]


def _unknown(label: str, transcript: Transcript, people: list[Participant]) -> Problem:
    known = speakers_of(transcript) or tuple(person.name for person in people)
    more = f" and {len(known) - SHOWN} more" if len(known) > SHOWN else ""
    names = ", ".join(f"“{name}”" for name in known[:SHOWN]) or "none"
    return Problem(place="speakers", reason=f"no speaker is labelled “{label}”", remedy=f"Known labels: {names}{more}")
