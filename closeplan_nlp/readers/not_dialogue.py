"""Texts that are something else: code, tables, logs, pages, settings. They are refused by name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from closeplan_nlp.readers.documents import document
from closeplan_nlp.readers.json_text import looks_like_json

CHAT = "a saved chat"
_CODE = re.compile(
    r"\s*(?:def \w|class \w+\s*[:({]|import \w|from [\w.]+ import |#include|#!/|function\s+\w+\s*\(|"
    r"(?:const|let|var) \w+\s*=|"
    r"(?:public|private|static|async) \w|return\b.{0,80}[;()\w]$|@\w+$|//|/\*|\*/|\"\"\"|"
    r"(?:if|for|while|elif|try|else|except)\b.{0,120}[:{]$|(?:SELECT|INSERT|CREATE|UPDATE|DELETE|DROP) [A-Z*\w]|"
    r"[\w.\[\]\"']{1,60}\s?[-+*/|]?=\s?\S|"
    r"[\w.]{1,60}\(.{0,200}\)[;:,]?$|.{0,300}[;{}]$)"
)
_LOG = re.compile(
    r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\[?(?:DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL|FATAL|TRACE)\b[\]: ]|Traceback \(|"
    r"\w{3} [ \d]\d \d\d:\d\d:\d\d \S+ \S+:|\S+ \S+ \S+ \[\d\d/\w{3}/\d{4}:",
    re.ASCII,
)
_SETTING = re.compile(r"\s*(?:-\s+)?[a-z_][\w.-]{0,60}\s?(?:=|:(?=\s|$))|\s*\[[\w. -]{1,60}\]$|\s*-\s+\w|\s*[#;]")
_CHAT = re.compile(r"\d\d:\d\d:\d\d\s*\t.*(?::\s*\t|[Ff]rom )", re.ASCII)
_CHAT_START = re.compile(
    r"\s*(?:[0-9]{4}-[0-9]{2}-[0-9]{2} )?[0-9]{1,2}:[0-9]{2}:[0-9]{2}\s{0,3}"
    r"(?:[Ff]rom\s.{1,100}?(?:\s[Tt]o\s.{1,80}?)?\s?:|\t.{1,80}:\t)"
)
_TAG = re.compile(r"\s*</?(?!v[ .>])[a-zA-Z!?][^<>]{0,400}>")
_SEPARATORS = (",", ";", "\t", "|")


def looks_like(text: str) -> str | None:
    """What the text is when it is certainly no dialogue, else `None`."""
    start = text[:200].lstrip().lower()
    lines = [line.rstrip()[:1000] for line in text[:40000].split("\n")[:400] if line.strip()]
    if start.startswith(("<!doctype", "<html", "<?xml", "<svg")) or _share(lines, _TAG.match) >= 0.3:
        return "HTML or XML"
    if start.startswith("{\\rtf"):
        return "RTF"
    if looks_like_json(text):
        return "JSON"
    if _share(lines, _CHAT.match) >= 0.5 or (lines and _CHAT_START.match(lines[0])):
        return CHAT
    if _share(lines, _LOG.match) >= 0.5:
        return "a log"
    return document(lines)


def looks_like_data(text: str) -> str | None:
    """The same for looks that a dialogue may have too; asked only of texts that are not full of speakers."""
    lines = [line.rstrip()[:1000] for line in text[:40000].split("\n")[:400] if line.strip()]
    if len(lines) > 1 and _is_table(lines):
        return "a table (CSV or TSV)"
    if _share(lines, _CODE.match) >= 0.3:
        return "source code"
    if len(lines) > 2 and _share(lines, _SETTING.match) >= 0.8:
        return "settings (YAML or INI)"
    return None if any(map(str.isalpha, text[:40000])) else "numbers or signs without words"


def _share(lines: list[str], test: Callable[[str], object]) -> float:
    return sum(1 for line in lines if test(line)) / max(1, len(lines))


def _is_table(lines: list[str]) -> bool:
    """Nearly all lines have the same number of separators that no blank follows (as commas in sentences have)."""
    for separator in _SEPARATORS:
        counts = Counter(_separators(line, separator) for line in lines)
        number, often = counts.most_common(1)[0]
        if number and often >= 0.8 * len(lines):
            return True
    return False


def _separators(line: str, separator: str) -> int:
    after = zip(line, line[1:] + " ", strict=True)
    return sum(1 for char, following in after if char == separator and following != " ")
