"""Voice the training sentences: log-mel frames, the phoneme of each frame, the texts.

    python scripts/corpus.py --calls ../../data/training --out build/corpus

Writes `mel.npy` (frames x 80, log10 of the power, float16), `phonemes.npy` (one number per frame), `utterances.json`
(first and last frame, text, voice) and `phonemes.json` (their numbers). The same sentences give the same files.
"""

from __future__ import annotations

import argparse
import json
import random
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
from espeak import Voice, speak
from faster_whisper.feature_extractor import FeatureExtractor
from sentences import training_utterances

VOICES = (
    Voice("en-us+f3", 52, 172),
    Voice("en-us+m3", 38, 160),
    Voice("en-gb-x-rp+f5", 45, 168),
    Voice("en-gb-scotland+m7", 46, 176),
)
"""The voices of the sample recording, so that it is understood."""
PASSES = 2
"""How often each sentence is voiced, by other voices and with other neighbours."""
WIDER = 4
"""How far pitch and speed are varied around those of the voice."""
LOUDEST = 0.5
LONGEST = 14.0
"""Seconds of an utterance."""
FRAMES_A_SECOND = 100

Frames = npt.NDArray[np.float16]
Phonemes = tuple[tuple[float, str], ...]


def main() -> None:
    """Read the options and write the corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--small", action="store_true", help="200 utterances")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    texts = [text for seed in range(PASSES) for text in training_utterances(options.calls, random.Random(seed))]
    write_corpus(texts[:200] if options.small else texts, options.out, options.workers)


def write_corpus(texts: list[str], out: Path, workers: int) -> None:
    """Voice the texts and write them to the folder."""
    mels: list[Frames] = []
    labels: list[npt.NDArray[np.uint8]] = []
    utterances: list[tuple[int, int, str, int]] = []
    numbers = {"": 0}
    at = 0
    with ProcessPoolExecutor(workers) as pool:
        for text, voice, mel, phonemes in pool.map(_voiced, enumerate(texts), chunksize=50):
            if not FRAMES_A_SECOND // 5 <= len(mel) <= LONGEST * FRAMES_A_SECOND:
                continue
            labels.append(_frame_labels(phonemes, len(mel), numbers))
            mels.append(mel)
            utterances.append((at, at + len(mel), text, voice))
            at += len(mel)
    out.mkdir(parents=True, exist_ok=True)
    np.save(out / "mel.npy", np.concatenate(mels))
    np.save(out / "phonemes.npy", np.concatenate(labels))
    (out / "utterances.json").write_text(json.dumps(utterances), encoding="utf-8")
    (out / "phonemes.json").write_text(json.dumps(numbers, ensure_ascii=False), encoding="utf-8")
    print(f"{len(utterances)} utterances, {at / FRAMES_A_SECOND / 3600:.1f} hours, {len(numbers)} phonemes")


def _voiced(numbered: tuple[int, str]) -> tuple[str, int, Frames, Phonemes]:
    number, text = numbered
    draw = random.Random(number)
    which = draw.randrange(len(VOICES))
    voice = VOICES[which]
    varied = Voice(voice.name, voice.pitch + draw.randint(-WIDER, WIDER), voice.speed + draw.randint(-WIDER, WIDER))
    spoken = speak(text, varied)
    if spoken is None:
        return text, which, np.zeros((0, 80), np.float16), ()
    return text, which, log_mel(spoken.sound), spoken.phonemes


def log_mel(sound: npt.NDArray[np.float32]) -> Frames:
    """Frames x 80: log10 of the mel power, as faster-whisper computes it before it levels a window."""
    level = sound / max(1e-3, float(np.abs(sound).max())) * LOUDEST
    extractor = FeatureExtractor()
    window = np.hanning(extractor.n_fft + 1)[:-1].astype(np.float32)
    spectrum = extractor.stft(level, extractor.n_fft, extractor.hop_length, window=window, return_complex=True)
    power = extractor.mel_filters @ (np.abs(spectrum[..., :-1]) ** 2)
    return np.asarray(np.log10(np.clip(power, 1e-10, None)), np.float16).T.copy()


def _frame_labels(
    phonemes: tuple[tuple[float, str], ...], frames: int, numbers: dict[str, int]
) -> npt.NDArray[np.uint8]:
    labels = np.zeros(frames, np.uint8)
    ends = [*(start for start, _ in phonemes[1:]), frames * 10.0]
    for (start, name), end in zip(phonemes, ends, strict=True):
        number = numbers.setdefault(name, len(numbers))
        labels[max(0, int(start / 10)) : max(0, int(end / 10))] = number
    return labels


if __name__ == "__main__":
    main()
