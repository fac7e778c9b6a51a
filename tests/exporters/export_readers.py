"""Independent readers of what the exporters write: whatever a text holds, each file is one that its target takes."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import docx
import icalendar
import openpyxl

UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
SLACK_ELEMENTS = {"rich_text_section", "rich_text_list", "text", "user"}
MSPDI = "{http://schemas.microsoft.com/project}"
TASK_ORDER = [
    *("UID", "ID", "Name", "Active", "Manual", "Type", "IsNull", "OutlineLevel", "Priority", "Start", "Finish"),
    *("Duration", "DurationFormat", "Milestone", "PercentComplete", "Deadline", "Notes", "PredecessorLink"),
]
GANTT = re.compile(
    r"    (?:title [^:;#%{}<>`\n]+|dateFormat YYYY-MM-DD|axisFormat %Y-%m-%d|section [^:;#%{}<>`\n]+"
    r"|[^:;#%{}<>`\n]+ :(?:(?:milestone|done|crit), )*\w+, \d{4}-\d\d-\d\d, \d{4}-\d\d-\d\d)"
)
NODE = r"[a-z]+\d*"
LABEL = r'"(?:[^"<>&`#;\n]|#\d+;|<br/>)*"'
FLOW = re.compile(
    rf"    (?:subgraph {NODE}\[{LABEL}\]|    {NODE}\[{LABEL}\]|end|{NODE}\[{LABEL}\]|{NODE} (?:-->|-\.->) {NODE})"
)


def read_csv(text: str) -> list[list[str]]:
    """A table in which every row has a cell for every heading, and no cell is a formula."""
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip(" ").startswith(FORMULA)
        assert not UNSEEN.search(cell)
    return rows


def read_xlsx(data: bytes) -> dict[str, list[list[Any]]]:
    """The sheets' rows; no formula, no link, no macro."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert not [name for name in names if "vba" in name or "external" in name.lower() or "hyperlink" in name]
        for name in names:
            content = archive.read(name)
            assert b"<f>" not in content
            assert b"<hyperlink" not in content
            ET.fromstring(content)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheets = {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book.worksheets}
    for cell in (cell for rows in sheets.values() for row in rows for cell in row if isinstance(cell, str)):
        assert not cell.lstrip(" ").startswith(FORMULA)
        assert len(cell) <= 32_767
    return sheets


def read_docx(data: bytes) -> list[str]:
    """All texts of paragraphs and cells; no field, link or embedded object."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("word/document.xml")
        assert not re.search(rb"<w:(?:fldSimple|instrText|hyperlink|object|altChunk)\b", content)
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def read_ics(text: str) -> list[Any]:
    """The components; lines end in CRLF, have at most 75 octets, and UIDs are there once."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    calendar = icalendar.Calendar.from_ical(text)
    parts = [part for part in calendar.walk() if part.name in ("VTODO", "VEVENT")]
    assert {part.name for part in calendar.walk()} <= {"VCALENDAR", "VTODO", "VEVENT", "VALARM"}
    assert len({str(part["uid"]) for part in parts}) == len(parts)
    assert not [part for part in calendar.walk() if part.errors or "attendee" in part or "attach" in part]
    return parts


def read_project(text: str) -> ET.Element:
    """MSPDI with elements in the schema's order."""
    root = ET.fromstring(text)
    assert root.tag == f"{MSPDI}Project"
    for task in root.iter(f"{MSPDI}Task"):
        names = [child.tag.removeprefix(MSPDI) for child in task]
        assert sorted(names, key=TASK_ORDER.index) == names
    return root


def read_gantt(text: str) -> list[str]:
    """The lines of a Gantt chart, each by the grammar."""
    first, *lines = text.splitlines()
    assert (first, len(text) <= 50_000) == ("gantt", True)
    assert [line for line in lines if not GANTT.fullmatch(line)] == []
    return lines


def read_flowchart(text: str) -> list[str]:
    """The lines of a flowchart, each by the grammar."""
    first, *lines = text.splitlines()
    assert (first, len(text) <= 50_000) == ("flowchart LR", True)
    assert [line for line in lines if not FLOW.fullmatch(line)] == []
    return lines


def read_slack(text: str) -> list[dict[str, Any]]:
    """Payloads within Block Kit's limits, whose words stand where nothing is read into them."""
    payloads = [json.loads(line) for line in text.splitlines()]
    for payload in payloads:
        assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", payload["text"])
        assert 1 <= len(payload["blocks"]) <= 50
        assert sum(map(_letters, payload["blocks"])) <= 13_000
        head, *blocks = payload["blocks"]
        assert head["type"] == "header"
        assert 1 <= len(head["text"]["text"]) <= 150
        for block in blocks:
            assert _letters(block) <= 3_000
            if block["type"] == "section":
                assert block["text"]["type"] == "plain_text"
            else:
                assert block["type"] == "rich_text"
                assert _types(block["elements"]) <= SLACK_ELEMENTS
    return payloads


def _letters(value: Any) -> int:
    if isinstance(value, dict):
        return sum(len(v) if k == "text" and isinstance(v, str) else _letters(v) for k, v in value.items())
    return sum(map(_letters, value)) if isinstance(value, list) else 0


def _types(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["type"]} if "type" in value else set()
        return own.union(*(_types(each) for each in value.values()))
    return set().union(*map(_types, value)) if isinstance(value, list) else set()


def read_teams(text: str) -> list[dict[str, Any]]:
    """Messages of at most 28 KB with a card whose words stand in text runs without functions and templates."""
    messages = [json.loads(line) for line in text.splitlines()]
    for line, message in zip(text.splitlines(), messages, strict=True):
        assert len(line.encode()) <= 28_000
        assert "{{" not in line.replace("}}", "").replace('": {', "")
        (attachment,) = message["attachments"]
        assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
        card = attachment["content"]
        assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
        for block in card["body"]:
            assert block["type"] == "RichTextBlock"
            assert {run["type"] for run in block["inlines"]} == {"TextRun"}
            assert all(run["text"] and "{{" not in run["text"] and "${" not in run["text"] for run in block["inlines"])
    return messages


READERS: dict[str, Callable[[Any], Any]] = {
    "docx": read_docx,
    "xlsx": read_xlsx,
    "mermaid": read_gantt,
    "mermaid-flow": read_flowchart,
    "ics": read_ics,
    "asana": read_csv,
    "trello": json.loads,
    "monday": read_xlsx,
    "monday-csv": read_csv,
    "salesforce": read_csv,
    "salesforce-opportunity": read_csv,
    "hubspot": read_csv,
    "jira": read_csv,
    "planner": json.loads,
    "project": read_project,
    "slack": read_slack,
    "teams": read_teams,
}
"""A reader for each export; Markdown, JSON, YAML and HTML have theirs in their own tests, PDF in its own."""
