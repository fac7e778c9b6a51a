"""The options of the commands that read recordings, each written down once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from closeplan_nlp.audio.settings import AudioOptions

Whisper = Annotated[
    str | None,
    typer.Option(
        "--whisper",
        metavar="NAME",
        help="Weights of Whisper: a size, owner/name, or a folder (recordings).",
    ),
]
Weights = Annotated[
    str | None,
    typer.Option(
        "--model",
        "--whisper",
        metavar="NAME",
        help="Weights: tiny … large-v3-turbo, owner/name, or a folder.",
    ),
]
Device = Annotated[str, typer.Option(metavar="NAME", help="auto, cpu or cuda (recordings).")]
ComputeType = Annotated[
    str | None, typer.Option(metavar="NAME", help="Precision: int8, int8_float16, float16, … (recordings).")
]
BeamSize = Annotated[int | None, typer.Option(metavar="N", min=1, max=20, help="Width of the search (recordings).")]
Channels = Annotated[
    str | None,
    typer.Option(metavar="SIDES", help="Side on each channel: seller,customer; or mix. Else found out (recordings)."),
]
Vocabulary = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Names that may come up, one a line (recordings).")
]
Diarizer = Annotated[str, typer.Option(metavar="NAME", help="How speakers are told apart: voices or pyannote.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep finished work (recordings).")]


def people_and_labels(values: list[str]) -> tuple[int | None, dict[str, str]]:
    """`--speakers` holds how many people speak (`3`), names behind labels (`Speaker 1=Dana Reyes`), or both."""
    from closeplan_nlp.errors import RequestError
    from closeplan_nlp.options import labels_of

    counts = [value for value in values if value.strip().isdigit()]
    if len(counts) > 1 or "0" in counts:
        raise RequestError(f"--speakers {counts[-1]} is no number of people", remedy="Say once how many people speak")
    return int(counts[0]) if counts else None, labels_of([value for value in values if value not in counts])


def audio_options(
    *,
    whisper: str | None,
    device: str,
    compute_type: str | None,
    beam_size: int | None,
    language: str | None,
    channels: str | None,
    people: int | None,
    vocabulary: Path | None,
    diarizer: str,
    no_cache: bool,
) -> AudioOptions:
    """The options as the library takes them. Raises RequestError and InputError for those that make no sense."""
    from closeplan_nlp.audio.settings import AudioOptions, parse_channels, read_vocabulary

    return AudioOptions(
        model=whisper,
        device=device,
        compute_type=compute_type,
        beam_size=beam_size,
        language=language,
        channels=parse_channels(channels),
        people=people,
        diarizer=diarizer,
        vocabulary=read_vocabulary(vocabulary) if vocabulary else (),
        keep=not no_cache,
    )
