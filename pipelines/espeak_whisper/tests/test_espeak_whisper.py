"""The workflow runs on little data, and what the training sees is what the recogniser will get."""

from __future__ import annotations

import json
import os
import random
import runpy
import shutil
import subprocess
import sys
from ctypes.util import find_library
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch
from corpus import VOICES
from examples import IGNORED, Corpus, Windows
from export import export
from network import Shape, Whisper
from safetensors.torch import save_file
from sentences import held_out_calls, held_out_utterances, training_utterances
from transfer import start_from
from vocabulary import SPECIAL, Vocabulary, train_tokenizer

from closeplan_nlp.audio.engine import takes_prompts

PROJECT = Path(__file__).resolve().parent.parent
CALLS = PROJECT.parent.parent / "data" / "training"
TEXTS = ["I will send the contract by Friday.", "Who signs the order form?", "That works for us.", "Not in July."]
BEGINS = 5
"""The phoneme that every utterance begins with; the others are one number for each."""
needs_espeak = pytest.mark.skipif(
    not find_library("espeak-ng") and "CLOSEPLAN_CI" not in os.environ, reason="espeak-ng is not installed"
)


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary(train_tokenizer(TEXTS, 300))


@pytest.fixture
def corpus() -> Corpus:
    """Two voices with two utterances each, of 100 and 150 frames, that can be told by their values."""
    lengths = [100, 150, 100, 150]
    ends = np.cumsum(lengths).tolist()
    said = [(end - n, end, TEXTS[i], i // 2) for i, (n, end) in enumerate(zip(lengths, ends, strict=True))]
    mel = np.concatenate([np.full((n, 80), -float(i), np.float16) for i, n in enumerate(lengths)])
    phonemes = np.concatenate([np.full(n, i + 1, np.uint8) for i, n in enumerate(lengths)])
    for end, length in zip(ends, lengths, strict=True):
        phonemes[end - length : end - length + 4] = BEGINS
    return Corpus(mel, phonemes, (tuple(said[:2]), tuple(said[2:])), BEGINS + 1)


def test_sentences_of_validation_calls_are_never_trained_on() -> None:
    known = training_utterances(CALLS, random.Random(1))
    held = held_out_utterances(CALLS, random.Random(2), known)
    assert len(held) > 1000
    assert not set(held) & set(known)
    assert all(text[-1] in ".?!" and not any(c.isdigit() for c in text) for text in known + held)
    assert len(held_out_calls(CALLS)) >= 32


def test_the_voices_are_those_of_the_sample_recording() -> None:
    recorded = runpy.run_path(str(CALLS.parent / "samples" / "make_recording.py"))["VOICES"].values()
    assert {(voice.name, voice.pitch, voice.speed) for voice in recorded} == {
        (voice.name, voice.pitch, voice.speed) for voice in VOICES
    }


def test_the_same_seed_gives_the_same_sentences() -> None:
    first, again, other = (training_utterances(CALLS, random.Random(seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_special_tokens_stand_where_whisper_has_them(vocabulary: Vocabulary) -> None:
    tokenizer = vocabulary.tokenizer
    first = len(vocabulary) - len(SPECIAL)
    assert [tokenizer.id_to_token(first + at) for at in range(len(SPECIAL))] == SPECIAL
    assert vocabulary.time(0) == vocabulary.no_times + 1
    assert tokenizer.id_to_token(vocabulary.time(150)) == "<|1.50|>"
    assert tokenizer.decode(vocabulary.text("That works for us.")) == " That works for us."


@pytest.mark.parametrize("frames", [440, 1000, 3000])
def test_a_window_says_what_is_in_it(corpus: Corpus, vocabulary: Vocabulary, frames: int) -> None:
    windows = Windows(corpus, vocabulary, frames, 4, seed=3)
    for mel, given, wanted, phonemes in islice(windows, 5):
        assert mel.shape == (4, 80, frames)
        assert phonemes.shape == (4, frames // 2)
        assert given.shape == wanted.shape
        assert torch.isfinite(mel).all()
        for row in range(4):
            _check_row(vocabulary, given[row], wanted[row], phonemes[row])


def _check_row(vocabulary: Vocabulary, given: torch.Tensor, wanted: torch.Tensor, phonemes: torch.Tensor) -> None:
    """Every utterance in the text was heard, in that order; times are those of the sound."""
    answer = [int(token) for token in wanted if token != IGNORED]
    assert answer[-1] == vocabulary.end
    said = vocabulary.tokenizer.decode(answer)
    heard = [int(p) for p in torch.unique_consecutive(phonemes) if 0 < p < BEGINS]
    texts = [TEXTS[p - 1] for p in heard]
    assert said == "".join(f" {text}" for text in texts) or said == "".join(f" {t}" for t in texts[:-1])
    times = [token - vocabulary.time(0) for token in answer if token > vocabulary.no_times]
    assert times == sorted(times)
    for start, end in zip(times[::2], times[1::2], strict=False):
        assert phonemes[start] > 0
        assert phonemes[end - 2] > 0
    asked = int(given[(wanted != IGNORED).nonzero()[0]])
    assert asked == (vocabulary.start if times else vocabulary.no_times)


def test_windows_are_the_same_for_a_seed(corpus: Corpus, vocabulary: Vocabulary) -> None:
    first, again = (next(iter(Windows(corpus, vocabulary, 440, 2, seed=1))) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))


def test_weights_go_on_under_other_tokens_and_more_layers(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """A network with a new layer and tokenizer says what the old one said, for tokens that both have."""
    torch.manual_seed(0)
    earlier, out = tmp_path / "earlier", tmp_path / "out"
    names = {earlier: {"": 0, "a": 1, "b": 2}, out: {"": 0, "b": 1, "c": 2, "a": 3}}
    other = Vocabulary(train_tokenizer(TEXTS[:2], 290))
    networks = {}
    for folder, words, layers in ((earlier, vocabulary, 1), (out, other, 2)):
        folder.mkdir()
        words.tokenizer.save(str(folder / "tokenizer.json"))
        (folder / "phonemes.json").write_text(json.dumps(names[folder]))
        shape = Shape(16, 2, layers, layers, 0.0, len(words), len(names[folder]))
        networks[folder] = Whisper(shape).eval()
    save_file(dict(networks[earlier].state_dict()), earlier / "network.safetensors")
    start_from(networks[out], earlier, out)
    mel = torch.randn(1, 80, 60)
    with torch.no_grad():
        old, old_frames = networks[earlier](mel, torch.tensor([[vocabulary.start, vocabulary.time(3)]]))
        new, new_frames = networks[out](mel, torch.tensor([[other.start, other.time(3)]]))
    assert torch.allclose(old[..., vocabulary.end :], new[..., other.end :], atol=1e-5)
    assert torch.allclose(old_frames[..., [0, 1, 2]], new_frames[..., [0, 3, 1]], atol=1e-5)


def test_exported_weights_compute_what_the_network_does(tmp_path: Path, vocabulary: Vocabulary) -> None:
    import ctranslate2

    torch.manual_seed(1)
    network = Whisper(Shape(64, 2, 2, 2, 0.0, len(vocabulary), 3)).eval()
    save_file(dict(network.state_dict()), tmp_path / "network.safetensors")
    vocabulary.tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "facts.json").write_text(json.dumps({"shape": network.shape.as_dict()}))
    export(tmp_path, tmp_path / "model")
    model = ctranslate2.models.Whisper(str(tmp_path / "model"), compute_type="float32")
    mel = np.random.default_rng(1).normal(0, 0.5, (1, 80, 3000)).astype(np.float32)
    heard = np.array(model.encode(ctranslate2.StorageView.from_array(mel)))
    with torch.no_grad():
        expected = network.encoder(torch.from_numpy(mel)).numpy()
    assert np.abs(heard - expected).mean() < 0.05 * np.abs(expected).mean()
    assert not takes_prompts(tmp_path / "model")


@needs_espeak
def test_phonemes_lie_where_they_are_heard() -> None:
    from espeak import RATE, Voice, speak

    spoken = speak("Send me the contract.", Voice("en-us+m3", 38, 160))
    assert spoken is not None
    starts = [at for at, _ in spoken.phonemes]
    assert starts == sorted(starts)
    assert 0 <= starts[0] < 100
    assert starts[-1] <= len(spoken.sound) / RATE * 1000 + 1
    names = "".join(name for _, name in spoken.phonemes)
    assert names.startswith("sEnd")


@needs_espeak
@pytest.mark.slow
def test_the_workflow_runs_on_little_data(tmp_path: Path) -> None:
    from closeplan_nlp.audio.engine import EngineOptions, Recognizer

    folder = tmp_path / "pipelines" / "espeak_whisper"
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns("build", "tests", "project.lock"))
    run = [sys.executable, "-m", "weasel", "run", "small", str(folder)]
    run += [f"--vars.python={sys.executable}", f"--vars.calls={CALLS}"]
    done = subprocess.run(run, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    recognizer = Recognizer(folder / "build" / "small" / "model", EngineOptions(device="cpu"))
    assert len(list(recognizer.recognize([np.zeros(16_000, np.float32)], "en"))) == 1
