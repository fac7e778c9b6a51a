"""The command line: thin commands over the library. stdout carries the result alone, stderr everything else.

Exit codes: 0 done, 1 impossible (one line on stderr says why), 2 bad usage, 3 errors found by a check,
4 some calls of a batch failed, 130 interrupted; 128 and its number where a signal ended a batch.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from closeplan_nlp.commands import batch, check, exporting, plans, recordings, report, templates, training
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
    Call,
    Confidence,
    Customer,
    Date,
    DealName,
    Format,
    InputFormat,
    Language,
    Listed,
    Model,
    NoColor,
    Output,
    Quiet,
    Seller,
    Speakers,
    Verbose,
    Version,
    Written,
    labels_of,
    listed_as,
    settings,
)
from closeplan_nlp.output import tell

if TYPE_CHECKING:
    from closeplan_nlp.types import ClosePlan, Transcript

app = typer.Typer(
    name="closeplan",
    help="Turn recorded sales calls into close plans. Everything runs on this machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: closeplan summarize call.vtt --date 2026-03-02",
)


@app.callback()
def _common(
    quiet: Quiet = False, verbose: Verbose = False, no_color: NoColor = False, version: Version = False
) -> None:
    """The options before the command. Each acts by its callback, here and behind the command alike."""


@app.command(epilog="Example: closeplan summarize call.vtt --date 2026-03-02 -o plan.html")
def summarize(
    call: Call,
    to: Format = None,
    output: Output = None,
    date: Date = None,
    language: Language = None,
    input_format: InputFormat = None,
    seller: Seller = None,
    customer: Customer = None,
    speakers: Speakers = None,
    deal: DealName = None,
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
    """Turn one call, a transcript or a recording, into one close plan.

    Prints a summary of the deal as Markdown, or writes the plan as JSON, YAML or a web page.
    """
    from closeplan_nlp.commands.transcripts import transcribe_one
    from closeplan_nlp.exporters import Job, export
    from closeplan_nlp.exporters.recordings import recordings_of
    from closeplan_nlp.output import check_output, folder_of, write_result
    from closeplan_nlp.plan.building import summarize as run
    from closeplan_nlp.progress import turns_progress
    from closeplan_nlp.readers.magic import is_recording

    target, (people, labels) = _target(to, output), people_and_labels(speakers or [])
    check_output(output, source=Path(call))
    heard: str | Transcript = call
    if input_format is None and is_recording(call):
        options = audio_options(
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
        facts = {"date": date, "seller": seller or (), "customer": customer or (), "speakers": labels}
        heard = transcribe_one(call, options, facts)
    with turns_progress(settings.quiet) as progress:
        plan = run(
            heard,
            date=date,
            language=language,
            input_format=input_format,
            seller=seller or (),
            customer=customer or (),
            speakers=labels,
            deal=deal,
            model=model,
            min_confidence=min_confidence,
            progress=progress,
        )
        text = export(plan, target, job=Job(recordings=recordings_of(plan, Path(), folder_of(output))))
    write_result(text, output)
    _note_problems(plan, seen=target == "md" and str(output or "-") == "-" and sys.stdout.isatty())


app.command("summarise", hidden=True, help="Alias of summarize.")(summarize)


@app.command(epilog="Example: closeplan evaluate predictions/ gold/ --format json")
def evaluate(
    predicted: Annotated[Path, typer.Argument(metavar="PRED", help="A plan (JSON), or a folder of NAME.json.")],
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Gold items, or a folder of NAME.items.json.")],
    to: Listed = None,
    output: Output = None,
    per_call: Annotated[bool, typer.Option("--per-call", help="The scores of every call as well.")] = False,
    errors: Annotated[
        int, typer.Option(metavar="N", min=0, help="The N worst misses and false alarms as well, with what was said.")
    ] = 0,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Score predicted items against gold.

    Precision, recall and F1 per kind, and how often the attributes of matched items are right.
    """
    import json

    from closeplan_nlp.evaluation.errors import errors_text, find_errors, turns_beside, worst
    from closeplan_nlp.evaluation.files import pair_up, read_items
    from closeplan_nlp.evaluation.scoring import evaluate as score
    from closeplan_nlp.evaluation.table import score_table
    from closeplan_nlp.output import check_output, write_result

    to = listed_as(to, output)
    check_output(output)
    names, guesses, truths, found = [], [], [], []
    for name, guess, truth in pair_up(predicted, gold):
        names.append(name)
        guesses.append(read_items(guess))
        truths.append(read_items(truth))
        found += find_errors(guess, truth, turns_beside(truth)) if errors else []
    bad = worst(found, errors)
    scores = score(guesses, truths)
    each = {n: score([g], [t]) for n, g, t in zip(names, guesses, truths, strict=True)} if per_call else {}
    if to == "json":
        more = ({"per_call": each} if per_call else {}) | ({"errors": [e.to_dict() for e in bad]} if errors else {})
        write_result(json.dumps(scores | more, indent=2) + "\n", output)
        return
    parts = [score_table(scores), *(f"\n{name}\n{score_table(own)}" for name, own in each.items())]
    parts += [errors_text(bad)] if errors else []
    write_result("".join(parts), output)


@app.command(epilog="Example: closeplan formats call.txt other.docx")
def formats(
    files: Annotated[list[str] | None, typer.Argument(metavar="FILE…", help="Transcripts; - for stdin.")] = None,
    to: Listed = None,
    input_format: InputFormat = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Show what transcript files are, or which formats are read.

    For each file: its format and why, encoding, turns, speakers, date, times. Without files: all formats.
    """
    from closeplan_nlp.errors import InputError
    from closeplan_nlp.listing import formats_json, formats_table, inspection_text, inspections_json
    from closeplan_nlp.output import write_result
    from closeplan_nlp.readers.inspection import inspect_transcript

    as_json = listed_as(to) == "json"
    if not files:
        write_result(formats_json() if as_json else formats_table(), None)
    found, failed = [], False
    for file in files or ():
        try:
            found.append(inspect_transcript(file, input_format=input_format))
        except InputError as error:
            tell(f"error: {error}")
            failed = True
    if files:
        write_result(inspections_json(found) if as_json else "\n".join(map(inspection_text, found)), None)
    if failed:
        raise typer.Exit(1)


@app.command(epilog="Example: closeplan convert call.docx call.vtt")
def convert(
    call: Call,
    output: Annotated[str, typer.Argument(metavar="OUT", help="The file to write; - for JSON on stdout.")],
    to: Written = None,
    date: Date = None,
    language: Language = None,
    input_format: InputFormat = None,
    seller: Seller = None,
    customer: Customer = None,
    speakers: Speakers = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Write a transcript of any known format as JSON, WebVTT, SRT or text.

    JSON holds everything. SRT has no place for people and date, subtitles need a call with times.
    """
    from closeplan_nlp.output import check_output, write_result
    from closeplan_nlp.readers import read_transcript
    from closeplan_nlp.writing import check_format, format_of, write_transcript

    target, labels = to or format_of(output), labels_of(speakers or [])
    check_format(target)
    check_output(Path(output), source=Path(call))
    transcript = read_transcript(
        call,
        date=date,
        language=language,
        input_format=input_format,
        seller=seller or (),
        customer=customer or (),
        speakers=labels,
    )
    write_result(write_transcript(transcript, target), Path(output))
    _note_problems(transcript, seen=False)


plans.register(app)
templates.register(app)
check.register(app)
report.register(app)
exporting.register(app)
recordings.register(app)
batch.register(app)
training.register(app)


def _target(to: str | None, output: Path | None) -> str:
    """The exporter that was asked for, by option or by the output file's suffix."""
    from closeplan_nlp.errors import RequestError
    from closeplan_nlp.exporters import EXPORTERS

    suffixes = {"markdown": "md", "yml": "yaml", "htm": "html"}
    name = (to or (output.suffix.lstrip(".") if output else "") or "md").lower()
    name = suffixes.get(name, name)
    if name not in EXPORTERS:
        known = ", ".join(EXPORTERS)
        raise RequestError(f"unknown output format {name!r}", remedy=f"Known formats: {known} (--format NAME)")
    return name


def _note_problems(result: ClosePlan | Transcript, *, seen: bool) -> None:
    """Problems of the input on stderr, for people who look at a terminal and have not `seen` them in the result."""
    watched = sys.stderr is not None and sys.stderr.isatty() and not seen
    if not settings.quiet and (settings.verbose or watched):
        for problem in result.problems:
            tell(f"note: {problem}")


def main() -> NoReturn:
    """Entry point: runs the command and turns every error into one line and an exit code."""
    from closeplan_nlp.errors import ClosePlanError

    settings.quiet = settings.verbose = False
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except SystemExit as done:
        if isinstance(done.__context__, BrokenPipeError):
            _stop_writing()
        raise
    except ClosePlanError as error:
        _fail(str(error), error.exit_code)
    except BrokenPipeError:
        _stop_writing()
    except KeyboardInterrupt:
        _fail("interrupted", 130)
    except MemoryError:
        _fail("there is not enough memory. Close other programs, or split the call", 1)
    except Exception as error:
        if settings.verbose:
            raise
        _fail(f"{_unexpected(error)}. --verbose shows where", 1)
    sys.exit(0)


def _unexpected(error: Exception) -> str:
    """What the system refuses is no bug of ours; anything else is."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'reading or writing'}: {error.strerror}"
    return f"internal error, please report it ({type(error).__name__}: {error})"


def _stop_writing() -> NoReturn:
    """The reader went away (`| head`): no error, and nothing to complain of when the interpreter flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(0)


def _fail(message: str, code: int) -> NoReturn:
    tell(f"error: {message}")
    sys.exit(code)
