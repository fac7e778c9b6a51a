"""Commands on recordings and the weights they are transcribed with: transcribe, models, cache."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from closeplan_nlp.commands.audio_options import (
    BeamSize,
    Channels,
    ComputeType,
    Device,
    Diarizer,
    NoCache,
    Vocabulary,
    Weights,
    audio_options,
    people_and_labels,
)
from closeplan_nlp.options import (
    Customer,
    Date,
    Language,
    Listed,
    NoColor,
    Quiet,
    Seller,
    Speakers,
    Verbose,
    listed_as,
    settings,
)

models_app = typer.Typer(no_args_is_help=True, help="Weights of Whisper: which there are, get them, where they are.")


def register(app: typer.Typer) -> None:
    """Put the commands into the program."""
    app.command(epilog="Example: closeplan transcribe call.m4a --channels seller,customer -o transcripts/")(transcribe)
    app.command(epilog="Example: closeplan cache --clear")(cache)
    app.add_typer(models_app, name="models", epilog="Example: closeplan models pull small")


def transcribe(
    recordings: Annotated[list[Path], typer.Argument(metavar="RECORDING…", help="Audio or video, any container.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Folder for the transcripts; else beside the recordings."),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", "-t", metavar="NAME", help="json (default), vtt, srt, text; repeatable."),
    ] = None,
    date: Date = None,
    language: Language = None,
    seller: Seller = None,
    customer: Customer = None,
    speakers: Speakers = None,
    model: Weights = None,
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
    """Turn recordings into transcripts: who said what when.

    Writes NAME.json (and what else is asked for with --to) for each recording; `-o -` writes one to stdout.
    --speakers takes how many people speak, or who is behind a label.
    """
    from closeplan_nlp.commands.transcripts import Job, check_places, transcribe_all

    people, labels = people_and_labels(speakers or [])
    options = audio_options(
        whisper=model,
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
    jobs = [Job(recording, output, tuple(to or ("json",))) for recording in recordings]
    check_places(jobs)
    facts = {"date": date, "seller": seller or (), "customer": customer or (), "speakers": labels}
    if not transcribe_all(jobs, options, facts):
        raise typer.Exit(1)


def cache(
    clear: Annotated[bool, typer.Option("--clear", help="Delete all of it.")] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Show what is kept of finished work on recordings, and where; or delete it."""
    from closeplan_nlp.audio.cache import cache_folder, usage
    from closeplan_nlp.audio.cache import clear as delete
    from closeplan_nlp.output import write_result

    folder = cache_folder()
    held = delete(folder) if clear else usage(folder)
    done = "Deleted" if clear else "Kept"
    write_result(f"{done}: {held.recordings} recordings, {held.size / 1e6:.1f} MB, in {folder}\n", None)


@models_app.command("list", epilog="Example: closeplan models list")
def models_list(to: Listed = None, quiet: Quiet = False, verbose: Verbose = False, no_color: NoColor = False) -> None:
    """List the sizes of Whisper, and which weights are on this machine."""
    import json

    from closeplan_nlp.commands.weights import weights_data, weights_table
    from closeplan_nlp.output import write_result

    as_json = listed_as(to) == "json"
    write_result(json.dumps(weights_data(), indent=2) + "\n" if as_json else weights_table(), None)


@models_app.command("pull", epilog="Example: closeplan models pull small")
def models_pull(
    name: Annotated[str, typer.Argument(metavar="SIZE", help="tiny … large-v3-turbo, or owner/name on the hub.")],
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Download weights of Whisper from the Hugging Face hub; those that are here stay as they are."""
    from closeplan_nlp.audio.pulling import pull
    from closeplan_nlp.audio.weights import find_weights
    from closeplan_nlp.output import write_result
    from closeplan_nlp.progress import bytes_progress

    folder = find_weights(name)
    if folder is None:
        with bytes_progress(settings.quiet, f"Getting {name}") as progress:
            folder = pull(name, progress)
    write_result(f"{folder}\n", None)


@models_app.command("path", epilog="Example: closeplan models path small")
def models_path(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Weights; without it the folder of all.")] = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Show the folder that weights are in, or belong into."""
    from closeplan_nlp.audio.weights import find_weights, folder_for, weights_folder
    from closeplan_nlp.output import write_result

    folder = (find_weights(name) or folder_for(name)) if name else weights_folder()
    write_result(f"{folder}\n", None)
