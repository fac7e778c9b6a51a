"""The commands on plan templates: list, show, apply."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from closeplan_nlp.commands.days import Today, day_of
from closeplan_nlp.options import Listed, NoColor, Quiet, Verbose

if TYPE_CHECKING:
    from closeplan_nlp.types import ClosePlan

Folder = Annotated[
    Path | None,
    typer.Option("--folder", metavar="DIR", help="Your own templates, YAML.", envvar="CLOSEPLAN_TEMPLATES"),
]
Name = Annotated[str, typer.Argument(metavar="TEMPLATE", help="Its name, or a YAML file.")]


def register(app: typer.Typer) -> None:
    """Put the commands into the program."""
    group = typer.Typer(
        help="Plan templates by customer profile.",
        no_args_is_help=True,
        rich_markup_mode=None,
        epilog="Example: closeplan template apply enterprise --to plan.yaml --close 2026-06-30 --country DE",
    )
    group.command("list", epilog="Example: closeplan template list")(list_)
    group.command("show", epilog="Example: closeplan template show healthcare")(show)
    group.command(
        "apply", epilog="Example: closeplan template apply midsize --to plan.yaml --close 2026-06-30 --country DE-BY"
    )(apply)
    app.add_typer(group, name="template")


def list_(
    folder: Folder = None,
    to: Listed = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """List the templates: those of the package, and your own."""
    from closeplan_nlp.commands.template_text import list_text
    from closeplan_nlp.output import write_result
    from closeplan_nlp.plan.template_files import list_templates

    write_result(list_text(list_templates(folder), _format(to)), None)


def show(
    template: Name,
    close: Annotated[str | None, typer.Option(metavar="DAY", help="Also the days of each step, back from it.")] = None,
    country: Annotated[str | None, typer.Option(metavar="CODE", help="Whose holidays: DE, DE-BY, GB, …")] = None,
    folder: Folder = None,
    to: Annotated[str | None, typer.Option("--format", "-f", metavar="NAME", help="table, json or yaml.")] = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Show the steps of a template; as YAML it is the start of your own."""
    from closeplan_nlp.commands.template_text import show_text
    from closeplan_nlp.output import write_result
    from closeplan_nlp.plan.schedule import schedule
    from closeplan_nlp.plan.template_files import find_template, text_of
    from closeplan_nlp.plan.workdays import calendar_of

    if to == "yaml":
        write_result(text_of(template, folder), None)
        return
    found = find_template(template, folder)
    slots = schedule(found, day_of(close, "--close"), calendar_of(country)) if close else {}
    write_result(show_text(found, slots, _format(to)), None)


def apply(
    template: Name,
    to: Annotated[Path, typer.Option("--to", metavar="PLAN", help="The plan file; it is made where there is none.")],
    close: Annotated[str | None, typer.Option(metavar="DAY", help="The target close; else that of the plan.")] = None,
    country: Annotated[
        str | None, typer.Option(metavar="CODE", help="Whose holidays are free: DE, DE-BY, GB, …")
    ] = None,
    folder: Folder = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, write nothing.")] = False,
    today: Today = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Put the steps of a template into a plan, scheduled back from the close in working days.

    What calls said fills the steps. Applied again, with another close, only dates move that nobody has changed.
    """
    from closeplan_nlp.commands.showing import changes_text
    from closeplan_nlp.commands.template_text import misfit_text
    from closeplan_nlp.output import check_output, write_result
    from closeplan_nlp.plan.applying import apply_template
    from closeplan_nlp.plan.changes import compare
    from closeplan_nlp.plan.merging import empty_plan
    from closeplan_nlp.plan.planfile import change_plan, check_suffix, read_plan
    from closeplan_nlp.plan.template_files import find_template

    check_suffix(to)
    check_output(to)
    found, day = find_template(template, folder), day_of(today)

    def change(plan: ClosePlan) -> ClosePlan:
        return apply_template(plan, found, _close(plan, close), today=day, country=country).plan

    start = empty_plan(to.stem)
    if dry_run:
        before = read_plan(to) if to.exists() else start
        after = change(before)
    else:
        held, after = change_plan(to, change, create=lambda: start)
        before = held or start
    again = apply_template(after, found, _close(after, None), today=day)
    write_result(changes_text(compare(before, after), str(to), dry=dry_run) + misfit_text(found, again.misfit), None)


def _close(plan: ClosePlan, given: str | None) -> dt.date:
    """The day of the close: that of the option, else the last one that the plan's target means."""
    from closeplan_nlp.due import span_of
    from closeplan_nlp.errors import RequestError

    if given is not None:
        return day_of(given, "--close")
    span = span_of(plan.deal.target_close)
    if span is None:
        raise RequestError("the plan has no target close", remedy="Name the day with --close")
    return span[1]


def _format(to: str | None) -> str:
    from closeplan_nlp.errors import RequestError

    if to not in (None, "table", "json"):
        raise RequestError(f"unknown format {to!r}", remedy="Use table or json")
    return to or "table"
