"""All calls and all items as tables, CSV and Parquet, written a piece at a time: a hundred thousand calls fit.

Everything in them comes from calls and is untrusted: in CSV no value can be taken for a formula. Parquet has types.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from closeplan_nlp.batch.records import ITEMS
from closeplan_nlp.batch.rows import Row
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.output import unwritten
from closeplan_nlp.reporting.writing import cell

PIECE = 20_000
"""Rows that are in memory at once."""
CALLS = {
    **dict.fromkeys(("call", "deal", "plan", "state", "stage", "reason", "remedy", "path", "recording"), "string"),
    **dict.fromkeys(("date", "title", "language", "seller", "customer"), "string"),
    "duration": "float",
    "turns": "integer",
    "items": "integer",
    **dict.fromkeys(KINDS, "integer"),
    "problems": "integer",
    "transcript_file": "string",
    "items_file": "string",
}
"""Columns of the calls, with types; `duration` is in seconds."""
ITEM_TEXTS = ("id", "kind", "text", "side", "owner", "due", "due_text", "category", "importance", "status", "condition")
ITEM_COLUMNS = {
    **dict.fromkeys(("call", "deal", "date", *ITEM_TEXTS), "string"),
    "confidence": "float",
    "quote": "string",
    "speaker": "string",
    "turn": "integer",
    "start": "float",
}
"""Columns of the items; quote, speaker, turn and start (seconds) are those of the first evidence."""
TYPES = {"string": "string", "float": "Float64", "integer": "Int64"}


def write_tables(out: Path, rows: Iterable[Row], deals: Mapping[str, tuple[str, str]]) -> None:
    """Write `calls` and `items` as CSV and Parquet into `out`; `deals` has title and plan file of each call's deal."""
    rows = list(rows)
    _write(out / "calls", CALLS, (call_record(row, deals.get(row.name)) for row in rows))
    _write(out / "items", ITEM_COLUMNS, item_records(out, rows, deals))


def call_record(row: Row, deal: tuple[str, str] | None) -> dict[str, Any]:
    """A call as a row of its table."""
    facts = dict(row.facts or {})
    kinds = facts.get("kinds", {})
    trouble = row.trouble
    reason = trouble.said_of(row.call.path) if trouble else None
    record = {
        **{name: facts.get(name) for name in ("date", "title", "language", "seller", "customer", "duration", "turns")},
        "call": row.name,
        "state": row.state,
        "stage": row.stage,
        "path": row.call.path,
        "recording": row.call.recording,
        "reason": reason,
        "remedy": trouble.remedy if trouble else None,
        "deal": deal[0] if deal else row.call.deal,
        "plan": deal[1] if deal else None,
    }
    if facts:
        counts = {kind: kinds.get(kind, 0) for kind in KINDS}
        files = {"transcript_file": f"calls/{row.name}/transcript.json", "items_file": f"calls/{row.name}/{ITEMS}"}
        record |= {**counts, "items": sum(counts.values()), "problems": len(facts.get("problems", ())), **files}
    return record


def item_records(out: Path, rows: Iterable[Row], deals: Mapping[str, tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """All items of all calls that have a result; a call whose file has gone has none."""
    for row in rows:
        if row.facts is None:
            continue
        try:
            plan = json.loads((out / "calls" / row.name / ITEMS).read_bytes())
        except (OSError, ValueError):
            continue
        deal = deals.get(row.name)
        head = {"call": row.name, "deal": deal[0] if deal else None, "date": (row.facts or {}).get("date")}
        for item in plan.get("items", ()):
            proof: dict[str, Any] = next(iter(item.get("evidence", ())), {})
            said = {name: proof.get(name) for name in ("quote", "speaker", "turn", "start")}
            yield {
                **head,
                **{name: item.get(name) for name in ITEM_TEXTS},
                "confidence": item.get("confidence"),
                **said,
            }


def _write(path: Path, columns: Mapping[str, str], records: Iterator[dict[str, Any]]) -> None:
    """Both files of one table, each in the place of the old one when it is whole."""
    import pandas as pd
    import pyarrow as pa
    from pyarrow import parquet

    arrow = {"string": pa.string(), "float": pa.float64(), "integer": pa.int64()}
    schema = pa.schema([(name, arrow[kind]) for name, kind in columns.items()])
    types = {name: TYPES[kind] for name, kind in columns.items()}
    with ExitStack() as stack:
        csv, binary = stack.enter_context(_both(path))
        text = stack.enter_context(csv.open("w", encoding="utf-8", newline=""))
        writer = stack.enter_context(parquet.ParquetWriter(binary, schema))
        for piece in _pieces(records):
            frame = pd.DataFrame(piece, columns=list(columns)).astype(types)
            writer.write_table(pa.Table.from_pandas(frame, schema=schema, preserve_index=False))
            safe = frame.apply(lambda column: column.map(cell, na_action="ignore"))
            safe.to_csv(text, header=text.tell() == 0, index=False, lineterminator="\r\n")


@contextmanager
def _both(path: Path) -> Iterator[tuple[Path, Path]]:
    """Places for CSV and Parquet, which become the table when the block is done, and go where it is not."""
    parts = {suffix: path.with_name(f".{path.name}{suffix}.part") for suffix in (".csv", ".parquet")}
    try:
        yield parts[".csv"], parts[".parquet"]
        for suffix, part in parts.items():
            os.replace(part, path.with_suffix(suffix))
    except OSError as error:
        raise unwritten(path.with_suffix(".csv"), error) from error
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _pieces(records: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The records in pieces; one empty piece where there are none, so that the header is written."""
    piece = list(islice(records, PIECE))
    yield piece
    while piece := list(islice(records, PIECE)):
        yield piece
