"""Names out of the talk itself: “this is Dana from Northwind”, “my name is Dana Reyes”, “Dana speaking”.

A name is taken only where one speaker alone says it of themselves, in the first turns of that speaker; a wrong name is
worse than `Speaker 2`. `PHRASES` holds one list of patterns per language: a newcomer adds a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from closeplan_nlp.types import Participant, Turn

EARLY = 4
"""Turns of a speaker in which an introduction is looked for."""
NAME = r"(?P<name>[^\W\d_a-zа-яё][\w'’-]+(?: [^\W\d_a-zа-яё][\w'’-]+)?)"
ORG = r"(?P<org>[^\W\d_a-zа-яё][\w&'’-]*(?: [^\W\d_a-zа-яё][\w&'’-]*)*)"


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(each.replace("NAME", NAME).replace("ORG", ORG)) for each in patterns)


PHRASES: dict[str, tuple[re.Pattern[str], ...]] = {
    "en": _compiled(
        r"\b[Mm]y name(?:'s|’s| is) NAME\b(?:,? (?:and )?(?:(?:I'm|I’m|I am) )?(?:from|with|at|of) ORG)?",
        r"\b[Tt]his is NAME,? (?:calling |here |over )?(?:from|with|at|of) ORG",
        r"\b[Tt]his is NAME (?:speaking|here|calling)\b",
        r"\b(?:I'm|I’m|I am) NAME,? (?:calling )?(?:from|with|at|of) ORG",
        r"(?:^|[.!?] )(?:[Hh]i|[Hh]ello|[Gg]ood \w+)[^.!?]{0,25}[,.!] ?(?:I'm|I’m|I am|it's|it’s) NAME(?=[.,!])",
        r"(?:^|[.!?] )NAME (?:speaking|here)\b(?:,? (?:from|with|at|of) ORG)?",
    ),
    "de": _compiled(
        r"\b[Mm]ein Name ist NAME\b(?: (?:von|bei) (?:der )?ORG)?",
        r"\b[Hh]ier (?:ist|spricht) NAME\b(?: (?:von|bei) (?:der )?ORG)?",
    ),
    "fr": _compiled(r"\b[Jj]e m['’]appelle NAME\b(?: de (?:chez )?ORG)?", r"\b[Ii]ci NAME,? (?:de|chez) ORG"),
    "es": _compiled(r"\b[Mm]e llamo NAME\b(?: de ORG)?", r"\b[Ss]oy NAME,? de ORG"),
    "ru": _compiled(r"\b[Мм]еня зовут NAME\b(?: из ORG)?", r"\b[Ээ]то NAME из ORG"),
}
CAPITALS = """
The This That These Those It He She They We You I Here There Just Not No Yes Yeah Sorry Good Great Right Now Still Also
Only All Both Same Everybody Everyone Everything Nobody Nothing Somebody Someone Something Anybody Anyone Anything
People What Who When Where Is Are Was Up Down Back Over Out In On Look See
"""
NO_NAMES = frozenset(CAPITALS.split())
"""Words that begin with a capital and are no names, where the patterns would take them for one."""
SHORTENED = re.compile(r"['’](?:s|re|m|ve|ll|d|t)$")
"""How a word with a verb drawn into it ends: “It's here”, “Dana's here”."""


def introduced(turns: Sequence[Turn], language: str | None) -> list[Participant]:
    """The speakers that introduce themselves, with what the recorder calls them as label."""
    patterns = PHRASES.get((language or "en").split("-")[0], ())
    seen: dict[str, int] = {}
    found: dict[str, tuple[str, str | None]] = {}
    for turn in turns:
        label = turn.speaker
        if label is None or label in found or seen.get(label, 0) >= EARLY:
            continue
        seen[label] = seen.get(label, 0) + 1
        if match := _match(turn.text, patterns):
            found[label] = match
    names = [name for name, _ in found.values()]
    return [_participant(label, name, org) for label, (name, org) in found.items() if names.count(name) == 1]


def _match(text: str, patterns: Sequence[re.Pattern[str]]) -> tuple[str, str | None] | None:
    for pattern in patterns:
        for match in pattern.finditer(text):
            name = match["name"]
            if name.split()[0] not in NO_NAMES and not any(SHORTENED.search(word) for word in name.split()):
                return name, match["org"] if "org" in match.groupdict() else None
    return None


def _participant(label: str, name: str, org: str | None) -> Participant:
    extra = {"organisation": org} if org else {}
    return Participant.model_validate({"name": name, "label": label, **extra})
