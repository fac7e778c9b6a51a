"""Google Meet's transcripts, as DOCX, text or Markdown of a Google document; alone, or below Gemini's notes.

* Alone: `Title (2026-03-02 at 15:02 GMT+1) - Transcript` or `Title - 2026/03/02 15:02 CET - Transcript`, Attendees
  (with bots and “X's Presentation”), Transcript, then `Name: text`, a time such as `00:05:00` on a line of its own
  every five minutes, and `Meeting ended after 00:32:10 👋`.
* With Gemini: notes (`📝 Notes`, Summary, Details, Suggested next steps: no speech), then `📖 Transcript`, the day, the
  title, times above passages, `Name: text` (in Markdown `**Name:** text`), `Transcription ended after …`.

Only the first turn below a time has it as its start. A sentence that another voice cuts ends in “…”, and goes on in
the next line of the same speaker: these lines are joined. Known from published files in English and from
https://support.google.com/meet/answer/12849897; other languages are read as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.cleaning import clean
from closeplan_nlp.readers.cue_lines import is_time
from closeplan_nlp.readers.headers import split_names
from closeplan_nlp.readers.json_parts import Part, join_sentences, turns_of
from closeplan_nlp.readers.json_text import looks_like_json
from closeplan_nlp.readers.labels import speaker_of
from closeplan_nlp.readers.plain_lines import Line, choose_starts, parse_lines
from closeplan_nlp.readers.reader import Reader, Sniffed
from closeplan_nlp.readers.text_fronts import Facts, dated, first_date, people, plain
from closeplan_nlp.readers.times import seconds
from closeplan_nlp.readers.vtt import HEADER
from closeplan_nlp.types import Participant, Problem, Transcript

_TIME = re.compile(r"[#\s]{0,8}[*_]{0,3}([0-9]{2}:[0-9]{2}:[0-9]{2})[*_]{0,3}\s*(?:\{#[^{}]{0,40}\})?\s*$")
_ENDED = re.compile(r"[#\s*]{0,8}(?:Meeting|Transcription) ended after [0-9]{2}:[0-9]{2}")
_NOTE = re.compile(
    r"[#\s*_]{0,10}This editable transcript was computer generated|People can also change the text after"
)
_TITLE = re.compile(r"(.{1,200}?)\s*\\?[-–]\s*Transcript$")
_DAY_BEHIND = re.compile(r"\s*[(\-–]?\s*[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}.{0,30}$")
_TAB = re.compile(r"^[#\s*•]{0,8}📖\s*(?:\*\*)?Transcript", re.MULTILINE)
_SIGNS = (
    (
        "a note that the transcript was computer generated",
        re.compile(r"This editable transcript was computer generated"),
    ),
    ("“… ended after”", re.compile(r"^[#\s*]{0,8}(?:Meeting|Transcription) ended after [0-9]{2}:", re.MULTILINE)),
    ("a heading “📖 Transcript”", _TAB),
    (
        "a title “… - Transcript” above Attendees",
        re.compile(r"^.{1,200}[-–] Transcript\s+[#\s*]*Attendees\b", re.MULTILINE),
    ),
)
_GEMINI = re.compile(r"You should review Gemini['’]s notes")
_MAIL = re.compile(r"\[([^\[\]]{1,80})\]\(mailto:([^()\s]{3,120})\)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~<>|=])")
_FRONT_SIZE = 60


def sniff(text: str) -> Sniffed:
    """One of the sentences that Google writes around every transcript, or Gemini's notes; not pieces in other files."""
    if looks_like_json(text) or any(map(is_time, text[:2000].split("\n"))) or HEADER.match(text):
        return 0.0
    for word, sign in _SIGNS:
        if sign.search(text[:20000]) or sign.search(text[-2000:]):
            return 0.95, word
    return (0.85, "Gemini's notes") if _GEMINI.search(text) else 0.0


def read(text: str) -> Transcript:
    """The transcript without notes, headings and closing words."""
    lines = text.split("\n")
    tab = _TAB.search(text)
    base = text.count("\n", 0, tab.end()) if tab else 0
    if not tab and _GEMINI.search(text):
        raise FormatError("these are Gemini's notes of a call, not its transcript", remedy="Export its transcript")
    first = _first_line(lines, base)
    fields, troubles = _front(lines[base:first], lines[:base])
    last = next((at for at in range(first, len(lines)) if _ENDED.match(lines[at])), len(lines))
    stamps = {at + 1: found[1] for at in range(first, last) if (found := _TIME.match(lines[at]))}
    marked = any(line.lstrip().startswith("**") for line in lines[first:last])
    shown = [_shown(line, marked) if first <= at < last else "" for at, line in enumerate(lines)]
    parsed = parse_lines("\n".join(shown))
    starts = choose_starts(parsed, [person.name for person in fields.get("participants", ())])
    if not starts:
        raise FormatError("no transcript of Google Meet: no line such as “Dana Reyes: Hello”")
    problems: list[Problem] = list(troubles)
    parts = join_sentences(_whole(_parts(parsed, starts, stamps)))
    return Transcript(turns=turns_of(parts, problems), problems=tuple(problems), **fields)


def _first_line(lines: Sequence[str], base: int) -> int:
    """Where the turns begin: behind the title, the attendees and the heading."""
    first = base
    for at in range(base, min(base + _FRONT_SIZE, len(lines))):
        text = plain(lines[at])
        if _TIME.match(lines[at]):
            break
        if text.startswith("📖") or text == "Transcript" or (len(text) < 220 and _TITLE.fullmatch(text)):
            first = at + 1
        elif text == "Attendees":
            first = next((n + 1 for n in range(at + 1, len(lines)) if lines[n].strip()), at + 1)
    return first


def _shown(line: str, marked: bool) -> str:
    """The line as it reads: no times of passages, no closing words, no backslashes of Markdown."""
    if _TIME.match(line) or _NOTE.match(line):
        return ""
    return _ESCAPED.sub(r"\1", line) if marked else line


def _front(front: Sequence[str], notes: Iterable[str]) -> Facts:
    full = [plain(line) for line in front if line.strip()]
    titles = [found[1] for line in full if (found := _TITLE.fullmatch(line))]
    line = titles[-1] if titles else ""
    title = _DAY_BEHIND.sub("", line).strip(" (-–\\")
    at = next((at for at, text in enumerate(full) if text == "Attendees"), None)
    listed = people(split_names(full[at + 1])) if at is not None and at + 1 < len(full) else ()
    invited = [
        Participant(name=clean(name), email=mail)  # type: ignore[call-arg]
        for text in notes
        if text.lstrip(" *").startswith("Invited")
        for name, mail in _MAIL.findall(text)
    ]
    fields: dict[str, Any] = {"title": title, "participants": listed or tuple(invited)}
    return dated({key: value for key, value in fields.items() if value}, first_date(full, line))


def _parts(lines: Sequence[Line], starts: dict[int, Line], stamps: dict[int, str]) -> Iterator[Part]:
    """A turn for every line with a speaker; the first below a time begins then."""
    speaker: str | None = None
    start: float | None = None
    words: list[str] = []
    place = ""
    stamp: float | None = None
    for line in lines:
        if line.number in stamps:
            stamp = seconds(stamps[line.number])
        if line.number in starts:
            yield Part(" ".join(words), speaker, start, None, place)
            speaker, words, place = (
                speaker_of(starts[line.number].label or ""),
                [starts[line.number].text],
                f"line {line.number}",
            )
            start, stamp = stamp, None
        elif line.raw:
            words.append(line.raw)
            place = place or f"line {line.number}"
    yield Part(" ".join(words), speaker, start, None, place)


def _whole(parts: Iterable[Part]) -> list[Part]:
    """A line that “…” cuts is open where the same speaker goes on."""
    known = [part for part in parts if part.text.strip()]
    cut = [part.text.endswith("…") and _same(part, after) for part, after in pairwise(known)]
    tidy = [
        replace(part, text=part.text.rstrip(" …")) if open_ else part for part, open_ in zip(known, cut, strict=False)
    ]
    return tidy + known[-1:]


def _same(part: Part, after: Part) -> bool:
    return part.speaker == after.speaker and bool(part.text.strip(" …"))


READER = Reader("google-meet", "Google Meet transcript", (".docx", ".txt", ".md"), sniff, read)
