"""What a file that is no text looks like, by its first bytes."""

from __future__ import annotations

from pathlib import Path

from closeplan_nlp.errors import InputError

AUDIO = "a recording"
HEAD = 65536
"""Bytes that are looked at."""
ZIP = b"PK\x03\x04"
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (ZIP, "a ZIP archive (XLSX, PPTX, ODT are such)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Word, Excel or Outlook file"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"ID3", f"{AUDIO} (MP3)"),
    (b"fLaC", f"{AUDIO} (FLAC)"),
    (b"OggS", f"{AUDIO} (Ogg)"),
    (b"caff", f"{AUDIO} (CAF)"),
    (b"#!AMR", f"{AUDIO} (AMR)"),
    (b"\x1aE\xdf\xa3", f"{AUDIO} (WebM or Matroska)"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", f"{AUDIO} (WMA or WMV)"),
)
_TEXT_TOO = {b"ID3", b"caff", b"GIF8"}
_FRAMES = (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa", b"\xff\xf1", b"\xff\xf9")


def binary_kind(data: bytes) -> str | None:
    """What the bytes look like when they are a known binary format, else `None`."""
    binary = b"\0" in data[:HEAD]
    for start, kind in _STARTS:
        if data.startswith(start) and (binary or start not in _TEXT_TOO):
            return kind
    if data[:4] in (b"RIFF", b"RF64") and data[8:12] == b"WAVE":
        return f"{AUDIO} (WAV)"
    if data[:4] == b"RIFF" and data[8:12] == b"AVI ":
        return f"{AUDIO} (AVI)"
    if data[:4] == b"FORM" and data[8:12] in (b"AIFF", b"AIFC"):
        return f"{AUDIO} (AIFF)"
    if data[4:8] == b"ftyp":
        return f"{AUDIO} (MP4 or M4A)"
    return f"{AUDIO} (MP3 or AAC)" if binary and data[:2] in _FRAMES else None


def is_recording(path: str | Path) -> bool:
    """Whether a file begins as recordings do; false where it cannot be read, or is standard input."""
    try:
        with Path(path).open("rb") as file:
            return (binary_kind(file.read(HEAD)) or "").startswith(AUDIO)
    except (OSError, ValueError):
        return False


def not_text(kind: str) -> InputError:
    """The error for a file that is no text."""
    if kind.startswith(AUDIO):
        return InputError(f"this looks like {kind}, not like a transcript", remedy="First: closeplan transcribe")
    return InputError(f"this looks like {kind}, not like text", remedy="Export it as text, DOCX, VTT, SRT or JSON")
