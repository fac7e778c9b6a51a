"""The command that reviews a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from closeplan_nlp.commands.days import Today, day_of
from closeplan_nlp.options import NoColor, Output, Quiet, Verbose

FORMATS = ("text", "json", "md")
ERRORS_FOUND = 3


def register(app: typer.Typer) -> None:
    """Put the command into the program."""
    app.command("check", epilog="Example: closeplan check plan.yaml --format json")(check)


def check(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="A plan file: YAML or JSON.")],
    to: Annotated[
        str | None,
        typer.Option("--format", "-f", metavar="NAME", help="text, json or md.", autocompletion=lambda: list(FORMATS)),
    ] = None,
    output: Output = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Levels and limits; else closeplan.toml beside the plan."),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="DIR", help="Your own templates.", envvar="CLOSEPLAN_TEMPLATES"),
    ] = None,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules with their levels as configured.")] = False,
    today: Today = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Review a plan: what is wrong, why, and what to do.

    Owners, dates, dependencies, missing steps, people, criteria, risks, silence, and the gaps in MEDDPICC. Exit code 3
    where there are errors.
    """
    from closeplan_nlp.commands.review_text import write_review, write_rules
    from closeplan_nlp.errors import RequestError
    from closeplan_nlp.output import check_output, write_result
    from closeplan_nlp.plan.planfile import read_plan
    from closeplan_nlp.plan.review import find_config, read_config, review
    from closeplan_nlp.plan.template_files import template_of

    to = to or {".json": "json", ".md": "md"}.get(output.suffix.lower() if output else "", "text")
    if to not in FORMATS:
        raise RequestError(f"unknown format {to!r}", remedy=f"Use {', '.join(FORMATS)}")
    check_output(output, source=plan)
    settings = read_config(config) if config else find_config(plan)
    if rules:
        write_result(write_rules(settings, to), output)
        return
    held = read_plan(plan)
    found = review(held, day_of(today), settings, template_of(held.deal.profile, folder))
    write_result(write_review(found, to), output)
    if found.has_errors:
        raise typer.Exit(ERRORS_FOUND)
