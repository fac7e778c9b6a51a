"""Bytes of a file as text: Word documents, and encodings by BOM, by pattern, by validity, by the look of letters."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from closeplan_nlp.errors import InputError
from closeplan_nlp.readers.charsets import cyrillic_or_western, nearly_utf8
from closeplan_nlp.readers.cleaning import clean_lines
from closeplan_nlp.readers.docx_text import docx_text
from closeplan_nlp.readers.magic import ZIP, binary_kind, not_text
from closeplan_nlp.types import Problem

SAMPLE = 65536
_AGAIN = "Export the call again"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DAMAGED = 0.05
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True)
class Decoded:
    """The text with newlines as line ends, without control characters; its encoding (or `docx`), and what was wrong."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


def decode(data: bytes) -> Decoded:
    """Bytes as text.

    Raises:
        InputError: empty, binary or not decodable.
    """
    if not data:
        raise InputError("the file is empty (0 bytes)", remedy=_AGAIN)
    decoded = _document(data)
    kind = None if decoded else binary_kind(data)
    if kind:
        raise not_text(kind)
    decoded = decoded or _decode(data)
    del data
    if _controls(decoded.text) > (0.3 if decoded.encoding == "utf-8" and not decoded.problems else 0.05):
        raise not_text("binary data")
    text = clean_lines(decoded.text)
    if not text.strip():
        raise InputError("the file is empty (only blanks)", remedy=_AGAIN)
    return Decoded(text, decoded.encoding, decoded.problems)


def _document(data: bytes) -> Decoded | None:
    """The text of a Word document; `None` for anything else."""
    found = docx_text(data) if data.startswith(ZIP) else None
    return Decoded(found.text, "docx", found.problems) if found else None


def _controls(text: str) -> float:
    """The share of control characters; hardly any binary data is valid UTF-8, so there more of them are text."""
    return len(_CONTROL.findall(text[:SAMPLE])) / max(1, len(text[:SAMPLE]))


def _decode(data: bytes) -> Decoded:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _lenient(data[len(bom) :], encoding)
    wide = _wide_encoding(data)
    if wide:
        return _lenient(data, wide)
    if b"\0" in data:
        raise not_text("binary data with NUL bytes")
    try:
        return Decoded(data.decode(), "utf-8")
    except UnicodeDecodeError as error:
        return _lenient(data, "utf-8") if nearly_utf8(data, error) else _one_byte(data)


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without BOM: NUL bytes on one side only of the pairs, as Latin letters and blanks have them."""
    sample = data[:SAMPLE]
    even, odd, pairs = sample[::2].count(0), sample[1::2].count(0), len(sample) // 2
    if max(even, odd) < max(1, 0.05 * pairs) or min(even, odd) > 0.01 * pairs:
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = sample[: pairs * 2].decode(encoding, "replace")
    strange = text.count("\ufffd") + len(_CONTROL.findall(text))
    return encoding if strange <= 0.02 * pairs else None


def _lenient(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    damaged = text.count("\ufffd") - data.count("\ufffd".encode(encoding))
    if damaged <= 0:
        return Decoded(text, encoding)
    reason = f"{damaged} damaged character(s) in {encoding} text, shown as \ufffd"
    return Decoded(text, encoding, (Problem(place="encoding", reason=reason, remedy="Export the file again"),))


def _one_byte(data: bytes) -> Decoded:
    """A few bytes that the encoding lacks are damage; many, and it is another one."""
    likely = cyrillic_or_western(data[:SAMPLE])
    for name in (likely, "cp1251" if likely == "cp1252" else "cp1252"):
        text = data.decode(name, "replace")
        damaged = text.count("\ufffd")
        if damaged <= _DAMAGED * len(text):
            lost = f", {damaged} damaged character(s) shown as \ufffd" if damaged else ""
            remedy = "Save the file as UTF-8 if letters look wrong"
            reason = f"not UTF-8; read as {name}{lost}"
            return Decoded(text, name, (Problem(place="encoding", reason=reason, remedy=remedy),))
    raise InputError("the text is neither UTF-8 nor UTF-16, cp1251 or cp1252", remedy="Save it as UTF-8")
