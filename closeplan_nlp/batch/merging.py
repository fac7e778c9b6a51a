"""The deals of a batch: which have to be merged again, what became of them, and those that have no calls any more."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path

from closeplan_nlp.batch.deals import discard, page_path, plan_path
from closeplan_nlp.batch.grouping import Grouped, group
from closeplan_nlp.batch.records import DEALS, MERGE, Deal, Job, Outcome, Settings
from closeplan_nlp.batch.rows import DealRow
from closeplan_nlp.batch.store import Store
from closeplan_nlp.hashing import content_hash

VERSION = 1
"""Goes up when plans of the same calls come out otherwise."""


def deals_of(store: Store, way: str) -> list[Grouped]:
    """The deals that the calls which have a result make."""
    rows = [row for row in store.rows() if row.facts is not None]
    return group(rows, way, {key: row.name for key, row in store.deals().items()})


def merge_jobs(store: Store, way: str, settings: Settings, folder: Path, calls: Path) -> list[Job]:
    """Jobs for the deals whose calls or plan file have changed, and for those that lost all their calls."""
    held = store.deals()
    wanted = deals_of(store, way)
    keys = {deal.key for deal in wanted}
    left = [row for row in held.values() if row.calls and row.key not in keys]
    empty = [Grouped(row.key, row.title or "", row.name, ()) for row in left]
    jobs = []
    for deal in [*wanted, *(each for each in empty if not _is_discarded(store, held[each.key], folder))]:
        row = held.get(deal.key)
        if row is None or row.trouble or row.digest != digest_of(deal) or not _is_as_left(row, folder):
            jobs.append(_job(deal, row, settings, folder, calls))
    return jobs


def _is_discarded(store: Store, row: DealRow, folder: Path) -> bool:
    """Whether a deal without calls could be deleted; what a person has touched stays, without the calls."""
    if not discard(folder, row.name, row.written):
        return False
    store.drop_deal(row.key)
    return True


def _is_as_left(row: DealRow, folder: Path) -> bool:
    """Whether plan and page are there and the plan is what it was after the last merge."""
    path = plan_path(folder, row.name)
    try:
        return content_hash(path) == (row.facts or {}).get("sha256") and page_path(folder, row.name).exists()
    except OSError:
        return False


def digest_of(deal: Grouped) -> str:
    """A hash of all that goes into a deal's plan."""
    parts = [VERSION, deal.title, [(row.name, (row.facts or {}).get("want")) for row in deal.rows]]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _job(deal: Grouped, row: DealRow | None, settings: Settings, folder: Path, calls: Path) -> Job:
    members = tuple((each.name, str((calls / each.name).resolve())) for each in deal.rows)
    gone = tuple(sorted(set(row.calls) - {name for name, _ in members})) if row else ()
    title = deal.title if any(each.name != deal.title for each in deal.rows) else None
    what = Deal(deal.key, deal.name, title, members, row.written if row else None, gone, digest_of(deal))
    return Job(MERGE, deal.name, str(folder.resolve()), settings, base=os.getcwd(), deal=what)


def record_deal(store: Store, job: Job, outcome: Outcome) -> None:
    """Write to the store what became of a deal."""
    deal = job.deal
    assert deal is not None
    names = tuple(name for name, _ in deal.calls)
    if outcome.trouble:
        held = store.deal(deal.key) or DealRow(deal.key, deal.name, deal.title, None, None, names, None, None)
        calls = tuple(sorted({*held.calls, *names}))
        store.put_deal(replace(held, trouble=outcome.trouble, calls=calls))
        return
    written = outcome.facts.get("written")
    store.put_deal(DealRow(deal.key, deal.name, deal.title, deal.digest, written, names, None, outcome.facts))


def homes(store: Store, way: str) -> dict[str, tuple[str, str]]:
    """Title and plan file of the deal that each call went into, by call."""
    held = store.deals()
    return {
        row.name: (deal.title, f"{DEALS}/{plan_path(Path(), deal.name).name}")
        for deal in deals_of(store, way)
        if deal.key in held
        for row in deal.rows
    }
