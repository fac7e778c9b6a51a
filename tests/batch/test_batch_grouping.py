"""Which calls make a deal."""

from __future__ import annotations

from closeplan_nlp.batch.grouping import group, key_of
from closeplan_nlp.batch.records import Call
from closeplan_nlp.batch.rows import DONE, Row


def row(name: str, folder: str = "", deal: str | None = None, customer: str | None = None) -> Row:
    """A call that is done."""
    call = Call(f"{folder}/{name}", name, folder=folder, deal=deal)
    return Row(call, True, "w", DONE, facts={"customer": customer})


def deals(rows: list[Row], way: str) -> dict[str, tuple[str, list[str]]]:
    """File name → title and calls."""
    return {deal.name: (deal.title, [each.name for each in deal.rows]) for deal in group(rows, way, {})}


ROWS = [
    row("a", folder="northwind"),
    row("b", customer="Northwind, Inc."),
    row("c", customer="Northwind"),
    row("d", customer="Northwind"),
    row("e", deal="Big one", folder="northwind", customer="Northwind"),
    row("f", folder="2026/03", customer="Acme GmbH"),
    row("g"),
]


def test_the_first_that_tells() -> None:
    assert deals(ROWS, "auto") == {
        "northwind": ("Northwind", ["a", "b", "c", "d"]),
        "big-one": ("Big one", ["e"]),
        "acme": ("Acme GmbH", ["f"]),
        "g": ("g", ["g"]),
    }


def test_by_one_of_them() -> None:
    assert deals(ROWS, "folder")["2026-03"] == ("2026/03", ["f"])
    assert deals(ROWS, "folder")["northwind"] == ("northwind", ["a", "e"])
    assert deals(ROWS, "organisation")["northwind"] == ("Northwind", ["b", "c", "d", "e"])
    assert deals(ROWS, "manifest")["big-one"] == ("Big one", ["e"])
    assert deals(ROWS, "none") == {}


def test_spellings_of_a_name() -> None:
    spellings = ["Northwind", "northwind inc.", "Northwind, Inc", "NORTHWIND  Ltd.", "Northwind Co., Ltd."]
    assert {key_of(each) for each in spellings} == {"northwind"}
    assert key_of("Ltd") == "ltd"
    assert key_of("!!!") == "!!!"


def test_deals_of_one_file_name_are_told_apart() -> None:
    found = group([row("a", deal="!!!"), row("b", deal="???")], "auto", {})
    assert len({deal.name for deal in found}) == 2
