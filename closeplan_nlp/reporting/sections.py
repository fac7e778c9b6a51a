"""The sections of a report, as tables: overdue, due soon, at risk, commitments, slipped milestones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from closeplan_nlp.reporting.frame import Facts

if TYPE_CHECKING:
    import pandas as pd

OUTCOMES = ("kept", "late", "moved", "broken")


@dataclass(frozen=True)
class Section:
    """A section: its key, its title, what it says where it is empty, and its rows out of the facts."""

    key: str
    title: str
    empty: str
    rows: Callable[[Facts], pd.DataFrame]


def overdue(facts: Facts) -> pd.DataFrame:
    """What should be done, the oldest first."""
    late = facts.items[facts.items["state"] == "overdue"].copy()
    late["days"] = -late["days"].astype(int)
    late = late.sort_values(["days", "deal", "id"], ascending=[False, True, True], kind="stable")
    return late[["deal", "side", "owner", "text", "due", "days"]].rename(columns={"days": "days_late"})


def due(facts: Facts) -> pd.DataFrame:
    """What falls due in the next days, by side and owner."""
    soon = facts.items[facts.items["state"] == "due"]
    soon = soon.sort_values(["side", "owner", "last_day", "deal", "id"], na_position="last", kind="stable")
    return soon[["side", "owner", "due", "deal", "text", "status"]]


def at_risk(facts: Facts) -> pd.DataFrame:
    """The deals at risk, those that close first on top."""
    risky = facts.deals[facts.deals["at_risk"].astype(bool)]
    risky = risky.sort_values(["days_to_close", "deal"], na_position="last", kind="stable")
    return risky[["deal", "customer", "target_close", "overdue", "slipped", "risks", "errors", "why"]]


def commitments(facts: Facts) -> pd.DataFrame:
    """Per deal and side, how many promises were kept in time, kept late, moved and are broken."""
    told = facts.items[facts.items["outcome"].notna()]
    table = told.pivot_table(index=["deal", "side"], columns="outcome", values="id", aggfunc="count", fill_value=0)
    table = table.reindex(columns=list(OUTCOMES), fill_value=0).astype(int)
    table.columns.name = None
    table = table.reset_index()
    over = table[list(OUTCOMES)].sum(axis=1) - table["moved"]
    table["kept_share"] = (table["kept"] / over).where(over > 0).round(2)
    return table


def slipped(facts: Facts) -> pd.DataFrame:
    """Milestones whose date moved back, those that moved most on top."""
    items = facts.items
    moved = items[(items["kind"] == "milestone") & (items["slipped"] > 0)]
    moved = moved.sort_values(["slipped", "deal", "id"], ascending=[False, True, True], kind="stable")
    return moved[["deal", "text", "first_due", "due", "slipped", "moves", "status"]].rename(
        columns={"slipped": "days_slipped"}
    )


def deals(facts: Facts) -> pd.DataFrame:
    """All deals, those that close first on top."""
    table = facts.deals.sort_values(["days_to_close", "deal"], na_position="last", kind="stable")
    return table[["deal", "customer", "target_close", "days_to_close", "open", "overdue", "due_soon", "at_risk"]]


SECTIONS: dict[str, Section] = {
    section.key: section
    for section in (
        Section("deals", "Deals", "There are no deals.", deals),
        Section("overdue", "Overdue", "Nothing is overdue.", overdue),
        Section("due", "Due soon", "Nothing falls due.", due),
        Section("at_risk", "At risk", "No deal is at risk.", at_risk),
        Section("commitments", "Commitments kept and broken", "No commitment has come due.", commitments),
        Section("slipped", "Slipped milestones", "No milestone has slipped.", slipped),
    )
}


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries of plain values, `None` where nothing is known."""
    return [{str(key): _plain(value) for key, value in row.items()} for row in table.to_dict(orient="records")]


def _plain(value: Any) -> Any:
    """A value as JSON has it: no numpy numbers, no NaN, days as ISO texts."""
    if value is None or value != value:
        return None
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
