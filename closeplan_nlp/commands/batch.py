"""The command that works through many calls."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from closeplan_nlp.commands.audio_options import (
    BeamSize,
    Channels,
    ComputeType,
    Device,
    Diarizer,
    NoCache,
    Vocabulary,
    Whisper,
    audio_options,
    people_and_labels,
)
from closeplan_nlp.options import (
    Confidence,
    Customer,
    Language,
    Model,
    NoColor,
    Quiet,
    Seller,
    Speakers,
    Verbose,
    settings,
)
from closeplan_nlp.output import tell

if TYPE_CHECKING:
    from closeplan_nlp.batch.request import BatchRequest

FAILED = 4
"""Exit code where some calls failed."""


def register(app: typer.Typer) -> None:
    """Put the command into the program."""
    app.command("batch", epilog="Example: closeplan batch calls/ -o out/ --seller Lanternfish")(batch)


def _engines() -> list[str]:
    from closeplan_nlp.batch.engines import ENGINES

    return list(ENGINES)


def _ways() -> list[str]:
    from closeplan_nlp.batch.grouping import WAYS

    return list(WAYS)


def batch(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="FOLDER…", help="Folders, files, or patterns in quotes.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Folder for all results.")
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="CSV or JSON lines: path, deal, date, participants, sides, … of each call."),
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN", help="Files to leave alone; repeatable.")
    ] = None,
    deals_by: Annotated[
        str,
        typer.Option(
            metavar="WAY",
            help="What makes calls one deal: manifest, folder, organisation, none; auto takes the first that tells.",
            autocompletion=_ways,
        ),
    ] = "auto",
    engine: Annotated[
        str, typer.Option(metavar="NAME", help="local (processes) or ray.", autocompletion=_engines)
    ] = "local",
    address: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Of a Ray cluster: auto, ray://HOST:10001, HOST:6379.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=10_000, help="How many work at once; else one for each core.")
    ] = None,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=1, help="A call that does not get on for so long is stopped.")
    ] = 600.0,
    memory: Annotated[
        int | None, typer.Option(metavar="MB", min=100, help="Most memory of a worker; else a fair share.")
    ] = None,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Calls that failed before too.")] = False,
    limit: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="At most so many calls now; 0: plans and tables of what is done."),
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="Only calls of that day or later.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done, do nothing.")] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help="Events as JSON lines on stderr.")] = False,
    language: Language = None,
    seller: Seller = None,
    customer: Customer = None,
    speakers: Speakers = None,
    model: Model = None,
    min_confidence: Confidence = 0.0,
    whisper: Whisper = None,
    device: Device = "auto",
    compute_type: ComputeType = None,
    beam_size: BeamSize = None,
    channels: Channels = None,
    vocabulary: Vocabulary = None,
    diarizer: Diarizer = "voices",
    no_cache: NoCache = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Turn many calls into plans, one for each deal, with tables and an overview.

    A second run does only what is new or changed, so a run that was interrupted goes on. A call that fails, hangs or
    eats memory does not stop the others; exit code 4 says that some failed.
    """
    from closeplan_nlp.batch.batch import opened, run_batch
    from closeplan_nlp.batch.progress import Silent, shown
    from closeplan_nlp.commands.batch_text import failures_of, show_plan, show_summary
    from closeplan_nlp.commands.stopping import exit_code, stoppable

    people, labels = people_and_labels(speakers or [])
    audio = audio_options(
        whisper=whisper,
        device=device,
        compute_type=compute_type,
        beam_size=beam_size,
        language=language,
        channels=channels,
        people=people,
        vocabulary=vocabulary,
        diarizer=diarizer,
        no_cache=no_cache,
    )
    request = _request(
        inputs or [],
        output,
        manifest=manifest,
        exclude=tuple(exclude or ()),
        deals_by=deals_by,
        engine=engine,
        plan={"workers": workers, "memory": memory, "address": address},
        choice={"retry_failed": retry_failed, "limit": limit, "since": since},
        facts={"seller": tuple(seller or ()), "customer": tuple(customer or ()), "speakers": tuple(labels.items())},
        settings={"model": str(model) if model else None, "min_confidence": min_confidence, "language": language}
        | {"audio": audio, "timeout": timeout},
        dry_run=dry_run,
    )
    if dry_run:
        with opened(request) as opened_batch:
            show_plan(*opened_batch.look(Silent()))
        return
    try:
        with stoppable(), shown(settings.quiet, log_json) as progress:
            summary = run_batch(request, progress)
            progress.end(failures_of(summary), summary.counts)
    except KeyboardInterrupt as stop:
        tell("interrupted; what is done is kept, and the same command goes on from here")
        raise typer.Exit(exit_code(stop)) from None
    show_summary(summary, request.out)
    if not summary.good:
        raise typer.Exit(FAILED)


def _request(
    inputs: list[str],
    output: Path | None,
    *,
    manifest: Path | None,
    exclude: tuple[str, ...],
    deals_by: str,
    engine: str,
    plan: dict[str, Any],
    choice: dict[str, Any],
    facts: dict[str, Any],
    settings: dict[str, Any],
    dry_run: bool,
) -> BatchRequest:
    """What is asked, checked. Raises RequestError."""
    from closeplan_nlp.batch.engines import ENGINES, Plan
    from closeplan_nlp.batch.grouping import WAYS
    from closeplan_nlp.batch.planning import Choice
    from closeplan_nlp.batch.records import Facts, Settings
    from closeplan_nlp.batch.request import BatchRequest
    from closeplan_nlp.commands.weights import ready_weights
    from closeplan_nlp.errors import RequestError
    from closeplan_nlp.readers.call_date import requested_date

    if not inputs and manifest is None:
        raise RequestError("which calls?", remedy="closeplan batch FOLDER -o OUT, or --manifest FILE")
    if output is None:
        raise RequestError("where do the results go?", remedy="Name a folder with -o DIR")
    for name, known, option in ((engine, tuple(ENGINES), "engine"), (deals_by, WAYS, "way to make deals")):
        if name not in known:
            raise RequestError(f"unknown {option} {name!r}", remedy=f"Use {', '.join(known)}")
    if plan["address"] and engine != "ray":
        raise RequestError("--address is of a Ray cluster", remedy="Add --engine ray")
    choice["since"] = requested_date(choice["since"])
    return BatchRequest(
        inputs=tuple(inputs),
        out=output,
        settings=Settings(**settings),
        manifest=manifest,
        exclude=exclude,
        facts=Facts(**facts),
        deals_by=deals_by,
        engine=engine,
        plan=Plan(**plan),
        choice=Choice(**choice),
        ready_weights=ready_weights,
        dry_run=dry_run,
    )
