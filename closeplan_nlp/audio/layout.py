"""How the channels of a recording are heard: mixed into one, or each as people of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from closeplan_nlp.audio.channels import are_separate
from closeplan_nlp.audio.decoding import PIECE, Recording, read_sound
from closeplan_nlp.audio.settings import MIX
from closeplan_nlp.errors import RequestError

LOOKED_AT = 300.0
"""Seconds at the beginning that tell whether two channels hold two sides."""


@dataclass(frozen=True)
class Layout:
    """The rows of sound that are heard, and the side on each where it is known."""

    rows: int
    sides: tuple[str, ...] = ()


def layout_of(recording: Recording, channels: tuple[str, ...] | None) -> Layout:
    """As asked for with `channels`; else tracks apart, and stereo apart where each channel is a side.

    Raises RequestError where the recording has not so many channels.
    """
    if channels == MIX:
        return Layout(1)
    if channels:
        if len(channels) != recording.rows:
            reason = f"the recording has {recording.rows} channel{'s' * (recording.rows != 1)}, not {len(channels)}"
            raise RequestError(reason, where=str(recording.path), remedy="Leave --channels out, or name each channel")
        return Layout(recording.rows, channels)
    if len(recording.tracks) > 1:
        return Layout(recording.rows)
    return Layout(2) if recording.rows == 2 and _two_sides(recording) else Layout(1)


def _two_sides(recording: Recording) -> bool:
    """Whether the beginning of a stereo recording has one side of a talk on each channel."""
    pieces = []
    for piece in read_sound(recording, 2):
        pieces.append(piece)
        if len(pieces) * PIECE >= LOOKED_AT:
            break
    return bool(pieces) and are_separate(np.concatenate(pieces, axis=1))
