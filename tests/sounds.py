"""Sounds, recordings and weights made for tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from closeplan_nlp.audio.sound import RATE, Sound

WIDTH, LAYERS, HEADS, MELS = 16, 1, 2, 80


def tone(seconds: float, hertz: float = 440.0, level: float = 0.3) -> Sound:
    """A sine."""
    return np.asarray(level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE), np.float32)


def write(path: Path, tracks: Sequence[Sound], *, codec: str | None = None, rate: int = RATE) -> Path:
    """Write each array of shape (channels, samples at 16 kHz) as a track of a container named by the suffix."""
    codecs = {".wav": "pcm_s16le", ".mp3": "mp3", ".m4a": "aac", ".ogg": "libopus", ".opus": "libopus"}
    codecs |= {".flac": "flac", ".webm": "libopus", ".mp4": "aac", ".mkv": "flac", ".mov": "aac", ".avi": "mp3"}
    with av.open(str(path), "w") as container:
        streams = []
        for track in tracks:
            stream = container.add_stream(codec or codecs[path.suffix], rate=rate)
            stream.layout = "stereo" if len(track) == 2 else "mono"
            streams.append(stream)
        for stream, track in zip(streams, tracks, strict=True):
            _encode(container, stream, track, rate)
    return path


def _encode(container: Any, stream: Any, track: Sound, rate: int) -> None:
    layout = stream.layout.name
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(track, np.float32), format="fltp", layout=layout)
    frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
    resampler = av.AudioResampler(format=stream.format, layout=stream.layout, rate=rate)
    fifo, size = av.AudioFifo(), stream.codec_context.frame_size or 1024
    for piece in [*resampler.resample(frame), *resampler.resample(None)]:
        fifo.write(piece)
    while piece := fifo.read(size) or fifo.read(partial=True):
        container.mux(stream.encode(piece))
    container.mux(stream.encode(None))


def make_weights(folder: Path, seed: int = 0) -> Path:
    """Random weights of a Whisper with one layer, as CTranslate2 and the tokenizers write them."""
    from ctranslate2.specs import whisper_spec

    tokenizer = _tokenizer()
    size = tokenizer.get_vocab_size()
    spec = whisper_spec.WhisperSpec(LAYERS, HEADS, LAYERS, HEADS)
    _fill(spec, size, np.random.default_rng(seed))
    spec.register_vocabulary([tokenizer.id_to_token(at) for at in range(size)])
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [tokenizer.token_to_id("<|endoftext|>")]
    spec.config.lang_ids = []
    spec.config.alignment_heads = [[0, 0], [0, 1]]
    spec.validate()
    spec.optimize(quantization="float32")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {"feature_size": MELS, "sampling_rate": RATE, "hop_length": 160, "chunk_length": 30, "n_fft": 400}
    (folder / "preprocessor_config.json").write_text(json.dumps(settings))
    return folder


def _tokenizer() -> Any:
    """Letters and Whisper's special tokens."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    special = ["<|endoftext|>", "<|startoftranscript|>", "<|en|>"]
    special += ["<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>"]
    special += ["<|notimestamps|>", *(f"<|{at * 0.02:.2f}|>" for at in range(1501))]
    vocabulary = {token: at for at, token in enumerate(letters)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(each, special=True) for each in special])
    return tokenizer


def _fill(spec: Any, size: int, draw: np.random.Generator) -> None:
    def values(*shape: int) -> Any:
        return draw.normal(0, 0.3, shape).astype(np.float32)

    def norm(layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)

    def linear(layer: Any, out: int, inner: int = WIDTH) -> None:
        layer.weight, layer.bias = values(out, inner), np.zeros(out, np.float32)

    def attention(layer: Any, sizes: Sequence[int]) -> None:
        norm(layer.layer_norm)
        for part, out in zip(layer.linear, sizes, strict=True):
            linear(part, out)

    def feed_forward(layer: Any) -> None:
        norm(layer.layer_norm)
        linear(layer.linear_0, 4 * WIDTH)
        linear(layer.linear_1, WIDTH, 4 * WIDTH)

    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = values(WIDTH, MELS, 3), np.zeros(WIDTH, np.float32)
    encoder.conv2.weight, encoder.conv2.bias = values(WIDTH, WIDTH, 3), np.zeros(WIDTH, np.float32)
    encoder.position_encodings.encodings = values(1500, WIDTH)
    decoder.position_encodings.encodings = values(448, WIDTH)
    decoder.embeddings.weight = values(size, WIDTH)
    decoder.embeddings.weight[256:] *= 0.01  # letters are what it says, not special tokens
    decoder.projection.weight = decoder.embeddings.weight
    norm(encoder.layer_norm)
    norm(decoder.layer_norm)
    for layer in encoder.layer:
        attention(layer.self_attention, (3 * WIDTH, WIDTH))
        feed_forward(layer.ffn)
    for layer in decoder.layer:
        attention(layer.self_attention, (3 * WIDTH, WIDTH))
        attention(layer.attention, (WIDTH, 2 * WIDTH, WIDTH))
        feed_forward(layer.ffn)
