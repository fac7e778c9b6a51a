"""The model card, from the facts of the training and the scores.

python scripts/card.py --network build/network --score build/score.json --model ../../models/espeak-whisper \
    [--history TEXT]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

CARD = """\
# A small Whisper for tests and the demo

**Not for your recordings.** It understands four voices of espeak-ng and nobody else, and is used only where it is named
(`--model models/espeak-whisper`). It stands in for real weights where none can be had, so that the demo and the tests
take the whole way from a recording to a plan, through the real faster-whisper, without a network.

| | |
| --- | --- |
| architecture | Whisper, English only: {encoder} encoder and {decoder} decoder layers, width {width}, \
{vocabulary:,} tokens of which 1,501 are times |
| size | {size:.1f} MB, int8 for CTranslate2 |
| data | {corpus}; texts: the calls of `data/training` but the validation calls, written for this project |
| voices | {voices} |
| training | {minutes:.0f} minutes ({steps:,} steps), by \
[pipelines/espeak_whisper](../../pipelines/espeak_whisper/README.md){history} |
| licence | that of this project; no part of it comes from other weights or recordings |

## Word error rate

{count} utterances of each voice, from the validation calls, none of them in a training call; names, rare words and
fragments as they come. `alone` is one utterance at a time, `joined` windows of up to 30 seconds without pauses, as the
recogniser gets them. Measured with faster-whisper by `scripts/score.py`.

| voice | alone | joined |
| --- | --- | --- |
{rows}

It writes what it hears with the words it knows: names it never met come out as words that sound alike. Other voices,
noise, music and other languages give nonsense.
"""


def main() -> None:
    """Read the options, write the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", type=Path, required=True)
    parser.add_argument("--score", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--history", help="how the training went, where one command does not tell it")
    options = parser.parse_args()
    facts = json.loads((options.network / "facts.json").read_text(encoding="utf-8"))
    score = json.loads(options.score.read_text(encoding="utf-8"))
    files = [path for path in options.model.iterdir() if path.name != "README.md"]
    size = sum(path.stat().st_size for path in files)
    (options.model / "README.md").write_text(card(facts, score, size, options.history), encoding="utf-8")


def card(facts: dict[str, object], score: dict[str, object], size: int, history: str | None) -> str:
    """The card's text; `size` in bytes."""
    shape, rates, mean = facts["shape"], score["word_error_rate"], score["mean"]
    assert isinstance(shape, dict)
    assert isinstance(rates, dict)
    assert isinstance(mean, dict)
    rows = [f"| {voice} | {rate['alone']:.1%} | {rate['joined']:.1%} |" for voice, rate in rates.items()]
    rows.append(f"| mean | **{mean['alone']:.1%}** | **{mean['joined']:.1%}** |")
    return CARD.format(
        encoder=shape["encoder_layers"],
        decoder=shape["decoder_layers"],
        width=shape["width"],
        vocabulary=int(shape["vocabulary"]),
        size=size / 1e6,
        corpus=facts["corpus"],
        voices=", ".join(f"`{voice}`" for voice in rates),
        minutes=facts["minutes"],
        steps=facts["steps"],
        history=f"; {history}" if history else "",
        count=score["sentences_per_voice"],
        rows="\n".join(rows),
    )


if __name__ == "__main__":
    main()
