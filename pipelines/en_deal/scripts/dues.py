"""Train the scorer that gives dates to items (`dues.json` of a packaged pipeline).

    python scripts/dues.py --model ../../models/en_closeplan --calls ../../data/training [--names FILE] [--small]

Examples are the dated kinds of gold items on their own evidence, on a random part of it (what the pipeline finds is
rarely all), and the items that the pipeline finds and that match them. Everything that the scorer sees comes from the
packaged pipeline. Its labels are surer on calls that it was trained on than on others; `--names`, a JSON list of
calls, restricts the examples, for instance to calls that are new to it.
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
from closeplan_nlp.evaluation.scoring import ScoredItem, match
from closeplan_nlp.nlp import attributes
from closeplan_nlp.nlp.analysis import heard_mentions
from closeplan_nlp.nlp.dating import day_of
from closeplan_nlp.nlp.dues.chooser import GROUPS, WEIGHTS, candidates_of
from closeplan_nlp.nlp.dues.pairing import Asked
from closeplan_nlp.nlp.dues.readings import readings_of
from closeplan_nlp.nlp.dues.traits import Spoken, spoken_dates
from closeplan_nlp.nlp.heads import Heads
from closeplan_nlp.nlp.items import kind_of
from closeplan_nlp.nlp.linking import candidates, family_kinds, group
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.owners import owner_of
from closeplan_nlp.nlp.pipeline import load_pipeline
from closeplan_nlp.types import Transcript

WHOLE, PARTIAL, FOUND, UNSURE = 1.0, 0.5, 0.8, 0.5
"""What examples count: all evidence, a part of it, found by the pipeline; and those a careful reader might leave out."""
LEAST = 0.3
"""Probability that a date must have to be given."""
SMALL = 2


class Call:
    """An annotated call as the packaged pipeline reads it."""

    def __init__(self, path: Path, model: Path) -> None:
        """Read and label it."""
        nlp = load_pipeline("en", model)
        self.rows = json.loads(path.with_suffix(".items.json").read_text(encoding="utf-8"))["items"]
        turns = {turn for row in self.rows for turn in row["turns"]}
        self.transcript: Transcript
        self.transcript, self.mentions = heard_mentions(read_transcript(path), nlp, also=turns)
        self.heads: Heads = nlp.get_pipe("closeplan_classifier").heads  # type: ignore[attr-defined]
        self.dates: list[Spoken] = spoken_dates(readings_of(self.mentions), day_of(self.transcript.date))

    def example(self, members: Sequence[Mention], kind: str, row: dict[str, Any], weight: float) -> Example:
        """One item; where no reading has its date, "no date" is right."""
        category, status = attributes.category_of(members, kind), attributes.status_of(members, kind)
        item = Asked(members, kind, category, status, owner_of(members, kind, self.transcript.participants))
        found = candidates_of(self.dates, item, self.heads)
        right = [row.get("due") is not None and date.reading.value == row["due"] for date in found.dates]
        rows = list(found.rows())
        return Example(kind, rows, [not any(right), *right], weight * (1.0 if row.get("sure", True) else UNSURE))

    def evidence(self, row: dict[str, Any]) -> list[Mention]:
        """The utterances that the quotes of a gold item lie in."""
        marked = []
        for mention in self.mentions:
            quotes = [proof["quote"] for proof in row["evidence"] if proof["turn"] == mention.turn]
            text = self.transcript.turns[mention.turn].text
            places = [(text.find(quote), text.find(quote) + len(quote)) for quote in quotes]
            if any(start < mention.end and mention.start < end for start, end in places):
                marked.append(mention)
        return marked

    def found(self) -> Iterator[tuple[list[Mention], str, dict[str, Any]]]:
        """The items that the pipeline finds, with the gold items that they match."""
        facts, items, members = self.heads.facts, [], []
        for family, kinds in family_kinds(facts).items():
            for own in group(candidates(self.mentions, kinds, facts.thresholds), family, self.heads):
                kind = kind_of(own, kinds, facts.kind_weights)
                if max(m.kinds[kind] for m in own) >= facts.item_thresholds[kind]:
                    items.append(ScoredItem(kind, frozenset(m.turn for m in own)))
                    members.append(own)
        gold = [ScoredItem(row["kind"], frozenset(row["turns"]), sure=row.get("sure", True)) for row in self.rows]
        places = {id(item): n for n, item in enumerate(items)}
        truths = {id(item): row for item, row in zip(gold, self.rows, strict=True)}
        for item, truth in match(items, gold).pairs:
            yield members[places[id(item)]], item.kind, truths[id(truth)]


def examples(call: Call, rng: random.Random) -> Iterator[Example]:
    """All examples of a call."""
    for row in call.rows:
        own = call.evidence(row) if row["kind"] in GROUPS else []
        if own:
            yield call.example(own, row["kind"], row, WHOLE)
        if len(own) > 1:
            part = sorted(rng.sample(own, rng.randint(1, len(own) - 1)), key=lambda m: m.index)
            yield call.example(part, row["kind"], row, PARTIAL)
    for members, kind, row in call.found():
        if kind in GROUPS:
            yield call.example(members, kind, row, FOUND)


def write(weights: dict[str, dict[str, float]], folder: Path) -> None:
    """The weights as the pipeline reads them."""
    text = json.dumps({"least": LEAST, "weights": weights}, indent=0, sort_keys=True, ensure_ascii=False)
    (folder / WEIGHTS).write_text(text + "\n", encoding="utf-8")


def main(args: argparse.Namespace) -> None:
    """Train and write."""
    names = json.loads((args.names or args.calls / "split.json").read_text(encoding="utf-8"))
    names = names if isinstance(names, list) else names["train"]
    if args.small:
        names = names[:SMALL]
    found: list[Example] = []
    for number, name in enumerate(names, 1):
        found += examples(Call(args.calls / f"{name}.json", args.model), random.Random(name))
        print(f"{number}/{len(names)} {name}: {len(found)} examples", flush=True)
    weights = fit(found, least=2 if args.small else 10)
    write(weights, args.model / "closeplan_classifier")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--calls", type=Path, required=True)
    parser.add_argument("--names", type=Path)
    parser.add_argument("--small", action="store_true", help="two calls, to see that it works")
    main(parser.parse_args())
