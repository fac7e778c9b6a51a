"""All JSON formats that other tools write, and which of them a file of unknown structure comes closest to."""

from __future__ import annotations

from typing import Any

from closeplan_nlp.readers import (
    assemblyai,
    aws_batch,
    aws_calls,
    azure_stt,
    deepgram,
    elevenlabs,
    fathom_json,
    fireflies,
    gong,
    google_stt,
    kaldi,
    podcast_json,
    recall,
    rev,
    speechmatics,
    tldv,
    vosk,
    watson,
    whisper,
)
from closeplan_nlp.readers.json_format import JsonFormat, Shape, has

PLAIN_FORMATS: tuple[JsonFormat, ...] = (
    *whisper.FORMATS,
    *deepgram.FORMATS,
    *elevenlabs.FORMATS,
    *assemblyai.FORMATS,
    *aws_batch.FORMATS,
    *aws_calls.FORMATS,
    *google_stt.FORMATS,
    *azure_stt.FORMATS,
    *watson.FORMATS,
    *speechmatics.FORMATS,
    *rev.FORMATS,
    *vosk.FORMATS,
    *kaldi.FORMATS,
    *fireflies.FORMATS,
    *gong.FORMATS,
    *tldv.FORMATS,
    *recall.FORMATS,
    *fathom_json.FORMATS,
    *podcast_json.FORMATS,
)
"""Those that hold one transcript; containers (vCon) build on them."""
_CLOSE = 0.3
_SHOWN = 3


def shape_of(data: Any, formats: tuple[JsonFormat, ...] = PLAIN_FORMATS) -> tuple[JsonFormat, Shape] | None:
    """The format and shape of parsed JSON: of those that fit, the one that asks for most."""
    fitting = [(each, shape) for each in formats if (shape := each.shape(data))]
    return max(fitting, key=lambda entry: entry[1].demands(), default=None)


def closest(data: Any, formats: tuple[JsonFormat, ...]) -> str | None:
    """The formats that a file comes closest to and what it lacks of them, in one line; `None` if to none."""
    near = [(shape.nearness(data), each, shape) for each in formats if (shape := each.nearest(data))]
    best = sorted((entry for entry in near if entry[0] >= _CLOSE), key=lambda entry: -entry[0])[:_SHOWN]
    return "; ".join(f"{each.title} ({each.name}) {_lack(data, shape)}" for _, each, shape in best) or None


def _lack(data: Any, shape: Shape) -> str:
    missing = shape.missing(data)[:_SHOWN]
    if missing:
        return f"needs {', '.join(map(_readable, missing))}"
    return f"has no {', '.join(path for path in shape.lacks if has(data, path))}"


def _readable(path: str) -> str:
    where, _, kind = path.partition(":")
    return f"{where} ({kind})" if kind else where
