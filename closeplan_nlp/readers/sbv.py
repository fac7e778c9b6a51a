"""SubViewer as YouTube exports it (`.sbv`): `0:00:01.000,0:00:03.000`, the text below, a blank line; no numbers.

From https://support.google.com/youtube/answer/2734698. Read as SubRip is, once the time lines are written as there.
"""

from __future__ import annotations

import re

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers import srt
from closeplan_nlp.readers.reader import Reader, Sniffed
from closeplan_nlp.types import Transcript

_STAMP = r"[0-9]{1,3}:[0-9]{2}:[0-9]{2}\.[0-9]{1,3}"
_TIMES = re.compile(rf"^[ \t]*({_STAMP}),({_STAMP})[ \t]*$", re.MULTILINE)
_HEAD = 5000


def sniff(text: str) -> Sniffed:
    """A time line with a comma between the times, first of all or twice near the top."""
    found = list(_TIMES.finditer(text[:_HEAD]))
    sure = found and (len(found) > 1 or not text[: found[0].start()].strip())
    return (0.92, "time lines such as 0:00:01.000,0:00:03.000") if sure else 0.0


def read(text: str) -> Transcript:
    """All blocks as turns."""
    if not _TIMES.search(text):
        raise FormatError("no SubViewer subtitles: there is no time line such as 0:00:01.000,0:00:03.000")
    return srt.read(_TIMES.sub(r"\1 --> \2", text))


READER = Reader("sbv", "SubViewer (YouTube SBV)", (".sbv",), sniff, read)
