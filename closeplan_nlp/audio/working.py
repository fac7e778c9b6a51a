"""A transcription under way, block by block; what is finished is kept in the cache and not done again."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from closeplan_nlp.audio.assembling import Whole
from closeplan_nlp.audio.blocks import Block, read_blocks
from closeplan_nlp.audio.cache import Cache
from closeplan_nlp.audio.decoding import Decoded, Recording
from closeplan_nlp.audio.diarization import Voices
from closeplan_nlp.audio.engine import DEFAULTS, EngineOptions, Recognizer, chosen_device, chosen_model
from closeplan_nlp.audio.hearing import Said, Speech, listen, speech_of, voices_of
from closeplan_nlp.audio.layout import Layout, layout_of
from closeplan_nlp.audio.settings import AudioOptions, hotwords_of, prompt_of
from closeplan_nlp.audio.sound import Stretch
from closeplan_nlp.audio.voices import WIDTH
from closeplan_nlp.audio.weights import find_weights, not_here

Progress = Callable[[float, float | None], None]
"""Takes the seconds of the recording that are done, and all of them where that is known."""
GetWeights = Callable[[str], Path]
MOST_BLOCKS = 10_000


@dataclass(frozen=True)
class Engine:
    """The weights' folder and the options to use them with, all settled."""

    weights: Path
    options: EngineOptions


def settled(options: AudioOptions, names: Sequence[str], get_weights: GetWeights | None) -> Engine:
    """The weights, looked for on disk and else asked of `get_weights`, and what suits the device.

    Raises ModelError where there are no weights, RequestError for options that make no sense.
    """
    device = chosen_device(options.device)
    suits = DEFAULTS[device]
    name = chosen_model(options.model, device)
    weights = find_weights(name)
    if weights is None:
        if get_weights is None:
            raise not_here(name, "nobody was asked to download them")
        weights = get_weights(name)
    chosen = EngineOptions(
        device,
        options.compute_type or suits.compute_type,
        options.beam_size or suits.beam_size,
        options.batch_size or suits.batch_size,
        prompt_of(names),
        hotwords_of(options.vocabulary),
    )
    return Engine(weights, chosen)


@dataclass
class Work:
    """A recording, what was asked of it, and how far it is."""

    recording: Recording
    options: AudioOptions
    engine: Engine
    cache: Cache
    progress: Progress | None = None
    layout: Layout = field(init=False)
    _recognizer: Recognizer | None = field(default=None, init=False)
    _language: tuple[str | None, float] = field(default=(None, 1.0), init=False)

    def run(self) -> Whole:
        """Hear all blocks, those from the cache first."""
        self.layout = self._layout()
        blocks: list[dict[str, Any]] = []
        for block in self._held():
            blocks.append(block)
            self._remember(Said.model_validate(block["said"]))
        decoded = Decoded()
        if not blocks or not blocks[-1]["last"]:
            blocks += self._heard(len(blocks), blocks[-1]["end"] if blocks else 0.0, decoded)
        last = blocks[-1]
        return Whole(
            recording=self.recording,
            sha256=self.cache.sha256,
            layout=self.layout,
            said=[Said.model_validate(each["said"]) for each in blocks],
            speech=[_stretches(each["speech"]) for each in blocks],
            voices=[_restored(each["voices"]) for each in blocks],
            seconds=last["end"],
            damaged=last["damaged"],
            packets=last["packets"],
        )

    def _layout(self) -> Layout:
        """As kept, else found out."""
        asked = {"channels": self.options.channels}
        kept = self.cache.get("layout", asked)
        if isinstance(kept, dict) and "rows" in kept:
            return Layout(int(kept["rows"]), tuple(kept["sides"]))
        layout = layout_of(self.recording, self.options.channels)
        self.cache.put("layout", asked, asdict(layout))
        return layout

    def _held(self) -> Iterator[dict[str, Any]]:
        """The blocks that an earlier run finished with the same settings."""
        for number in range(MOST_BLOCKS):
            said, block = self.cache.get("said", self._said_key(number)), self.cache.get("block", self._key(number))
            if said is None or block is None:
                return
            yield block | {"said": said}
            if block["last"]:
                return

    def _heard(self, number: int, start: float, decoded: Decoded) -> Iterator[dict[str, Any]]:
        """Hear the blocks from `start` seconds on, and keep each."""
        self._tell(start)
        for block in read_blocks(self.recording, self.layout.rows, decoded, start):
            kept = self.cache.get("block", self._key(number))
            if kept is None or kept["end"] != block.end:
                kept = _described(block, decoded)
                self.cache.put("block", self._key(number), kept)
            said = self._listen(block, _stretches(kept["speech"]))
            self._remember(said)
            held = said.model_dump(mode="json")
            self.cache.put("said", self._said_key(number), held)
            yield kept | {"said": held}
            number += 1

    def _listen(self, block: Block, speech: Speech) -> Said:
        """What is said; the weights are loaded when somebody talks for the first time."""
        if not any(speech):
            self._tell(block.end)
            return Said(segments=())
        recognizer = self._recognizer = self._recognizer or Recognizer(self.engine.weights, self.engine.options)
        language, certainty = self._language
        if self.options.language:
            language = recognizer.check_language(self.options.language)
        said = listen(
            block,
            speech,
            recognizer,
            language=language,
            guards=self.options.guards,
            progress=lambda share: self._tell(block.start + share * block.length),
        )
        return said if language is None else said.model_copy(update={"certainty": certainty})

    def _remember(self, said: Said) -> None:
        """The language of the first block in which anybody talks is that of the recording."""
        if said.language and self._language[0] is None:
            self._language = (said.language, said.certainty)

    def _tell(self, done: float) -> None:
        if self.progress:
            self.progress(done, self.recording.duration)

    def _key(self, number: int) -> dict[str, Any]:
        return {"layout": asdict(self.layout), "block": number}

    def _said_key(self, number: int) -> dict[str, Any]:
        weights = (self.engine.weights / "model.bin").stat()
        return self._key(number) | {
            "weights": [str(self.engine.weights.resolve()), weights.st_size, weights.st_mtime_ns],
            "engine": asdict(self.engine.options),
            "language": self.options.language,
            "guards": self.options.guards,
        }


def _described(block: Block, decoded: Decoded) -> dict[str, Any]:
    """Where a block lies, where somebody talks in it, and the voices."""
    speech = speech_of(block)
    voices = voices_of(block, speech)
    vectors = base64.b64encode(voices.vectors.astype("<f2").tobytes()).decode("ascii")
    return {
        "start": block.start,
        "end": block.end,
        "last": block.last,
        "damaged": decoded.damaged,
        "packets": decoded.packets,
        "speech": speech,
        "voices": {"windows": voices.windows, "channels": voices.channels, "vectors": vectors},
    }


def _stretches(kept: list[list[list[float]]]) -> Speech:
    """Where somebody talks on each channel, as it was kept."""
    return [[Stretch(*each) for each in row] for row in kept]


def _restored(kept: dict[str, Any]) -> Voices:
    """Voices as they were kept."""
    vectors = np.frombuffer(base64.b64decode(kept["vectors"]), "<f2").astype(np.float32)
    windows = tuple(Stretch(*window) for window in kept["windows"])
    return Voices(windows, tuple(kept["channels"]), vectors.reshape(len(windows), WIDTH))
