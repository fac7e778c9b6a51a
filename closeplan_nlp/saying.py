"""Words for people that every layer uses: one visible line out of any text, dates, counts.

English, and independent of the machine's locale.
"""

from __future__ import annotations

import datetime as dt
import re

from closeplan_nlp.due import span_of

QUOTE_LENGTH = 200
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # control characters, save those that are white space
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates that reorder what stands beside them
    "\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """One line without control characters, terminal codes and text-reordering characters."""
    return " ".join(_HIDDEN.sub("", text).split())


def shorten(text: str, limit: int = QUOTE_LENGTH) -> str:
    """The text in at most `limit` characters, cut at a space where one is near, with … at the cut."""
    text = clean(text)
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at_space = head.rsplit(" ", 1)[0]
    return (at_space if len(at_space) > limit // 2 else head).rstrip(" ,;:") + "…"


def say_day(day: dt.date) -> str:
    """`Fri 6 Mar 2026`."""
    return f"{DAYS[day.weekday()]} {say_short_day(day)} {day.year}"


def say_short_day(day: dt.date) -> str:
    """`6 Mar`, where the year is plain."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def say_month(day: dt.date) -> str:
    """`Mar 2026`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def say_date(due: str | None, due_text: str | None = None) -> str | None:
    """`Fri 6 Mar 2026`, `Mar 2026`, `Q1 2026`; the words that were said where there is no date; else nothing."""
    if due is None:
        return f"“{clean(due_text)}”" if due_text and clean(due_text) else None
    span = span_of(due)
    if span is None:
        return due
    if "Q" in due:
        return f"Q{due[-1]} {span[0].year}"
    return say_day(span[0]) if span[0] == span[1] else say_month(span[0])


def say_count(number: int, thing: str) -> str:
    """`1 task`, `3 tasks`, `no tasks`."""
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"
