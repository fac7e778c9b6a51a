"""Begin with the weights of an earlier training that may have had other tokens, phonemes and fewer layers."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from network import Block, Whisper
from safetensors.torch import load_file
from torch import Tensor
from vocabulary import SPECIAL, Vocabulary


def start_from(network: Whisper, earlier: Path, out: Path) -> None:
    """Put the weights in `earlier` into the network, whose tokenizer and phonemes lie in `out`.

    A new token begins as the mean of the old tokens that spell it; new layers pass on what they get.
    """
    old = {name: value.float() for name, value in load_file(earlier / "network.safetensors").items()}
    own = network.state_dict()
    for name in ("encoder", "decoder"):
        for number, block in enumerate(getattr(network, name).blocks):
            if f"{name}.blocks.{number}.attn.query.weight" not in old and isinstance(block, Block):
                block.silence()
    embedding = "decoder.token_embedding.weight"
    old_words, new_words = (Vocabulary.read(folder / "tokenizer.json") for folder in (earlier, out))
    own[embedding].copy_(_tokens(old[embedding], old_words, new_words))
    for name in ("frames.weight", "frames.bias"):
        own[name].copy_(_phonemes(old[name], own[name], *(_names(folder) for folder in (earlier, out))))
    for name, value in own.items():
        if name != embedding and not name.startswith("frames.") and name in old and old[name].shape == value.shape:
            value.copy_(old[name])


def _names(folder: Path) -> dict[str, int]:
    names: dict[str, int] = json.loads((folder / "phonemes.json").read_text(encoding="utf-8"))
    return names


def _tokens(old: Tensor, old_words: Vocabulary, new_words: Vocabulary) -> Tensor:
    rows = []
    for number in range(len(new_words)):
        name = new_words.tokenizer.id_to_token(number)
        if name in SPECIAL:
            rows.append(old[old_words.number(name)])
            continue
        spelled = new_words.tokenizer.decoder.decode([name])
        parts = old_words.tokenizer.encode(spelled).ids
        same = old_words.tokenizer.token_to_id(name)
        rows.append(old[same] if same is not None else old[parts].mean(0) if parts else old.mean(0))
    return torch.stack(rows)


def _phonemes(old: Tensor, new: Tensor, old_names: dict[str, int], new_names: dict[str, int]) -> Tensor:
    rows = new.clone()
    for name, number in new_names.items():
        if name in old_names:
            rows[number] = old[old_names[name]]
    return rows
