"""What stands in front of a plain-text transcript: title, date, participants."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from closeplan_nlp.readers.call_date import parse_date
from closeplan_nlp.readers.cleaning import clean
from closeplan_nlp.readers.headers import KEYS, MAYBE_KEYS, header_fields, header_line
from closeplan_nlp.readers.labels import is_name_like
from closeplan_nlp.readers.plain_lines import Line
from closeplan_nlp.readers.text_fronts import date_line
from closeplan_nlp.types import Problem

Entry = tuple[str, str]
Front = tuple[dict[str, Any], tuple[Problem, ...], list[Line]]
_FAREWELL = re.compile(
    r"\n[^\n:]{3,100}?\b[0-9]{2}:[0-9]{2}:[0-9]{2}\b[^\n:]{0,40}👋[^\S\n]{0,9}(?:\n[^\n]{0,400}){0,8}\Z"
)
_HEADING = re.compile(r"#{1,6}\s+(.{1,200})")
_TRANSCRIPT = re.compile(r"[#*\s]{0,8}(?:(?:full|meeting|call) )?transcript(?:ion)?[:*\s]{0,5}", re.IGNORECASE)
_FACT = re.compile(
    r"\b(?:recorded|recording|meeting id|duration|zoom|via|transcri\w+|attendees|participants|"
    r"[0-9]{1,3} ?(?:m|min|mins|minutes|h|hours?)|(?:19|20)[0-9]{2}-?[0-9]{2}-?[0-9]{2}|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? [0-9]{1,2}(?:st|nd|rd|th)?,? (?:19|20)[0-9]{2}|"
    r"[0-9]{1,2}\.? [a-zäéû]{3,9}\.? (?:19|20)[0-9]{2})\b",
    re.IGNORECASE,
)
"""What is written about a call, not said in it."""
_TAG = re.compile(r"\[(ti|ar|al|au|by|offset|length|re|ve|la)\s?:(.*)\]")
"""Tags of lyrics files (LRC)."""
_ITEM = re.compile(r"\s*(?:[-–•*]|\d{1,2}[.)])\s+(\S.*)")


def without_farewell(text: str) -> str:
    """The text without Google Meet's closing words, which end in a time and a waving hand in every language."""
    found = _FAREWELL.search(text, max(0, len(text) - 4000)) if "👋" in text[-4000:] else None
    return text[: found.start()] if found else text


def read_front(lines: Sequence[Line], first: int | None, known: Sequence[Entry] = ()) -> Front:
    """The header's fields, what is wrong with them, and the lines that are the call itself.

    Args:
        lines: all lines of the text.
        first: the number of the line where the first turn begins; `None` in a text without speakers, where
            the header ends with the first other line.
        known: what stands before all lines (front matter).
    """
    keys = KEYS if first is None else KEYS | MAYBE_KEYS
    limit = len(lines) if first is None else first - 1
    found: list[Entry] = list(known)
    body: list[Line] = []
    for at, line in enumerate(lines[:limit]):
        entry = None if first is not None and _TRANSCRIPT.fullmatch(line.raw) else _entry(line, keys, found)
        if entry:
            found.append(entry)
        elif first is not None and line.raw and (day := date_line(line.raw)):
            found.append(("date", day))
        elif first is None and line.raw and not set(line.raw) <= {"-", "="}:
            body.extend(lines[at:])
            break
        else:
            body.append(line)
    else:
        body.extend(lines[limit:])
    fields, problems = header_fields(_one_list(found))
    if first is not None:
        fields, body = _said(fields, body, first)
        if "title" not in fields:
            fields, body = _bare_title(fields, body, first)
        fields, body, told = _unsaid(fields, body, first)
        problems = (*problems, *told)
    return fields, problems, body


def section(lines: Sequence[Line], starts: dict[int, Line]) -> dict[int, Line]:
    """The turns below a heading `Transcript`, where there is one: summaries and notes above it were not said."""
    for line in lines:
        if _TRANSCRIPT.fullmatch(line.raw):
            below = {number: start for number, start in starts.items() if number > line.number}
            return below if len(below) > 1 else starts
    return starts


def _said(fields: dict[str, Any], body: list[Line], first: int) -> tuple[dict[str, Any], list[Line]]:
    """The lines below a heading `Transcript` above the first turn; those above it may tell title and day."""
    for at, line in enumerate(body):
        if line.number >= first:
            break
        if _TRANSCRIPT.fullmatch(line.raw):
            above = [other.raw for other in body[:at] if other.raw]
            day = next((day for text in above if len(text) <= 100 and (day := parse_date(text).day)), None)
            known = {"title": clean(above[0])[:100] if above else None, "date": day}
            return {key: value for key, value in known.items() if value} | fields, body[at + 1 :]
    return fields, body


def _entry(line: Line, keys: dict[str, str], found: list[Entry]) -> Entry | None:
    """A `Key: value` line, a heading, or an item of the list that `Participants:` opened."""
    entry = header_line(line.raw, keys)
    if entry:
        return entry
    tag = _TAG.fullmatch(line.raw)
    if tag:
        return "title" if tag[1] == "ti" else "other", clean(tag[2])
    heading = _HEADING.fullmatch(line.raw)
    if heading:
        return "title", clean(heading[1])
    item = _ITEM.fullmatch(line.raw)
    in_list = bool(found) and found[-1][0] == "participants" and (found[-1][1] == "" or not line.after_blank)
    if in_list and (item or is_name_like(line.raw)):
        return "participants", item[1] if item else line.raw
    return None


def _one_list(found: list[Entry]) -> list[Entry]:
    """Participants below each other as one entry."""
    names = [value for key, value in found if key == "participants" and value]
    rest = [entry for entry in found if entry[0] != "participants"]
    return [*rest, ("participants", "\n".join(names))]


def _unsaid(
    fields: dict[str, Any], body: list[Line], first: int
) -> tuple[dict[str, Any], list[Line], tuple[Problem, ...]]:
    """Short lines above the first turn that tell title, day and length of the call; other words there are told."""
    above = [line for line in body if line.raw and line.number < first and any(map(str.isalnum, line.raw))]
    if not above:
        return fields, body, ()
    texts = [line.raw for line in above]
    if len(texts) <= 6 and all(map(_is_terse, texts)) and any(map(_FACT.search, texts)):
        day = next((day for text in texts if (day := parse_date(text).day)), None)
        known = {"title": None if _FACT.search(texts[0]) else clean(texts[0]), "date": day}
        rest = [line for line in body if line.number >= first]
        return {key: value for key, value in known.items() if value} | fields, rest, ()
    reason = "words in front of the first speaker; read as said by nobody known"
    return fields, body, (Problem(place=f"line {above[0].number}", reason=reason),)


def _is_terse(text: str) -> bool:
    return len(text) <= 100 and not text.endswith((".", "?", "!", "…", ",", ";"))


def _bare_title(fields: dict[str, Any], body: list[Line], first: int) -> tuple[dict[str, Any], list[Line]]:
    """A short first line of its own, before the first turn, is the title."""
    at = next((at for at, line in enumerate(body) if line.raw), None)
    if at is None or body[at].number >= first:
        return fields, body
    alone = at + 1 < len(body) and (not body[at + 1].raw or body[at + 1].number != body[at].number + 1)
    title = body[at].raw
    if not alone or len(title) > 100 or title.endswith((".", "?", "!", ":")) or not any(map(str.isalpha, title)):
        return fields, body
    return {**fields, "title": clean(title)}, body[at + 1 :]
