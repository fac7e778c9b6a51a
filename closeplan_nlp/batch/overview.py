"""The overview: one page over all deals and calls, without script or network. The template escapes every value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from closeplan_nlp.batch.deals import page_path
from closeplan_nlp.batch.records import DEALS, MERGE
from closeplan_nlp.batch.rows import DUPLICATE, FAILED, WAITING, DealRow, Row
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.saying import clean, say_count, say_date

MOST_DEALS, MOST_FAILURES = 2000, 500
"""Rows of a table beyond which the page points to the CSV files."""


def write_overview(rows: Iterable[Row], deals: Iterable[DealRow]) -> str:
    """The page over these calls and deals."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("closeplan_nlp.batch"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: clean(value) if isinstance(value, str) and not hasattr(value, "__html__") else value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(date=say_date)
    rows, deals = list(rows), [deal for deal in deals if deal.calls]
    return environment.get_template("overview.html").render(
        headline=_headline(rows, deals),
        figures=_figures(rows),
        deals=[_deal(deal) for deal in _latest_first(deals)[:MOST_DEALS]],
        more_deals=max(0, len(deals) - MOST_DEALS),
        failures=[_failure(row) for row in rows if row.state == FAILED][:MOST_FAILURES]
        + [_broken(deal) for deal in deals if deal.trouble],
        more_failures=max(0, sum(row.state == FAILED for row in rows) - MOST_FAILURES),
        titles={key: kind.plural for key, kind in KINDS.items()},
    )


def _headline(rows: Sequence[Row], deals: Sequence[DealRow]) -> str:
    done = sum(row.facts is not None for row in rows)
    return f"{say_count(done, 'call')} in {say_count(len(deals), 'deal')}"


def _figures(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The numbers at the head of the page."""
    done = [row.facts for row in rows if row.facts is not None]
    hours = sum(facts.get("duration") or 0.0 for facts in done) / 3600
    items = sum(sum(facts.get("kinds", {}).values()) for facts in done)
    states = {"failed": FAILED, "not done yet": WAITING, "duplicates": DUPLICATE}
    counts = [(str(n), label) for label, state in states.items() if (n := sum(row.state == state for row in rows))]
    return [(str(len(done)), "calls"), (f"{hours:.1f}", "hours"), (str(items), "items"), *counts]


def _latest_first(deals: Sequence[DealRow]) -> list[DealRow]:
    """Deals with the latest calls first, undated ones last."""
    by_name = sorted(deals, key=lambda deal: deal.name)
    return sorted(by_name, key=lambda deal: (deal.facts or {}).get("last") or "", reverse=True)


def _deal(deal: DealRow) -> Mapping[str, Any]:
    """What the page says of a deal; one that could not be merged has its name alone."""
    facts: dict[str, Any] = {"customer": None, "last": None, "open": "", "next_due": None, "target_close": None}
    facts |= {"kinds": {}, **(deal.facts or {})}
    link = str(PurePosixPath(DEALS, page_path(Path(), deal.name).name)) if deal.facts else None
    return {**facts, "deal": facts.get("deal") or deal.title or deal.name, "calls": len(deal.calls), "link": link}


def _failure(row: Row) -> tuple[str, str, str, str]:
    """File, stage, reason, remedy."""
    trouble = row.trouble
    path = row.call.path
    return path, row.stage or "", trouble.said_of(path) if trouble else "", (trouble.remedy or "") if trouble else ""


def _broken(deal: DealRow) -> tuple[str, str, str, str]:
    assert deal.trouble is not None
    return deal.title or deal.name, MERGE, deal.trouble.said_of(""), deal.trouble.remedy or ""
