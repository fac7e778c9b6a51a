"""The commands for people who train a model of their own: train, training-data."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from closeplan_nlp.options import NoColor, Quiet, Verbose, settings

if TYPE_CHECKING:
    from closeplan_nlp.training.corpus import Corpus
    from closeplan_nlp.training.project import Run

ERRORS_FOUND = 3


def register(app: typer.Typer) -> None:
    """Put the commands into the program."""
    app.command("train", epilog="Example: closeplan train --data my-calls --check")(train)
    example = "closeplan training-data plan.yaml --calls calls -o my-calls"
    app.command("training-data", epilog=f"Example: {example}")(training_data)


def train(
    data: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Your annotated calls: NAME.json beside NAME.items.json.")
    ],
    project: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="The training project; else pipelines/en_deal of the checkout."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="Where the trained pipeline goes.")
    ] = None,
    public: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="The public corpora, for the pass over meetings before.")
    ] = None,
    small: Annotated[
        bool, typer.Option("--small", help="One epoch on three calls and yours: minutes, no use.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only check the calls; exit code 3 where one is faulty.")
    ] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Train the shipped model anew with your own annotated calls added.

    Works in a checkout with the training packages: hours on a processor, a GPU is used where there is one. The model
    that ships stays as it is. data/training/README.md describes the files; calls with faults are named, and nothing is
    trained until they are mended.
    """
    from closeplan_nlp.output import write_result
    from closeplan_nlp.training import project as training
    from closeplan_nlp.training.corpus import check_corpus

    corpus = check_corpus(data, language=training.LANGUAGE)
    _refuse_faulty(corpus)
    if check:
        write_result(f"{_size(corpus)}: no faults\n", None)
        return
    place = training.find_project(project)
    training.check_installed()
    model = (output or training.default_model(place, small=small)).absolute()
    training.check_place(model, place)
    run = training.Run(place, data.absolute(), model, public.absolute() if public else None, small)
    command = run.command()
    _announce(corpus, run)
    training.run(command)
    write_result(f"{model}\n", None)


def training_data(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="A plan file whose items people have corrected.")],
    calls: Annotated[Path, typer.Option(metavar="FOLDER", help="The transcripts that were imported into it.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the annotated calls go; it is made.")
    ],
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Write the calls of a plan with people's corrections as training data, for `closeplan train`.

    A call is written when every item found in it was confirmed, changed, dropped or deleted by somebody, or when the
    plan says `reviewed: true` of the call. Items that were dropped or deleted are taught as none, and so is what
    nobody found: add what is missing, with its quote. What a task became after the call (done) is no correction.
    """
    from closeplan_nlp.errors import ClosePlanError
    from closeplan_nlp.output import make_folder, write_result
    from closeplan_nlp.plan.planfile import read_plan
    from closeplan_nlp.training.writing import annotate, write_calls

    held = read_plan(plan)
    found = annotate(held, calls)
    if not settings.quiet:
        _tell_all(found.notes)
    if not found.calls:
        remedy = f"Confirm, change or drop the items of a call ({plan}), and give its transcript (--calls)"
        raise ClosePlanError("no call of the plan is reviewed and at hand", where=str(plan), remedy=remedy)
    make_folder(output)
    write_result(write_calls(found.calls, output), None)


def _tell_all(lines: Iterable[str]) -> None:
    from closeplan_nlp.output import tell

    for line in lines:
        tell(f"note: {line}")


def _refuse_faulty(corpus: Corpus) -> None:
    """Name every fault; training goes on for hours, so it does not begin with calls left out."""
    from closeplan_nlp.output import tell

    for problem in corpus.problems:
        tell(f"error: {problem}")
    if corpus.problems:
        raise typer.Exit(ERRORS_FOUND)


def _size(corpus: Corpus) -> str:
    return f"{len(corpus.names)} calls, {corpus.turns} turns, {corpus.items} items"


def _announce(corpus: Corpus, run: Run) -> None:
    """What will be done, before it takes its time."""
    from closeplan_nlp.output import tell

    if settings.quiet:
        return
    public = "with the public corpora" if run.public else "without the public corpora"
    tell(f"adding {_size(corpus)} to those of {run.project}, {public}")
    tell(f"running the steps of {run.workflow!r} there; the pipeline goes to {run.model}")
    tell(f"use it with: closeplan summarize CALL --model {run.model}")
