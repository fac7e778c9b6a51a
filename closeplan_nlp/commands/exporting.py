"""The command that exports a plan."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from closeplan_nlp.commands.days import Today, day_of
from closeplan_nlp.commands.export_notes import note_internal, note_needs, note_pending
from closeplan_nlp.options import NoColor, Output, Quiet, Verbose

if TYPE_CHECKING:
    from closeplan_nlp.exporters import Exporter
    from closeplan_nlp.exporters.mapping import Mapping

SUFFIXES = {"markdown": "md", "yml": "yaml", "htm": "html", "mmd": "mermaid", "ical": "ics"}


def register(app: typer.Typer) -> None:
    """Put the command into the program."""
    app.command("export", epilog="Example: closeplan export plan.yaml --to docx -o plan.docx --audience customer")(
        export
    )


def _names() -> list[str]:
    from closeplan_nlp.exporters import EXPORTERS

    return list(EXPORTERS)


def _audiences() -> list[str]:
    from closeplan_nlp.exporters.audience import AUDIENCES

    return list(AUDIENCES)


def export(
    plan: Annotated[Path | None, typer.Argument(metavar="PLAN", help="A plan file: YAML or JSON.")] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", "-t", metavar="NAME", help="One of --list; else by the suffix of -o.", autocompletion=_names
        ),
    ] = None,
    output: Output = None,
    audience: Annotated[
        str | None,
        typer.Option(
            metavar="WHO",
            help="internal (default), or customer: no risks, notes, confidence and quotes of internal talk.",
            autocompletion=_audiences,
        ),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="Who is who in the tool, ids, columns: YAML or TOML.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Tasks that were exported before too, though nothing changed.")
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help="List the exports.")] = False,
    today: Today = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Write a plan as a document, or for a tool.

    Tools that only create get each task once: the plan file remembers what was exported, and a second export has what
    is new or changed. Nothing is sent anywhere.
    """
    from closeplan_nlp.errors import RequestError
    from closeplan_nlp.exporters import exporter_of
    from closeplan_nlp.exporters.mapfile import read_mapping
    from closeplan_nlp.exporters.mapping import NO_MAPPING
    from closeplan_nlp.output import check_output, write_result

    if listed:
        write_result(_table(), output)
        return
    if plan is None:
        raise RequestError("which plan?", remedy="closeplan export PLAN --to NAME; --list shows the names")
    exporter = exporter_of(_target(to, output))
    check_output(output, source=plan)
    known = read_mapping(mapping) if mapping else NO_MAPPING
    note_needs(exporter, known)
    day = day_of(today)
    if exporter.ledger is None:
        _write_document(plan, exporter, output, day, audience, known)
    else:
        _write_with_ledger(plan, exporter, output, day, audience, known, everything=everything)


def _target(to: str | None, output: Path | None) -> str:
    """The exporter's name, by option or by the output file's suffix. Raises RequestError where neither tells."""
    from closeplan_nlp.errors import RequestError
    from closeplan_nlp.exporters import EXPORTERS

    suffix = output.suffix.lstrip(".") if output else ""
    name = (to or suffix).lower()
    name = SUFFIXES.get(name, name)
    if not name or (name not in EXPORTERS and to is None):
        what = f"the name {str(output)!r} does not tell the format" if suffix else "no format is given"
        raise RequestError(what, remedy="Use --to NAME; --list shows the names")
    return name


def _table() -> str:
    """All exports: name, title, suffix."""
    from closeplan_nlp.exporters import EXPORTERS

    width = max(map(len, EXPORTERS))
    return "".join(f"{name.ljust(width)}  {each.suffix.ljust(6)}  {each.title}\n" for name, each in EXPORTERS.items())


def _write_document(
    path: Path, exporter: Exporter, output: Path | None, day: dt.date, audience: str | None, mapping: Mapping
) -> None:
    from closeplan_nlp.exporters import Job
    from closeplan_nlp.exporters import export as write
    from closeplan_nlp.exporters.recordings import recordings_of
    from closeplan_nlp.output import folder_of, write_result
    from closeplan_nlp.plan.planfile import read_plan

    plan = read_plan(path)
    job = Job(mapping, recordings=recordings_of(plan, path.parent, folder_of(output)))
    data = write(plan, exporter.name, today=day, audience=audience, job=job)
    write_result(data, output)
    note_internal(plan, audience)


def _write_with_ledger(
    path: Path,
    exporter: Exporter,
    output: Path | None,
    day: dt.date,
    audience: str | None,
    mapping: Mapping,
    *,
    everything: bool,
) -> None:
    """Write what the tool has not seen, then note it in the plan file; what could not be written is not noted."""
    from closeplan_nlp.exporters.delivery import deliver
    from closeplan_nlp.exporters.ledger import with_entries
    from closeplan_nlp.output import write_result
    from closeplan_nlp.plan.planfile import change_plan, read_plan

    plan = read_plan(path)
    delivery = deliver(plan, exporter.name, today=day, audience=audience, mapping=mapping, everything=everything)
    write_result(delivery.data, output)
    change_plan(path, lambda held: with_entries(held, delivery.plan, delivery.ledger))
    note_internal(plan, audience)
    if not everything and not exporter.whole:
        note_pending(exporter, delivery.pending)
