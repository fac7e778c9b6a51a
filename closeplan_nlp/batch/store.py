"""What a batch knows of its calls, in one SQLite file: what is to be done, what is done and how, what failed.

Everything is written in transactions; write-ahead logging keeps them whole whenever the process dies. A call is done
once its files are on the disk and its row says so; what was under way when a batch died simply is not done yet.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from closeplan_nlp.batch.records import Trouble
from closeplan_nlp.batch.rows import DONE, FAILED, DealRow, Row, as_json, call_row, deal_row, spec_of
from closeplan_nlp.errors import ClosePlanError

STORE = "batch.sqlite"
VERSION = 1

_TABLES = """
CREATE TABLE IF NOT EXISTS calls (
    name TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, spec TEXT NOT NULL, present INTEGER NOT NULL,
    want TEXT NOT NULL, state TEXT NOT NULL, heard TEXT, stage TEXT, trouble TEXT, facts TEXT, seconds REAL, peak REAL);
CREATE TABLE IF NOT EXISTS deals (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, title TEXT, digest TEXT, written TEXT, calls TEXT NOT NULL,
    trouble TEXT, facts TEXT);
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, sha256 TEXT NOT NULL);
"""


class Store:
    """The open file, or a copy in memory where the file is to stay as it is (`aside`).

    Raises ClosePlanError where it is no manifest of a batch, or one of another version.
    """

    def __init__(self, path: Path, *, aside: bool = False) -> None:
        self.path = path
        with self._named():
            self._db = sqlite3.connect(":memory:" if aside else path, isolation_level=None)
            if aside and path.exists():
                with closing(sqlite3.connect(path)) as kept:
                    kept.backup(self._db)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            found = self._db.execute("PRAGMA user_version").fetchone()[0]
            if found not in (0, VERSION):
                raise sqlite3.DatabaseError(f"its version is {found}, this program's {VERSION}")
            self._db.executescript(f"{_TABLES} PRAGMA user_version = {VERSION};")

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            reason = f"the batch's manifest cannot be used ({error})"
            remedy = "See whether the disk is full, or the file may not be written; only if it is damaged, delete it"
            raise ClosePlanError(reason, where=str(self.path), remedy=remedy) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        with self._named():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def close(self) -> None:
        """Close the file; everything is in it already."""
        self._db.close()

    def names(self) -> dict[str, str]:
        """The name of every key ever seen."""
        with self._named():
            return dict(self._db.execute("SELECT key, name FROM calls"))

    def put(self, rows: Iterable[Row]) -> None:
        """Write these rows; calls that are in none of them are present no more."""
        with self._writing() as db:
            db.execute("UPDATE calls SET present = 0")
            for row in rows:
                values = (row.name, row.call.key, spec_of(row.call), int(row.present), row.want, row.state, row.heard)
                more = (row.stage, as_json(row.trouble), as_json(row.facts), row.seconds, row.peak)
                db.execute("INSERT OR REPLACE INTO calls VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", values + more)

    def rows(self, *states: str) -> Iterator[Row]:
        """The calls that are present, all or those in these states, by name."""
        where = f"AND state IN ({','.join('?' * len(states))})" if states else ""
        with self._named():
            found = self._db.execute(f"SELECT * FROM calls WHERE present = 1 {where} ORDER BY name", states).fetchall()
        return map(call_row, found)

    def everything(self) -> dict[str, Row]:
        """All calls ever seen, by key."""
        with self._named():
            return {row.call.key: row for row in map(call_row, self._db.execute("SELECT * FROM calls"))}

    def counts(self) -> dict[str, int]:
        """How many calls there are in each state."""
        with self._named():
            return dict(self._db.execute("SELECT state, COUNT(*) FROM calls WHERE present = 1 GROUP BY state"))

    def heard(self, name: str, key: str) -> None:
        """Note that a call's recording is transcribed under this fingerprint."""
        with self._writing() as db:
            db.execute("UPDATE calls SET heard = ? WHERE name = ?", (key, name))

    def unheard(self, names: Iterable[str]) -> None:
        """Forget how recordings of calls were transcribed."""
        with self._writing() as db:
            db.executemany("UPDATE calls SET heard = NULL WHERE name = ?", [(name,) for name in names])

    def done(self, name: str, facts: Mapping[str, Any], seconds: float, peak: float) -> None:
        """Note that a call is done, and what was found."""
        with self._writing() as db:
            values = (DONE, None, None, as_json(facts), seconds, peak, name)
            db.execute("UPDATE calls SET state=?, stage=?, trouble=?, facts=?, seconds=?, peak=? WHERE name=?", values)

    def failed(self, name: str, stage: str, trouble: Trouble, *, keep: bool = False) -> None:
        """Note that a call failed, where and why; whether to `keep` what was found before."""
        with self._writing() as db:
            facts = "facts" if keep else "NULL"
            values = (FAILED, stage, as_json(trouble), name)
            db.execute(f"UPDATE calls SET state=?, stage=?, trouble=?, facts={facts} WHERE name=?", values)

    def digests(self) -> dict[str, tuple[str, str]]:
        """Stamp (size and times) and SHA-256 of the files that were read before."""
        with self._named():
            return {path: (stamp, sha) for path, stamp, sha in self._db.execute("SELECT * FROM files")}

    def put_digests(self, found: Mapping[str, tuple[str, str]]) -> None:
        """Keep stamps and hashes of files."""
        with self._writing() as db:
            db.executemany("INSERT OR REPLACE INTO files VALUES (?,?,?)", [(p, *each) for p, each in found.items()])

    def deals(self) -> dict[str, DealRow]:
        """All deals, by key."""
        with self._named():
            found = self._db.execute("SELECT * FROM deals ORDER BY name").fetchall()
        return {row[0]: deal_row(row) for row in found}

    def deal(self, key: str) -> DealRow | None:
        """The deal of this key."""
        with self._named():
            found = self._db.execute("SELECT * FROM deals WHERE key = ?", (key,)).fetchone()
        return deal_row(found) if found else None

    def put_deal(self, row: DealRow) -> None:
        """Write a deal."""
        values = (row.key, row.name, row.title, row.digest, row.written, json.dumps(row.calls))
        with self._writing() as db:
            more = (as_json(row.trouble), as_json(row.facts))
            db.execute("INSERT OR REPLACE INTO deals VALUES (?,?,?,?,?,?,?,?)", values + more)

    def drop_deal(self, key: str) -> None:
        """Forget a deal."""
        with self._writing() as db:
            db.execute("DELETE FROM deals WHERE key = ?", (key,))
