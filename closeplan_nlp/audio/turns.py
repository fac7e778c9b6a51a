"""Words of all channels and speakers as turns: one after the other, overlaps in the order in which they begin.

Each speaker's words are cut into units at pauses and ends of sentences; units are sorted by their start; neighbours
of the same speaker become one turn. So an interjection stands between the two sentences that it fell between, and no
sentence is torn apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from closeplan_nlp.audio.records import Word, mean_confidence
from closeplan_nlp.audio.sound import Stretch
from closeplan_nlp.types import Problem, Turn

PAUSE = 0.6
"""Seconds of silence that end a unit."""
APART = 2.5
"""Seconds of silence that end a turn."""
LONGEST = 60.0
"""Seconds after which a turn ends with its sentence."""
DOUBT = 0.5
"""Mean confidence below which a stretch is reported."""
ECHO, ECHO_WORDS = 0.7, 4
"""Share of a unit's words that somebody else says at the same time, and their number, from which it is an echo."""
Speaker = int | None


@dataclass(frozen=True)
class Unit:
    """Words that a speaker says in one go."""

    speaker: Speaker
    channel: int
    words: tuple[Word, ...]

    @property
    def stretch(self) -> Stretch:
        """From the first word to the last."""
        return Stretch(self.words[0].start, self.words[-1].end)

    @property
    def text(self) -> str:
        """The words as they are written."""
        return " ".join("".join(word.text for word in self.words).split())


def glued(words: Sequence[Word]) -> list[Word]:
    """Words of which some are pieces (`'ll` after `I`) as whole words; as they are where no word has a blank before."""
    if sum(word.text[:1].isspace() for word in words) < len(words) / 2:
        return list(words)
    whole: list[Word] = []
    for word in words:
        if whole and not word.text[:1].isspace() and word.start - whole[-1].end < PAUSE:
            first = whole.pop()
            confidence = mean_confidence((first, word))
            whole.append(Word(text=first.text + word.text, start=first.start, end=word.end, confidence=confidence))
        else:
            whole.append(word)
    return whole


def units_of(words: Sequence[Word], speakers: Sequence[Speaker], channel: int) -> list[Unit]:
    """The words of one channel as units, cut where the speaker changes, at pauses and at ends of sentences."""
    units: list[Unit] = []
    start = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or _ends(words[at - 1], words[at]) or speakers[at] != speakers[at - 1]:
            units.append(Unit(speakers[start], channel, tuple(words[start:at])))
            start = at
    return [unit for unit in units if unit.text]


def _ends(word: Word, following: Word) -> bool:
    return following.start - word.end >= PAUSE or word.ends_sentence


def without_echoes(units: Sequence[Unit]) -> list[Unit]:
    """The units without those that repeat, less surely, what is said on another channel at the same time.

    Of equally sure ones, as of a track that is there twice, the first channel's stay.
    """
    by_channel: dict[int, list[Unit]] = defaultdict(list)
    for unit in units:
        by_channel[unit.channel].append(unit)
    if len(by_channel) < 2:
        return list(units)
    return [
        unit
        for unit in units
        if not any(
            _is_echo(unit, other)
            for channel, others in by_channel.items()
            if channel != unit.channel
            for other in others
            if other.stretch.start - 1 < unit.stretch.end and unit.stretch.start < other.stretch.end + 1
        )
    ]


def _is_echo(unit: Unit, other: Unit) -> bool:
    own, others = ([word.text.strip(" .,!?").casefold() for word in each.words] for each in (unit, other))
    sure, surer = ((mean_confidence(each.words), -each.channel) for each in (unit, other))
    if len(own) < ECHO_WORDS or sure > surer:
        return False
    shared = sum(block.size for block in SequenceMatcher(None, own, others, autojunk=False).get_matching_blocks())
    return shared >= ECHO * len(own)


def turns_of(units: Iterable[Unit], names: dict[Speaker, str]) -> tuple[Turn, ...]:
    """Units in order of time as turns, neighbours of a speaker as one; with the words' times and confidence."""
    groups: list[list[Unit]] = []
    for unit in sorted(units, key=lambda each: (each.stretch.start, each.stretch.end)):
        if groups and _goes_on(groups[-1], unit):
            groups[-1].append(unit)
        else:
            groups.append([unit])
    return tuple(_turn(group, names) for group in groups)


def _goes_on(group: Sequence[Unit], unit: Unit) -> bool:
    last = group[-1]
    if (last.speaker, last.channel) != (unit.speaker, unit.channel) or unit.stretch.start - last.stretch.end > APART:
        return False
    long = unit.stretch.end - group[0].stretch.start > LONGEST
    return not (long and last.words[-1].ends_sentence)


def _turn(group: Sequence[Unit], names: dict[Speaker, str]) -> Turn:
    words = [word for unit in group for word in unit.words]
    fields = {
        "speaker": names.get(group[0].speaker),
        "text": " ".join(unit.text for unit in group),
        "start": round(words[0].start, 2),
        "end": round(words[-1].end, 2),
        "confidence": round(mean_confidence(words), 3),
        "words": [_shown(word) for word in words],
    }
    return Turn.model_validate(fields)


def _shown(word: Word) -> dict[str, str | float]:
    return {
        "text": word.text.strip(),
        "start": round(word.start, 2),
        "end": round(word.end, 2),
        "confidence": round(word.confidence, 2),
    }


def doubts(turns: Sequence[Turn]) -> list[Problem]:
    """A problem for each stretch of turns that the recogniser is not sure of."""
    stretches: list[list[Turn]] = []
    before = False
    for turn in turns:
        unsure = float((turn.model_extra or {}).get("confidence", 1.0)) < DOUBT and len(turn.text.split()) > 2
        if unsure and before:
            stretches[-1].append(turn)
        elif unsure:
            stretches.append([turn])
        before = unsure
    return [_doubt(stretch) for stretch in stretches]


def _doubt(stretch: Sequence[Turn]) -> Problem:
    place = f"{clock(stretch[0].start or 0)}–{clock(stretch[-1].end or 0)}"
    return Problem(place=place, reason="the recogniser is not sure of the words here", remedy="Listen to them")


def clock(seconds: float) -> str:
    """A time of the recording for people: 3:07, 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"
