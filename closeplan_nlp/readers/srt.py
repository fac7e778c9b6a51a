"""SubRip subtitles: numbered blocks with a time line; `Name: text` where a recorder writes names.

Otter (“Include speaker names”, https://www.buzzsprout.com/help/82-import-transcript-otter) and the podcast namespace
(https://github.com/Podcastindex-org/podcast-namespace, docs/examples/transcripts/transcripts.md) write the name only in
the first block of a speaker and cut sentences at 32 letters a line; WhisperX writes `[SPEAKER_00]: text`. The files of
Otter are known from documentation.
"""

from __future__ import annotations

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.cue_lines import TIME_LINE, is_index, is_time, lines_of
from closeplan_nlp.readers.cue_turns import cue_turns
from closeplan_nlp.readers.cues import parse_cues
from closeplan_nlp.readers.reader import Reader, Sniffed
from closeplan_nlp.types import Transcript


def sniff(text: str) -> Sniffed:
    """A time line near the top, best below an index number and with decimal commas."""
    lines = text[:5000].split("\n")
    at = next((number for number, line in enumerate(lines) if TIME_LINE.match(line)), None)
    if at is None or text[:100].lstrip()[:6].upper() == "WEBVTT":
        return 0.0
    if "," in lines[at]:
        return 0.9, "time lines with decimal commas"
    indexed = at > 0 and is_index(lines[at - 1])
    return (0.8, "numbered time lines") if indexed else (0.72, "time lines")


def read(text: str) -> Transcript:
    """All blocks as turns; damaged ones keep their words and are reported."""
    if not any(map(is_time, lines_of(text))):
        raise FormatError("no SubRip subtitles: there is no time line such as 00:00:01,000 --> 00:00:02,000")
    turns, problems = cue_turns(parse_cues(text))
    return Transcript(turns=turns, problems=tuple(problems))


READER = Reader("srt", "SubRip", (".srt",), sniff, read)
