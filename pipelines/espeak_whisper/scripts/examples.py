"""Training examples: windows of up to 30 seconds as the recogniser will get them, with tokens and phonemes.

A window holds utterances one after the other, mostly of one voice, with short pauses or none, as stretches of speech
are joined before recognition; then noise, another loudness, and masked bands (SpecAugment, Park et al. 2019).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.utils.data import IterableDataset
from vocabulary import Vocabulary

NO_TIMES = 0.6
"""Share of windows without time tokens: batched recognition asks for none."""
ONE_VOICE = 0.75
PROMPTED = 0.2
LONGEST_TEXT = 400
IGNORED = -100
FLOOR = -10.0
LN10 = 2.302585

Utterance = tuple[int, int, str, int]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Corpus:
    """Voiced utterances: frames x 80, a phoneme per frame, and where each utterance lies."""

    mel: npt.NDArray[np.float16]
    phonemes: npt.NDArray[np.uint8]
    utterances: tuple[tuple[Utterance, ...], ...]
    phoneme_count: int

    @classmethod
    def read(cls, folder: Path) -> Corpus:
        """From the folder that `corpus.py` wrote; utterances by voice."""
        said = json.loads((folder / "utterances.json").read_text(encoding="utf-8"))
        names = json.loads((folder / "phonemes.json").read_text(encoding="utf-8"))
        voices = sorted({voice for *_, voice in said})
        by_voice = tuple(tuple((a, b, t, v) for a, b, t, v in said if v == voice) for voice in voices)
        mel, phonemes = (np.load(folder / name, mmap_mode="r") for name in ("mel.npy", "phonemes.npy"))
        return cls(mel, phonemes, by_voice, len(names))

    def texts(self) -> Iterator[str]:
        """All texts."""
        return (text for voice in self.utterances for _, _, text, _ in voice)


@dataclass(frozen=True)
class Example:
    """A window: 80 x frames, decoder tokens of which the first `given` are the prompt, a phoneme per 20 ms."""

    mel: Floats
    tokens: list[int]
    given: int
    phonemes: npt.NDArray[np.int64]


class Windows(IterableDataset[tuple[Tensor, Tensor, Tensor, Tensor]]):
    """Endless batches of windows of one length: mel, tokens, next tokens, phonemes."""

    def __init__(self, corpus: Corpus, vocabulary: Vocabulary, frames: int, count: int, seed: int) -> None:
        self.corpus = corpus
        self.vocabulary = vocabulary
        self.frames = frames
        self.count = count
        self.seed = seed

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
        draw, noise = random.Random(self.seed), np.random.default_rng(self.seed)
        while True:
            found: list[Example] = []
            while len(found) < self.count:
                example = self._example(draw, noise)
                if len(example.tokens) <= LONGEST_TEXT:
                    found.append(example)
            yield _batch(found, self.vocabulary.end)

    def _example(self, draw: random.Random, noise: np.random.Generator) -> Example:
        placed, cut = self._placed(draw)
        sound = np.full((self.frames, 80), FLOOR, np.float32)
        phonemes = np.zeros(self.frames, np.int64)
        last = 0
        for at, (first, end, _, _) in placed:
            length = min(end - first, self.frames - at)
            loudness = draw.uniform(-0.6, 0.4)
            sound[at : at + length] = self.corpus.mel[first : first + length].astype(np.float32) + loudness
            phonemes[at : at + length] = self.corpus.phonemes[first : first + length]
            last = at + length
        used = min(self.frames, last + draw.randint(0, 30))
        mel = np.zeros((80, self.frames), np.float32)
        mel[:, :used] = _levelled(_noisy(sound[:used], draw, noise)).T
        _mask(mel, used, draw)
        texts = [(at, at + u[1] - u[0], u[2]) for at, u in (placed[:-1] if cut else placed)]
        tokens, given = self._tokens(texts, placed[-1][0] if cut else None, draw)
        return Example(mel, tokens, given, phonemes[1::2])

    def _placed(self, draw: random.Random) -> tuple[list[tuple[int, Utterance]], bool]:
        """Where utterances begin, and whether the last is cut by the window's end."""
        voice = draw.choice(self.corpus.utterances)
        mixed = draw.random() > ONE_VOICE
        wanted = draw.choice((1, 2, 4, 99, 99, 99)) if self.frames > 1000 else draw.choice((1, 2, 99))
        at = draw.randint(0, 40)
        placed: list[tuple[int, Utterance]] = []
        while len(placed) < wanted:
            pool = draw.choice(self.corpus.utterances) if mixed else voice
            utterance = draw.choice(pool)
            length = utterance[1] - utterance[0]
            if at + length > self.frames:
                if placed and wanted == 99 and self.frames - at > 60 and draw.random() < 0.3:
                    return [*placed, (at, utterance)], True
                if placed:
                    break
                continue
            placed.append((at, utterance))
            at += length + (draw.randint(0, 40) if draw.random() < 0.85 else draw.randint(40, 120))
        return placed, False

    def _tokens(self, texts: list[tuple[int, int, str]], cut: int | None, draw: random.Random) -> tuple[list[int], int]:
        """Prompt and text. A piece that the window cuts is only in a text with times, where it is left to the next."""
        v = self.vocabulary
        times = cut is not None or draw.random() > NO_TIMES
        tokens: list[int] = []
        for start, end, text in texts:
            said = v.text(text)
            tokens += [v.time(start), *said, v.time(end)] if times else said
        if cut is not None:
            tokens.append(v.time(cut))
        prompt: list[int] = []
        if draw.random() < PROMPTED:
            pool = draw.choice(self.corpus.utterances)
            before = [t for _ in range(draw.randint(1, 3)) for t in v.text(draw.choice(pool)[2])]
            prompt = [v.previous, *before[-100:]]
        prompt += [v.start] if times else [v.start, v.no_times]
        return [*prompt, *tokens, v.end], len(prompt)


def _noisy(sound: Floats, draw: random.Random, noise: np.random.Generator) -> Floats:
    """Noise of some level added to the power, in four of five windows."""
    if draw.random() > 0.8:
        return sound
    level = draw.uniform(-9.5, -5.0) + 0.15 * noise.standard_normal(sound.shape, np.float32)
    return np.asarray(np.logaddexp(sound * LN10, level * LN10) / LN10, np.float32)


def _levelled(sound: Floats) -> Floats:
    """As faster-whisper levels a window: 8 below the loudest at least, then shifted and scaled."""
    return np.asarray((np.maximum(sound, sound.max() - 8) + 4) / 4, np.float32)


def _mask(mel: Floats, used: int, draw: random.Random) -> None:
    if draw.random() < 0.5:
        return
    middle = float(mel[:, :used].mean())
    for _ in range(2):
        band, at = draw.randint(0, 71), draw.randint(0, used - 1)
        mel[band : band + draw.randint(0, 7), :used] = middle
        mel[:, at : min(used, at + draw.randint(0, 8))] = middle


def _batch(found: list[Example], end: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    length = max(len(each.tokens) for each in found) - 1
    given = torch.full((len(found), length), end)
    wanted = torch.full((len(found), length), IGNORED)
    for row, each in enumerate(found):
        tokens = torch.tensor(each.tokens)
        given[row, : len(tokens) - 1] = tokens[:-1]
        wanted[row, each.given - 1 : len(tokens) - 1] = tokens[each.given :]
    mel = torch.from_numpy(np.stack([each.mel for each in found]))
    return mel, given, wanted, torch.from_numpy(np.stack([each.phonemes for each in found]))
