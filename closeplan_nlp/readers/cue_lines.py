"""The lines of cue files: which are time lines, which are ids, and what a time line says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from closeplan_nlp.readers.times import seconds

_TIME = r"-?[0-9]{1,6}:[0-9:.,]{1,20}"
TIME_LINE = re.compile(rf"\s{{0,20}}({_TIME})\s{{0,9}}-{{1,2}}>\s{{0,9}}({_TIME})(?:\s.*)?$")
HALF = r"(?:(\d{1,6}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})"
_USUAL = re.compile(rf"{HALF} --> {HALF}(?![^\s])", re.ASCII)
_DAMAGED = re.compile(r"\s{0,20}-?[0-9][^-]{0,30}-{1,3}>|\s{0,20}-{1,2}>\s*-?[0-9]")
_INSIDE = re.compile(rf"[0-9]:[0-9:]{{4,9}}[.,][0-9]{{3}}\s{{0,9}}-{{1,2}}>\s{{0,9}}{_TIME}")
_SETTINGS = re.compile(
    r"(?:\s+(?:vertical|line|position|size|align|region|[DLAST]|[XY][12])\s?:\s?[^\s<>]{1,40})*\s*", re.IGNORECASE
)
_INDEX = re.compile(r"\s*[0-9]{1,9}\s*")
_GUID = re.compile(r"\s*[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:[/-][0-9]{1,9}){0,3}\s*", re.IGNORECASE)
SPEAKER_ID = re.compile(r'\s*[0-9]{1,9}\s{1,5}"(.{0,300})"\s{1,5}\([0-9]{1,20}\)\s*')
"""A cue id of Webex: number, speaker, number of the speaker."""
_CHUNK = 1 << 20


def lines_of(text: str) -> Iterator[str]:
    """The lines of a text, without a second copy of it in memory."""
    at = 0
    while at < len(text):
        end = text.find("\n", at + _CHUNK)
        end = len(text) if end < 0 else end
        yield from text[at:end].split("\n")
        at = end + 1


def is_time(line: str) -> bool:
    """Is it a time line, be it a damaged one?"""
    if "->" not in line:
        return False
    return bool(_USUAL.match(line) or TIME_LINE.match(line) or _DAMAGED.match(line) or _INSIDE.search(line))


def is_index(line: str) -> bool:
    """Is it nothing but a number?"""
    return line.isdecimal() or _INDEX.fullmatch(line) is not None


def is_ident(line: str) -> bool:
    """Has it the shape of an id that no speech has: a number, a GUID, number and speaker?"""
    return bool(is_index(line) or _GUID.fullmatch(line) or SPEAKER_ID.fullmatch(line))


def times_between(*parts: str | None) -> tuple[float, float]:
    """Hours, minutes, seconds and milliseconds of both times of a line as seconds; the hours may be missing."""
    h1, m1, s1, f1, h2, m2, s2, f2 = (int(part) if part else 0 for part in parts)
    start = (h1 * 3600 + m1 * 60 + s1) * 1000 + f1
    end = (h2 * 3600 + m2 * 60 + s2) * 1000 + f2
    return start / 1000, end / 1000


def times_of(line: str) -> tuple[float | None, float | None, str]:
    """Start and end of a time line, and what stands behind them other than settings."""
    usual = _USUAL.match(line)
    if usual:
        return *times_between(*usual.groups()), _without_settings(line[usual.end() :])
    found = TIME_LINE.match(line)
    if not found:
        return None, None, ""
    return seconds(found[1]), seconds(found[2]), _without_settings(line[found.end(2) :])


def _without_settings(rest: str) -> str:
    return "" if not rest or _SETTINGS.fullmatch(rest) else rest
