"""Train the scorer that gives dates to items (`dues.json` of a packaged pipeline).

    python scripts/dues.py --model ../../models/en_closeplan --calls ../../data/training [--data FOLDER] [--small]

Examples are the dated kinds of gold items, each on its own evidence and on a random part of it, since what the pipeline
finds is rarely all. The scorer sees the words, the dates and the parse; of the packaged pipeline only the syntax is
used, so that the examples are as good on the calls that its classifier has learned from as on others.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from choosing import Example, fit

from closeplan_nlp import read_transcript
from closeplan_nlp.nlp.analysis import SYNTAX, complete_mentions
from closeplan_nlp.nlp.dating import day_of
from closeplan_nlp.nlp.documents import make_docs
from closeplan_nlp.nlp.dues.chooser import GROUPS, WEIGHTS, candidates_of
from closeplan_nlp.nlp.dues.pairing import Asked
from closeplan_nlp.nlp.dues.readings import readings_of
from closeplan_nlp.nlp.dues.traits import Spoken, spoken_dates
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.pipeline import load_pipeline
from closeplan_nlp.types import Transcript

WHOLE, PARTIAL, UNSURE = 1.0, 0.5, 0.5
"""What examples count: on all evidence, on a part of it; and those of items that a careful reader might leave out."""
LEAST = 0.3
"""Probability that a date must have to be given."""
SMALL = 2


def parsed_mentions(transcript: Transcript, model: Path, turns: set[int]) -> list[Mention]:
    """All utterances of a call with their dates; these turns are parsed, nothing is classified."""
    nlp = load_pipeline("en", model)
    docs = list(make_docs(transcript, nlp, {}))
    with nlp.select_pipes(enable=["closeplan_utterances", "closeplan_dates"]):
        docs = list(nlp.pipe(docs))
    syntax = [name for name in SYNTAX if name in nlp.pipe_names]
    if syntax:
        with nlp.select_pipes(enable=syntax):
            list(nlp.pipe([doc for doc in docs if doc.user_data["turn"] in turns]))
    found: list[Mention] = []
    for doc in docs:
        turn = doc.user_data["turn"]
        doc.user_data["mentions"] = [
            Mention(len(found) + n, turn, span.start_char, span.end_char, span.text)
            for n, span in enumerate(doc.spans["utterances"])
        ]
        found += complete_mentions(doc)
    return found


def evidence(row: dict[str, Any], mentions: Sequence[Mention], transcript: Transcript) -> list[Mention]:
    """The utterances that the quotes of a gold item lie in."""
    quoted: dict[int, list[tuple[int, int]]] = {}
    for proof in row["evidence"]:
        start = transcript.turns[proof["turn"]].text.find(proof["quote"])
        quoted.setdefault(proof["turn"], []).append((start, start + len(proof["quote"])))
    return [m for m in mentions if any(a < m.end and m.start < b for a, b in quoted.get(m.turn, ()))]


def example(members: Sequence[Mention], row: dict[str, Any], dates: Sequence[Spoken], weight: float) -> Example:
    """One item; where no reading has its date, "no date" is right."""
    found = candidates_of(dates, Asked(members, row["kind"], row.get("category"), row.get("status"), row.get("owner")))
    right = [row.get("due") is not None and date.reading.value == row["due"] for date in found.dates]
    weight *= 1.0 if row.get("sure", True) else UNSURE
    return Example(row["kind"], list(found.rows()), [not any(right), *right], weight)


def examples(path: Path, model: Path) -> Iterator[Example]:
    """All examples of a call; which part of the evidence is taken depends on the call's name alone."""
    rng = random.Random(path.stem)
    rows = json.loads(path.with_suffix(".items.json").read_text(encoding="utf-8"))["items"]
    transcript = read_transcript(path)
    mentions = parsed_mentions(transcript, model, {turn for row in rows for turn in row["turns"]})
    dates = spoken_dates(readings_of(mentions), day_of(transcript.date))
    for row in rows:
        own = evidence(row, mentions, transcript) if row["kind"] in GROUPS else []
        if own:
            yield example(own, row, dates, WHOLE)
        if len(own) > 1:
            part = sorted(rng.sample(own, rng.randint(1, len(own) - 1)), key=lambda m: m.index)
            yield example(part, row, dates, PARTIAL)


def write(weights: dict[str, dict[str, float]], folder: Path) -> None:
    """The weights as the pipeline reads them."""
    text = json.dumps({"least": LEAST, "weights": weights}, indent=0, sort_keys=True, ensure_ascii=False)
    (folder / WEIGHTS).write_text(text + "\n", encoding="utf-8")


def main(args: argparse.Namespace) -> None:
    """Train and write."""
    names = json.loads((args.calls / "split.json").read_text(encoding="utf-8"))["train"]
    paths = [args.calls / f"{name}.json" for name in (names[:SMALL] if args.small else names)]
    if args.data:
        paths += [path.with_name(path.name.replace(".items.json", ".json")) for path in args.data.glob("*.items.json")]
    found: list[Example] = []
    for number, path in enumerate(sorted(paths), 1):
        found += examples(path, args.model)
        if number % 20 == 0 or number == len(paths):
            print(f"{number} of {len(paths)} calls: {len(found)} examples", flush=True)
    weights = fit(found, least=2 if args.small else 20)
    write(weights, args.model / "closeplan_classifier")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--calls", type=Path, required=True)
    parser.add_argument("--data", type=lambda value: Path(value) if value else None, help="more calls; empty: none")
    parser.add_argument("--small", action="store_true", help="two calls, to see that it works")
    main(parser.parse_args())
