"""All tasks and milestones of several plans as one table, a row each, and one row for each deal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from closeplan_nlp.due import span_of
from closeplan_nlp.plan.observing import is_template
from closeplan_nlp.plan.review import Review, review
from closeplan_nlp.plan.review.view import is_only_planned, is_step, last_day
from closeplan_nlp.types import ClosePlan, Item

if TYPE_CHECKING:
    import pandas as pd

ITEM_COLUMNS = (
    *("plan", "deal", "customer", "id", "kind", "text", "side", "owner", "due", "status", "done_on", "internal"),
    *("last_day", "days", "state", "outcome", "moves", "first_due", "slipped"),
)
DEAL_COLUMNS = (
    *("plan", "deal", "customer", "target_close", "days_to_close", "open", "overdue", "due_soon", "slipped", "risks"),
    *("errors", "warnings", "at_risk", "why"),
)
RISKY = ("close-passed", "out-of-order", "moved-often", "silence", "one-sided", "no-decision-maker", "after-close")
"""Findings that put a deal at risk, beside what is overdue."""


@dataclass(frozen=True)
class Facts:
    """The two tables, the day they are of, and how many days ahead count as soon."""

    items: pd.DataFrame
    deals: pd.DataFrame
    today: dt.date
    soon_days: int


def gather(plans: Sequence[tuple[str, ClosePlan]], today: dt.date, soon_days: int = 14) -> Facts:
    """The tables of these plans, each with the name of its file."""
    import pandas as pd

    rows = [_row(name, plan, item, today, soon_days) for name, plan in plans for item in plan.items if _counts(item)]
    items = pd.DataFrame(rows, columns=list(ITEM_COLUMNS))
    deals = [_deal(name, plan, items[items["plan"] == name], review(plan, today), today) for name, plan in plans]
    return Facts(items, pd.DataFrame(deals, columns=list(DEAL_COLUMNS)), today, soon_days)


def _counts(item: Item) -> bool:
    return is_step(item) and not item.dropped


def _row(name: str, plan: ClosePlan, item: Item, today: dt.date, soon_days: int) -> dict[str, Any]:
    """One item; `days` until its last day, negative where that has passed."""
    last = last_day(item)
    days = (last - today).days if last else None
    moves = _moves(item)
    first = moves[0] if moves else item.due
    return {
        "plan": name,
        "deal": plan.deal.name,
        "customer": plan.deal.customer,
        "id": item.id,
        "kind": item.kind,
        "text": item.text,
        "side": item.side,
        "owner": item.owner,
        "due": item.due,
        "status": item.status,
        "done_on": item.done_on,
        "internal": bool(item.internal),
        "last_day": last,
        "days": days,
        "state": _state(item, days, soon_days),
        "outcome": _outcome(plan, item, days, first),
        "moves": len(moves),
        "first_due": first,
        "slipped": _slipped(first, item.due),
    }


def _state(item: Item, days: int | None, soon_days: int) -> str:
    """done, overdue, due (soon), planned (nobody has agreed to it yet, and its day has passed), later, or no date."""
    if item.status == "done":
        return "done"
    if days is None:
        return "no date"
    if days < 0:
        return "planned" if is_only_planned(item) else "overdue"
    return "due" if days <= soon_days else "later"


def _moves(item: Item) -> list[str]:
    """The dates that the item had before, as calls and people changed them, in order."""
    return [str(change.old) for change in item.history if change.field == "due" and change.old and change.new]


def _slipped(first: str | None, due: str | None) -> int:
    """By how many days the date has moved back since it was first said; negative where it moved ahead."""
    before, now = span_of(first), span_of(due)
    return (now[1] - before[1]).days if before and now else 0


def _outcome(plan: ClosePlan, item: Item, days: int | None, first: str | None) -> str | None:
    """What became of a promise: kept in time, kept late, moved, broken; nothing where it is open or nobody promised."""
    if item.status not in ("agreed", "done") or not _promised(item):
        return None
    moved = _slipped(first, item.due) > 0
    if item.status == "done":
        return "late" if moved or _done_late(plan, item, first) else "kept"
    if days is not None and days < 0:
        return "broken"
    return "moved" if moved else None


def _done_late(plan: ClosePlan, item: Item, first: str | None) -> bool:
    """Whether it was done after its day. A call that reports it done tells the last possible day, not the day."""
    if any(change.field == "status" and change.new == "late" for change in item.history):
        return True
    calls = {source.date for source in plan.sources if source.date}
    learned = item.done_on in calls and any(seen.status == "done" for seen in item.seen)
    span, done = span_of(first), span_of(item.done_on)
    return bool(span and done and done[0] > span[1] and not learned)


def _promised(item: Item) -> bool:
    return item.kind in ("action_item", "customer_commitment") and not (item.seen and all(map(is_template, item.seen)))


def _deal(name: str, plan: ClosePlan, items: pd.DataFrame, found: Review, today: dt.date) -> dict[str, Any]:
    close = span_of(plan.deal.target_close)
    counts = items["state"].value_counts()
    slipped = int(((items["kind"] == "milestone") & (items["slipped"] > 0) & (items["state"] != "done")).sum())
    why = _why(found, int(counts.get("overdue", 0)), slipped)
    return {
        "plan": name,
        "deal": plan.deal.name,
        "customer": plan.deal.customer,
        "target_close": plan.deal.target_close,
        "days_to_close": (close[1] - today).days if close else None,
        "open": int((items["state"] != "done").sum()),
        "overdue": int(counts.get("overdue", 0)),
        "due_soon": int(counts.get("due", 0)),
        "slipped": slipped,
        "risks": sum(item.kind == "risk" and not item.dropped for item in plan.items),
        "errors": found.counts["error"],
        "warnings": found.counts["warning"],
        "at_risk": bool(why),
        "why": "; ".join(why),
    }


def _why(found: Review, overdue: int, slipped: int) -> list[str]:
    """Why a deal is at risk, in words."""
    reasons = [f"{overdue} overdue"] if overdue else []
    reasons += [f"{slipped} slipped milestone{'s' * (slipped > 1)}"] if slipped else []
    return reasons + list(dict.fromkeys(each.reason for each in found.findings if each.rule in RISKY and not each.item))
