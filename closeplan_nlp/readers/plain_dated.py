"""Plain text in which every turn shows day and time: `[2026-03-02 10:04:11] Dana Reyes: hello`.

Logs of programs are written alike. Those who speak have names that come back, and what they say reads as sentences.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from closeplan_nlp.readers.labels import is_name_like, split_label

_STAMP = re.compile(
    r"\s{0,8}\[?([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,6})?)"
    r"(?:Z|\s?[+-][0-9]{2}:?[0-9]{2}|\s?UTC)?\]?:?\s+(?:[-–|]\s+)?(?=\S)"
)
_LEVELS = frozenset(
    ["debug", "info", "warn", "warning", "error", "critical", "fatal", "trace", "notice", "verbose", "severe"]
)
_SENTENCE = re.compile(r".*[.?!…][\"')\]”’»]?$")
_SAMPLE = 400


def undated(text: str) -> tuple[str, str | None]:
    """The text with `[0:00:04.000]` since the first turn for such stamps, and the day; others as they are."""
    lines = text.split("\n")
    if not any(map(_STAMP.match, lines[:20])) or not _is_speech(lines[:_SAMPLE]):
        return text, None
    first: dt.datetime | None = None
    for at, line in enumerate(lines):
        found = _STAMP.match(line)
        time = _time(found) if found else None
        if found and time:
            first = first or time
            lines[at] = f"[{_clock(max(0.0, (time - first).total_seconds()))}] {line[found.end() :]}"
    return "\n".join(lines), first.date().isoformat() if first else None


def _is_speech(lines: Sequence[str]) -> bool:
    """Do most lines have a stamp and a name that is no level or program, and say sentences?"""
    full = [line for line in lines if line.strip()]
    rests = [line[found.end() :].strip() for line in full if (found := _STAMP.match(line))]
    named = [label for rest in rests if (label := split_label(rest) or _alone(rest)) and _is_person(label[0])]
    names = {name for name, _ in named}
    if len(rests) < 2 or 2 * len(rests) < len(full) or len(named) < 0.8 * len(rests):
        return False
    spoken = sum(bool(_SENTENCE.match(said)) for _, said in named if said)
    whole = sum(" " in name or not said for name, said in named)
    return (len(names) < len(named) or whole == len(named)) and 2 * max(spoken, whole) >= len(named)


def _alone(rest: str) -> tuple[str, str] | None:
    return (rest, "") if is_name_like(rest) else None


def _is_person(name: str) -> bool:
    return is_name_like(name) and name.lower() not in _LEVELS and not re.search(r"[._/\\]\w", name)


def _time(found: re.Match[str]) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(f"{found[1]}T{found[2].replace(',', '.')}")
    except ValueError:
        return None


def _clock(value: float) -> str:
    minutes, rest = divmod(round(value * 1000), 60_000)
    return f"{minutes // 60}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
