"""Reports as table, CSV, JSON and page: snapshots, and texts that attack their reader."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
from deals import commitment, deal, item, milestone
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from syrupy.assertion import SnapshotAssertion

from closeplan_nlp.reporting.frame import ITEM_COLUMNS, Facts, gather
from closeplan_nlp.reporting.sections import SECTIONS
from closeplan_nlp.reporting.writing import FORMULA, WRITERS, cell, write_csv, write_html, write_json, write_table
from closeplan_nlp.types import Change

TODAY = dt.date(2026, 3, 9)
NASTY = (
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "+1",
    "-2+3",
    "\t=1",
    "\r\n=1",
    "\x00=1",
    "\u202e=1",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "\x1b[31mred",
    'a,"b"\nc',
)


@pytest.fixture(scope="module")
def facts() -> Facts:
    """Two deals, one row in each section."""
    slipped = (Change(field="due", old="2026-03-10", new="2026-03-17"),)
    one = deal(
        item("a", text="Send the quote", due="2026-03-06"),
        commitment("b"),
        commitment("c", status="done", done_on="2026-03-05"),
        milestone("m", "pilot", "2026-03-17", history=slipped),
    )
    return gather([("one.yaml", one), ("two.yaml", deal(milestone("m", "demo"), name="Calm"))], TODAY)


@pytest.mark.parametrize("to", WRITERS)
def test_snapshots(to: str, facts: Facts, snapshot: SnapshotAssertion) -> None:
    assert WRITERS[to](facts) == snapshot


def nasty(text: str) -> Facts:
    task = item("a", text=text, owner=text, due="2026-03-06")
    return gather([(text, deal(task, milestone("m", "demo", text=text), name=text, customer=text))], TODAY)


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_is_a_formula(text: str) -> None:
    rows = list(csv.reader(io.StringIO(write_csv(nasty(text)), newline="")))
    assert len(rows) == 3
    for row in rows:
        assert len(row) == len(ITEM_COLUMNS) - 2
        assert not any(value.startswith(FORMULA) for value in row if not value.lstrip("-").isdigit())


@given(st.text())
def test_no_text_is_a_formula(text: str) -> None:
    assert not str(cell(text)).startswith(FORMULA)


@pytest.mark.parametrize("text", NASTY)
def test_the_page_shows_texts_and_runs_nothing(text: str) -> None:
    page = write_html(nasty(text))
    tree = html.fromstring(page)
    assert tree.xpath("//script|//img|//link|//iframe|//a[@href]|//*[@onerror]") == []
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert len(tree.xpath("//table")) >= 3


@pytest.mark.parametrize("text", NASTY)
def test_the_table_has_no_control_characters(text: str) -> None:
    assert all(char.isprintable() or char == "\n" for char in write_table(nasty(text)))


def test_json_holds_sections_and_items(facts: Facts) -> None:
    data = json.loads(write_json(facts))
    assert set(data) == {"today", "soon_days", "items", *SECTIONS}
    assert len(data["items"]) == 5


def test_nothing_at_all() -> None:
    empty = gather([], TODAY)
    assert "There are no deals." in write_table(empty)
    assert write_csv(empty).count("\n") == 1
    assert json.loads(write_json(empty))["items"] == []
    assert "<table>" not in write_html(empty)
