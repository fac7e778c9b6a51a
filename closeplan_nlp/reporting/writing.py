"""A report as table, CSV, JSON or web page. Everything in a plan is untrusted text, escaped for each of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from typing import Any

from closeplan_nlp.reporting.frame import ITEM_COLUMNS, Facts
from closeplan_nlp.reporting.sections import SECTIONS, records
from closeplan_nlp.saying import clean, say_count, say_day, shorten

WIDTH = 60
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
HIDDEN = ("last_day", "internal")


def write_table(facts: Facts) -> str:
    """The sections as aligned text."""
    parts = [f"{say_count(len(facts.deals), 'deal')} on {say_day(facts.today)}, soon: {facts.soon_days} days"]
    for section in SECTIONS.values():
        rows = records(section.rows(facts))
        parts.append(f"{section.title}\n{_aligned(rows) if rows else f'  {section.empty}'}")
    return "\n\n".join(parts) + "\n"


def _aligned(rows: Sequence[dict[str, Any]]) -> str:
    names = list(rows[0])
    cells = [[heading(name) for name in names], *([shorten(shown(row[name]), WIDTH) for name in names] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(names))]
    return "\n".join(
        f"  {'  '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))}".rstrip() for row in cells
    )


def heading(name: str) -> str:
    """A column's name for people."""
    return name.replace("_", " ")


def shown(value: Any) -> str:
    """A value for people."""
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else clean(str(value))


def write_csv(facts: Facts) -> str:
    """All tasks and milestones of all deals, a row each: what spreadsheets pivot."""
    stream = io.StringIO()
    names = [name for name in ITEM_COLUMNS if name not in HIDDEN]
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([cell(row[name]) for name in names] for row in records(facts.items))
    return stream.getvalue()


def cell(value: Any) -> Any:
    """A value that no spreadsheet takes for a formula: texts that begin like one get an apostrophe."""
    if not isinstance(value, str):
        return value
    text = clean(value)
    return f"'{text}" if value.startswith(FORMULA) or text.startswith(FORMULA) else text


def write_json(facts: Facts) -> str:
    """Everything: the day, the sections, and all items."""
    data: dict[str, Any] = {"today": facts.today.isoformat(), "soon_days": facts.soon_days}
    data |= {key: records(section.rows(facts)) for key, section in SECTIONS.items()}
    items = [{key: value for key, value in row.items() if key != "last_day"} for row in records(facts.items)]
    return json.dumps(data | {"items": items}, ensure_ascii=False, indent=2) + "\n"


def write_html(facts: Facts) -> str:
    """A page without script or network; the template escapes every value."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("closeplan_nlp.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    sections = [
        (section, [heading(n) for n in table.columns], [list(map(shown, row.values())) for row in records(table)])
        for section in SECTIONS.values()
        for table in [section.rows(facts)]
    ]
    page = environment.get_template("report.html")
    return page.render(today=say_day(facts.today), soon=facts.soon_days, sections=sections)


WRITERS: dict[str, Callable[[Facts], str]] = {
    "table": write_table,
    "csv": write_csv,
    "json": write_json,
    "html": write_html,
}
