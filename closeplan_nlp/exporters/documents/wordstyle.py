"""How our Word documents look: page, fonts, headings."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document

ENTRY, QUOTE, CELL = "PlanEntry", "PlanQuote", "PlanCell"
"""Names and ids of our own styles."""
FONT, INK, ACCENT, GREY = "Calibri", "1C2733", "1F3A5F", "5B6875"


def new_document(title: str, today: dt.date | None) -> Document:
    """An empty A4 document with our styles; nothing in it depends on the clock."""
    import docx
    from docx.shared import Cm

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    facts, day = document.core_properties, dt.datetime.combine(today or dt.date(2000, 1, 1), dt.time())
    facts.title, facts.author, facts.last_modified_by, facts.comments = title, "closeplan", "closeplan", ""
    facts.created = facts.modified = day
    _set_styles(document)
    return document


def _set_styles(document: Document) -> None:
    """(name, size, bold, colour, space before and after)."""
    from docx.enum.style import WD_STYLE_TYPE

    for name in (ENTRY, QUOTE, CELL):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
    looks = (
        ("Normal", 10.5, False, INK, 0, 6),
        ("Subtitle", 12, False, GREY, 0, 0),
        ("Title", 24, True, ACCENT, 0, 10),
        ("Heading 1", 15, True, ACCENT, 18, 6),
        (ENTRY, 10.5, False, INK, 4, 1),
        (QUOTE, 9.5, False, GREY, 0, 6),
        (CELL, 9.5, False, INK, 1, 2),
    )
    for look in looks:
        _set_style(document.styles[look[0]], *look[1:])
    document.styles[QUOTE].font.italic = True
    for name in (ENTRY, "Heading 1"):
        document.styles[name].paragraph_format.keep_with_next = True
    document.styles[QUOTE].paragraph_format.keep_together = True
    document.styles[QUOTE].paragraph_format.left_indent = _points(18)


def _points(number: float) -> Any:
    from docx.shared import Pt

    return Pt(number)


def _set_style(each: Any, size: float, bold: bool, colour: str, before: int, after: int) -> None:
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    font, spaces = each.font, each.paragraph_format
    font.name, font.size, font.bold, font.italic = FONT, _points(size), bold, False
    font.color.rgb = RGBColor.from_string(colour)
    fonts = each.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    spaces.space_before, spaces.space_after = _points(before), _points(after)
    borders = each.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)


def describe(shape: Any, number: int, words: str) -> None:
    """A picture's words for those who do not see it."""
    properties = shape._inline.docPr
    properties.set("descr", words)
    properties.set("name", f"Gantt chart {number}")
