"""Text exports as tables: how a turn begins, what is no speech, how the format is known; one reader for all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.cleaning import clean
from closeplan_nlp.readers.json_parts import Part, join_sentences, turns_of
from closeplan_nlp.readers.labels import is_name_like, speaker_of
from closeplan_nlp.readers.reader import Reader, Sniffed
from closeplan_nlp.readers.stacked import unstack
from closeplan_nlp.readers.text_fronts import Front
from closeplan_nlp.readers.times import seconds
from closeplan_nlp.types import Problem, Transcript

HEAD = 20000
TAIL = 2000
DAY = 86400.0


def no_front(lines: Sequence[str]) -> Front:
    """Formats that write nothing in front of the first turn: whatever stands there is speech."""
    return {}, (), [line.strip() for line in lines if line.strip()]


@dataclass(frozen=True)
class TextFormat:
    """A text export in which a line (or the beginning of one) opens every turn.

    `start` has the groups `time`, and where the format has them `name`, `gap` (what stands between: a single blank is
    not enough unless a name is in front of it), `end` and `text`. `signs` are what a file shows once, with a word for
    it; without any of them `unmistakable` turns decide. `nearly` is a damaged `start`. `pasted` files may have name and
    time below each other.
    """

    name: str
    title: str
    start: re.Pattern[str]
    example: str
    signs: tuple[tuple[str, re.Pattern[str]], ...] = ()
    unmistakable: re.Pattern[str] | None = None
    no_speech: re.Pattern[str] | None = None
    nearly: re.Pattern[str] | None = None
    front: Callable[[Sequence[str]], Front] = no_front
    tidy: Callable[[str], str] = clean
    wall_clock: bool = False
    name_below: bool = False
    pasted: bool = False
    extensions: tuple[str, ...] = (".txt", ".md", ".docx")

    def sniff(self, text: str) -> Sniffed:
        """Turns of this shape, and a sign that only this format has."""
        head = unstack(text[:HEAD]) if self.pasted else text[:HEAD]
        turns = [line for line in head.split("\n") if self.opening(line)]
        if not turns:
            return 0.0
        shown = f"turns such as “{turns[0].strip()[:50]}”"
        for word, sign in self.signs:
            if sign.search(head) or sign.search(text[-TAIL:]):
                return 0.96, f"{word} and {shown}"
        certain = [line for line in turns if self.unmistakable and self.unmistakable.match(line)]
        return (0.9, shown) if len(certain) > 1 else 0.0

    def read(self, text: str) -> Transcript:
        """Everything from the first turn on is speech, unless it is known to be none."""
        lines = (unstack(text) if self.pasted else text).split("\n")
        first = next((at for at, line in enumerate(lines) if self.opening(line)), None)
        if first is None:
            raise FormatError(f"no {self.title}: no line such as “{self.example}”")
        fields, troubles, rest = self.front([line for line in lines[:first] if not self.is_no_speech(line)])
        problems = list(troubles)
        parts = [*self._nameless(rest, problems)]
        parts += [part for entry in self._entries(lines, first, problems) for part in entry.parts(self)]
        parts = _from_zero(parts) if self.wall_clock else parts
        return Transcript(turns=turns_of(join_sentences(parts), problems), problems=tuple(problems), **fields)

    def opening(self, line: str) -> re.Match[str] | None:
        """The line as the beginning of a turn, if it is one."""
        found = self.start.match(line)
        groups = found.groupdict() if found else {}
        if groups.get("gap") == " " and not is_name_like(groups["name"].strip("* ")):
            return None
        return found

    def is_no_speech(self, line: str) -> bool:
        """A notice of the recorder, an advertisement and the like."""
        return self.no_speech is not None and self.no_speech.fullmatch(line.strip()) is not None

    def reader(self) -> Reader:
        """The entry of the format for `READERS`."""
        return Reader(self.name, self.title, self.extensions, self.sniff, self.read)

    def _nameless(self, lines: Sequence[str], problems: list[Problem]) -> Iterator[Part]:
        """Words in front of the first turn: the beginning of theirs is lost."""
        text = self.tidy("\n".join(lines))
        if text:
            reason = "words in front of the first line with a time; read as said by nobody known"
            problems.append(Problem(place="beginning", reason=reason))
            yield Part(text, None, None, None, "beginning", closed=True)

    def _entries(self, lines: Sequence[str], first: int, problems: list[Problem]) -> Iterator[_Entry]:
        entry = None
        for number, line in enumerate(lines[first:], start=first + 1):
            found = self.opening(line)
            if found:
                if entry:
                    yield entry
                entry = _Entry(number, found, problems)
            elif entry and line.strip() and not self.is_no_speech(line):
                if self.nearly and self.nearly.fullmatch(line.strip()):
                    reason = f"“{line.strip()[:60]}” looks like the beginning of a turn but is damaged; read as text"
                    problems.append(Problem(place=f"line {number}", reason=reason))
                entry.lines.append(line.strip())
        if entry:
            yield entry


@dataclass
class _Entry:
    """A turn while it is being read."""

    number: int
    found: re.Match[str]
    problems: list[Problem]
    lines: list[str] = field(default_factory=list)

    def parts(self, kind: TextFormat) -> Iterator[Part]:
        """The turn, unless nothing was said."""
        groups = self.found.groupdict()
        lines = [groups.get("text") or "", *self.lines]
        name = groups.get("name") or ""
        if kind.name_below and len(self.lines) > 1:
            name, lines = self.lines[0], self.lines[1:]
        text = kind.tidy("\n".join(line for line in lines if line.strip()))
        if text:
            start, end = self._time(groups["time"]), self._time(groups.get("end"))
            yield Part(text, speaker_of(name), start, end, f"line {self.number}")

    def _time(self, stamp: str | None) -> float | None:
        time = seconds(stamp) if stamp else None
        if stamp and time is None:
            self.problems.append(Problem(place=f"line {self.number}", reason=f"“{stamp}” is no time; it is left out"))
        return time


def _from_zero(parts: Iterable[Part]) -> list[Part]:
    """Times of day as seconds since the first turn; after midnight they go on."""
    known = list(parts)
    first = next((part.start for part in known if part.start is not None), 0.0)
    days, last, done = 0, first, []
    for part in known:
        start = part.start
        if start is not None:
            days += start < last - DAY / 2
            last, start = start, start + days * DAY - first
        done.append(replace(part, start=start))
    return done
