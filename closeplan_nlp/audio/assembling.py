"""Everything heard of a recording, put together: turns with speakers, people, problems, the source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from closeplan_nlp.audio.coverage import passed_over
from closeplan_nlp.audio.decoding import Recording
from closeplan_nlp.audio.diarization import Diarizer, Speakers, Voices, joined, speakers_of_words
from closeplan_nlp.audio.guards import Verdict, without_boilerplate
from closeplan_nlp.audio.hearing import Dropped, Said, Speech
from closeplan_nlp.audio.introductions import introduced
from closeplan_nlp.audio.layout import Layout
from closeplan_nlp.audio.records import Segment, Word
from closeplan_nlp.audio.sound import Stretch
from closeplan_nlp.audio.turns import Speaker, Unit, clock, doubts, glued, turns_of, units_of, without_echoes
from closeplan_nlp.errors import ClosePlanError, InputError
from closeplan_nlp.readers.call_date import NO_DATE, parse_date
from closeplan_nlp.readers.people import apply_people
from closeplan_nlp.readers.reading import slug
from closeplan_nlp.types import Participant, Problem, Source, Transcript, Turn

SHORT = 2.0, 0.02
"""Seconds, and share of the length, by which a recording may be shorter than its header says."""
CERTAIN = 0.5
"""Probability of the language below which it is reported."""
ALIKE = 10
"""Problems of the same kind that are listed one by one."""


@dataclass(frozen=True)
class Whole:
    """All blocks of a recording, heard: `seconds` of sound, `damaged` of `packets` that could not be decoded."""

    recording: Recording
    sha256: str
    layout: Layout
    said: Sequence[Said]
    speech: Sequence[Speech]
    voices: Sequence[Voices]
    seconds: float
    damaged: int
    packets: int


def assemble(
    whole: Whole,
    diarizer: Diarizer,
    people: int | None,
    date: str | None,
    *,
    seller: Sequence[str],
    customer: Sequence[str],
    speakers: Mapping[str, str],
) -> Transcript:
    """The transcript. Raises InputError where nobody talks, RequestError where people are named twice."""
    segments, dropped = _believed(whole)
    if not segments:
        raise _nothing(whole, dropped)
    found, trouble = _speakers(whole, diarizer, people)
    units = _units(segments, found)
    names = _labels(units)
    turns = turns_of(units, names)
    language = next((each.language for each in whole.said if each.language), None)
    participants = _participants(turns, whole.layout, language, names, units)
    problems = [*_of_file(whole), *_of_language(whole), *trouble, *_of_dropped(dropped)]
    problems += [*_of_gaps(whole, segments, dropped), *_few(doubts(turns))]
    day = date or parse_date(whole.recording.path.stem).day
    transcript = Transcript(
        date=day,
        language=language,
        participants=participants,
        turns=turns,
        problems=tuple(problems if day else [*problems, NO_DATE]),
    )
    transcript = apply_people(transcript, seller=seller, customer=customer, speakers=speakers)
    return _sourced(transcript, whole)


def _believed(whole: Whole) -> tuple[list[Segment], list[Dropped]]:
    """The segments of all blocks in order of time, without boilerplate; and what was dropped."""
    dropped = [each for said in whole.said for each in said.dropped]
    kept = []
    for judged in without_boilerplate([segment for said in whole.said for segment in said.segments]):
        stretch = judged.segment.stretch
        if judged.verdict is Verdict.KEEP:
            kept.append(judged.segment)
        else:
            dropped.append(Dropped(start=stretch.start, end=stretch.end, reason=judged.verdict.value))
    return kept, sorted(dropped, key=lambda each: each.start)


def _nothing(whole: Whole, dropped: Sequence[Dropped]) -> InputError:
    if dropped or any(voices.windows for voices in whole.voices):
        return InputError("no words could be recognised in it", remedy="Is it music or noise? Or try larger weights")
    reason = f"nobody talks in it ({clock(whole.seconds)} of silence, noise or music)"
    return InputError(reason, remedy="Check that the right microphone was recorded")


def _speakers(whole: Whole, diarizer: Diarizer, people: int | None) -> tuple[Speakers, list[Problem]]:
    """Who speaks when; where that fails the transcript survives, with one speaker per channel."""
    try:
        return diarizer(whole.recording.path, joined(whole.voices), people), []
    except (ClosePlanError, ArithmeticError, ValueError, RuntimeError, MemoryError) as error:
        reason = f"the speakers could not be told apart ({error})"
        return Speakers({}, {}), [Problem(place="speakers", reason=reason, remedy="Name them by hand")]


def _units(segments: Sequence[Segment], found: Speakers) -> list[Unit]:
    units: list[Unit] = []
    for channel in sorted({segment.channel for segment in segments}):
        words = [word for segment in segments if segment.channel == channel for word in glued(segment.words)]
        words.sort(key=lambda word: word.start)
        units += units_of(words, _known(words, channel, found), channel)
    return without_echoes(units)


def _known(words: Sequence[Word], channel: int, found: Speakers) -> list[Speaker]:
    """The speaker of each word; a channel on which no voice was heard is one nameless speaker."""
    return [-1 - channel if each is None else each for each in speakers_of_words(words, channel, found)]


def _labels(units: Sequence[Unit]) -> dict[Speaker, str]:
    """`Speaker 1` and so on, in the order in which they first speak."""
    ordered = sorted(units, key=lambda unit: unit.stretch.start)
    numbers = dict.fromkeys(unit.speaker for unit in ordered)
    return {speaker: f"Speaker {number}" for number, speaker in enumerate(numbers, start=1)}


def _participants(
    turns: Sequence[Turn],
    layout: Layout,
    language: str | None,
    names: Mapping[Speaker, str],
    units: Sequence[Unit],
) -> tuple[Participant, ...]:
    """All speakers: with the names they introduce themselves by, and the side of their channel."""
    known = {person.label: person for person in introduced(turns, language)}
    channels = {names[unit.speaker]: unit.channel for unit in units}
    people = []
    for label in names.values():
        person = known.get(label) or Participant(name=label)
        side = layout.sides[channels[label]] if layout.sides else "unknown"
        people.append(person.model_copy(update={"side": side}))
    return tuple(people)


def _of_file(whole: Whole) -> list[Problem]:
    """What is wrong with the file: cut off, damaged."""
    problems = []
    told = whole.recording.duration
    if told and told - whole.seconds > max(SHORT[0], SHORT[1] * told):
        reason = f"the recording ends after {clock(whole.seconds)}, though it should last {clock(told)}"
        problems.append(Problem(place="sound", reason=reason, remedy="The file is cut off or damaged; copy it again"))
    elif not whole.recording.whole:
        reason = f"the recording stops in the middle, after {clock(whole.seconds)}"
        problems.append(Problem(place="sound", reason=reason, remedy="The file is cut off; copy it again"))
    elif whole.damaged > max(2, 0.001 * whole.packets):
        reason = f"{whole.damaged} of {whole.packets} pieces of the sound could not be decoded"
        problems.append(Problem(place="sound", reason=reason, remedy="The file is damaged; copy or export it again"))
    return problems


def _of_language(whole: Whole) -> list[Problem]:
    said = next((each for each in whole.said if each.language), None)
    if said is None or said.certainty >= CERTAIN:
        return []
    reason = f"the language was told as {said.language!r} with a certainty of only {said.certainty:.0%}"
    return [Problem(place="language", reason=reason, remedy="Say it with --language")]


def _of_dropped(dropped: Sequence[Dropped]) -> list[Problem]:
    return _few(
        [
            Problem(
                place=f"{clock(each.start)}–{clock(each.end)}",
                reason=f"words left out: {each.reason}",
                remedy="Listen to it",
            )
            for each in dropped
        ]
    )


def _of_gaps(whole: Whole, segments: Sequence[Segment], dropped: Sequence[Dropped]) -> list[Problem]:
    """Speech of which no words came; what was left out of them is told already."""
    gaps = []
    left_out = [Stretch(each.start, each.end) for each in dropped]
    for channel in range(whole.layout.rows):
        words = [word.stretch for segment in segments if segment.channel == channel for word in segment.words]
        speech = [stretch for block in whole.speech for stretch in block[channel]]
        gaps += passed_over(speech, [*words, *left_out])
    reason = "somebody talks here, but no words were recognised"
    ordered = sorted(gaps, key=lambda each: each.start)
    places = [f"{clock(gap.start)}–{clock(gap.end)}" for gap in ordered]
    return _few([Problem(place=place, reason=reason, remedy="Listen to it") for place in places])


def _few(problems: Sequence[Problem]) -> list[Problem]:
    """The first of many, and how many more there are."""
    if len(problems) <= ALIKE:
        return list(problems)
    more = Problem(place=f"{len(problems) - ALIKE} more places", reason=problems[-1].reason)
    return [*problems[:ALIKE], more]


def _sourced(transcript: Transcript, whole: Whole) -> Transcript:
    path = whole.recording.path
    source = Source(
        id=slug(path.stem),
        date=transcript.date,
        path=str(path),
        sha256=whole.sha256,
        duration=round(whole.seconds, 2),
        language=transcript.language,
    )
    problems = tuple(
        each if each.source else each.model_copy(update={"source": str(path)}) for each in transcript.problems
    )
    return transcript.model_copy(update={"source": source, "problems": problems})
