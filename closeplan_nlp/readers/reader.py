"""What a format is to the rest of the package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from closeplan_nlp.types import Transcript

Sniffed = float | tuple[float, str]


@dataclass(frozen=True)
class Reader:
    """One transcript format: its names, how to recognise its text, and how to read it."""

    name: str
    title: str
    extensions: tuple[str, ...]
    sniff: Callable[[str], Sniffed]
    read: Callable[[str], Transcript]

    def score(self, text: str) -> tuple[float, str]:
        """How sure the reader is that the text is of its format, and why."""
        sniffed = self.sniff(text)
        return sniffed if isinstance(sniffed, tuple) else (sniffed, f"looks like {self.title}")
