"""HTML transcripts of the podcast namespace: `<cite>Name:</cite> <time>0:09</time> <p>text</p>`.

From https://github.com/Podcastindex-org/podcast-namespace (docs/examples/transcripts/transcripts.md): names and times
are optional and stand where the speaker changes. Hosts wrap it in a whole page or not; several paragraphs may follow
one name. Only these tags are looked at, nothing is loaded, scripts and styles are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.cleaning import clean, unescape
from closeplan_nlp.readers.cue_lines import is_time
from closeplan_nlp.readers.json_parts import is_noise
from closeplan_nlp.readers.reader import Reader, Sniffed
from closeplan_nlp.readers.times import order_problems, seconds
from closeplan_nlp.types import Problem, Transcript, Turn

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})\b[^<>]{0,2000}>|<![^<>]{0,500}>", re.DOTALL)
_SIGN = re.compile(r"<cite\b[^<>]{0,300}>.{0,300}?<(?:time|p)\b", re.DOTALL | re.IGNORECASE)
_SKIPPED = ("script", "style", "nav", "footer")
_TITLES = ("title", "h1", "h2")
_BREAKS = ("p", "br", "div", "li", "blockquote")
_LONGEST_NAME = 100
_HEAD = 50000


def sniff(text: str) -> Sniffed:
    """A `<cite>` and a `<time>` or `<p>` behind it; not as a piece in subtitles."""
    if any(map(is_time, text[:2000].split("\n"))):
        return 0.0
    return (0.93, "speakers in <cite> tags, as the podcast namespace has it") if _SIGN.search(text[:_HEAD]) else 0.0


def read(text: str) -> Transcript:
    """One turn for each paragraph; a paragraph without a name is of the speaker before."""
    if not re.search(r"<(?:cite|time)\b", text, re.IGNORECASE):
        raise FormatError("no podcast transcript: it has neither <cite> nor <time> tags")
    problems: list[Problem] = []
    title, speaker, start = None, None, None
    turns, places = [], []
    begun = "<cite" not in text.lower()
    for line, tag, words in _pieces(text):
        if tag in _TITLES:
            title = title or words or None
        elif tag == "cite":
            begun, speaker, start = True, _name(words, line, problems), None
        elif tag == "time":
            start = _time(words, line, problems)
        elif words and not begun:
            problems.append(Problem(place=f"line {line}", reason="text in front of the first speaker is left out"))
        elif words and not is_noise(words):
            turns.append(Turn(speaker=speaker, text=words, start=start))
            places.append(f"line {line}")
            start = None
    return Transcript(title=title, turns=tuple(turns), problems=(*problems, *order_problems(turns, places)))


def _name(words: str, line: int, problems: list[Problem]) -> str | None:
    name = words.rstrip(" :：").strip()
    if len(name) > _LONGEST_NAME:
        problems.append(Problem(place=f"line {line}", reason=f"“{name[:40]}…” is too long for a name; it is left out"))
        return None
    return name or None


def _time(words: str, line: int, problems: list[Problem]) -> float | None:
    start = seconds(words)
    if start is None or start < 0:
        problems.append(Problem(place=f"line {line}", reason=f"“{words[:40]}” is not a time; it is left out"))
        return None
    return start


def _pieces(text: str) -> Iterator[tuple[int, str, str]]:
    """The line, the tag that matters and the words of each stretch of text, in order."""
    inside, words = "", []
    line, counted, at = 1, 0, 0
    text = _without_comments(text)
    ends = {tag: text.lower().rfind(f"</{tag}>") for tag in _SKIPPED}
    for found in (*_TAG.finditer(text), None):
        words.append(text[at : found.start() if found else len(text)])
        at = found.end() if found else len(text)
        closing, tag = (found[1], (found[2] or "").lower()) if found else ("", "p")
        if tag not in ("cite", "time", *_TITLES, *_SKIPPED, *_BREAKS):
            continue
        if inside not in _SKIPPED:
            yield line, inside, clean(unescape(" ".join("".join(words).split())))
        line += text.count("\n", counted, at)
        counted, words = at, []
        if inside in _SKIPPED and tag != inside:
            continue
        skips = tag in _SKIPPED and at <= ends[tag]
        inside = tag if not closing and (skips or tag in ("cite", "time", *_TITLES)) else ""


def _without_comments(text: str) -> str:
    """The text with only the line ends of comments left; one that is not closed stays."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + 3
    return "".join((*kept, text[at:]))


READER = Reader("podcast-html", "podcast transcript in HTML", (".html", ".htm"), sniff, read)
