"""What the voices say: sentences of our annotated calls, and strings of their words in any order.

Sentences with digits or in the manner of a recogniser are left out: one sound would have two spellings. The strings of
words make the network listen where a sentence could be guessed.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

PLAIN = re.compile(r"[A-Z][A-Za-z',;\- ]*[.?!]")
ENDS = re.compile(r"(?<=[.?!])\s+")
LONGEST = 28
"""Words of an utterance."""
TOGETHER = (1, 1, 1, 2, 2, 3)
"""How many sentences of a turn are one utterance."""
SHUFFLED = 0.2
"""Strings of words for each sentence."""


def held_out_calls(calls: Path) -> set[str]:
    """Names of the validation calls: their sentences are never trained on."""
    return set(json.loads((calls / "split.json").read_text(encoding="utf-8"))["validation"])


def training_utterances(calls: Path, draw: random.Random) -> list[str]:
    """Utterances of all calls but the validation calls, and shuffled words; in random order, each once."""
    held = held_out_calls(calls)
    said = [t for path in _call_files(calls) if path.stem not in held for t in _utterances(path, draw)]
    pool = [word.strip(",;").lower() for text in said for word in text[:-1].split()]
    rare = sorted(set(pool))
    count = int(len(said) * SHUFFLED)
    strings = [_string_of_words(rare if draw.random() < 0.6 else pool, draw) for _ in range(count)]
    found = list(dict.fromkeys(said + strings))
    draw.shuffle(found)
    return found


def held_out_utterances(calls: Path, draw: random.Random, known: Iterable[str] = ()) -> list[str]:
    """Utterances of the validation calls that no training call has."""
    seen = set(known)
    found = [t for path in _call_files(calls) if path.stem in held_out_calls(calls) for t in _utterances(path, draw)]
    kept = [text for text in dict.fromkeys(found) if text not in seen]
    draw.shuffle(kept)
    return kept


def _call_files(calls: Path) -> list[Path]:
    return sorted(path for path in calls.glob("en*.json") if not path.name.endswith(".items.json"))


def _utterances(path: Path, draw: random.Random) -> Iterator[str]:
    """Plain sentences of a call, sometimes several of one turn together."""
    for turn in json.loads(path.read_text(encoding="utf-8"))["turns"]:
        sentences = ENDS.split(turn["text"].replace("\u2019", "'").strip())
        at = 0
        while at < len(sentences):
            together = sentences[at : at + draw.choice(TOGETHER)]
            at += len(together)
            good = all(PLAIN.fullmatch(each) for each in together)
            if good and sum(len(each.split()) for each in together) <= LONGEST:
                yield " ".join(together)
            elif len(together) > 1:
                yield from (s for s in together if PLAIN.fullmatch(s) and len(s.split()) <= LONGEST)


def _string_of_words(words: list[str], draw: random.Random) -> str:
    return " ".join(draw.choice(words) for _ in range(draw.randint(3, 9))).capitalize() + "."
