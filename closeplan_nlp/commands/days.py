"""Days as options: what counts as today, and the day of the close."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

Today = Annotated[str | None, typer.Option("--today", metavar="DAY", help="The day that counts as today.")]


def day_of(given: str | None, option: str = "--today") -> dt.date:
    """The day that an option names; today where it names none. Raises RequestError."""
    from closeplan_nlp.errors import RequestError

    try:
        return dt.date.fromisoformat(given) if given is not None else dt.date.today()
    except ValueError as error:
        raise RequestError(f"{option} {given!r} is no day", remedy="Write it as 2026-03-06") from error
