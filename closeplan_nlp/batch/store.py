"""What a batch knows of its calls, in one SQLite file: what is to be done, what is done and how, what failed.

Everything is written in transactions; write-ahead logging keeps them whole whenever the process dies. A call is done
once its files are on the disk and its row says so; what was under way when a batch died simply is not done yet.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from closeplan_nlp.batch.records import Call, Facts, Trouble
from closeplan_nlp.errors import ClosePlanError

STORE = "batch.sqlite"
VERSION = 1
WAITING, DONE, FAILED, DUPLICATE = "waiting", "done", "failed", "duplicate"
"""The states of a call."""

_TABLES = """
CREATE TABLE IF NOT EXISTS calls (
    name TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, spec TEXT NOT NULL, present INTEGER NOT NULL,
    want TEXT NOT NULL, state TEXT NOT NULL, heard TEXT, stage TEXT, trouble TEXT, facts TEXT, seconds REAL, peak REAL);
CREATE TABLE IF NOT EXISTS deals (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, title TEXT, digest TEXT, written TEXT, calls TEXT NOT NULL,
    trouble TEXT, facts TEXT);
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, sha256 TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Row:
    """A call as the store knows it.

    `want` is the fingerprint of files, facts, settings and models that the state belongs to, `heard` that under which
    its recording was transcribed. `facts` are what was found, `stage` is where it failed.
    """

    call: Call
    present: bool
    want: str
    state: str
    heard: str | None = None
    stage: str | None = None
    trouble: Trouble | None = None
    facts: Mapping[str, Any] | None = None
    seconds: float = 0.0
    peak: float = 0.0

    @property
    def name(self) -> str:
        """The call's name."""
        return self.call.name


@dataclass(frozen=True)
class DealRow:
    """A deal as the store knows it: `digest` of all that went into its plan, hash of the file as it was `written`."""

    key: str
    name: str
    title: str | None
    digest: str | None
    written: str | None
    calls: tuple[str, ...]
    trouble: Trouble | None
    facts: Mapping[str, Any] | None


class Store:
    """The open file. Raises ClosePlanError where it is no manifest of a batch, or one of another version."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._named():
            self._db = sqlite3.connect(path, isolation_level=None)
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
            remedy = "Free some space, or delete the file; the calls are then done again"
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
                values = (row.name, row.call.key, _spec(row.call), int(row.present), row.want, row.state, row.heard)
                more = (row.stage, _json(row.trouble), _json(row.facts), row.seconds, row.peak)
                db.execute("INSERT OR REPLACE INTO calls VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", values + more)

    def rows(self, *states: str) -> Iterator[Row]:
        """The calls that are present, all or those in these states, by name."""
        where = f"AND state IN ({','.join('?' * len(states))})" if states else ""
        with self._named():
            found = self._db.execute(f"SELECT * FROM calls WHERE present = 1 {where} ORDER BY name", states).fetchall()
        return map(_row, found)

    def everything(self) -> dict[str, Row]:
        """All calls ever seen, by key."""
        with self._named():
            return {row.call.key: row for row in map(_row, self._db.execute("SELECT * FROM calls"))}

    def counts(self) -> dict[str, int]:
        """How many calls there are in each state."""
        with self._named():
            return dict(self._db.execute("SELECT state, COUNT(*) FROM calls WHERE present = 1 GROUP BY state"))

    def heard(self, name: str, key: str) -> None:
        """Note that a call's recording is transcribed under this fingerprint."""
        with self._writing() as db:
            db.execute("UPDATE calls SET heard = ? WHERE name = ?", (key, name))

    def done(self, name: str, facts: Mapping[str, Any], seconds: float, peak: float) -> None:
        """Note that a call is done, and what was found."""
        with self._writing() as db:
            values = (DONE, None, None, _json(facts), seconds, peak, name)
            db.execute("UPDATE calls SET state=?, stage=?, trouble=?, facts=?, seconds=?, peak=? WHERE name=?", values)

    def failed(self, name: str, stage: str, trouble: Trouble) -> None:
        """Note that a call failed, where and why."""
        with self._writing() as db:
            values = (FAILED, stage, _json(trouble), name)
            db.execute("UPDATE calls SET state=?, stage=?, trouble=?, facts=NULL WHERE name=?", values)

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
        return {row[0]: _deal(row) for row in found}

    def put_deal(self, row: DealRow) -> None:
        """Write a deal."""
        values = (row.key, row.name, row.title, row.digest, row.written, json.dumps(row.calls))
        with self._writing() as db:
            more = (_json(row.trouble), _json(row.facts))
            db.execute("INSERT OR REPLACE INTO deals VALUES (?,?,?,?,?,?,?,?)", values + more)

    def drop_deal(self, key: str) -> None:
        """Forget a deal."""
        with self._writing() as db:
            db.execute("DELETE FROM deals WHERE key = ?", (key,))


def _json(value: Any) -> str | None:
    if value is None:
        return None
    return json.dumps(asdict(value) if isinstance(value, Trouble) else value, ensure_ascii=True)


def _spec(call: Call) -> str:
    return json.dumps({key: value for key, value in asdict(call).items() if key not in ("key", "name")})


def _trouble(text: str | None) -> Trouble | None:
    return Trouble(**json.loads(text)) if text else None


def _row(values: tuple[Any, ...]) -> Row:
    name, key, spec, present, want, state, heard, stage, trouble, facts, seconds, peak = values
    found = json.loads(spec)
    given = {name: _tuples(value) for name, value in found.pop("facts").items()}
    wrong = found.pop("trouble")
    call = Call(
        key,
        name,
        **found | {"transcripts": tuple(found["transcripts"])},
        facts=Facts(**given),
        trouble=Trouble(**wrong) if wrong else None,
    )
    kept = json.loads(facts) if facts else None
    return Row(call, bool(present), want, state, heard, stage, _trouble(trouble), kept, seconds or 0.0, peak or 0.0)


def _tuples(value: Any) -> Any:
    return (
        tuple(tuple(each) if isinstance(each, list) else each for each in value) if isinstance(value, list) else value
    )


def _deal(values: tuple[Any, ...]) -> DealRow:
    key, name, title, digest, written, calls, trouble, facts = values
    found = json.loads(facts) if facts else None
    return DealRow(key, name, title, digest, written, tuple(json.loads(calls)), _trouble(trouble), found)
