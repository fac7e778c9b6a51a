"""Labels of Audacity: start, end and text with tabs between, in seconds, without a header.

From https://manual.audacityteam.org/man/importing_and_exporting_labels.html; a line that begins with a backslash is the
range of frequencies of the label above it.
"""

from __future__ import annotations

import re

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers import plain_text
from closeplan_nlp.readers.reader import Reader, Sniffed
from closeplan_nlp.types import Transcript

_LABEL = re.compile(r"([0-9]{1,6}\.[0-9]{1,7})\t([0-9]{1,6}\.[0-9]{1,7})\t?(.*)")
_RANGE = re.compile(r"\\\t[-0-9.]{1,15}\t[-0-9.]{1,15}")
_HEAD = 5000


def sniff(text: str) -> Sniffed:
    """Two times in seconds and a text, with tabs between, in all of the first lines."""
    lines = [line for line in text[:_HEAD].split("\n")[:-1] or [text] if line.strip() and not _RANGE.fullmatch(line)]
    found = [match for line in lines if (match := _LABEL.fullmatch(line.rstrip()))]
    return (0.94, "labels with start and end, as Audacity writes them") if found and len(found) == len(lines) else 0.0


def read(text: str) -> Transcript:
    """Labels as lines with times; labels that name speakers alone hold nothing that was said."""
    lines = text.split("\n")
    found = [_LABEL.fullmatch(line.rstrip()) for line in lines]
    texts = [match[3].strip() for match in found if match]
    if not texts:
        raise FormatError("no labels of Audacity: no line such as “0.5⇥2.1⇥Hello”")
    if len(texts) > 3 and len(set(texts)) <= len(texts) / 3 and all(" " not in each for each in texts):
        raise FormatError("these labels say who speaks when, not what was said")
    shown = (
        f"[{_clock(match[1])} --> {_clock(match[2])}] {match[3].strip()}"
        if match
        else ""
        if _RANGE.match(line)
        else line
        for line, match in zip(lines, found, strict=True)
    )
    return plain_text.read("\n".join(shown))


def _clock(seconds: str) -> str:
    minutes, rest = divmod(round(float(seconds) * 1000), 60_000)
    return f"{minutes // 60}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


READER = Reader("audacity", "Audacity labels", (".txt",), sniff, read)
