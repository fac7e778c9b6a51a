"""Train the small Whisper on the voiced corpus.

    python scripts/train.py --corpus build/corpus --out build/network --minutes 120 [--start FOLDER]

Windows grow from 4 over 10 to 30 seconds. The phonemes of the frames are learned first and alongside: without them a
decoder this small recites its texts instead of listening. Hidden matrices are updated by Muon (Jordan et al. 2024),
the rest by AdamW. Writes `network.safetensors`, `tokenizer.json`, `phonemes.json` and `facts.json` every few minutes.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from examples import IGNORED, Corpus, Windows
from network import Shape, Whisper
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional
from torch.utils.data import DataLoader
from transfer import start_from
from vocabulary import Vocabulary, train_tokenizer

SMOOTHING = 0.02
PHONEME_WEIGHT = 0.4
WARM_UP = 100
SAVE_EVERY = 300.0
SAY_EVERY = 50
LONGEST_NORM = 1.0


@dataclass(frozen=True)
class Stage:
    """Windows of one length until a share of the time has passed."""

    until: float
    frames: int
    count: int
    decode: bool = True


FROM_NOTHING = (Stage(0.05, 440, 24, decode=False), Stage(0.38, 440, 24), Stage(0.68, 1000, 12), Stage(1.0, 3000, 5))
FROM_WEIGHTS = (Stage(0.06, 440, 24, decode=False), Stage(0.45, 440, 24), Stage(0.78, 1000, 12), Stage(1.0, 3000, 5))
FINISH = (Stage(1.0, 3000, 5),)
SMALL = (Stage(0.3, 440, 4, decode=False), Stage(1.0, 440, 4))


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--start", type=Path, help="a folder with the result of an earlier training")
    parser.add_argument("--finish", action="store_true", help="windows of 30 seconds from the beginning")
    parser.add_argument("--small", action="store_true", help="a network of few parameters")
    parser.add_argument("--rate", type=float, default=1.5e-3, help="learning rate")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    corpus = Corpus.read(options.corpus)
    vocabulary = _vocabulary(options, corpus)
    shape = Shape(width=32, heads=2, encoder_layers=1, decoder_layers=1) if options.small else Shape()
    network = Whisper(replace(shape, vocabulary=len(vocabulary), phonemes=corpus.phoneme_count))
    if options.start:
        start_from(network, options.start, options.out)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    stages = SMALL if options.small else FINISH if options.finish else FROM_WEIGHTS if options.start else FROM_NOTHING
    facts = _facts(corpus, options.start)
    run = Run(network.to(device), options.out, options.minutes * 60, options.rate, facts)
    print(f"{sum(p.numel() for p in network.parameters()) / 1e6:.2f} million parameters on {device}", flush=True)
    for number, stage in enumerate(stages):
        windows = Windows(corpus, vocabulary, stage.frames, stage.count, options.seed * 100 + number)
        run.train(stage, iter(DataLoader(windows, batch_size=None, num_workers=0 if options.small else 1)))
    run.save()


def _facts(corpus: Corpus, earlier: Path | None) -> dict[str, Any]:
    """What the card says of the training: the corpus, and steps and minutes before this run."""
    hours = len(corpus.phonemes) / 360_000
    facts: dict[str, Any] = {"corpus": f"{hours:.1f} hours of {sum(map(len, corpus.utterances)):,} utterances"}
    if earlier and (earlier / "facts.json").is_file():
        before = json.loads((earlier / "facts.json").read_text(encoding="utf-8"))
        facts |= {name: before[name] for name in ("steps", "minutes")}
    return facts


def _vocabulary(options: argparse.Namespace, corpus: Corpus) -> Vocabulary:
    """A tokenizer made for the corpus; written to the output folder beside the names of the phonemes."""
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = train_tokenizer(sorted(set(corpus.texts())))
    tokenizer.save(str(options.out / "tokenizer.json"))
    shutil.copyfile(options.corpus / "phonemes.json", options.out / "phonemes.json")
    return Vocabulary(tokenizer)


class Run:
    """A training under way: the optimisers, the clock, what is said and saved."""

    def __init__(self, network: Whisper, out: Path, seconds: float, rate: float, facts: dict[str, Any]) -> None:
        self.network = network
        self.out = out
        self.facts = facts
        self.seconds = seconds
        self.rate = rate
        self.began = self.saved = time.monotonic()
        self.step = 0
        hidden = [p for name, p in network.named_parameters() if p.ndim == 2 and ".blocks." in name]
        others = [p for name, p in network.named_parameters() if not (p.ndim == 2 and ".blocks." in name)]
        self.optimisers: list[torch.optim.Optimizer] = [
            torch.optim.Muon(hidden, lr=rate, weight_decay=0.02, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), weight_decay=0.01),
        ]

    @property
    def done(self) -> float:
        """The share of the time that has passed."""
        return (time.monotonic() - self.began) / self.seconds

    def train(self, stage: Stage, batches: Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]) -> None:
        """Go through the batches until the stage's time is over."""
        self.network.train()
        while (done := self.done) < stage.until:
            rate = self.rate * min(1.0, (self.step + 1) / WARM_UP) * max(0.0, 1 - done) ** 0.8 + 1e-6
            for optimiser in self.optimisers:
                for group in optimiser.param_groups:
                    group["lr"] = rate
            said = self._learn([each.to(next(self.network.parameters()).device) for each in next(batches)], stage)
            self.step += 1
            if self.step % SAY_EVERY == 0:
                print(f"{self.step} {done:.3f} {stage.frames} {said} rate {rate:.5f}", flush=True)
            if time.monotonic() - self.saved > SAVE_EVERY:
                self.save()

    def _learn(self, batch: list[Tensor], stage: Stage) -> str:
        mel, given, wanted, phonemes = batch
        on_gpu = mel.device.type == "cuda"  # on a CPU bfloat16 is slower than float32 for matrices this small
        with torch.autocast(mel.device.type, dtype=torch.bfloat16, enabled=on_gpu):
            heard = self.network.encoder(mel)
            tokens = self.network.decoder(given, heard) if stage.decode else None
            frames = self.network.frames(heard)
        loss = heard_loss = functional.cross_entropy(frames.float().flatten(0, 1), phonemes.flatten())
        said = ""
        if tokens is not None:
            flat = tokens.float().flatten(0, 1)
            said_loss = functional.cross_entropy(
                flat, wanted.flatten(), ignore_index=IGNORED, label_smoothing=SMOOTHING
            )
            loss = said_loss + PHONEME_WEIGHT * heard_loss
            right = (flat.argmax(-1) == wanted.flatten())[wanted.flatten() != IGNORED].float().mean()
            said = f"tokens {said_loss:.3f} right {right:.3f}"
        for optimiser in self.optimisers:
            optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), LONGEST_NORM)
        for optimiser in self.optimisers:
            optimiser.step()
        spoken = phonemes > 0
        correct = (frames.argmax(-1) == phonemes)[spoken].float().mean()
        return f"{said} phonemes {heard_loss:.3f} right {correct:.3f}"

    def save(self) -> None:
        """Write the network and the facts of its training."""
        weights = {name: value.detach().cpu().half().contiguous() for name, value in self.network.state_dict().items()}
        save_file(weights, self.out / "network.safetensors")
        minutes = self.facts.get("minutes", 0) + (time.monotonic() - self.began) / 60
        steps = self.facts.get("steps", 0) + self.step
        facts = self.facts | {"shape": self.network.shape.as_dict(), "steps": steps, "minutes": round(minutes, 1)}
        (self.out / "facts.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
        self.saved = time.monotonic()


if __name__ == "__main__":
    main()
