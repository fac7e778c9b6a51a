"""JSON damaged in one place, read without it: what is cut off is closed, a broken entry of a list is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from closeplan_nlp.types import Problem

LARGEST = 50_000_000
_WORDS = {
    "Expecting value": "a value expected",
    "Expecting property name enclosed in double quotes": "the name of a field in double quotes expected",
    "Expecting ',' delimiter": "a comma expected",
    "Expecting ':' delimiter": "a colon expected",
    "Extra data": "more behind the end",
    "Invalid control character at": "a control character in a text",
}
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_NEXT_ENTRY = re.compile(r"[}\]\"]\s{0,200},\s{0,200}(?=[{\[])|[}\]]\s{0,200}(?=\])")
_CLOSERS = {"{": "}", "[": "]"}
_TRIES = 20
_DAMAGES = 3


def in_words(error: json.JSONDecodeError) -> str:
    """What is wrong with the JSON, for people."""
    if error.msg.startswith("Unterminated string"):
        return "a text is not closed"
    return _WORDS.get(error.msg, "a sign that does not belong there")


@dataclass(frozen=True)
class _Scan:
    """Where a text may be cut (after the last whole value) and what closes it; where entries of open lists begin."""

    cut: int
    closers: str
    entries: tuple[int, ...]


def repaired(text: str, error: json.JSONDecodeError) -> tuple[Any, tuple[Problem, ...]] | None:
    """The rest of the data and what is missing of it; `None` if the damage cannot be told apart from the rest."""
    if len(text) > LARGEST:
        return None
    problems: list[Problem] = []
    for _ in range(_DAMAGES):
        at_end = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
        found = _closed(text, error) if at_end else _without_entry(text, error)
        if found is None:
            return None
        fixed, problem = found
        problems.append(problem)
        try:
            return json.loads(fixed, strict=False), tuple(problems)
        except json.JSONDecodeError as another:
            text, error = fixed, another
        except (RecursionError, ValueError):
            return None
    return None


def _closed(text: str, error: json.JSONDecodeError) -> tuple[str, Problem] | None:
    """The text up to its last whole value, with all brackets closed."""
    scan = _scan(text[: error.pos])
    if not scan.closers:
        return None
    reason = f"the JSON stops in the middle ({in_words(error)}); what follows is missing"
    remedy = "The file may be cut off: export or copy it again"
    return text[: scan.cut] + scan.closers, Problem(place=_place(error), reason=reason, remedy=remedy)


def _without_entry(text: str, error: json.JSONDecodeError) -> tuple[str, Problem] | None:
    """The text without the entry of a list that the damage lies in, of the innermost list where that helps."""
    reason = f"damaged JSON ({in_words(error)}); the entry around it is left out"
    tries = 0
    entries = _scan(text[: error.pos]).entries
    for start in reversed(entries):
        before = text[:start]
        for resume in _resumptions(text, start if start == entries[-1] else error.pos, error.pos):
            tries += 1
            after = text[resume:]
            fixed = (before.rstrip().removesuffix(",") if after.startswith("]") else before) + after
            if tries > _TRIES:
                return None
            if _better(fixed, start):
                return fixed, Problem(place=_place(error), reason=reason)
    return None


def _resumptions(text: str, start: int, position: int) -> Iterator[int]:
    """Where the next entries, or the end of the list, may be: a lost quote is noticed only behind them."""
    nearby = [found.end() for found in islice(_NEXT_ENTRY.finditer(text, start + 1), _TRIES // 2)]
    later = (found.end() for found in islice(_NEXT_ENTRY.finditer(text, max(0, position - 1)), _TRIES))
    yield from dict.fromkeys((*nearby, *later))


def _better(fixed: str, start: int) -> bool:
    """Is the text sound now, or damaged only well behind the place?"""
    try:
        json.loads(fixed, strict=False)
    except json.JSONDecodeError as error:
        at_end = error.pos >= len(fixed.rstrip())
        return not at_end and error.msg != "Extra data" and error.pos > start + 200
    except (RecursionError, ValueError):
        return False
    return True


def _scan(text: str) -> _Scan:
    """One pass over the sound part of a text."""
    closers, cut, safe = "", 0, ""
    entries: list[int] = []
    before, length = "", len(text.rstrip())
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in _CLOSERS:
            _begin(entries, closers, before, token.start())
            closers = _CLOSERS[sign] + closers
            entries += [-1] if sign == "[" else []
            cut, safe = token.end(), closers
        elif sign in ("}", "]"):
            closers = closers[1:]
            if sign == "]" and entries:
                entries.pop()
            cut, safe = token.end(), closers
        elif sign not in (",", ":"):
            _begin(entries, closers, before, token.start())
            whole = token.end() < length or sign.startswith('"')
            if whole and (before == ":" or closers.startswith("]")):
                cut, safe = token.end(), closers
        before = sign
    return _Scan(cut, safe, tuple(start for start in entries if start >= 0))


def _begin(entries: list[int], closers: str, before: str, start: int) -> None:
    """A value that stands in a list is an entry of it."""
    if closers.startswith("]") and before in ("[", ","):
        entries[-1] = start


def _place(error: json.JSONDecodeError) -> str:
    return f"line {error.lineno}, column {error.colno}"
