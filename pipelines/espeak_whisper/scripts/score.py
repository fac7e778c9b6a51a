"""Word error rate of the exported weights on sentences of the validation calls, with the real faster-whisper.

    python scripts/score.py --model ../../models/espeak-whisper --calls ../../data/training [--json FILE]

Each voice says other sentences, none of which any training call has. They are recognised one by one, and joined to
windows of up to 30 seconds without pauses, as the recogniser joins the stretches of one channel.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import dataclass
from pathlib import Path

import jiwer
import numpy as np
from corpus import PASSES, VOICES
from espeak import RATE, Sound, Voice, speak
from sentences import held_out_utterances, training_utterances

from closeplan_nlp.audio.engine import EngineOptions, Recognizer

PLAIN = jiwer.Compose([
    jiwer.ToLowerCase(), jiwer.SubstituteRegexes({r"[^\w\s']": " "}), jiwer.RemoveMultipleSpaces(), jiwer.Strip(),
    jiwer.ReduceToListOfListOfWords(),
])  # fmt: skip
LEVEL = 0.5
LONGEST = 28.0


@dataclass(frozen=True)
class Said:
    """An utterance and its sound."""

    text: str
    sound: Sound


def main() -> None:
    """Read the options, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--calls", type=Path, required=True)
    parser.add_argument("--sentences", type=int, default=300, help="utterances of each voice")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    known = {t for seed in range(PASSES) for t in training_utterances(options.calls, random.Random(seed))}
    texts = held_out_utterances(options.calls, random.Random(7), known)
    recognizer = Recognizer(options.model, EngineOptions(device="cpu"))
    rates: dict[str, dict[str, float]] = {}
    for number, voice in enumerate(VOICES):
        said = _voiced(texts[number * options.sentences : (number + 1) * options.sentences], voice)
        alone = _word_errors(recognizer, [[each] for each in said])
        joined = _word_errors(recognizer, _joined(said))
        rates[voice.name] = {"alone": alone, "joined": joined}
        print(f"{voice.name:20} alone {alone:.3f}   joined {joined:.3f}", flush=True)
    mean = {way: sum(rate[way] for rate in rates.values()) / len(rates) for way in ("alone", "joined")}
    print(f"{'mean':20} alone {mean['alone']:.3f}   joined {mean['joined']:.3f}")
    if options.json:
        report = {"sentences_per_voice": options.sentences, "word_error_rate": rates, "mean": mean}
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def _voiced(texts: list[str], voice: Voice) -> list[Said]:
    spoken = [(text, speak(text, voice)) for text in texts]
    return [Said(text, s.sound / np.abs(s.sound).max() * LEVEL) for text, s in spoken if s]


def _joined(said: list[Said]) -> list[list[Said]]:
    """Utterances in windows."""
    windows: list[list[Said]] = []
    filled = LONGEST
    for each in said:
        length = len(each.sound) / RATE
        if filled + length > LONGEST:
            windows.append([])
            filled = 0.0
        windows[-1].append(each)
        filled += length
    return windows


def _word_errors(recognizer: Recognizer, windows: list[list[Said]]) -> float:
    sounds = [np.concatenate([each.sound for each in window]) for window in windows]
    heard = [
        "".join(word.text for segment in segments for word in segment.words)
        for segments in recognizer.recognize(sounds, "en")
    ]
    wanted = [" ".join(each.text for each in window) for window in windows]
    return float(jiwer.wer(wanted, heard, reference_transform=PLAIN, hypothesis_transform=PLAIN))


if __name__ == "__main__":
    main()
