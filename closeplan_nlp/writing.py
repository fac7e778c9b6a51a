"""Transcripts as files: our JSON, WebVTT, SubRip, text. What is written reads back as the same transcript.

`WRITERS` holds one function per format: a `Transcript` in, the text of the file out. JSON holds everything, problems
too. WebVTT and text hold people, title, date and organisations in a note or in front, and of the turns speaker, text
and times to the millisecond (`readers.own_files` reads them). SubRip has no place for anything but the turns. Subtitles
need times: missing ends are filled from the next turn, and a call without any time is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Any

from closeplan_nlp.errors import RequestError
from closeplan_nlp.readers import srt
from closeplan_nlp.readers.cleaning import clean
from closeplan_nlp.readers.own_files import FRONT, NOBODY, VTT_NOTE
from closeplan_nlp.readers.speakers import speakers_of
from closeplan_nlp.types import Transcript, Turn

WORDS_PER_SECOND = 2.5
Timed = tuple[float, float, Turn]


def write_transcript(transcript: Transcript, to: str = "json") -> str:
    """The transcript as the text of a file.

    Args:
        transcript: what to write.
        to: a key of `WRITERS`.

    Raises:
        RequestError: there is no such format, or it cannot hold this call.
    """
    check_format(to)
    return WRITERS[to](transcript)


def format_of(name: str) -> str:
    """The format that a file's suffix means; JSON for standard output.

    Raises:
        RequestError: the suffix means none.
    """
    suffix = PurePath(name).suffix.lower().lstrip(".")
    found = "json" if name == "-" else {"txt": "text", "md": "text"}.get(suffix, suffix)
    if found not in WRITERS:
        raise RequestError(f"the suffix of {name!r} names no transcript format", remedy=f"{_known()} (--to NAME)")
    return found


def check_format(to: str) -> None:
    """Refuse the name of a format that we do not write."""
    if to not in WRITERS:
        raise RequestError(f"unknown transcript format {to!r}", remedy=_known())


def _known() -> str:
    return f"Known formats: {', '.join(WRITERS)}"


def as_json(transcript: Transcript) -> str:
    """Our own JSON (contract 1), with problems."""
    return json.dumps(transcript.to_dict(), ensure_ascii=False, indent=1) + "\n"


def as_vtt(transcript: Transcript) -> str:
    """WebVTT with voice tags, and a note of what the cues have no place for."""
    cues = [
        f"{_stamp(start, '.')} --> {_stamp(end, '.')}\n<v {_escaped(turn.speaker or '')}>{_escaped(turn.text)}</v>"
        if turn.speaker
        else f"{_stamp(start, '.')} --> {_stamp(end, '.')}\n{_escaped(turn.text)}"
        for start, end, turn in _timed(transcript, "WebVTT")
    ]
    note = _dumped(_fields(transcript)).replace(">", "\\u003e")
    return "\n\n".join(["WEBVTT", f"{VTT_NOTE}{note}", *cues]) + "\n"


def as_srt(transcript: Transcript) -> str:
    """SubRip with `Name: text`; with voice tags where names or words would be taken for each other."""
    timed = _timed(transcript, "SubRip")
    plain = _srt(timed, lambda turn: f"{turn.speaker}: {turn.text}" if turn.speaker else turn.text)
    said = [(turn.speaker, clean(turn.text)) for turn in transcript.turns]
    if [(turn.speaker, turn.text) for turn in srt.read(plain).turns] == said:
        return plain
    return _srt(timed, lambda turn: f"<v {_escaped(turn.speaker or '')}>{_escaped(turn.text)}</v>")


def _srt(timed: list[Timed], shown: Callable[[Turn], str]) -> str:
    blocks = (
        f"{number}\n{_stamp(start, ',')} --> {_stamp(end, ',')}\n{clean(shown(turn))}"
        for number, (start, end, turn) in enumerate(timed, start=1)
    )
    return "\n\n".join(blocks) + "\n"


def as_text(transcript: Transcript) -> str:
    """`[0:00:01.000 --> 0:00:02.500] Name: text` lines; in front the rest, as YAML that is JSON as well."""
    speakers = speakers_of(transcript)
    nobody = _nobody(transcript, speakers)
    fields = {"closeplan": 1, **_fields(transcript), "speakers": list(speakers), "nobody": nobody}
    front = [f"{key}: {_dumped(value)}" for key, value in fields.items()]
    lines = (_line(turn, turn.speaker or nobody) for turn in transcript.turns)
    return "\n".join([FRONT, *front, FRONT, "", *lines]) + "\n"


def _nobody(transcript: Transcript, speakers: tuple[str, ...]) -> str | None:
    """What stands for turns without a speaker; nothing where all are such and times tell them apart."""
    if not speakers and all(turn.start is not None for turn in transcript.turns):
        return None
    label = NOBODY
    while label in speakers:
        label += "?"
    return label


def _line(turn: Turn, label: str | None) -> str:
    end = f" --> {_stamp(turn.end, '.')}" if turn.end is not None else ""
    times = f"[{_stamp(turn.start, '.')}{end}] " if turn.start is not None else ""
    return f"{times}{label}: {clean(turn.text)}" if label else f"{times}{clean(turn.text)}"


def _fields(transcript: Transcript) -> dict[str, Any]:
    """Everything but turns and problems, without what is empty."""
    data = {key: value for key, value in transcript.to_dict().items() if key not in ("turns", "problems")}
    people = [{key: value for key, value in person.items() if value is not None} for person in data["participants"]]
    return {key: value for key, value in (data | {"participants": people}).items() if value not in (None, [])}


def _dumped(value: Any) -> str:
    """JSON on one line, in letters where all of them can be seen."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)


def _timed(transcript: Transcript, title: str) -> list[Timed]:
    """The turns with times for all, those that are missing filled in from their neighbours."""
    if all(turn.start is None for turn in transcript.turns):
        raise RequestError(f"this call has no times, and {title} needs them", remedy="Write JSON or text: --to text")
    return list(_with_times(transcript.turns))


def _with_times(turns: tuple[Turn, ...]) -> Iterator[Timed]:
    last = 0.0
    for at, turn in enumerate(turns):
        start = turn.start if turn.start is not None else last
        following = next((other.start for other in turns[at + 1 : at + 2] if other.start is not None), None)
        guess = start + max(1.0, len(turn.text.split()) / WORDS_PER_SECOND)
        end = turn.end if turn.end is not None else following if following is not None and following > start else guess
        last = max(start, end)
        yield start, last, turn


def _stamp(seconds: float, point: str) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{point}{rest % 1000:03}"


def _escaped(text: str) -> str:
    """One line, without what WebVTT reserves and SubRip's players take for a command."""
    reserved = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return reserved.replace("{\\", "&#123;\\")


WRITERS: dict[str, Callable[[Transcript], str]] = {"json": as_json, "vtt": as_vtt, "srt": as_srt, "text": as_text}
