"""Text without the characters that no reader, page or shell should ever see."""

from __future__ import annotations

import html
import re

_SPACES = "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
_SURROGATES = range(0xD800, 0xE000)
_TABLE: dict[int, str | None] = (
    dict.fromkeys(_CONTROLS) | {0xFEFF: None} | dict.fromkeys(_SURROGATES, "\ufffd") | {ord(c): " " for c in _SPACES}
)
_UNWANTED = re.compile("[" + "".join(re.escape(chr(code)) for code in _TABLE if code not in (0x0A, 0x09)) + "]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def clean(text: str) -> str:
    """One line of text: control characters gone, tabs and line ends as spaces, ends trimmed.

    Emoji, right-to-left marks and joiners stay.
    """
    return text.strip() if text.isprintable() else text.translate(_TABLE).strip()


def clean_lines(text: str) -> str:
    """The same for a whole file: line ends become newlines; they and tabs stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNWANTED.sub(lambda found: _TABLE[ord(found.group())] or "", text)


def unescape(text: str) -> str:
    """HTML entities as characters; only those that are closed by a semicolon, so that no word changes."""
    return _ENTITY.sub(lambda found: html.unescape(found.group()), text) if "&" in text else text
