"""What can be asked of a transcription."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from closeplan_nlp.errors import InputError, RequestError

MIX = ("mix",)
SIDES = ("seller", "customer", "both", "unknown")
ROOM = 250
"""Characters of names, and as many of vocabulary, that the recogniser is told; more would take room from its words."""


@dataclass(frozen=True)
class AudioOptions:
    """How to transcribe a recording.

    `model` is a size, a hub name or a folder of weights, `channels` the side on each channel (or `mix`), `people` how
    many speak, `vocabulary` names that may come up; what is None is chosen by device and recording. `keep` allows the
    cache.
    """

    model: str | None = None
    device: str = "auto"
    compute_type: str | None = None
    beam_size: int | None = None
    batch_size: int | None = None
    language: str | None = None
    channels: tuple[str, ...] | None = None
    people: int | None = None
    diarizer: str = "voices"
    vocabulary: tuple[str, ...] = ()
    guards: bool = True
    keep: bool = True


def parse_channels(text: str | None) -> tuple[str, ...] | None:
    """`seller,customer` as a tuple. Raises RequestError for anything but sides, or `mix`."""
    if text is None:
        return None
    sides = tuple(part.strip().lower() for part in text.split(","))
    if sides != MIX and (len(sides) < 2 or any(side not in SIDES for side in sides)):
        raise RequestError(f"--channels {text!r} names no sides", remedy="For example seller,customer; or mix")
    return sides


def read_vocabulary(path: Path) -> tuple[str, ...]:
    """The words of a vocabulary file: one name or phrase a line, `#` begins a comment."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise InputError(f"the vocabulary cannot be read ({reason})", where=str(path), remedy="Check it") from error
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def prompt_of(names: Iterable[str]) -> str | None:
    """Names of people and organisations as the sentence that Whisper is told to have heard before."""
    told = hotwords_of(names)
    return f"{told}." if told else None


def hotwords_of(words: Iterable[str]) -> str | None:
    """Words that may come up, as many as there is room for."""
    chosen, room = [], ROOM
    for word in dict.fromkeys(each.strip() for each in words if each.strip()):
        room -= len(word) + 2
        if room < 0:
            break
        chosen.append(word)
    return ", ".join(chosen) or None
