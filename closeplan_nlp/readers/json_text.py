"""JSON texts of any reader: recognised cheaply, parsed once for all readers, with one error per cause."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.json_repair import in_words, repaired
from closeplan_nlp.types import Problem

_OPENING = re.compile(
    r"\s{0,100}(?:\{\s{0,100}(?:[\"'}]|[\w@-]{1,60}[\"']?\s{0,5}:)|"
    r"\[\s{0,100}(?:[\[{\"\]]|(?:null|true|false)\s{0,9}[,\]]|[-0-9.eE+]{1,30}\s{0,9},\s{0,100}[\[{\"]))"
)
_SCALAR = re.compile(r'\s*(?:null|true|false|"(?:[^"\\\n]|\\.)*")\s*')
_REMEDY = "Correct the file or export it again"
_ADJOINING = re.compile(r"[\s,]*\{")
_NEXT = re.compile(r"^\{", re.MULTILINE)
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True)
class Document:
    """A parsed text, or why it is none; several objects one after another are a list of them.

    A text with an `error` may still have `data`: all of it but the damaged place, which `problems` name.
    """

    data: Any = None
    error: FormatError | None = None
    problems: tuple[Problem, ...] = ()


def looks_like_json(text: str) -> bool:
    """Does the text begin as a JSON object or list does, or is it one JSON value? `[00:12] Dana: hi` does not."""
    return _OPENING.match(text) is not None or _SCALAR.fullmatch(text) is not None


def loaded(text: str) -> Document | None:
    """The parsed text, kept until the next one comes; `None` for a text that does not look like JSON."""
    return _load(text) if looks_like_json(text) else None


def load_json(text: str) -> Any:
    """The parsed text; lone surrogates become question marks, raw control characters are let through.

    Raises:
        FormatError: with line and column, for damaged or truncated JSON.
    """
    document = _load(text)
    if document.error:
        raise FormatError(document.error.reason, where=document.error.where, remedy=document.error.remedy)
    return document.data


@lru_cache(maxsize=1)
def _load(text: str) -> Document:
    twice: list[str] = []
    try:
        data = json.loads(text, strict=False, object_pairs_hook=partial(_object, twice))
        return Document(_without_surrogates(data, text), problems=_told(twice))
    except json.JSONDecodeError as error:
        return _sequence(text, error)
    except RecursionError:
        return Document(error=FormatError("JSON nested too deeply to be read", remedy=_REMEDY))
    except ValueError:
        return Document(error=FormatError("damaged JSON: a number has too many digits", remedy=_REMEDY))


def _object(twice: list[str], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object; a field that stands in it twice is noted: what parted two objects may be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice.append(next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1))
    return found


def _told(twice: list[str]) -> tuple[Problem, ...]:
    if not twice:
        return ()
    reason = f"the field “{twice[0][:40]}” stands twice in one object, and the last one counts"
    return (Problem(place=f"{len(twice)} object(s)", reason=reason, remedy=_REMEDY),)


def _without_surrogates(data: Any, text: str) -> Any:
    if "\\ud" in text.lower():
        return json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
    return data


def _sequence(text: str, error: json.JSONDecodeError) -> Document:
    """Objects one after another, as streaming recognisers write them; a damaged one costs only itself."""
    if error.msg != "Extra data":
        rest = repaired(text, error)
        data, problems = rest if rest else (None, ())
        return Document(_without_surrogates(data, text), _damaged(text, error), problems)
    objects: list[Any] = []
    told: list[Problem] = []
    at = 0
    while found := _ADJOINING.match(text, at) or _NEXT.search(text, at):
        start = found.end() - 1
        told += _left_out(text, at, start)
        try:
            value, at = _DECODER.raw_decode(text, start)
            objects.append(value)
        except (ValueError, RecursionError) as wrong:
            why = in_words(wrong) if isinstance(wrong, json.JSONDecodeError) else "too deep or too long"
            line = text.find("\n", start)
            at = line if line >= 0 else len(text)
            told.append(_entry_problem(text, start, f"damaged JSON ({why}); this entry is left out"))
    told += _left_out(text, at, len(text))
    if len(objects) < 2:
        return Document(error=_damaged(text, error))
    return Document(_without_surrogates(objects, text), problems=tuple(told))


def _left_out(text: str, start: int, end: int) -> list[Problem]:
    """A problem for text between two objects that belongs to neither."""
    between = text[start:end].strip(" \t\r\n,")
    return (
        [_entry_problem(text, start + 1, "this text between two entries is no JSON; it is left out")] if between else []
    )


def _entry_problem(text: str, position: int, reason: str) -> Problem:
    return Problem(place=f"line {text.count(chr(10), 0, position) + 1}", reason=reason)


def _damaged(text: str, error: json.JSONDecodeError) -> FormatError:
    at_end = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
    what = "the JSON stops in the middle" if at_end else "damaged JSON"
    remedy = "The file may be cut off: export or copy it again" if at_end else _REMEDY
    return FormatError(f"{what} ({in_words(error)})", where=f"line {error.lineno}, column {error.colno}", remedy=remedy)
