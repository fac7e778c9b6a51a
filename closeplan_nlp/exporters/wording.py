"""Words for people: dates, clock times, counts, shortened quotes.

English, and independent of the machine's locale. Every text of a plan is untrusted: `clean` makes one visible line of
it, each exporter then escapes that for its format.
"""

from __future__ import annotations

import math

from closeplan_nlp.saying import clean, say_count, say_date, say_day, say_month, say_short_day, shorten
from closeplan_nlp.types import Evidence, Item

__all__ = [
    "CATEGORIES",
    "clean",
    "say_category",
    "say_clock",
    "say_count",
    "say_date",
    "say_day",
    "say_deadline",
    "say_minutes",
    "say_month",
    "say_place",
    "say_short_day",
    "shorten",
]

CATEGORIES = {"roi": "ROI", "go_live": "go-live"}


def say_deadline(item: Item) -> str:
    """Until when: `by Fri 6 Mar 2026`, `in Mar 2026`, `“after the audit”`, `no date`; nothing where it is done."""
    said = say_date(item.due, item.due_text)
    if said is None or item.due is None:
        return said or ("" if item.status == "done" else "no date")
    return f"by {said}" if len(item.due) == len("2026-03-06") else f"in {said}"


def say_clock(seconds: float | None) -> str | None:
    """`13:32`, with hours when needed `1:02:33`; nothing where the time is not known."""
    if seconds is None or not math.isfinite(seconds) or seconds < 0:
        return None
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute:02d}:{second:02d}"


def say_place(evidence: Evidence) -> str:
    """Where in the call it was said: the clock time, or the turn's number."""
    return say_clock(evidence.start) or f"turn {evidence.turn}"


def say_minutes(seconds: float | None) -> str | None:
    """How long a call took: `45 min`."""
    if seconds is None or not math.isfinite(seconds) or seconds <= 0:
        return None
    return f"{max(1, round(seconds / 60))} min"


def say_category(category: str | None) -> str | None:
    """The category for people; nothing for `other`."""
    if category in (None, "", "other"):
        return None
    return CATEGORIES.get(str(category), str(category).replace("_", " "))
