"""The command line: thin commands over the library. stdout carries the result alone, stderr everything else.

Exit codes: 0 done, 1 impossible (one line on stderr says why), 2 bad usage, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from closeplan_nlp import __version__

if TYPE_CHECKING:
    from closeplan_nlp.types import ClosePlan

app = typer.Typer(
    name="closeplan",
    help="Turn recorded sales calls into close plans. Everything runs on this machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: closeplan summarize call.vtt --date 2026-03-02 --seller 'Dana Reyes'",
)


class _Settings:
    """What the options before the command say."""

    quiet = False
    verbose = False


settings = _Settings()


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"closeplan-nlp {__version__}")
        raise typer.Exit


def _common(
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notes on stderr.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="More on stderr; a traceback on a bug.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colours (also: NO_COLOR=1).")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    settings.quiet, settings.verbose = quiet, verbose
    if no_color:
        os.environ["NO_COLOR"] = "1"


app.callback()(_common)

Call = Annotated[str, typer.Argument(metavar="CALL", help="A transcript: JSON, WebVTT, SRT or text; - for stdin.")]
Format = Annotated[
    str | None, typer.Option("--format", "-f", help="md, json, yaml or html; else by the suffix of -o, else md.")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead of stdout.")]
Date = Annotated[str | None, typer.Option(help="Day of the call, YYYY-MM-DD; relative dates are resolved against it.")]
Language = Annotated[str | None, typer.Option(help="Language of the call (en).")]
InputFormat = Annotated[str | None, typer.Option(help="Do not detect the transcript's format: json, vtt, srt, text.")]
Seller = Annotated[list[str] | None, typer.Option(help="Person or organisation that sells; repeatable.")]
Customer = Annotated[list[str] | None, typer.Option(help="Person or organisation that buys; repeatable.")]
Speakers = Annotated[
    list[str] | None, typer.Option(help='Who is behind a label: "Speaker 1=Dana Reyes"; repeatable.')
]
DealName = Annotated[str | None, typer.Option("--deal", help="Name of the deal.")]
Model = Annotated[Path | None, typer.Option(help="Folder of another trained pipeline.")]
Confidence = Annotated[
    float, typer.Option("--min-confidence", min=0.0, max=1.0, help="Leave out items less certain than this.")
]


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
) -> None:
    """Turn one call into one close plan, as Markdown, JSON, YAML or HTML."""
    from closeplan_nlp.exporters import export
    from closeplan_nlp.output import write_result
    from closeplan_nlp.plan.building import summarize as run
    from closeplan_nlp.progress import turns_progress

    target = _target(to, output)
    labels = _labels(speakers or [])
    with turns_progress(settings.quiet) as progress:
        plan = run(
            call,
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
        text = export(plan, target)
    write_result(text, output)
    _note_problems(plan)


app.command("summarise", hidden=True, help="Alias of summarize.")(summarize)


@app.command(epilog="Example: closeplan evaluate predictions/ gold/ --format json")
def evaluate(
    predicted: Annotated[Path, typer.Argument(metavar="PRED", help="A plan (JSON), or a folder of NAME.json.")],
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Gold items, or a folder of NAME.items.json.")],
    to: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",
    output: Output = None,
    per_call: Annotated[bool, typer.Option(help="The scores of every call as well.")] = False,
) -> None:
    """Score predicted items against gold: precision, recall and F1 per kind, accuracy of the attributes."""
    import json

    from closeplan_nlp.errors import RequestError
    from closeplan_nlp.evaluation.files import pair_up, read_items
    from closeplan_nlp.evaluation.scoring import evaluate as score
    from closeplan_nlp.evaluation.table import score_table
    from closeplan_nlp.output import write_result

    if to not in ("table", "json"):
        raise RequestError(f"unknown format {to!r}", remedy="Use table or json")
    names, guesses, truths = [], [], []
    for name, guess, truth in pair_up(predicted, gold):
        names.append(name)
        guesses.append(read_items(guess))
        truths.append(read_items(truth))
    scores = score(guesses, truths)
    each = {n: score([g], [t]) for n, g, t in zip(names, guesses, truths, strict=True)} if per_call else {}
    if to == "json":
        write_result(json.dumps(scores | ({"per_call": each} if per_call else {}), indent=2) + "\n", output)
        return
    parts = [score_table(scores), *(f"\n{name}\n{score_table(own)}" for name, own in each.items())]
    write_result("".join(parts), output)


def _target(to: str | None, output: Path | None) -> str:
    """The exporter that was asked for, by option or by the output file's suffix."""
    from closeplan_nlp.errors import RequestError
    from closeplan_nlp.exporters import EXPORTERS

    suffixes = {"markdown": "md", "yml": "yaml", "htm": "html"}
    name = to or (output.suffix.lstrip(".").lower() if output and output.suffix else "md")
    name = suffixes.get(name, name)
    if name not in EXPORTERS:
        known = ", ".join(EXPORTERS)
        raise RequestError(f"unknown output format {name!r}", remedy=f"Known formats: {known} (--format NAME)")
    return name


def _labels(pairs: list[str]) -> dict[str, str]:
    """`LABEL=NAME` options as a dictionary."""
    from closeplan_nlp.errors import RequestError

    bad = [pair for pair in pairs if not all(part.strip() for part in pair.partition("=")[::2])]
    if bad:
        raise RequestError(f"--speakers {bad[0]!r} is not LABEL=NAME", remedy='For example "Speaker 1=Dana Reyes"')
    return {label.strip(): name.strip() for label, _, name in (pair.partition("=") for pair in pairs)}


def _note_problems(plan: ClosePlan) -> None:
    """Problems of the input on stderr, for people who look at a terminal; they are in the plan as well."""
    if not settings.quiet and (sys.stderr.isatty() or settings.verbose):
        for problem in plan.problems:
            typer.echo(f"closeplan: note: {problem}", err=True)


def main() -> NoReturn:
    """Entry point: runs the command and turns every error into one line and an exit code."""
    from closeplan_nlp.errors import ClosePlanError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except ClosePlanError as error:
        _fail(str(error), error.exit_code)
    except BrokenPipeError:
        # the reader went away (`| head`): keep the interpreter from complaining when it flushes at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        _fail("interrupted", 130)
    except Exception as error:
        if settings.verbose:
            raise
        kind = type(error).__name__
        _fail(f"internal error, please report it ({kind}: {error}). --verbose before the command shows where", 1)
    sys.exit(0)


def _fail(message: str, code: int) -> NoReturn:
    line = " ".join(message.split())
    print(f"closeplan: error: {line}", file=sys.stderr)
    sys.exit(code)
