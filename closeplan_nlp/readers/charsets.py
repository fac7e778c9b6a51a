"""Which encoding of one byte a text is in, and whether it is damaged UTF-8: told by what is plausible to be read."""

from __future__ import annotations

import re

_HIGH = re.compile(rb"[\xc0-\xff\xa8\xb8]+")
_LATIN = re.compile(rb"[A-Za-z]")
_PUNCTUATION = re.compile(rb"\xe2\x80[\x90-\xaf]|\xe2\x82\xac")
"""Quotes, dashes, dots and the euro in UTF-8; in another encoding three signs that never stand together."""
_WORD = re.compile(rb"(?<![A-Za-z\xa8\xb8\xc0-\xff])[\xa8\xc0-\xff][\xb8\xe0-\xff]{2,30}(?![A-Za-z\xa8\xb8\xc0-\xff])")
"""A whole word of Cyrillic letters in cp1251, small but for the first one."""
_VOWELS = frozenset("\u0430\u0435\u0451\u0438\u043e\u0443\u044b\u044d\u044e\u044f".encode("cp1251"))
_FEW, _WORDS = 0.1, 3


def nearly_utf8(data: bytes, error: UnicodeDecodeError) -> bool:
    """UTF-8 with a few damaged bytes, or cut off inside a character."""
    if error.end == len(data) and error.reason == "unexpected end of data":
        return True
    if _PUNCTUATION.search(data):
        return True
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    sound = sum(char > "\x7f" for char in text) - damaged
    return sound > 10 * damaged


def cyrillic_or_western(data: bytes) -> str:
    """Cyrillic words are runs of high bytes, Western ones have single accented letters.

    Few high bytes in a Latin text are accents, or damage; they are Cyrillic only where whole words are.
    """
    runs = [len(run) for run in _HIGH.findall(data)]
    high = sum(runs)
    in_words = sum(length for length in runs if length > 2) / max(1, high)
    if high < _FEW * (high + len(_LATIN.findall(data))):
        words = [word for word in _WORD.findall(data) if _is_word(word)]
        return "cp1251" if len(words) >= _WORDS and sum(map(len, words)) > 0.7 * high else "cp1252"
    if in_words > 0.7:
        return "cp1251"
    return "cp1252" if in_words < 0.2 else _ask_charset_normalizer(data)


def _is_word(word: bytes) -> bool:
    """Has it vowels and consonants, as a word of Russian has?"""
    vowels = sum(byte in _VOWELS for byte in word.decode("cp1251").lower().encode("cp1251"))
    return 0 < vowels < len(word)


def _ask_charset_normalizer(data: bytes) -> str:
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return "cp1252"
    best = from_bytes(data, cp_isolation=["cp1251", "cp1252"]).best()
    return best.encoding if best and best.encoding in ("cp1251", "cp1252") else "cp1252"
