"""WebVTT and text that we have written (`closeplan convert`): read to the letter, without guessing.

The WebVTT has a `NOTE closeplan {…}` below its first line, the text begins with `---`, `closeplan: 1` and lines of
`key: JSON`. Both hold there what turns have no place for. Turns that a person has added or changed are read as well as
they go; a damaged head costs only what it holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers import our_json
from closeplan_nlp.readers.cleaning import clean, unescape
from closeplan_nlp.readers.cues import Cue, parse_cues
from closeplan_nlp.readers.reader import Reader, Sniffed
from closeplan_nlp.readers.times import CLOCK, checked, order_problems, seconds
from closeplan_nlp.types import Problem, Transcript, Turn

VTT_NOTE = "NOTE closeplan "
FRONT = "---"
NOBODY = "Unknown speaker"
_VTT = re.compile(r"\s{0,9}WEBVTT[^\n]{0,200}\n\s{0,9}NOTE closeplan (\{[^\n]*)")
_TEXT = re.compile(r"\s{0,9}---[ \t]*\ncloseplan: [0-9]{1,3}[ \t]*\n")
_VOICE = re.compile(r"<v[ \t]([^<>]{1,2000})>(.*?)(?:</v>)?$", re.DOTALL)
_LINE = re.compile(rf"(?:\[({CLOCK})(?: --> ({CLOCK}))?\] ?)?(.*)$", re.DOTALL)
Piece = tuple[int, str | None, str, float | None, float | None]


def sniff_vtt(text: str) -> Sniffed:
    """Our note below the signature."""
    return (0.99, "WEBVTT with a note of closeplan") if _VTT.match(text) else 0.0


def sniff_text(text: str) -> Sniffed:
    """Our mark in the front matter."""
    return (0.99, "front matter of closeplan") if _TEXT.match(text) else 0.0


def read_vtt(text: str) -> Transcript:
    """Every cue as it stands."""
    found = _VTT.match(text)
    if not found:
        raise FormatError("no WebVTT of closeplan: its note is missing")
    try:
        fields, damage = json.loads(found[1]), None
    except (ValueError, RecursionError):
        fields, damage = {}, "the note of closeplan is damaged; people and date are lost"
    head = text.count("\n", 0, found.end()) + 1
    end = text.find("\n", found.end())
    cues = parse_cues(text, len(text) if end < 0 else end + 1, first_line=head + 1, webvtt=True)
    problems = [Problem(place=f"line {head}", reason=damage)] if damage else []
    return _transcript(fields, (_cue(cue) for cue in cues.cues), [*problems, *cues.problems])


def _cue(cue: Cue) -> Piece:
    voice = _VOICE.match(cue.text)
    speaker, said = (unescape(voice[1]), voice[2]) if voice else (None, cue.text)
    return cue.line, speaker, unescape(said), cue.start, cue.end


def read_text(text: str) -> Transcript:
    """Every line as it stands."""
    if not _TEXT.match(text):
        raise FormatError("no text of closeplan: its front matter is missing")
    lines = text.split("\n")
    first = next(at for at, line in enumerate(lines) if line.strip())
    last = next((at for at in range(first + 1, len(lines)) if lines[at].strip() == FRONT), first + 1)
    fields: dict[str, Any] = {}
    problems: list[Problem] = []
    for at in range(first + 2, last):
        key, _, value = lines[at].partition(": ")
        try:
            fields[key] = json.loads(value)
        except (ValueError, RecursionError):
            reason = f"the field “{key[:40]}” is damaged; it is left out"
            problems.append(Problem(place=f"line {at + 1}", reason=reason))
    names = fields.pop("speakers", [])
    labels: dict[str, str | None] = {f"{name}:": name for name in names if isinstance(name, str)}
    nobody = fields.pop("nobody", None)
    labels |= {f"{nobody}:": None} if nobody else {}
    return _transcript(fields, _lines(lines, last + 1, labels), problems)


def _lines(lines: Sequence[str], first: int, labels: dict[str, str | None]) -> Iterator[Piece]:
    """A turn for each line with a speaker, or with a time where nobody is named; others belong to the one before."""
    by_length = sorted(labels, key=len, reverse=True)
    piece: Piece | None = None
    for number, line in enumerate(lines[first:], start=first + 1):
        found = _LINE.match(line)
        if not line.strip() or not found:
            continue
        start, end = (seconds(stamp) if stamp else None for stamp in (found[1], found[2]))
        label = next((label for label in by_length if found[3].startswith(label)), None)
        if piece and not label and (labels or not found[1]):
            piece = (*piece[:2], f"{piece[2]} {line.strip()}", *piece[3:])
            continue
        if piece:
            yield piece
        piece = number, labels[label] if label else None, found[3][len(label or "") :], start, end
    if piece:
        yield piece


def _transcript(fields: Any, pieces: Iterator[Piece], problems: list[Problem]) -> Transcript:
    """Fields as our JSON has them, checked as those are."""
    known = fields if isinstance(fields, dict) else {}
    head = our_json.read(json.dumps({**known, "turns": [], "problems": []}))
    turns, places = [], []
    for line, speaker, said, start, end in pieces:
        place = f"line {line}"
        first, last, wrong = checked(start, end, place)
        problems += wrong
        text = clean(said)
        if text:
            turns.append(Turn(speaker=clean(speaker or "") or None, text=text, start=first, end=last))
            places.append(place)
    problems += order_problems(turns, places)
    return head.model_copy(update={"turns": tuple(turns), "problems": (*head.problems, *problems)})


VTT = Reader("closeplan-vtt", "WebVTT of closeplan", (".vtt",), sniff_vtt, read_vtt)
TEXT = Reader("closeplan-text", "text of closeplan", (".txt", ".md"), sniff_text, read_text)
