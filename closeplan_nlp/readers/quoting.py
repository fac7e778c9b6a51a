"""Texts that a mail program quoted: `> ` in front of every line."""

from __future__ import annotations

import re
from dataclasses import replace

from closeplan_nlp.readers.decoding import Decoded

_LEVELS = 5
_QUOTED = re.compile(r"^[^\S\n]*>[^\S\n]?", re.MULTILINE)
_BARE = re.compile(r"^[^\S\n]*[^\s>]", re.MULTILINE)


def unquoted(decoded: Decoded) -> Decoded:
    """The text without the marks, if all its lines have them; `>>` alone begins turns in captions and stays."""
    text = decoded.text
    for _ in range(_LEVELS):
        if not text.startswith(">") or text.startswith(">>") or _BARE.search(text):
            break
        text = _QUOTED.sub("", text)
    return decoded if text is decoded.text else replace(decoded, text=text)
