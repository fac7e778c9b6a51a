"""The options of the commands, each written down once; a command takes those it needs as annotations."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from closeplan_nlp import __version__


class _Settings:
    """What the options say that stand before or after any command."""

    quiet = False
    verbose = False


settings = _Settings()


def _be_quiet(value: bool) -> None:
    settings.quiet = settings.quiet or value


def _be_verbose(value: bool) -> None:
    settings.verbose = settings.verbose or value


def _use_no_color(value: bool) -> None:
    if value:
        os.environ["NO_COLOR"] = "1"


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"closeplan-nlp {__version__}")
        raise typer.Exit


Quiet = Annotated[
    bool,
    typer.Option("--quiet", "-q", help="No progress and no notes on stderr.", callback=_be_quiet),
]
Verbose = Annotated[
    bool,
    typer.Option("--verbose", "-v", help="More on stderr; a traceback on a bug.", callback=_be_verbose),
]
NoColor = Annotated[
    bool,
    typer.Option("--no-color", help="No colours (also: NO_COLOR=1).", callback=_use_no_color),
]
Version = Annotated[bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)]


def _formats() -> list[str]:
    from closeplan_nlp.exporters import EXPORTERS

    return list(EXPORTERS)


def _input_formats() -> list[str]:
    from closeplan_nlp.readers import READERS

    return list(READERS)


def _written_formats() -> list[str]:
    from closeplan_nlp.writing import WRITERS

    return list(WRITERS)


Call = Annotated[str, typer.Argument(metavar="CALL", help="A transcript or a recording; - for a transcript on stdin.")]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="NAME",
        help="md, json, yaml, html, or one of `closeplan export --list`; else by the suffix of -o, else md.",
        autocompletion=_formats,
    ),
]
Listed = Annotated[
    str | None,
    typer.Option("--format", "-f", metavar="NAME", help="table or json.", autocompletion=lambda: ["table", "json"]),
]
Written = Annotated[
    str | None,
    typer.Option(
        "--to",
        "-t",
        metavar="NAME",
        help="json, vtt, srt or text; else by the suffix of OUT.",
        autocompletion=_written_formats,
    ),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file instead of stdout.")
]
Date = Annotated[
    str | None,
    typer.Option(metavar="DAY", help="Day of the call, YYYY-MM-DD; relative dates are resolved against it."),
]
Language = Annotated[str | None, typer.Option(metavar="CODE", help="Language of the call (en).")]
InputFormat = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Do not detect the transcript's format: json, vtt, srt, text, deepgram, …",
        autocompletion=_input_formats,
    ),
]
Seller = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Person or organisation that sells; repeatable.")
]
Customer = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Person or organisation that buys; repeatable.")
]
Speakers = Annotated[
    list[str] | None,
    typer.Option(
        metavar="LABEL=NAME",
        help='Who is behind a label: "Speaker 1=Dana Reyes"; repeatable. Recordings also: how many speak.',
    ),
]
DealName = Annotated[str | None, typer.Option("--deal", metavar="NAME", help="Name of the deal.")]
Model = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Folder of another trained pipeline.")]
Confidence = Annotated[
    float,
    typer.Option("--min-confidence", metavar="SHARE", min=0.0, max=1.0, help="Leave out items less certain than this."),
]


def labels_of(pairs: list[str]) -> dict[str, str]:
    """`LABEL=NAME` options as a dictionary."""
    from closeplan_nlp.errors import RequestError

    bad = [pair for pair in pairs if not all(part.strip() for part in pair.partition("=")[::2])]
    if bad:
        raise RequestError(f"--speakers {bad[0]!r} is not LABEL=NAME", remedy='For example "Speaker 1=Dana Reyes"')
    return {label.strip(): name.strip() for label, _, name in (pair.partition("=") for pair in pairs)}


def listed_as(to: str | None, output: Path | None = None) -> str:
    """A table or JSON, by option or by the output file's suffix."""
    from closeplan_nlp.errors import RequestError

    if to is None:
        to = "json" if output and output.suffix.lower() == ".json" else "table"
    if to not in ("table", "json"):
        raise RequestError(f"unknown format {to!r}", remedy="Use table or json")
    return to
