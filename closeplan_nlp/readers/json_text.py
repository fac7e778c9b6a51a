"""JSON texts of any reader: recognised cheaply, loaded with one error per cause."""

from __future__ import annotations

import json
import re
from typing import Any

from closeplan_nlp.errors import FormatError

_OPENING = re.compile(r"\s{0,100}(?:\{\s{0,100}[\"}]|\[\s{0,100}[\[{\"\]])")
_SCALAR = re.compile(r'\s*(?:null|true|false|"(?:[^"\\\n]|\\.)*")\s*')
_REMEDY = "Correct the file or export it again"


def looks_like_json(text: str) -> bool:
    """Does the text begin as a JSON object or list does, or is it one JSON value? `[00:12] Dana: hi` does not."""
    return _OPENING.match(text) is not None or _SCALAR.fullmatch(text) is not None


def load_json(text: str) -> Any:
    """The parsed text; lone surrogates become question marks, raw control characters are let through.

    Raises:
        FormatError: with line and column, for damaged or truncated JSON.
    """
    try:
        data = json.loads(text, strict=False)
        if "\\ud" in text.lower():
            data = json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
        return data
    except json.JSONDecodeError as error:
        raise _damaged(text, error) from error
    except RecursionError as error:
        raise FormatError("JSON nested too deeply to be a transcript", remedy=_REMEDY) from error
    except ValueError as error:
        raise FormatError("damaged JSON: a number has too many digits", remedy=_REMEDY) from error


def _damaged(text: str, error: json.JSONDecodeError) -> FormatError:
    at_end = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
    what = "the JSON stops in the middle" if at_end else "damaged JSON"
    remedy = "The file may be cut off: export or copy it again" if at_end else _REMEDY
    return FormatError(f"{what} ({error.msg})", where=f"line {error.lineno}, column {error.colno}", remedy=remedy)
