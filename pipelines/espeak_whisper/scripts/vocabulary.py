"""The tokens: byte-level BPE over the texts, and Whisper's special tokens in the order of its English models."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

TEXT_TOKENS = 1000
STEP = 0.02
"""Seconds between two time tokens."""
SPECIAL = [
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|en|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
    *(f"<|{at * STEP:.2f}|>" for at in range(1501)),
]


def train_tokenizer(texts: Iterable[str], size: int = TEXT_TOKENS) -> Tokenizer:
    """A tokenizer over the texts, each of which follows a blank as Whisper's do."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=size, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator((f" {text}" for text in texts), trainer)
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer


@dataclass(frozen=True)
class Vocabulary:
    """A tokenizer and the numbers of its special tokens."""

    tokenizer: Tokenizer

    @classmethod
    def read(cls, path: Path) -> Vocabulary:
        """From a `tokenizer.json`."""
        return cls(Tokenizer.from_file(str(path)))

    def __len__(self) -> int:
        return int(self.tokenizer.get_vocab_size())

    def text(self, text: str) -> list[int]:
        """The tokens of a text."""
        return list(self.tokenizer.encode(f" {text}").ids)

    def number(self, token: str) -> int:
        """The number of a special token."""
        return int(self.tokenizer.token_to_id(token))

    @cached_property
    def end(self) -> int:
        """End of the text."""
        return self.number("<|endoftext|>")

    @cached_property
    def start(self) -> int:
        """Start of the transcript."""
        return self.number("<|startoftranscript|>")

    @cached_property
    def previous(self) -> int:
        """Start of what was said before, or of a prompt."""
        return self.number("<|startofprev|>")

    @cached_property
    def no_times(self) -> int:
        """No time tokens follow."""
        return self.number("<|notimestamps|>")

    def time(self, frame: int) -> int:
        """The token of a log-mel frame of 10 ms in the window."""
        return self.no_times + 1 + round(frame / 2)
