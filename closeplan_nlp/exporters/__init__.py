"""Writes a close plan in the formats that people, programs and tools read.

A newcomer adds one module with `write_…(plan, today) -> str | bytes`, one line in `EXPORTERS`, one snapshot and one
test. A writer for a tool takes a third argument, the `Job`: who is who there, and which tasks to send; for the page it
says where recordings are.
Exporters never read the clock: what depends on the day ("overdue", the today line) appears only when `today` is given.
Everything in a plan is untrusted text; each exporter escapes it for its own format. Libraries that are slow to import
are imported inside the writers, so that the commands start at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from closeplan_nlp.errors import RequestError
from closeplan_nlp.exporters.audience import version_for, version_to_read
from closeplan_nlp.exporters.documents.ical import write_calendar
from closeplan_nlp.exporters.documents.mermaid import write_flowchart, write_gantt
from closeplan_nlp.exporters.documents.pdf import write_pdf
from closeplan_nlp.exporters.documents.word import write_word
from closeplan_nlp.exporters.documents.workbook import write_workbook
from closeplan_nlp.exporters.htmlpage import write_html
from closeplan_nlp.exporters.jsonfile import write_json
from closeplan_nlp.exporters.markdown import write_markdown
from closeplan_nlp.exporters.tasks import ALL, Job
from closeplan_nlp.exporters.tools.asana import write_asana
from closeplan_nlp.exporters.tools.hubspot import write_hubspot
from closeplan_nlp.exporters.tools.jira import write_jira
from closeplan_nlp.exporters.tools.monday import write_monday_csv, write_monday_xlsx
from closeplan_nlp.exporters.tools.planner import write_planner
from closeplan_nlp.exporters.tools.project import write_project
from closeplan_nlp.exporters.tools.salesforce import write_salesforce_opportunity, write_salesforce_tasks
from closeplan_nlp.exporters.tools.slack import write_slack
from closeplan_nlp.exporters.tools.teams import write_teams
from closeplan_nlp.exporters.tools.trello import write_trello
from closeplan_nlp.exporters.yamlfile import write_yaml
from closeplan_nlp.types import ClosePlan

__all__ = ["EXPORTERS", "Exporter", "Job", "export", "exporter_of"]

Write = Callable[[ClosePlan, dt.date | None], str | bytes]
WriteForTool = Callable[[ClosePlan, dt.date | None, Job], str | bytes]


@dataclass(frozen=True)
class Exporter:
    """One target: its name on the command line, its name for people, its file suffix and type, its writer.

    `send` is a writer that takes a job, as those of tools and of the page do. `ledger` is the name
    under which a plan file remembers what was sent; `whole` says that a second export has everything again,
    as the target updates what it knows. `needs` are entries of the mapping file without which the target takes nothing.
    """

    name: str
    title: str
    suffix: str
    media_type: str
    write: Write | None = None
    send: WriteForTool | None = None
    ledger: str | None = None
    whole: bool = False
    needs: tuple[str, ...] = ()

    def run(self, plan: ClosePlan, today: dt.date | None, job: Job) -> str | bytes:
        """The plan in this format."""
        if self.send is not None:
            return self.send(plan, today, job)
        assert self.write is not None
        return self.write(plan, today)


def _document(name: str, title: str, suffix: str, media_type: str, write: Write) -> Exporter:
    return Exporter(name, title, suffix, media_type, write)


def _tool(
    name: str, title: str, suffix: str, media_type: str, send: WriteForTool, *needs: str, ledger: str | None = None
) -> Exporter:
    return Exporter(name, title, suffix, media_type, send=send, ledger=ledger or name, needs=needs)


def _whole(name: str, title: str, suffix: str, media_type: str, send: WriteForTool, *needs: str) -> Exporter:
    return Exporter(name, title, suffix, media_type, send=send, whole=True, needs=needs)


CSV, JSON, JSON_LINES = "text/csv", "application/json", "application/jsonl"
OFFICE = "application/vnd.openxmlformats-officedocument"
WORD, EXCEL = f"{OFFICE}.wordprocessingml.document", f"{OFFICE}.spreadsheetml.sheet"

EXPORTERS: dict[str, Exporter] = {
    exporter.name: exporter
    for exporter in (
        _document("md", "Markdown summary", ".md", "text/markdown", write_markdown),
        _document("json", "JSON plan", ".json", JSON, write_json),
        _document("yaml", "YAML plan file", ".yaml", "application/yaml", write_yaml),
        Exporter("html", "Web page", ".html", "text/html", send=write_html),
        _document("docx", "Word document", ".docx", WORD, write_word),
        _document("xlsx", "Excel workbook", ".xlsx", EXCEL, write_workbook),
        _document("pdf", "PDF (needs Chromium)", ".pdf", "application/pdf", write_pdf),
        _document("mermaid", "Mermaid Gantt chart", ".mmd", "text/vnd.mermaid", write_gantt),
        _document("mermaid-flow", "Mermaid flowchart of the decision", ".mmd", "text/vnd.mermaid", write_flowchart),
        Exporter("ics", "Calendar", ".ics", "text/calendar", send=write_calendar, ledger="ics", whole=True),
        _tool("asana", "Asana, CSV to import", ".csv", CSV, write_asana),
        _tool("trello", "Trello, REST payloads", ".json", JSON, write_trello, "trello.list"),
        _tool("monday", "monday.com, XLSX to import", ".xlsx", EXCEL, write_monday_xlsx),
        _tool("monday-csv", "monday.com, CSV", ".csv", CSV, write_monday_csv, ledger="monday"),
        _tool("salesforce", "Salesforce tasks, CSV", ".csv", CSV, write_salesforce_tasks, "salesforce.what"),
        _whole(
            "salesforce-opportunity",
            "Salesforce opportunity, CSV",
            ".csv",
            CSV,
            write_salesforce_opportunity,
            "salesforce.what",
        ),
        _tool("hubspot", "HubSpot tasks, CSV", ".csv", CSV, write_hubspot),
        _tool("jira", "Jira, CSV to import", ".csv", CSV, write_jira),
        _tool("planner", "Microsoft Planner, Graph payloads", ".json", JSON, write_planner, "planner.plan"),
        _whole("project", "Microsoft Project, XML", ".xml", "application/xml", write_project),
        _whole("slack", "Slack messages", ".jsonl", JSON_LINES, write_slack),
        _whole("teams", "Microsoft Teams messages", ".jsonl", JSON_LINES, write_teams),
    )
}
PLAN_FILES = ("json", "yaml")
"""The formats that are the plan itself: dropped items stay in it."""


def exporter_of(to: str) -> Exporter:
    """The exporter of a name. Raises RequestError where there is none."""
    exporter = EXPORTERS.get(to)
    if exporter is None:
        raise RequestError(f"unknown export {to!r}", remedy=f"Known ones: {', '.join(EXPORTERS)}")
    return exporter


def export(
    plan: ClosePlan, to: str, *, today: dt.date | None = None, audience: str | None = None, job: Job = ALL
) -> str | bytes:
    """The plan in the format `to`, one of `EXPORTERS`; text, or bytes where the format is binary.

    `today` marks what is overdue; `audience="customer"` leaves out what is internal; `job` says who is who in a tool.
    """
    exporter = exporter_of(to)
    plan = version_for(plan, audience) if to in PLAN_FILES else version_to_read(plan, audience)
    return exporter.run(plan, today, job)
