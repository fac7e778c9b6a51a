"""Writes a close plan in the formats that people and programs read.

A newcomer adds one module with `write_…(plan, today) -> str`, one line in `EXPORTERS`, one snapshot and one test.
Exporters never read the clock: what depends on the day ("overdue", the today line) appears only when `today` is given.
Everything in a plan is untrusted text; each exporter escapes it for its own format.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from closeplan_nlp.errors import RequestError
from closeplan_nlp.exporters.htmlpage import write_html
from closeplan_nlp.exporters.jsonfile import write_json
from closeplan_nlp.exporters.markdown import write_markdown
from closeplan_nlp.exporters.yamlfile import write_yaml
from closeplan_nlp.types import ClosePlan

__all__ = ["EXPORTERS", "Exporter", "export"]


@dataclass(frozen=True)
class Exporter:
    """One target: its name on the command line, its name for people, its file suffix and type, its writer."""

    name: str
    title: str
    suffix: str
    media_type: str
    write: Callable[[ClosePlan, dt.date | None], str]


EXPORTERS: dict[str, Exporter] = {
    exporter.name: exporter
    for exporter in (
        Exporter("md", "Markdown summary", ".md", "text/markdown", write_markdown),
        Exporter("json", "JSON plan", ".json", "application/json", write_json),
        Exporter("yaml", "YAML plan file", ".yaml", "application/yaml", write_yaml),
        Exporter("html", "Web page", ".html", "text/html", write_html),
    )
}


def export(plan: ClosePlan, to: str, *, today: dt.date | None = None) -> str:
    """The plan as text in the format `to`, one of `EXPORTERS`; `today` marks what is overdue."""
    exporter = EXPORTERS.get(to)
    if exporter is None:
        raise RequestError(f"unknown export {to!r}", remedy=f"Known ones: {', '.join(EXPORTERS)}")
    return exporter.write(plan, today)
