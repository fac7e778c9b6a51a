"""Whether a file is all there, for containers whose cut-off files FFmpeg takes for whole ones: WAV and Ogg."""

from __future__ import annotations

import struct
from pathlib import Path

LARGEST = 0x7F00_0000
"""From this size on, a WAV header written by a stream says only that nobody knew the size."""
OGG_PAGE = 65_307
"""Bytes of an Ogg page, at most."""
LAST_PAGE = 4
"""The flag of the last page of an Ogg stream."""


def promised_share(path: Path, container: str) -> float:
    """How many times larger the file should be by its own header; 1 where that is not known, or it is whole."""
    if container != "wav":
        return 1.0
    with path.open("rb") as file:
        head = file.read(8)
    promised = struct.unpack("<4xI", head)[0] if len(head) == 8 and head[:4] == b"RIFF" else 0
    size = path.stat().st_size
    return (promised + 8) / size if size < promised < LARGEST else 1.0


def has_end(path: Path, container: str) -> bool:
    """Whether the end of the file is its end; false for an Ogg file that stops in the middle of its pages."""
    if container != "ogg":
        return True
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2 * OGG_PAGE))
        tail = file.read()
    at = tail.rfind(b"OggS")
    return at >= 0 and len(tail) > at + 5 and bool(tail[at + 5] & LAST_PAGE)
