"""The command that reports across deals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from closeplan_nlp.commands.days import Today, day_of
from closeplan_nlp.options import NoColor, Output, Quiet, Verbose

if TYPE_CHECKING:
    from closeplan_nlp.types import ClosePlan

FORMATS = ("table", "csv", "json", "html")
MESSAGES = ("md", "slack", "teams")
OTHERS = ("docx", "xlsx", "xls", "pdf", "yaml", "yml")
"""Suffixes that promise what a report is not."""


def register(app: typer.Typer) -> None:
    """Put the command into the program."""
    app.command("report", epilog="Example: closeplan report deals/*.yaml -o report.html")(report)


def report(
    plans: Annotated[list[Path], typer.Argument(metavar="PLAN…", help="Plan files, YAML or JSON.")],
    to: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME",
            help="table, csv, json or html; else by the suffix of -o.",
            autocompletion=lambda: list(FORMATS),
        ),
    ] = None,
    output: Output = None,
    remind: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Instead: what is due as messages, md, slack or teams (one JSON payload a line).",
            autocompletion=lambda: list(MESSAGES),
        ),
    ] = None,
    side: Annotated[
        str | None,
        typer.Option(metavar="SIDE", help="With --remind, for customer or seller alone, without internal items."),
    ] = None,
    days: Annotated[int, typer.Option(min=0, max=365, metavar="N", help="How many days ahead count as soon.")] = 14,
    today: Today = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Report across deals: what is overdue, due soon, at risk, kept and broken, slipped.

    --remind writes what is due as messages for a weekly update. Nothing is sent.
    """
    from closeplan_nlp.errors import RequestError
    from closeplan_nlp.output import check_output, write_result

    for path in plans:
        check_output(output, path)
    suffix = output.suffix.lower().lstrip(".") if output else ""
    if suffix in OTHERS and not to and not remind:
        raise RequestError(f"reports are not written as {suffix}", remedy=f"Use {', '.join(FORMATS)}")
    to = to or {"htm": "html"}.get(suffix, suffix if suffix in FORMATS else "table")
    for name, known, option in ((to, FORMATS, "format"), (remind or "md", MESSAGES, "kind of message")):
        if name not in known:
            raise RequestError(f"unknown {option} {name!r}", remedy=f"Use {', '.join(known)}")
    if side not in (None, "customer", "seller"):
        raise RequestError(f"unknown side {side!r}", remedy="Use customer or seller")
    day = day_of(today)
    held, failed = _readable(plans)

    from closeplan_nlp.reporting.frame import gather
    from closeplan_nlp.reporting.reminders import REMINDERS, due_update
    from closeplan_nlp.reporting.writing import WRITERS

    facts = gather(held, day, days)
    text = REMINDERS[remind](due_update(facts, side)) if remind else WRITERS[to](facts)
    write_result(text, output)
    if failed:
        raise typer.Exit(1)


def _readable(paths: Sequence[Path]) -> tuple[list[tuple[str, ClosePlan]], bool]:
    """The plans that can be read, and whether some cannot: those are told, unless there is nothing else."""
    from closeplan_nlp.errors import ClosePlanError
    from closeplan_nlp.output import tell
    from closeplan_nlp.plan.planfile import read_plan

    held: list[tuple[str, ClosePlan]] = []
    errors: list[ClosePlanError] = []
    for path in dict.fromkeys(paths):
        try:
            held.append((str(path), read_plan(path)))
        except ClosePlanError as error:
            errors.append(error)
    if errors and not held:
        raise errors[0]
    for unread in errors:
        tell(f"error: {unread}")
    return held, bool(errors)
