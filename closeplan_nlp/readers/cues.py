"""Blocks with a time line, as WebVTT and SubRip have them, read so that no word is lost.

WebVTT (https://www.w3.org/TR/webvtt1/): a header block, then blocks parted by blank lines: `NOTE`, `STYLE`, `REGION` or
a cue with an id of any text, a time line with settings and text. SubRip has a number, a time line and text. What is
written in fact: blank lines that are missing, doubled or hold a blank, several cues in a block, ids that are numbers,
GUIDs or hold the speaker (Webex).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from closeplan_nlp.readers.cue_lines import HALF, is_ident, is_index, is_time, times_between, times_of
from closeplan_nlp.readers.headers import header_line
from closeplan_nlp.readers.labels import split_label
from closeplan_nlp.types import Problem

_NOTES = ("NOTE", "STYLE", "REGION")
_CONFIDENCE = "NOTE Confidence:"
"""A note of one line by Microsoft Stream; what stands below it has lost its blank line."""
_NO_TIMES = "damaged block without a time line"
_NUMBER = "0"
_IDENT = r'[0-9]{1,9}|[0-9A-Fa-f]{8}-[0-9A-Fa-f-]{27}(?:[/-][0-9]{1,9}){0,3}|[0-9]{1,9} "[^"\n]{0,300}" \([0-9]{1,20}\)'
_LINE = r"[^\S\n]*\S[^\n]*"
_USUAL = re.compile(rf"(?:({_IDENT})\n)?{HALF} --> {HALF}\n(?P<text>{_LINE}(?:\n{_LINE}){{0,3}})\n(?:\n|\Z)", re.ASCII)
"""What nearly all blocks are: an id of a known shape or none, a time line without settings, few lines of text."""


@dataclass(slots=True)
class Cue:
    """A block while it is being read: the number of its first line, its id, its times and its text.

    There may be a million of them, so the lines are one string, and ids that are numbers are one and the same.
    """

    line: int
    ident: str | None = None
    start: float | None = None
    end: float | None = None
    text: str = ""

    @property
    def lines(self) -> list[str]:
        """The lines of its text; none where nothing is said."""
        return self.text.split("\n") if self.text else []


@dataclass(frozen=True)
class Cues:
    """All cues of a file, its note blocks (without STYLE and REGION), and what was wrong."""

    cues: list[Cue] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    """Lines that belong to the last cue and are not yet in its text."""

    def note(self, line: int, reason: str) -> None:
        """Something wrong in this line."""
        self.problems.append(Problem(place=f"line {line}", reason=reason))

    def add(self, cue: Cue) -> None:
        """One more cue; the one before it is complete."""
        self.complete()
        self.cues.append(cue)

    def complete(self) -> None:
        """Join the lines of the last cue: once, since there may be many of them."""
        if self.rest:
            cue = self.cues[-1]
            cue.text = "\n".join([*cue.lines, *self.rest])
            self.rest.clear()


def parse_cues(text: str, start: int = 0, *, first_line: int = 1, webvtt: bool = False) -> Cues:
    """The cues of a text from a position on; `webvtt` allows note blocks and any text as a cue's id."""
    result = Cues()
    lone = 0
    for number, block, soft in _blocks(text, start, first_line):
        if lone and (not isinstance(block, list) or not is_time(block[0])):
            result.note(lone, _NO_TIMES)
        lone = 0
        if not isinstance(block, list):
            result.add(_usual_cue(number, block))
            continue
        if webvtt and len(block) > 1 and block[0].startswith(_CONFIDENCE):
            result.notes.append([block.pop(0).removeprefix("NOTE")])
            number += 1
        if len(block) == 1 and is_index(block[0]):
            lone = number
        elif webvtt and _is_note(block, first=not result.cues):
            if block[0].split(":")[0].strip() not in _NOTES[1:]:
                result.notes.append([block[0].removeprefix("NOTE"), *block[1:]])
            if any("<v" in line for line in block):
                result.note(number, "a note with a voice tag; notes are no speech, so it is left out")
        else:
            _read_block(number, block, result, webvtt, soft)
    if lone:
        result.note(lone, _NO_TIMES)
    result.complete()
    return result


def _blocks(text: str, at: int, number: int) -> Iterator[tuple[int, list[str] | re.Match[str], bool]]:
    """Blocks with the number of their first line: lines, or what was found of a usual one.

    What follows a line of blanks may go on with the block before it; that is the last value.
    """
    soft = False
    while at < len(text):
        usual = _USUAL.match(text, at)
        if usual and "->" not in usual["text"]:
            yield number, usual, soft
            at, number, soft = usual.end(), number + usual.group().count("\n"), False
            continue
        block, at, blanks = _lines_at(text, at)
        if block:
            yield number, block, soft
        soft = blanks or (soft and not block)
        number += len(block) + 1


def _lines_at(text: str, at: int) -> tuple[list[str], int, bool]:
    """The lines up to one that is blank, where the next begins, and whether the blank one is of blanks."""
    lines: list[str] = []
    while at < len(text):
        end = text.find("\n", at)
        line = text[at:] if end < 0 else text[at:end]
        at += len(line) + 1
        if not line or line.isspace():
            return lines, at, bool(line)
        lines.append(line)
    return lines, at, False


def _usual_cue(number: int, found: re.Match[str]) -> Cue:
    ident, *times, text = found.groups()
    start, end = times_between(*times)
    if ident is None:
        return Cue(number, None, start, end, text)
    return Cue(number + 1, _NUMBER if ident.isdecimal() else ident, start, end, text)


def _is_note(block: list[str], first: bool) -> bool:
    """A block of NOTE, STYLE or REGION without cues in it; in front of the cues also one of header lines."""
    word = block[0]
    if word.startswith(_NOTES):
        return word.split(None, 1)[0].rstrip(":") in _NOTES and not any(map(is_time, block))
    return first and ":" in word and all(map(header_line, block))


def _read_block(number: int, block: list[str], result: Cues, webvtt: bool, soft: bool) -> None:
    """One block: usually one cue; several where the blank line is missing; none where the time line is."""
    times = [at for at, line in enumerate(block) if "->" in line and is_time(line)]
    before = block[: times[0]] if times else block
    ident = None
    if times and before and (is_ident(before[-1]) or (webvtt and _may_be_ident(number, before, result))):
        ident = before.pop()
    if before:
        _read_orphan(number, before, result, soft)
    for at, following in zip(times, [*times[1:], len(block)], strict=False):
        cue, rest = _timed(number + at, block[at], ident, result)
        lines = [*rest, *block[at + 1 : following]]
        has_ident = following < len(block) and lines and is_ident(lines[-1])
        ident = lines.pop() if has_ident else None
        cue.text = "\n".join(lines)
        result.add(cue)


def _may_be_ident(number: int, before: list[str], result: Cues) -> bool:
    """Is this line an id of another shape? Speech that lost its time line is not."""
    line = before[-1].strip()
    if len(before) > 1 or "<v" in line or line[-1] in ".?!,…" or split_label(line):
        return False
    former = result.cues[-1].ident if result.cues else line
    if " " in line or former is None or is_ident(former):
        result.note(number, f"“{line[:60]}” in front of a time line is taken for the name of a cue, not for speech")
    return True


def _timed(number: int, line: str, ident: str | None, result: Cues) -> tuple[Cue, list[str]]:
    """The cue of a time line, and the words that stand behind its times."""
    start, end, rest = times_of(line)
    if start is None or end is None:
        result.note(number, f"damaged time line “{line.strip()[:60]}”; times left out")
    if rest:
        result.note(number, "words behind the times; read as the text of the cue")
    return Cue(number, ident.strip() if ident else None, start, end), [rest] if rest else []


def _read_orphan(number: int, block: list[str], result: Cues, soft: bool) -> None:
    """Lines without a time line: the text of the cue before, or a cue whose time line is lost."""
    damaged = is_ident(block[0])
    if result.cues and not damaged:
        if (result.cues[-1].text or result.rest) and not soft:
            result.note(number, "text after a blank line without a time line; read as part of the cue before")
        result.rest.extend(block)
        return
    words = [line for line in block[damaged:] if not damaged or any(map(str.isalnum, line))]
    result.note(number, _NO_TIMES + ("; its text is kept without times" if words else ""))
    if words:
        result.add(Cue(number, text="\n".join(words)))
