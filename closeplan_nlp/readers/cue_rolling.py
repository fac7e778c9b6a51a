"""Captions that roll: each cue repeats the lines still on the screen, and only the rest is new.

YouTube's automatic captions, as yt-dlp stores them (https://github.com/yt-dlp/yt-dlp/issues/1734) and as ffmpeg turns
them into SubRip: a cue of the old line and the new line with `<00:00:01.200><c> word</c>`, then one of 10 ms with the
new line alone. Whisper's `--highlight_words` repeats the whole line for each word with `<u>` around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from closeplan_nlp.readers.cues import Cue

_SAMPLE = 2000
_GAP = 1.0
WORD_TIMES = re.compile(r"<[0-9]{1,6}:[0-9:.,]{1,20}><c[.>]")


def has_word_times(cues: Sequence[Cue]) -> bool:
    """Do cues time their words as YouTube does? Looked for in front only, before markup is removed."""
    return any("><c" in cue.text and WORD_TIMES.search(cue.text) for cue in cues[:200])


def rolls(cues: Sequence[Cue], *, sure: bool = False) -> bool:
    """Do these cues (without markup) repeat what is on the screen? `sure` if the format is known to."""
    repeated, pairs, texts = 0, 0, set()
    last: Cue | None = None
    for cue in islice(cues, _SAMPLE):
        lines = _full(cue)
        if not lines:
            continue
        if last is not None:
            before = _full(last)
            pairs += 1
            repeated += lines[0] in (before[0], before[-1]) and _touch(last, cue) and last.start != cue.start
        texts.add(lines[-1])
        last = cue
    return repeated > 0 and (sure or (len(texts) > 2 and repeated > 2 and repeated >= 0.6 * pairs and _long(cues)))


def _long(cues: Sequence[Cue]) -> bool:
    """Lines of several words; that everybody says “yes” again and again is no rolling."""
    words = [line.count(" ") for cue in islice(cues, _SAMPLE) for line in _full(cue)]
    return sum(1 for count in words if count > 1) * 2 > len(words)


def unroll(cues: Sequence[Cue]) -> None:
    """Leave in each cue only what was not on the screen before."""
    shown: list[str] = []
    last: Cue | None = None
    for cue in cues:
        lines = _full(cue)
        if not lines:
            continue
        if last is None or not _touch(last, cue):
            shown = []
        cue.text = "\n".join(_new(lines, shown))
        if last and not cue.text:
            last.end = cue.end or last.end
        else:
            last = cue
        shown = lines


def _touch(before: Cue, cue: Cue) -> bool:
    return before.end is None or cue.start is None or cue.start - before.end <= _GAP


def _new(lines: list[str], shown: list[str]) -> list[str]:
    kept = next((n for n in range(min(len(shown), len(lines)), 0, -1) if shown[-n:] == lines[:n]), 0)
    if not kept and shown and lines[0].startswith(shown[-1] + " "):
        return [lines[0][len(shown[-1]) + 1 :], *lines[1:]]
    return lines[kept:]


def _full(cue: Cue) -> list[str]:
    return [text for line in cue.lines if (text := line.strip())]
