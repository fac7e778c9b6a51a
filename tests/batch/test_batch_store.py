"""The manifest of a batch: rows survive, states, damaged and foreign files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from closeplan_nlp.batch.records import Call, Facts, Trouble
from closeplan_nlp.batch.rows import DONE, FAILED, WAITING, DealRow, Row
from closeplan_nlp.batch.store import Store
from closeplan_nlp.errors import ClosePlanError

CALL = Call(
    "acme/call",
    "acme-call",
    ("a.vtt", "b.txt"),
    "a.ogg",
    "Acme",
    "acme",
    Facts("2026-03-02", "en", ("Us",), ("Dana",), (("Speaker 1", "Dana"),), (("Dana", "CFO"),)),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "batch.sqlite")
    yield made
    made.close()


def test_rows_come_back_as_they_were(store: Store) -> None:
    bad = Call("x", "x", trouble=Trouble("no such file", "list.csv, line 2", "Check it"))
    rows = [
        Row(CALL, True, "w", DONE, "h", None, None, {"kinds": {"risk": 1}}, 1.5, 300.0),
        Row(bad, True, "", FAILED, stage="input", trouble=bad.trouble),
    ]
    store.put(rows)
    store.close()
    assert list(Store(store.path).rows()) == rows


def test_states(store: Store) -> None:
    store.put([Row(Call(name, name), True, "w", WAITING) for name in "abc"])
    store.done("a", {"kinds": {}}, 1.0, 200.0)
    store.failed("b", "analyse", Trouble("bad"))
    store.heard("c", "key")
    assert store.counts() == {DONE: 1, FAILED: 1, WAITING: 1}
    assert [row.name for row in store.rows(DONE, FAILED)] == ["a", "b"]
    assert {row.name: row.heard for row in store.rows()} == {"a": None, "b": None, "c": "key"}
    store.put([Row(Call("a", "a"), True, "w", DONE)])
    assert [row.name for row in store.rows()] == ["a"]
    assert set(store.everything()) == {"a", "b", "c"}
    assert store.names() == {"a": "a", "b": "b", "c": "c"}


def test_deals_and_files(store: Store) -> None:
    deal = DealRow("k", "n", "T", "d", None, ("a", "b"), Trouble("broken"), {"items": 2})
    store.put_deal(deal)
    assert store.deals() == {"k": deal}
    store.drop_deal("k")
    assert store.deals() == {}
    store.put_digests({"a.txt": ("1-2-3", "abc")})
    assert store.digests() == {"a.txt": ("1-2-3", "abc")}


def test_a_failed_transaction_leaves_no_trace(store: Store) -> None:
    store.put([Row(Call("a", "a"), True, "w", DONE)])
    twins = [Row(Call("b", "b"), True, "w", DONE), Row(Call("c", "c"), True, None, DONE)]  # type: ignore[arg-type]
    with pytest.raises(ClosePlanError, match="cannot be used"):
        store.put(twins)
    assert [row.name for row in store.rows()] == ["a"]


def test_what_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "batch.sqlite"
    path.write_text("no database" * 100)
    with pytest.raises(ClosePlanError, match=r"batch\.sqlite.*delete it"):
        Store(path)


def test_a_store_of_another_version(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "batch.sqlite") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(ClosePlanError, match="its version is 99"):
        Store(tmp_path / "batch.sqlite")
