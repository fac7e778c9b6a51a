"""Blocks with a time line, as WebVTT and SubRip have them, read so that no word is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from closeplan_nlp.readers.headers import header_line
from closeplan_nlp.readers.times import seconds
from closeplan_nlp.types import Problem

_TIME = r"-?[0-9]{1,6}:[0-9:.,]{1,20}"
TIME_LINE = re.compile(rf"\s{{0,20}}({_TIME})\s{{0,9}}-{{1,2}}>\s{{0,9}}({_TIME})(?:\s.*)?$")
_DAMAGED = re.compile(r"\s{0,20}-?[0-9][^-]{0,30}-{1,3}>|\s{0,20}-{1,2}>\s*-?[0-9]")
_INDEX = re.compile(r"\s*[0-9]{1,9}\s*")
_NOTES = ("NOTE", "STYLE", "REGION")


@dataclass
class Cue:
    """A block while it is being read: the number of its first line, its id, its times and its lines."""

    line: int
    ident: str | None = None
    start: float | None = None
    end: float | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Where it stands, for problems."""
        return f"line {self.line}"


@dataclass(frozen=True)
class Cues:
    """All cues of a file, its note blocks (without STYLE and REGION), and what was wrong."""

    cues: list[Cue] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def parse_cues(lines: list[str], *, first_line: int = 1, webvtt: bool = False) -> Cues:
    """The cues of these lines; `webvtt` allows note blocks and any text as a cue's id."""
    result = Cues()
    for number, block in _blocks(lines, first_line):
        if webvtt and not result.cues and all(map(header_line, block)):
            result.notes.append(block)
        elif webvtt and block[0].split(" ")[0].split("\t")[0].rstrip(":") in _NOTES and not _times_at(block):
            if block[0].startswith("NOTE"):
                result.notes.append([block[0][4:], *block[1:]])
        else:
            _read_block(number, block, result, webvtt)
    return result


def _blocks(lines: list[str], first_line: int) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=first_line):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _times_at(block: list[str]) -> list[int]:
    return [at for at, line in enumerate(block) if "->" in line and (TIME_LINE.match(line) or _DAMAGED.match(line))]


def _read_block(number: int, block: list[str], result: Cues, webvtt: bool) -> None:
    """One block: usually one cue; several where the blank line is missing; none where the time line is."""
    times = _times_at(block)
    if not times:
        _read_orphan(number, block, result)
        return
    before = block[: times[0]]
    ident = before.pop() if before and (webvtt or _INDEX.fullmatch(before[-1])) else None
    if before:
        _read_orphan(number, before, result)
    for at, following in zip(times, [*times[1:], len(block)], strict=True):
        cue = _timed(number + at, block[at], ident, result.problems)
        cue.lines = block[at + 1 : following]
        has_index = following < len(block) and cue.lines and _INDEX.fullmatch(cue.lines[-1])
        ident = cue.lines.pop() if has_index else None
        result.cues.append(cue)


def _timed(number: int, line: str, ident: str | None, problems: list[Problem]) -> Cue:
    found = TIME_LINE.match(line)
    start, end = (seconds(found[1]), seconds(found[2])) if found else (None, None)
    if start is None or end is None:
        shown = line.strip()[:60]
        problems.append(Problem(place=f"line {number}", reason=f"damaged time line “{shown}”; times left out"))
    return Cue(number, ident.strip() if ident else None, start, end)


def _read_orphan(number: int, block: list[str], result: Cues) -> None:
    """Lines without a time line: the text of the cue before, or a cue whose time line is lost."""
    damaged = bool(_INDEX.fullmatch(block[0]))
    words = [line for line in block[damaged:] if not damaged or any(map(str.isalpha, line))]
    if result.cues and not damaged:
        cue = result.cues[-1]
        if cue.lines:
            reason = "text after a blank line without a time line; read as part of the cue before"
            result.problems.append(Problem(place=f"line {number}", reason=reason))
        cue.lines.extend(words)
        return
    reason = "damaged block without a time line" + ("; its text is kept without times" if words else "")
    result.problems.append(Problem(place=f"line {number}", reason=reason))
    if words:
        result.cues.append(Cue(number, lines=words))
