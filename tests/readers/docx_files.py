"""Small Word documents for the tests: paragraphs in, the bytes of a DOCX out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from html import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
PICTURE = (
    '<w:r><w:drawing><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    "<a:t>picture</a:t></a:graphic></w:drawing></w:r>"
)


def paragraph(text: str, before: str = "") -> str:
    """A paragraph of one run; line ends become breaks. `before` is markup in front of it."""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p>{before}<w:r>{lines}</w:r></w:p>"


def document(body: str) -> str:
    """`word/document.xml` with this body."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'


def zipped(xml: str, name: str = "word/document.xml") -> bytes:
    """A package with this document; the same text always gives the same bytes."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELATIONS), (name, xml)):
            archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return memory.getvalue()


def docx(paragraphs: Iterable[str]) -> bytes:
    """A document of these paragraphs."""
    return zipped(document("".join(map(paragraph, paragraphs))))
