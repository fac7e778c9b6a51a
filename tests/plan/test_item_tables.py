"""Tables of items as spreadsheets write them."""

from __future__ import annotations

import pytest

from closeplan_nlp.errors import FormatError
from closeplan_nlp.plan.item_tables import csv_rows, iso_day

TABLE = "text;kind;owner\r\nSend the DPÄ;action_item;Zoë\r\n"
ROW = {"text": "Send the DPÄ", "kind": "action_item", "owner": "Zoë"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_spreadsheets(encoding: str) -> None:
    assert csv_rows(TABLE.encode(encoding), "t.csv") == [(2, ROW)]


def test_the_line_that_names_the_separator_is_no_header() -> None:
    assert csv_rows(("sep=;\r\n" + TABLE).encode(), "t.csv") == [(3, ROW)]


def test_rows_without_content_are_skipped_and_counted() -> None:
    assert csv_rows(b"text,kind\n,,\n , \nCall,risk\n,\n", "t.csv") == [(4, {"text": "Call", "kind": "risk"})]


@pytest.mark.parametrize("data", [b"", b" \n", b"text,kind\n", b"text,kind\n,,\n"])
def test_tables_without_rows(data: bytes) -> None:
    with pytest.raises(FormatError, match="no rows"):
        csv_rows(data, "t.csv")


def test_what_is_no_text() -> None:
    with pytest.raises(FormatError, match=r"no\.csv: this is not CSV"):
        csv_rows(bytes(range(256)) * 20, "no.csv")


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("06.03.2026", "2026-03-06"),
        ("6. 3. 2026", "2026-03-06"),
        ("2026/3/6", "2026-03-06"),
        ("2026-03-06 00:00:00", "2026-03-06"),
        ("2026-03-06T00:00:00", "2026-03-06"),
        ("2026-03", "2026-03"),
        ("3/6/2026", "3/6/2026"),
        ("soon", "soon"),
        (None, None),
    ],
)
def test_days_that_mean_the_same_everywhere(given: str | None, day: str | None) -> None:
    assert iso_day(given) == day
