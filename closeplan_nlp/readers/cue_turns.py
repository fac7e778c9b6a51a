"""Cues as turns: voice tags or `Name: text`, entities, markup, times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from closeplan_nlp.readers.cleaning import clean, unescape
from closeplan_nlp.readers.cues import Cue, Cues
from closeplan_nlp.readers.labels import choose_labels, split_label
from closeplan_nlp.readers.times import checked, order_problems
from closeplan_nlp.types import Problem, Turn

_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?(?:[ \t]([^<>]{0,300}))?>|</v>", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?(?:c|i|b|u|s|em|strong|font|ruby|rt|lang|span)(?:[. ][^<>]{0,200})?>|"
    r"<[0-9]{1,6}:[0-9:.,]{1,20}>|\{\\[^{}]{0,60}\}",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<br\s?/?>", re.IGNORECASE)
_SIGNS = " -–—•>.,;"
_DASH = re.compile(r"\s*[-–—>]\s?")
Piece = tuple[str | None, str]


def cue_turns(cues: Cues, names: Iterable[str] = ()) -> tuple[tuple[Turn, ...], list[Problem]]:
    """All cues as turns in the order of the file; blank cues are dropped, several voices make several turns."""
    tidy = [(cue, [_BREAK.sub(" ", _MARKUP.sub("", line)) for line in cue.lines]) for cue in cues.cues]
    labels = _labels(tidy, names)
    turns: list[Turn] = []
    places: list[str] = []
    problems = list(cues.problems)
    for cue, lines in tidy:
        start, end, wrong = checked(cue.start, cue.end, cue.place)
        problems += wrong
        for speaker, text in _pieces(lines, labels):
            turns.append(Turn(speaker=speaker, text=text, start=start, end=end))
            places.append(cue.place)
    return tuple(turns), problems + order_problems(turns, places)


def _labels(cues: list[tuple[Cue, list[str]]], names: Iterable[str]) -> frozenset[str]:
    """The speakers in `Name: text`; the lines inside a cue count only where they begin with a dash."""
    lines = ((at, line) for _, lines in cues for at, line in enumerate(lines))
    starts = (line for at, line in lines if (at == 0 or _DASH.match(line)) and "<v" not in line)
    found = (split_label(unescape(line)) for line in starts)
    return choose_labels((label[0] for label in found if label), len(cues), names)


def _pieces(lines: list[str], labels: frozenset[str]) -> Iterator[Piece]:
    """The parts of a cue with their speakers; neighbours of one speaker are one part."""
    text = "\n".join(lines)
    parts = _by_voice(text) if _VOICE.search(text) else _by_label(lines, labels)
    spoken = ((speaker, clean(unescape(part))) for speaker, part in parts)
    kept = [(speaker, part) for speaker, part in spoken if part.strip(_SIGNS)]
    for who, group in groupby(kept, key=lambda piece: piece[0]):
        yield who, " ".join(part for _, part in group)


def _by_voice(text: str) -> Iterator[Piece]:
    speaker: str | None = None
    at = 0
    for tag in _VOICE.finditer(text):
        yield speaker, text[at : tag.start()]
        speaker = clean(unescape(tag[1] or "")) or None
        at = tag.end()
    yield speaker, text[at:]


def _by_label(lines: list[str], labels: frozenset[str]) -> Iterator[Piece]:
    speaker: str | None = None
    for line in lines:
        line = unescape(line)
        found = split_label(line)
        if found and found[0] in labels:
            speaker, line = clean(found[0]) or None, found[1]
        yield speaker, line
