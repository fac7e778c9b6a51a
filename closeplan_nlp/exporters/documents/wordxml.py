"""Paragraphs and tables of a Word document as WordprocessingML.

python-docx makes tables cell by cell, which takes seconds for hundreds of rows; here each part is one piece of XML, in
which every text is escaped and stands in a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from closeplan_nlp.exporters.documents.wordstyle import CELL, QUOTE

if TYPE_CHECKING:
    from docx.document import Document

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEAD = "E6ECF3"
RULE = "C9D2DC"
TWIPS = 567  # in a centimetre


@dataclass(frozen=True)
class Row:
    """A row of a table: its clean texts, and whether they are bold."""

    texts: Sequence[str]
    bold: bool = False


def add_paragraph(document: Document, style: str, text: str, *, lead: str = "") -> None:
    """A paragraph in a style (by its id), with bold words before its text."""
    _append(document, _paragraph(style, (_run(lead, bold=True) if lead else "") + (_run(text) if text else "")))


def add_table(document: Document, heads: Sequence[str] | None, rows: Sequence[Row], widths: Sequence[float]) -> None:
    """A table with these column widths in centimetres.

    Headings stand on every page; a table without them has labels in its first column.
    """
    twips = [round(width * TWIPS) for width in widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    body = "".join(_row(row, twips, labelled=heads is None) for row in rows)
    head = _head(heads, twips) if heads else ""
    layout = f'<w:tblW w:w="{sum(twips)}" w:type="dxa"/>{_borders(heads is not None)}<w:tblLayout w:type="fixed"/>'
    _append(document, f"<w:tbl><w:tblPr>{layout}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>")
    _append(document, _paragraph(QUOTE, ""))


def _append(document: Document, xml: str) -> None:
    from docx.oxml import parse_xml

    end = xml.index(">") if xml[xml.index(">") - 1] != "/" else xml.index(">") - 1
    document.element.body.insert_element_before(parse_xml(f"{xml[:end]} {NAMESPACE}{xml[end:]}"), "w:sectPr")


def _run(text: str, *, bold: bool = False) -> str:
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _paragraph(style: str, runs: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def _head(heads: Sequence[str], twips: Sequence[int]) -> str:
    cells = "".join(_cell(text, width, bold=True, shade=HEAD) for text, width in zip(heads, twips, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(row: Row, twips: Sequence[int], *, labelled: bool) -> str:
    cells = (
        _cell(text, width, bold=row.bold or (labelled and number == 0))
        for number, (text, width) in enumerate(zip(row.texts, twips, strict=True))
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _cell(text: str, width: int, *, bold: bool = False, shade: str | None = None) -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    look = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}</w:tcPr>'
    return f"<w:tc>{look}{_paragraph(CELL, _run(text, bold=bold) if text else '')}</w:tc>"


def _borders(drawn: bool) -> str:
    """Thin rules between rows."""
    if not drawn:
        return ""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>' for side in ("top", "bottom", "insideH")
    )
    return f"<w:tblBorders>{sides}</w:tblBorders>"
