"""A small Whisper: OpenAI's architecture and state-dict names (Radford et al. 2022), with a head for phonemes.

The head reads one phoneme per encoder frame (20 ms). It teaches the encoder to hear, long before the decoder could,
and is not part of the shipped weights.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

FRAMES = 1500
"""Encoder frames of 30 seconds."""
TOKENS = 448
"""The longest text with its prompt."""
MELS = 80


@dataclass(frozen=True)
class Shape:
    """Sizes of the network."""

    width: int = 192
    heads: int = 4
    encoder_layers: int = 4
    decoder_layers: int = 3
    dropout: float = 0.05
    vocabulary: int = 0
    phonemes: int = 0

    def as_dict(self) -> dict[str, float]:
        """Its fields, for a file."""
        return asdict(self)


def sinusoids(length: int, width: int, longest: float = 10_000.0) -> Tensor:
    """Positions of the encoder, length x width."""
    step = math.log(longest) / (width // 2 - 1)
    angles = torch.arange(length)[:, None] * torch.exp(-step * torch.arange(width // 2))[None]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class Attention(nn.Module):
    """Attention with several heads, of a sequence to itself or to another."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width, bias=False)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, other: Tensor | None = None, causal: bool = False) -> Tensor:
        """`x` is batch x length x width, as is what comes back."""
        batch, length, width = x.shape
        read = x if other is None else other
        query, key, value = (
            each.view(batch, -1, self.heads, width // self.heads).transpose(1, 2)
            for each in (self.query(x), self.key(read), self.value(read))
        )
        mixed = functional.scaled_dot_product_attention(query, key, value, is_causal=causal)
        return self.out(mixed.transpose(1, 2).reshape(batch, length, width))  # type: ignore[no-any-return]


class Block(nn.Module):
    """A layer; with `cross` one of the decoder."""

    def __init__(self, shape: Shape, cross: bool) -> None:
        super().__init__()
        width = shape.width
        self.attn = Attention(width, shape.heads)
        self.attn_ln = nn.LayerNorm(width)
        self.cross_attn = Attention(width, shape.heads) if cross else None
        self.cross_attn_ln = nn.LayerNorm(width) if cross else None
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.mlp_ln = nn.LayerNorm(width)
        self.drop = nn.Dropout(shape.dropout)

    def forward(self, x: Tensor, heard: Tensor | None = None) -> Tensor:
        """`heard` is the encoder's output, for a layer of the decoder."""
        x = x + self.drop(self.attn(self.attn_ln(x), causal=self.cross_attn is not None))
        if self.cross_attn is not None and self.cross_attn_ln is not None:
            x = x + self.drop(self.cross_attn(self.cross_attn_ln(x), heard))
        return x + self.drop(self.mlp(self.mlp_ln(x)))  # type: ignore[no-any-return]

    def silence(self) -> None:
        """Make a new layer pass on what it gets, so that it can be put on a trained network."""
        for each in (self.attn.out, self.cross_attn.out if self.cross_attn else None, self.mlp[2]):
            if each is not None:
                nn.init.zeros_(each.weight)
                nn.init.zeros_(each.bias)


class Encoder(nn.Module):
    """Log-mel frames of 10 ms to one vector per 20 ms."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.conv1 = nn.Conv1d(MELS, width, 3, padding=1)
        self.conv2 = nn.Conv1d(width, width, 3, stride=2, padding=1)
        self.register_buffer("positional_embedding", sinusoids(FRAMES, width))
        self.blocks = nn.ModuleList(Block(shape, cross=False) for _ in range(shape.encoder_layers))
        self.ln_post = nn.LayerNorm(width)

    def forward(self, mel: Tensor) -> Tensor:
        """Batch x 80 x frames to batch x frames / 2 x width."""
        x = functional.gelu(self.conv1(mel))
        x = functional.gelu(self.conv2(x)).transpose(1, 2)
        x = x + self.get_buffer("positional_embedding")[: x.shape[1]]
        for block in self.blocks:
            x = block(x)
        return self.ln_post(x)  # type: ignore[no-any-return]


class Decoder(nn.Module):
    """Tokens so far to the chances of the next."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(shape.vocabulary, shape.width)
        nn.init.normal_(self.token_embedding.weight, std=0.02)
        self.positional_embedding = nn.Parameter(torch.randn(TOKENS, shape.width) * 0.01)
        self.blocks = nn.ModuleList(Block(shape, cross=True) for _ in range(shape.decoder_layers))
        self.ln = nn.LayerNorm(shape.width)

    def forward(self, tokens: Tensor, heard: Tensor) -> Tensor:
        """Batch x length and the encoder's output to batch x length x vocabulary, before the softmax."""
        x = self.token_embedding(tokens) + self.positional_embedding[: tokens.shape[1]]
        for block in self.blocks:
            x = block(x, heard)
        return self.ln(x) @ self.token_embedding.weight.T


class Whisper(nn.Module):
    """Encoder, decoder and the head for phonemes."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.encoder = Encoder(shape)
        self.decoder = Decoder(shape)
        self.frames = nn.Linear(shape.width, shape.phonemes)

    def forward(self, mel: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Chances of the tokens and of the phonemes, before the softmax."""
        heard = self.encoder(mel)
        return self.decoder(tokens, heard), self.frames(heard)
