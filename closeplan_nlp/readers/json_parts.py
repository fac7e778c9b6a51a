"""What was said, as JSON formats hold it: words and segments, and how they become turns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from closeplan_nlp.readers.cleaning import clean
from closeplan_nlp.readers.json_node import Node, kind
from closeplan_nlp.readers.times import checked, order_problems
from closeplan_nlp.types import Problem, Turn

PAUSE = 2.0
LONG = 80
_END = re.compile(r"[.?!…。？！؟।][\"'”’»)\]]*$")
_NOISE = re.compile(
    r"(?:[\[(*]+[^\[\]()*]{0,40}?(?:blank_audio|silence|silent|music|applause|laught|noise|ringing|beep|typing|"
    r"no audio|no speech|inaudible|cough|sigh|speaker_turn|музык|тишина|смех|аплодис)[^\[\]()*]{0,40}[\])*]+|[♪♫]|\s)+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Part:
    """A word or a stretch of speech. `glue` joins its text to the one before without a blank."""

    text: str
    speaker: str | None = None
    start: Any = None
    end: Any = None
    place: str = ""
    glue: bool = False
    closed: bool = False
    """Nothing may be joined to it: the speaker changes here."""


@dataclass(frozen=True)
class Fields:
    """Which fields of an object hold the text, the speaker and the times (in `unit` seconds)."""

    text: tuple[str, ...]
    speaker: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    unit: float = 1.0
    duration: tuple[str, ...] = ()

    def part(self, node: Node) -> Part | None:
        """The object as a part; one without text is reported, one with blank text dropped."""
        text = node.get(*self.text)
        if not isinstance(text, str):
            what = "no text" if text is None else f"the text is no text but {kind(text)}"
            node.note(f"{what}; it is left out")
            return None
        start, end = self.times(node)
        speaker = node.label(*self.speaker) if self.speaker else None
        return Part(text, speaker, start, end, node.place)

    def times(self, node: Node) -> tuple[Any, Any]:
        """Start and end, the latter from the duration where that is what the object has."""
        start = node.seconds(*self.start, unit=self.unit) if self.start else None
        end = node.seconds(*self.end, unit=self.unit) if self.end else None
        length = node.seconds(*self.duration, unit=self.unit) if self.duration else None
        if end is None and is_number(start) and is_number(length):
            end = round(float(start) + float(length), 6)  # type: ignore[arg-type]
        return start, end

    def parts(self, nodes: Iterable[Node]) -> list[Part]:
        """All objects as parts."""
        return [part for node in nodes if (part := self.part(node))]


def is_number(value: Any) -> bool:
    """A time that can be reckoned with."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_noise(text: str) -> bool:
    """Is it nothing but notes on sounds, such as `[BLANK_AUDIO]` or `(upbeat music)`?"""
    return len(text) < 200 and _NOISE.fullmatch(text) is not None


def join_words(words: Iterable[Part]) -> list[Part]:
    """Words as turns: up to where the speaker changes, or a sentence ends before a pause or after many words."""
    known = list(words)
    ended = any(_END.search(word.text) for word in known)
    turns: list[list[Part]] = []
    for word in known:
        last = turns[-1] if turns else []
        if last and (word.glue or _goes_on(last, word, ended)):
            last.append(word)
        else:
            turns.append([word])
    return [joined(turn) for turn in turns]


def _goes_on(turn: list[Part], word: Part, ended: bool) -> bool:
    last = turn[-1]
    if last.speaker != word.speaker or last.closed:
        return False
    pause = _gap(turn, word) >= PAUSE
    at_end = bool(_END.search(last.text)) or not ended
    return not (at_end and (pause or (ended and len(turn) >= LONG)))


def join_sentences(parts: Iterable[Part]) -> list[Part]:
    """Segments that cut a sentence of one speaker are joined, in texts that have sentences at all."""
    known = [part for part in parts if part.text.strip() and not is_noise(part.text)]
    ended = sum(1 for part in known if _END.search(part.text.strip()))
    if not known or ended < 0.2 * len(known):
        return known
    turns: list[list[Part]] = []
    for part in known:
        if turns and _cut(turns[-1], part):
            turns[-1].append(part)
        else:
            turns.append([part])
    return [joined(turn) for turn in turns]


def _cut(turn: list[Part], part: Part) -> bool:
    last = turn[-1]
    if part.glue:
        return True
    if last.speaker != part.speaker or last.closed or _gap(turn, part) >= PAUSE:
        return False
    return not _END.search(last.text.strip()) and sum(len(each.text.split()) for each in turn[-LONG:]) < LONG


def _gap(turn: list[Part], part: Part) -> float:
    end = next((each.end for each in turn[:-9:-1] if is_number(each.end)), None)
    return float(part.start - end) if end is not None and is_number(part.start) else 0.0


def joined(parts: list[Part]) -> Part:
    """Several parts of one speaker as one."""
    if len(parts) == 1:
        return parts[0]
    text = "".join(part.text if part.glue else f" {part.text}" for part in parts)
    start = next((part.start for part in parts if part.start is not None), None)
    end = next((part.end for part in reversed(parts) if part.end is not None), None)
    return replace(parts[0], text=text, start=start, end=end, closed=parts[-1].closed)


def by_time(parts: Iterable[Part]) -> list[Part]:
    """Turns of several channels in the order in which they begin; one without a time stays behind its neighbour."""
    keyed: list[tuple[float, Part]] = []
    for part in parts:
        keyed.append((float(part.start) if is_number(part.start) else keyed[-1][0] if keyed else 0.0, part))
    return [part for _, part in sorted(keyed, key=lambda entry: entry[0])]


def turns_of(parts: Iterable[Part], problems: list[Problem]) -> tuple[Turn, ...]:
    """Parts as turns with checked times; notes on sounds and blanks are dropped."""
    turns, places = [], []
    for part, text in _spoken(parts):
        start, end, wrong = checked(part.start, part.end, part.place)
        problems += wrong
        turns.append(Turn(speaker=part.speaker, text=text, start=start, end=end))
        places.append(part.place)
    problems += order_problems(turns, places)
    return tuple(turns)


def _spoken(parts: Iterable[Part]) -> Iterator[tuple[Part, str]]:
    for part in parts:
        text = " ".join(clean(part.text).split(" "))
        if text and not is_noise(text):
            yield part, re.sub(r" {2,}", " ", text)
