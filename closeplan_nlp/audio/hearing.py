"""One block of a recording, heard: what is said on each channel, with the guards, and whose voices they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from closeplan_nlp.audio.blocks import Block
from closeplan_nlp.audio.channels import without_leaks
from closeplan_nlp.audio.diarization import Voices, hear, joined
from closeplan_nlp.audio.engine import Recognizer
from closeplan_nlp.audio.guards import Verdict, judge, without_loop
from closeplan_nlp.audio.records import Heard, Segment
from closeplan_nlp.audio.sound import Sound, Stretch
from closeplan_nlp.audio.speech import stretches_of
from closeplan_nlp.audio.windows import Window, pack

Speech = list[list[Stretch]]


class Dropped(Heard):
    """Words that were not believed: from when to when (seconds), and why."""

    start: float
    end: float
    reason: str


class Said(Heard):
    """What was said in a block: believed segments, dropped ones, and the language they were recognised in."""

    segments: tuple[Segment, ...]
    dropped: tuple[Dropped, ...] = ()
    language: str | None = None
    certainty: float = 1.0


def speech_of(block: Block) -> Speech:
    """Where somebody talks on each channel of a block, without what leaks from one channel into another."""
    chances = list(block.chances)
    if len(chances) > 1:
        chances = without_leaks(block.sound, chances)
    found = (stretches_of(each, block.start) for each in chances)
    return [[s for each in row if (s := Stretch(each.start, min(each.end, block.end))).duration > 0] for row in found]


def voices_of(block: Block, speech: Speech) -> Voices:
    """The voices on all channels of a block."""
    return joined([hear(block.sound[row], each, row, block.start) for row, each in enumerate(speech)])


def listen(
    block: Block,
    speech: Speech,
    recognizer: Recognizer,
    *,
    language: str | None = None,
    guards: bool = True,
    progress: Callable[[float], None] = lambda share: None,
) -> Said:
    """What is said in a block; the language is told from it where it is not given.

    `progress` takes the share of the block that is done, 0 to 1.
    """
    windows = [
        window
        for row, each in enumerate(speech)
        for window in pack(each, block.chances[row], row, block.start, block.length)
    ]
    sounds = [window.sound(block.sound, block.start) for window in windows]
    certainty = 1.0
    if language is None:
        language, certainty = recognizer.language_of(sounds)
    kept: list[Segment] = []
    dropped: list[Dropped] = []
    recognized = recognizer.recognize(sounds, language)
    for done, (window, sound, segments) in enumerate(zip(windows, sounds, recognized, strict=True), start=1):
        placed = window.placed(segments)
        if guards:
            placed, refused = _guarded(placed, window, sound, speech[window.channel], recognizer, language)
            dropped += refused
        kept += placed
        progress(done / len(windows))
    return Said(segments=tuple(kept), dropped=tuple(dropped), language=language, certainty=certainty)


def _guarded(
    segments: Sequence[Segment],
    window: Window,
    sound: Sound,
    speech: Sequence[Stretch],
    recognizer: Recognizer,
    language: str,
) -> tuple[list[Segment], list[Dropped]]:
    """The segments that are believed; a window with a loop or a rush is recognised once more."""
    verdicts = [judge(segment, speech) for segment in segments]
    cut: list[Dropped] = []
    if any(verdict in (Verdict.LOOP, Verdict.RUSH) for verdict in verdicts):
        again = window.placed(recognizer.recognize_again(sound, language))
        segments = [without_loop(each) if judge(each, speech) is Verdict.LOOP else each for each in again]
        verdicts = [judge(segment, speech) for segment in segments]
        cut = [_dropped(old, Verdict.LOOP) for old, new in zip(again, segments, strict=True) if old is not new]
    judged = list(zip(segments, verdicts, strict=True))
    kept = [segment for segment, verdict in judged if verdict is Verdict.KEEP]
    return kept, cut + [_dropped(segment, verdict) for segment, verdict in judged if verdict is not Verdict.KEEP]


def _dropped(segment: Segment, verdict: Verdict) -> Dropped:
    return Dropped(start=segment.stretch.start, end=segment.stretch.end, reason=verdict.value)
