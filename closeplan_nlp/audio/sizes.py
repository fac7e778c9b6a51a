"""The sizes of Whisper that have names: where their CTranslate2 weights are published, and how large they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """A size of Whisper: its repository on the Hugging Face hub, megabytes to download, what it is good for."""

    repository: str
    megabytes: int
    note: str


SIZES = {
    "tiny": Size("Systran/faster-whisper-tiny", 78, "very fast, many errors"),
    "tiny.en": Size("Systran/faster-whisper-tiny.en", 78, "very fast, many errors, English"),
    "base": Size("Systran/faster-whisper-base", 148, "fast, rough"),
    "base.en": Size("Systran/faster-whisper-base.en", 148, "fast, rough, English"),
    "small": Size("Systran/faster-whisper-small", 486, "the default on a processor"),
    "small.en": Size("Systran/faster-whisper-small.en", 486, "English"),
    "distil-small.en": Size("Systran/faster-distil-whisper-small.en", 336, "faster than small, English"),
    "medium": Size("Systran/faster-whisper-medium", 1530, "good, slow on a processor"),
    "medium.en": Size("Systran/faster-whisper-medium.en", 1530, "good, English"),
    "distil-medium.en": Size("Systran/faster-distil-whisper-medium.en", 792, "faster than medium, English"),
    "large-v2": Size("Systran/faster-whisper-large-v2", 3090, "for a GPU"),
    "large-v3": Size("Systran/faster-whisper-large-v3", 3090, "the most accurate, for a GPU"),
    "distil-large-v3": Size("Systran/faster-distil-whisper-large-v3", 1520, "for a GPU, English"),
    "distil-large-v3.5": Size("distil-whisper/distil-large-v3.5-ct2", 1520, "for a GPU, English"),
    "large-v3-turbo": Size("mobiuslabsgmbh/faster-whisper-large-v3-turbo", 1620, "the default on a GPU"),
}
ALIASES = {"large": "large-v3", "turbo": "large-v3-turbo"}


def repository_of(name: str) -> str | None:
    """The repository that a size or an own `owner/name` means; None for anything else."""
    size = SIZES.get(ALIASES.get(name, name))
    if size:
        return size.repository
    owner, slash, rest = name.partition("/")
    plain = owner.strip(".") and rest.strip(".") and not any(char in name for char in "\\: ") and "/" not in rest
    return name if slash and plain else None
