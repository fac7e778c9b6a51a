"""Word, Excel and PDF, read back by other libraries; the picture of the timeline."""

from __future__ import annotations

import datetime as dt
import io
import os
import stat
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from export_readers import read_docx, read_xlsx
from PIL import Image

from closeplan_nlp.errors import ClosePlanError
from closeplan_nlp.exporters import export
from closeplan_nlp.exporters.documents import pdf
from closeplan_nlp.exporters.documents.picture import draw_gantt, rows_of
from closeplan_nlp.exporters.tasks import tasks_of_plan
from closeplan_nlp.types import ClosePlan


def written(plan: ClosePlan, name: str, **values: Any) -> bytes:
    data = export(plan, name, **values)
    assert isinstance(data, bytes)
    return data


def test_a_word_document_tells_the_plan(rich: ClosePlan, make: Any) -> None:
    data = written(rich, "docx", today=make.today)
    texts = read_docx(data)
    document = docx.Document(io.BytesIO(data))
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings == ["Timeline", "What Northwind does", "What Contoso does", "Decision criteria", "Risks", "People"]
    assert "Northwind warehouse rollout" in texts
    assert "☐ Send the SSO metadata — Dana Reyes, by Fri 6 Mar 2026, overdue" in texts
    assert "☑ Send the NDA — Tom Berg, done" in texts
    assert "“I'll get you the SSO metadata by Friday.” — Dana Reyes, 13:32" in texts
    timeline = document.tables[1]
    assert [cell.text for cell in timeline.rows[0].cells] == ["No.", "Until", "What", "Who", "Status"]
    assert len(timeline.rows) == 7
    assert document.core_properties.title == "Northwind warehouse rollout"


def test_a_word_document_has_the_gantt_chart_with_words_for_it(rich: ClosePlan, make: Any) -> None:
    document = docx.Document(io.BytesIO(written(rich, "docx", today=make.today)))
    (shape,) = document.inline_shapes
    words = shape._inline.docPr.get("descr")
    assert words == "Gantt chart of 4 tasks and milestones, Fri 6 Mar 2026 to Tue 31 Mar 2026"


def test_an_empty_plan_is_a_document_too(empty: ClosePlan) -> None:
    texts = read_docx(written(empty, "docx"))
    assert "There are no tasks and no milestones." in texts
    assert texts.count("Nothing is agreed yet.") == 2
    assert set(read_xlsx(written(empty, "xlsx"))) == {"Plan", "Timeline", "Criteria", "Risks", "Evidence"}


@pytest.mark.parametrize("name", ["docx", "xlsx", "monday"])
def test_equal_plans_give_equal_files(rich: ClosePlan, make: Any, name: str) -> None:
    data = written(rich, name, today=make.today)
    assert data == written(rich, name, today=make.today)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_a_workbook_has_dates_choices_filters_and_colours(rich: ClosePlan, make: Any) -> None:
    data = written(rich, "xlsx", today=make.today)
    sheets = read_xlsx(data)
    assert list(sheets) == ["Plan", "Timeline", "Criteria", "Risks", "Evidence"]
    head, *rows = sheets["Timeline"]
    first = dict(zip(head, rows[0], strict=True))
    assert first["Due"] == dt.datetime(2026, 3, 6)
    assert (first["What"], first["Status"], first["Confidence"]) == ("Send the SSO metadata", "agreed", 0.93)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Timeline"]
    assert sheet.auto_filter.ref == "A1:N7"
    assert sheet.freeze_panes == "A2"
    choices = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert '"proposed,agreed,done"' in choices
    formulas = [rule.formula[0] for rules in sheet.conditional_formatting for rule in rules.rules]
    assert '$G2="done"' in formulas
    assert len(sheets["Evidence"]) == 1 + sum(len(item.evidence) for item in rich.items)


def test_a_customers_workbook_has_no_internal_sheet_or_column(rich: ClosePlan) -> None:
    sheets = read_xlsx(written(rich, "xlsx", audience="customer"))
    assert "Risks" not in sheets
    assert not {"Confidence", "Notes"} & {cell for rows in sheets.values() for cell in rows[0]}


@pytest.mark.parametrize("due", ["0001-01-01", "1899-12-31", "9999-12-31", "2026-Q2"])
def test_days_that_excel_does_not_know_are_words(make: Any, due: str) -> None:
    plan = make.plan(make.item("action_item", "Call", due=due))
    cell = read_xlsx(written(plan, "xlsx"))["Timeline"][1][0]
    assert str(cell)[:4] == due[:4]
    read_docx(written(plan, "docx", today=make.today))


@pytest.mark.parametrize("size", [1, 8, 60])
def test_the_picture_has_a_row_for_each_task(make: Any, size: int) -> None:
    rows = rows_of(tasks_of_plan(make.large(size), make.today))
    data, width, height = draw_gantt(rows, make.today)
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (width, height)
        assert len(image.convert("RGB").getcolors(1 << 24) or []) > 5
    assert height == 140 + 40 * len(rows)


def test_the_picture_marks_today_lateness_and_sides(make: Any) -> None:
    late = make.item("customer_commitment", "Late", side="customer", due="2026-03-01")
    ours = make.item("action_item", "Ours", side="seller", due="2026-03-20", start="2026-03-10")
    rows = rows_of(tasks_of_plan(make.plan(late, ours), make.today))
    with Image.open(io.BytesIO(draw_gantt(rows, make.today)[0])) as image:
        colours = {colour for _, colour in image.convert("RGB").getcolors(1 << 24) or []}
    assert {(0xB3, 0x26, 0x1E), (0x2F, 0x5B, 0xB7)} <= colours


def pixels(plan: ClosePlan, today: dt.date, close: dt.date | None = None) -> Image.Image:
    return Image.open(io.BytesIO(draw_gantt(rows_of(tasks_of_plan(plan, today)), today, close)[0])).convert("RGB")


def test_a_task_of_both_sides_has_the_colour_of_its_list(make: Any) -> None:
    ours = make.item("action_item", "Ours", side="both", due="2026-03-20")
    row = pixels(make.plan(ours), make.today).crop((640, 84, 1800, 124))
    colours = {colour for _, colour in row.getcolors(1 << 20) or []}
    assert (0x2F, 0x5B, 0xB7) in colours
    assert (0x7A, 0x4B, 0x9E) not in colours


@pytest.mark.parametrize(("first", "second"), [("2026-03-12", "2026-04-20"), ("2026-04-20", "2026-03-12")])
def test_arrows_of_the_picture_point_to_what_waits(make: Any, first: str, second: str) -> None:
    """The line ends with a head beside the mark of the second task, on the side that it comes from."""
    before = make.item("action_item", "Before", side="seller", due=first)
    after = make.item("action_item", "After", side="seller", due=second, depends_on=(before.id,))
    image = pixels(make.plan(before, after), make.today)
    y = 84 + 20 + 40 * sorted((first, second)).index(second)
    other = 84 + 20 + 40 * sorted((first, second)).index(first)
    grey = (0x5B, 0x68, 0x75)
    heads = [x for x in range(660, 1780) if image.getpixel((x, y + 4)) == grey]
    assert heads, "half of a head's height below the line"
    assert not [x for x in range(660, 1780) if image.getpixel((x, other - 5)) == grey and second > first]
    blue = [x for x in range(660, 1780) if image.getpixel((x, y)) == (0x2F, 0x5B, 0xB7)]
    assert (max(heads) < min(blue)) if second > first else (min(heads) > max(blue))


def test_the_picture_shows_the_target_close(make: Any) -> None:
    plan = make.plan(make.item("action_item", "Ours", side="seller", due="2026-03-20"))
    ink = (0x1C, 0x27, 0x33)
    line = [pixels(plan, make.today, close).getpixel((1740, 110)) for close in (dt.date(2026, 3, 31), None)]
    assert [colour == ink for colour in line] == [True, False]


def test_quotes_in_a_word_document_name_their_call(rich: ClosePlan, make: Any) -> None:
    second = rich.sources[0].model_copy(update={"id": "call-02", "title": "Second call"})
    said = make.said("We will.").model_copy(update={"source": "call-02"})
    item = make.item("customer_commitment", "Sign", said, side="customer")
    plan = rich.model_copy(update={"sources": (*rich.sources, second), "items": (item,)})
    assert any(
        text.endswith("“We will.” — Dana Reyes, 13:32, Second call") for text in read_docx(written(plan, "docx"))
    )


def test_dates_far_away_do_not_flatten_the_picture(make: Any) -> None:
    days = ("2026-03-06", "2026-03-09", "9999-12-31")
    plan = make.plan(*(make.item("action_item", day, due=day, start="0001-01-01") for day in days))
    rows = rows_of(tasks_of_plan(plan, make.today))
    assert [row.number for row in rows] == [1, 2]
    draw_gantt(rows, make.today)


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(pdf.BROWSER_VARIABLE, raising=False)
    monkeypatch.setattr(pdf, "MAC", "no such browser")


@pytest.mark.usefixtures("no_browser")
def test_without_chromium_the_error_says_what_to_do(rich: ClosePlan, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ClosePlanError, match=r"PDF needs Chromium.*apt install chromium.*CLOSEPLAN_BROWSER.*html"):
        export(rich, "pdf")
    monkeypatch.setenv(pdf.BROWSER_VARIABLE, "/no/browser")
    with pytest.raises(ClosePlanError, match=r"CLOSEPLAN_BROWSER=/no/browser: this browser is not there"):
        export(rich, "pdf")


@pytest.mark.usefixtures("no_browser")
@pytest.mark.parametrize(
    ("script", "message"), [("exit 1", "the browser failed"), ("exit 0", "printed nothing"), ("sleep 9", "after 1 sec")]
)
def test_a_browser_that_does_not_print(
    rich: ClosePlan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, message: str
) -> None:
    browser = tmp_path / "chromium"
    browser.write_text(f"#!/bin/sh\nPATH=/bin:/usr/bin\nexec 2>/dev/null; {script}\n", encoding="utf-8")
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(pdf, "PATIENCE", 1)
    with pytest.raises(ClosePlanError, match=message):
        export(rich, "pdf")


def chromium() -> str | None:
    try:
        return pdf.find_browser()
    except ClosePlanError:
        return None


@pytest.mark.slow
@pytest.mark.skipif(chromium() is None, reason="needs Chromium")
def test_chromium_prints_the_page(rich: ClosePlan, make: Any) -> None:
    before = os.environ.copy()
    data = written(rich, "pdf", today=make.today)
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert len(data) > 10_000
    assert os.environ == before
