"""The text of a Word document (DOCX), read as a stream by the standard library.

A DOCX is a ZIP with WordprocessingML in `word/document.xml` (ECMA-376, https://ecma-international.org/publications-and-standards/standards/ecma-376/).
Paragraphs come out as blocks with a blank line between them, line breaks inside a paragraph as line ends, the cells of
a table row with tabs between. Pictures, headers, footnotes, comments and deleted text are no speech and are left out.
The library's parser opens no external entity; the standard forbids document types, so one is refused before it is
read. What is unpacked is counted and limited; a document damaged in the middle is read as far as it goes.
"""

from __future__ import annotations

import io
import re
import struct
import xml.etree.ElementTree as ElementTree
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from closeplan_nlp.errors import InputError
from closeplan_nlp.types import Problem

LIMIT = 64 * 1024 * 1024
"""How many bytes of text and markup a document may unpack to; an hour of talk has less than one percent of it."""
_CHUNK = 65536
_MAIN = re.compile(r"word/document[0-9]*\.xml")
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, ElementTree.ParseError, EOFError, OSError, ValueError)
_AGAIN = "Export the document again, or as text"
_NAMESPACE = re.compile(r"\{http://(?:schemas\.openxmlformats|purl\.oclc)\.org/[^{}]*wordprocessingml[^{}]*\}")
_NO_TEXT = {"pPr", "rPr", "sectPr", "del", "moveFrom"}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(frozen=True)
class DocxText:
    """The text, and what was wrong with the document."""

    text: str
    problems: tuple[Problem, ...] = ()


def docx_text(data: bytes) -> DocxText | None:
    """The text of a DOCX; `None` for any other ZIP.

    Raises:
        InputError: damaged, encrypted, too large, or with a document type.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        name = next((name for name in archive.namelist() if _MAIN.fullmatch(name)), None)
    except (*_DAMAGE, RuntimeError) as error:
        if b"word/document" in data:
            raise InputError(f"this Word document is damaged ({error})", remedy=_AGAIN) from error
        return None
    if name is None:
        return None
    body = _Body()
    problems = tuple(_feed(archive, name, body))
    return DocxText("\n\n".join(body.blocks()), problems)


def _feed(archive: zipfile.ZipFile, name: str, body: _Body) -> Iterator[Problem]:
    """Give the parser what is unpacked, piece by piece; damage ends it."""
    parser = ElementTree.XMLParser(target=body)
    size = 0
    try:
        with archive.open(name) as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                if size > LIMIT:
                    raise InputError(f"the document unpacks to more than {LIMIT >> 20} MB", remedy=_AGAIN)
                parser.feed(chunk)
        parser.close()
    except _DAMAGE as error:
        if not any(map(str.strip, body.blocks())):
            raise InputError(f"this Word document is damaged ({error})", remedy=_AGAIN) from error
        reason = f"the document is damaged here ({error}); what follows is lost"
        yield Problem(place=f"paragraph {body.count}", reason=reason, remedy=_AGAIN)
    except RuntimeError as error:  # encrypted, or packed in a way that the library does not know
        raise InputError(f"this Word document cannot be unpacked ({error})", remedy=_AGAIN) from error


class _Body:
    """What the parser calls: it keeps the text of the open paragraph and of all before."""

    def __init__(self) -> None:
        self.count = 0
        self._done: list[str] = []
        self._open: list[str] = []
        self._row: list[list[str]] = []
        self._in_text = False
        self._skipped = 0

    def doctype(self, *_: object) -> None:
        """Called before the parts of a document type are read."""
        raise InputError("the document has a document type, which Word documents never have", remedy=_AGAIN)

    def start(self, tag: str, _: dict[str, str]) -> None:
        """An element begins."""
        name = _local(tag)
        if self._skipped or name in _NO_TEXT or tag.endswith("}Fallback"):
            self._skipped += 1
            return
        self._in_text = name == "t"
        if name == "tr":
            self._row.append([])
        elif name in _SIGNS:
            self._open.append(_SIGNS[name])

    def data(self, text: str) -> None:
        """Characters, of which only those in `w:t` are text."""
        if self._in_text and not self._skipped:
            self._open.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._skipped:
            self._skipped -= 1
            return
        self._in_text = False
        name = _local(tag)
        if name == "p":
            self.count += 1
            self._close_paragraph()
        elif name == "tr" and self._row:
            self._done.append("\t".join(filter(str.strip, self._row.pop())))

    def _close_paragraph(self) -> None:
        text = "".join(self._open)
        self._open.clear()
        (self._row[-1] if self._row else self._done).append(text)

    def blocks(self) -> list[str]:
        """All paragraphs; what was open when the document broke off is one too."""
        left = ["".join(self._open), *("\t".join(row) for row in self._row)]
        return [*self._done, *(text for text in left if text.strip())]


def _local(tag: str) -> str:
    """`t` for `{…wordprocessingml…}t`, nothing for elements of other kinds (drawings, formulas)."""
    found = _NAMESPACE.match(tag)
    return tag[found.end() :] if found else ""
