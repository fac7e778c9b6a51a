"""Blocks with a time line, as WebVTT and SubRip have them, read so that no word is lost.

WebVTT (https://www.w3.org/TR/webvtt1/): a header block, then blocks parted by blank lines: `NOTE`, `STYLE`, `REGION` or
a cue with an id of any text, a time line with settings and text. SubRip has a number, a time line and text. What is
written in fact: blank lines that are missing, doubled or hold a blank, several cues in a block, ids that are numbers,
GUIDs or hold the speaker (Webex).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from closeplan_nlp.readers.cue_lines import is_ident, is_index, is_time, times_of, usual_times
from closeplan_nlp.readers.headers import header_line
from closeplan_nlp.readers.labels import split_label
from closeplan_nlp.types import Problem

_NOTES = ("NOTE", "STYLE", "REGION")
_CONFIDENCE = "NOTE Confidence:"
"""A note of one line by Microsoft Stream; what stands below it has lost its blank line."""
_NO_TIMES = "damaged block without a time line"


@dataclass(slots=True)
class Cue:
    """A block while it is being read: the number of its first line, its id, its times and its lines."""

    line: int
    ident: str | None = None
    start: float | None = None
    end: float | None = None
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Cues:
    """All cues of a file, its note blocks (without STYLE and REGION), and what was wrong."""

    cues: list[Cue] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def note(self, line: int, reason: str) -> None:
        """Something wrong in this line."""
        self.problems.append(Problem(place=f"line {line}", reason=reason))


def parse_cues(lines: Iterable[str], *, first_line: int = 1, webvtt: bool = False) -> Cues:
    """The cues of these lines; `webvtt` allows note blocks and any text as a cue's id."""
    result = Cues()
    lone = 0
    for number, block, soft in _blocks(lines, first_line):
        if lone and not is_time(block[0]):
            result.note(lone, _NO_TIMES)
        lone = 0
        if webvtt and len(block) > 1 and block[0].startswith(_CONFIDENCE):
            result.notes.append([block.pop(0).removeprefix("NOTE")])
            number += 1
        if len(block) == 1 and is_index(block[0]):
            lone = number
        elif webvtt and _is_note(block, first=not result.cues):
            if block[0].split(":")[0].strip() not in _NOTES[1:]:
                result.notes.append([block[0].removeprefix("NOTE"), *block[1:]])
        elif not _read_usual(number, block, result):
            _read_block(number, block, result, webvtt, soft)
    if lone:
        result.note(lone, _NO_TIMES)
    return result


def _blocks(lines: Iterable[str], first_line: int) -> Iterator[tuple[int, list[str], bool]]:
    """Blocks with the number of their first line; what follows a line of blanks may go on with the one before."""
    block: list[str] = []
    number, soft = first_line - 1, False
    for number, line in enumerate(lines, start=first_line):
        if line and not line.isspace():
            block.append(line)
            continue
        if block:
            yield number - len(block), block, soft
            block, soft = [], False
        soft = soft or bool(line)
    if block:
        yield number + 1 - len(block), block, soft


def _is_note(block: list[str], first: bool) -> bool:
    """A block of NOTE, STYLE or REGION without cues in it; in front of the cues also one of header lines."""
    word = block[0]
    if word.startswith(_NOTES):
        return word.split(None, 1)[0].rstrip(":") in _NOTES and not any(map(is_time, block))
    return first and ":" in word and all(map(header_line, block))


def _read_usual(number: int, block: list[str], result: Cues) -> bool:
    """The quick way for what nearly all blocks are: a number or nothing, a time line, one line of text."""
    at = 0 if "->" in block[0] else 1
    if len(block) != at + 2 or "->" in block[-1] or (at and not is_ident(block[0])):
        return False
    times = usual_times(block[at])
    if not times or times[2]:
        return False
    result.cues.append(Cue(number + at, block[0].strip() if at else None, times[0], times[1], [block[-1]]))
    return True


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
        cue = _timed(number + at, block[at], ident, result)
        cue.lines += block[at + 1 : following]
        has_ident = following < len(block) and cue.lines and is_ident(cue.lines[-1])
        ident = cue.lines.pop() if has_ident else None
        result.cues.append(cue)


def _may_be_ident(number: int, before: list[str], result: Cues) -> bool:
    """Is this line an id of another shape? Speech that lost its time line is not."""
    line = before[-1].strip()
    if len(before) > 1 or "<v" in line or line[-1] in ".?!,…" or split_label(line):
        return False
    former = result.cues[-1].ident if result.cues else line
    if " " in line or former is None or is_ident(former):
        result.note(number, f"“{line[:60]}” in front of a time line is taken for the name of a cue, not for speech")
    return True


def _timed(number: int, line: str, ident: str | None, result: Cues) -> Cue:
    start, end, rest = times_of(line)
    if start is None or end is None:
        result.note(number, f"damaged time line “{line.strip()[:60]}”; times left out")
    if rest:
        result.note(number, "words behind the times; read as the text of the cue")
    return Cue(number, ident.strip() if ident else None, start, end, [rest] if rest else [])


def _read_orphan(number: int, block: list[str], result: Cues, soft: bool) -> None:
    """Lines without a time line: the text of the cue before, or a cue whose time line is lost."""
    damaged = is_ident(block[0])
    if result.cues and not damaged:
        cue = result.cues[-1]
        if cue.lines and not soft:
            result.note(number, "text after a blank line without a time line; read as part of the cue before")
        cue.lines += block
        return
    words = [line for line in block[damaged:] if not damaged or any(map(str.isalnum, line))]
    result.note(number, _NO_TIMES + ("; its text is kept without times" if words else ""))
    if words:
        result.cues.append(Cue(number, lines=words))
