"""What recorders write in front of the first turn of their text exports: title, day, people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from closeplan_nlp.readers.bots import without_bots
from closeplan_nlp.readers.call_date import DateFound, parse_date
from closeplan_nlp.readers.cleaning import clean
from closeplan_nlp.readers.headers import split_names
from closeplan_nlp.types import Participant, Problem

Facts = tuple[dict[str, Any], tuple[Problem, ...]]
Front = tuple[dict[str, Any], tuple[Problem, ...], list[str]]
"""The fields of the transcript, what is wrong with them, and lines that must be speech."""
_RECORDING = re.compile(r"[-_ ]*(?P<day>[0-9]{8})_[0-9]{6}(?:UTC)?[-_ ]*(?:Meeting (?:Recording|Transcript))?.{0,40}$")
_LENGTH = re.compile(
    r"(?:[0-9]{1,3}\s?(?:h(?:ours?|r)?|Std)\.?\s?)?(?:[0-9]{1,3}\s?m(?:in(?:ute)?s?)?\.?\s?)?(?:[0-9]{1,2}\s?s(?:e[ck])?\.?)?",
    re.IGNORECASE,
)
_CLOCK_BEHIND = re.compile(r"[\s,•·|]+(?:at )?[0-9]{1,2}[:.][0-9]{2}.{0,30}$", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s*", re.IGNORECASE)
_RECORDED = re.compile(
    r"(?:recorded|held|recording date|aufgezeichnet|enregistré|grabado)(?:\s(?:on|am|le|el))?[\s:]+", re.IGNORECASE
)
_SECTION = re.compile(r"[A-Z][A-Z ]{4,40}")
_NO_YEAR = re.compile(r"\s[-–—]\s([A-Z][a-z]{2,8} [0-9]{1,2})$")


def plain(line: str) -> str:
    """A line without Markdown's marks of headings and bold type."""
    return clean(line).lstrip("#*_> ").rstrip("*_ ")


def is_date(line: str) -> bool:
    """Is the line a day and perhaps a time, and nothing else?"""
    rest = _CLOCK_BEHIND.sub("", _WEEKDAY.sub("", line, count=1))
    found = parse_date(rest)
    return bool(found.day or found.trouble) and len(rest) <= 24 and len(rest.split()) <= 4


def date_line(line: str) -> str | None:
    """The day of a line that says nothing else but that the call was then: `Recorded on March 2, 2026, 10:00 AM`."""
    if len(line) > 100:
        return None
    day = _RECORDED.sub("", plain(line), count=1)
    return day if is_date(day) else None


def dated(fields: dict[str, Any], found: DateFound) -> Facts:
    """The fields with the day that was found, and what is wrong with it."""
    return (fields | {"date": found.day} if found.day else fields), found.problems


def people(names: Iterable[str]) -> tuple[Participant, ...]:
    """Participants of these names, without the vendors' bots."""
    return tuple(Participant(name=name) for name in without_bots(names))


def first_date(lines: Sequence[str], title: str) -> DateFound:
    """The day in a line of its own, else in the title; an unclear one is trouble."""
    found = [parse_date(line) for line in lines if is_date(line)]
    return next((each for each in found if each.day), None) or next(iter(found), None) or parse_date(title)


def teams_front(lines: Sequence[str]) -> Front:
    """`Acme demo-20260302_150212-Meeting Recording`, `March 2, 2026, 3:02PM`, `45m 12s`."""
    full = [plain(line) for line in lines if line.strip()]
    title = next((line for line in full if not is_date(line) and not _LENGTH.fullmatch(line)), "")
    name = _RECORDING.sub("", title).strip(" -_")
    rest = [line for line in full if line != title and not is_date(line) and not _LENGTH.fullmatch(line)]
    return *dated({"title": name} if name else {}, first_date(full, title)), rest


def otter_front(lines: Sequence[str]) -> Front:
    """Title, `Mon, Mar 2, 2026 10:00AM • 45:12`, SUMMARY KEYWORDS and SPEAKERS with their lines below."""
    full = [plain(line) for line in lines if line.strip()]
    sections: dict[str, list[str]] = {"": []}
    for line in full:
        if _SECTION.fullmatch(line) and (len(sections) > 1 or line in ("SUMMARY KEYWORDS", "SPEAKERS", "SUMMARY")):
            sections[line] = []
        else:
            sections[list(sections)[-1]].append(line)
    head = sections[""]
    title = next((line for line in head if not is_date(line)), None)
    names = split_names("\n".join(sections.get("SPEAKERS", [])[:1]).replace(", ", "\n"))
    fields = {"title": title, "participants": people(name for name in names if name.lower() != "unknown speaker")}
    rest = [line for line in head if line != title and not is_date(line)] + sections.get("SPEAKERS", [])[1:]
    return *dated({key: value for key, value in fields.items() if value}, first_date(head, title or "")), rest


def fathom_front(lines: Sequence[str]) -> Front:
    """`Acme demo - March 02` above VIEW RECORDING: the day has no year."""
    full = [plain(line) for line in lines if line.strip() and "VIEW RECORDING" not in line]
    title, *rest = [line for line in full if any(map(str.isalnum, line))] or [""]
    found = parse_date(title)
    short = _NO_YEAR.search(title)
    if short and not found.day:
        found = DateFound(trouble=f"the date “{short[1]}” has no year")
        title = title[: short.start()]
    return *dated({"title": title} if title else {}, found), rest
