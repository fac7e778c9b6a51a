"""Workbooks with real dates, filters and fixed headings, in which no text is a formula, a link or markup.

Written with XlsxWriter (ECMA-376). Texts are written as strings, never interpreted, and what begins like a formula gets
an apostrophe, for the day on which somebody saves the sheet as CSV.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from closeplan_nlp.exporters.safety import limited, not_formula, one_line, paragraphs

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Cell = str | float | dt.date | None
A4 = 9
CELL = 32_000
LINE, MOST_LINES = 15, 10
"""The height of a line in points, and the lines of the highest row."""
FIRST_DAY = dt.date(1900, 3, 1)
"""Excel counts days from 1900, and counts a day in February 1900 that was none."""
COLOURS = {"done": ("#E3F1E6", "#1E5B33"), "late": ("#FBE3E0", "#8C1D18"), "soon": ("#FFF3D6", "#6B4A00")}


class Book:
    """A workbook in the making: sheets are added, `close` gives the file."""

    def __init__(self) -> None:
        from xlsxwriter import Workbook

        self._stream = io.BytesIO()
        self.book: Workbook = Workbook(self._stream, {"in_memory": True, "strings_to_urls": False})
        plain = {"valign": "top", "text_wrap": True, "font_name": "Calibri", "font_size": 11}
        self.text = self.book.add_format(plain)
        self.day = self.book.add_format({**plain, "num_format": "yyyy-mm-dd", "align": "left"})
        self.share = self.book.add_format({**plain, "num_format": "0%", "align": "left"})
        self.head = self.book.add_format({**plain, "bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"})
        self.label = self.book.add_format({**plain, "bold": True})
        self.title = self.book.add_format({"bold": True, "font_size": 16, "font_name": "Calibri"})

    def sheet(self, name: str, columns: Sequence[tuple[str, int]]) -> Sheet:
        """A sheet with these columns: heading and width in letters."""
        return Sheet(self, self.book.add_worksheet(name), columns)

    def close(self, title: str, today: dt.date | None) -> bytes:
        """The file's bytes; they depend on the content and the day alone."""
        created = dt.datetime.combine(today or dt.date(2000, 1, 1), dt.time())
        self.book.set_properties({"title": one_line(title, 250), "author": "closeplan", "created": created})
        self.book.close()
        return self._stream.getvalue()


class Sheet:
    """A table in a workbook: headings on top that stay in view, then rows."""

    def __init__(self, book: Book, sheet: Worksheet, columns: Sequence[tuple[str, int]]) -> None:
        self.book, self.sheet, self.rows = book, sheet, 0
        self.names = [name for name, _ in columns]
        self.widths = [width for _, width in columns]
        for number, (name, width) in enumerate(columns):
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, not_formula(paragraphs(name)), book.head)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def add(self, cells: Sequence[Cell]) -> None:
        """A row under the last one."""
        self.rows += 1
        for number, cell in enumerate(cells):
            self.put(self.rows, number, cell)
        sizes = (len(str(cell)) / width for cell, width in zip(cells, self.widths, strict=False) if cell)
        lines = math.ceil(max(sizes, default=1) * 1.1)
        self.sheet.set_row(self.rows, LINE * max(1, min(lines, MOST_LINES)) + 3)

    def put(self, row: int, column: int, cell: Cell, style: Any = None) -> None:
        """A cell: dates and numbers as such, everything else as text."""
        if isinstance(cell, dt.date) and cell >= FIRST_DAY:
            self.sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()), style or self.book.day)
        elif isinstance(cell, float):
            self.sheet.write_number(row, column, cell, style or self.book.share)
        elif cell:
            text = limited(paragraphs(str(cell)), CELL)
            self.sheet.write_string(row, column, not_formula(text), style or self.book.text)
        else:
            self.sheet.write_blank(row, column, None, style or self.book.text)

    def finish(self) -> None:
        """Filters over all rows."""
        self.sheet.autofilter(0, 0, max(self.rows, 1), len(self.names) - 1)

    def choices(self, name: str, values: Sequence[str]) -> None:
        """A drop-down in a column, also in a hundred rows below for what people add."""
        column = self.names.index(name)
        rule = {"validate": "list", "source": list(values), "error_title": name, "error_message": ", ".join(values)}
        self.sheet.data_validation(1, column, self.rows + 100, column, rule)

    def colour(self, formula: str, look: str, columns: Sequence[str] | None = None) -> None:
        """Colours for rows of which a formula (for row 2) holds."""
        back, front = COLOURS[look]
        style = self.book.book.add_format({"bg_color": back, "font_color": front})
        numbers = [self.names.index(name) for name in columns or self.names]
        rule = {"type": "formula", "criteria": formula, "format": style}
        self.sheet.conditional_format(1, min(numbers), max(self.rows, 1), max(numbers), rule)
