"""Weights for CTranslate2, as faster-whisper loads them, from a training's result.

    python scripts/export.py --network build/network --out ../../models/espeak-whisper

The layout is that of `ctranslate2.specs.WhisperSpec`; matrices become int8.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ctranslate2.specs import whisper_spec
from safetensors.numpy import load_file
from vocabulary import Vocabulary

PREPROCESSOR = {
    "chunk_length": 30,
    "feature_extractor_type": "WhisperFeatureExtractor",
    "feature_size": 80,
    "hop_length": 160,
    "n_fft": 400,
    "n_samples": 480_000,
    "nb_max_frames": 3000,
    "padding_side": "right",
    "padding_value": 0.0,
    "sampling_rate": 16_000,
}

GENERATION = {"is_multilingual": False, "prev_sot_token_id": None}
"""No token for an earlier text: the training has no prompts, so that one would only confuse it."""

Weights = dict[str, npt.NDArray[np.float32]]


def main() -> None:
    """Read the options and export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    export(options.network, options.out)
    print(f"{options.out}: {sum(p.stat().st_size for p in options.out.iterdir()) / 1e6:.1f} MB")


def export(network: Path, out: Path) -> None:
    """Write `model.bin`, `config.json`, the vocabulary, the tokenizer, settings of features and prompts."""
    shape = json.loads((network / "facts.json").read_text(encoding="utf-8"))["shape"]
    weights = {name: value.astype(np.float32) for name, value in load_file(network / "network.safetensors").items()}
    words = Vocabulary.read(network / "tokenizer.json")
    spec = whisper_spec.WhisperSpec(
        int(shape["encoder_layers"]), int(shape["heads"]), int(shape["decoder_layers"]), int(shape["heads"])
    )
    _fill_encoder(spec.encoder, weights)
    _fill_decoder(spec.decoder, weights)
    _configure(spec, words, int(shape["decoder_layers"]), int(shape["heads"]))
    spec.validate()
    spec.optimize(quantization="int8")
    out.mkdir(parents=True, exist_ok=True)
    spec.save(str(out))
    shutil.copyfile(network / "tokenizer.json", out / "tokenizer.json")
    for name, content in (("preprocessor", PREPROCESSOR), ("generation", GENERATION)):
        (out / f"{name}_config.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _configure(spec: Any, words: Vocabulary, layers: int, heads: int) -> None:
    spec.register_vocabulary([words.tokenizer.id_to_token(number) for number in range(len(words))])
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [words.tokenizer.encode(" ").ids[0], words.end]
    spec.config.lang_ids = []
    spec.config.alignment_heads = [[layer, head] for layer in range(layers // 2, layers) for head in range(heads)]


def _fill_encoder(encoder: Any, weights: Weights) -> None:
    _linear(encoder.conv1, weights, "encoder.conv1")
    _linear(encoder.conv2, weights, "encoder.conv2")
    encoder.position_encodings.encodings = weights["encoder.positional_embedding"]
    _norm(encoder.layer_norm, weights, "encoder.ln_post")
    for number, layer in enumerate(encoder.layer):
        name = f"encoder.blocks.{number}"
        _self_attention(layer.self_attention, weights, f"{name}.attn")
        _feed_forward(layer.ffn, weights, name)


def _fill_decoder(decoder: Any, weights: Weights) -> None:
    decoder.embeddings.weight = weights["decoder.token_embedding.weight"]
    decoder.projection.weight = decoder.embeddings.weight
    decoder.position_encodings.encodings = weights["decoder.positional_embedding"]
    _norm(decoder.layer_norm, weights, "decoder.ln")
    for number, layer in enumerate(decoder.layer):
        name = f"decoder.blocks.{number}"
        _self_attention(layer.self_attention, weights, f"{name}.attn")
        _cross_attention(layer.attention, weights, f"{name}.cross_attn")
        _feed_forward(layer.ffn, weights, name)


def _norm(norm: Any, weights: Weights, name: str) -> None:
    norm.gamma, norm.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _linear(linear: Any, weights: Weights, name: str) -> None:
    linear.weight, linear.bias = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _parts(weights: Weights, name: str) -> tuple[list[Any], list[Any]]:
    """Weights and biases of query, key and value; the key has no bias."""
    matrices = [weights[f"{name}.{part}.weight"] for part in ("query", "key", "value")]
    none = np.zeros(matrices[1].shape[0], np.float32)
    return matrices, [weights[f"{name}.query.bias"], none, weights[f"{name}.value.bias"]]


def _self_attention(attention: Any, weights: Weights, name: str) -> None:
    _norm(attention.layer_norm, weights, f"{name}_ln")
    matrices, biases = _parts(weights, name)
    attention.linear[0].weight, attention.linear[0].bias = np.concatenate(matrices), np.concatenate(biases)
    _linear(attention.linear[1], weights, f"{name}.out")


def _cross_attention(attention: Any, weights: Weights, name: str) -> None:
    _norm(attention.layer_norm, weights, f"{name}_ln")
    matrices, biases = _parts(weights, name)
    attention.linear[0].weight, attention.linear[0].bias = matrices[0], biases[0]
    attention.linear[1].weight, attention.linear[1].bias = np.concatenate(matrices[1:]), np.concatenate(biases[1:])
    _linear(attention.linear[2], weights, f"{name}.out")


def _feed_forward(layer: Any, weights: Weights, name: str) -> None:
    _norm(layer.layer_norm, weights, f"{name}.mlp_ln")
    _linear(layer.linear_0, weights, f"{name}.mlp.0")
    _linear(layer.linear_1, weights, f"{name}.mlp.2")


if __name__ == "__main__":
    main()
