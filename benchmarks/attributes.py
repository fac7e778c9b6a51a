"""Attributes apart from finding items: the pipeline's own rules and heads on the evidence that annotators marked.

    .venv/bin/python benchmarks/attributes.py [--set train] [--model FOLDER] [--json FILE] [--texts FILE]

Every gold item is given the utterances that its quotes mark ("oracle mentions") and its kind; side, owner, due date,
category, importance, status and condition are then decided as always. Beside them stand the same figures for the items
that the pipeline finds by itself and that match a gold item. `--texts` writes the texts of found items with their
evidence, to be read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quality import TRAINING, call_sets, scored

from closeplan_nlp import read_transcript
from closeplan_nlp.evaluation.scoring import ATTRIBUTES, ScoredItem, accuracy, match
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.nlp.analysis import heard_mentions
from closeplan_nlp.nlp.classifier import DealClassifier
from closeplan_nlp.nlp.items import ItemMaker, make_items
from closeplan_nlp.nlp.mentions import Mention, content_words
from closeplan_nlp.nlp.pipeline import load_pipeline
from closeplan_nlp.types import Item, Transcript

Pairs = list[tuple[ScoredItem, ScoredItem]]
FEWEST = 4
"""Characters that an utterance must share with a quote to be marked by it."""


@dataclass(frozen=True)
class Result:
    """One call: found items that match gold ones, gold items on oracle mentions, and the found items.

    Of each oracle item `conditions` says whether it and the gold name a condition, `texts` its kind and how many of the
    content words of its text and of the annotator's are shared (F1).
    """

    found: Pairs
    oracle: Pairs
    conditions: list[tuple[bool, bool]]
    texts: list[tuple[str, float]]
    items: list[Item]


def marked(mentions: Sequence[Mention], proof: dict[str, Any], transcript: Transcript) -> Iterator[Mention]:
    """The utterances that an evidence quote overlaps; all of the turn where the gold has no quotes."""
    quote = proof.get("quote", transcript.turns[proof["turn"]].text)
    start = transcript.turns[proof["turn"]].text.find(quote)
    least = min(FEWEST, len(quote))
    for mention in mentions:
        if mention.turn == proof["turn"] and min(start + len(quote), mention.end) - max(start, mention.start) >= least:
            yield mention


def members_of(row: dict[str, Any], transcript: Transcript, mentions: Sequence[Mention]) -> list[Mention]:
    """The utterances that the evidence of a gold item marks, in order."""
    proofs = row.get("evidence") or [{"turn": turn} for turn in row["turns"]]
    own = {m.index: m for proof in proofs for m in marked(mentions, proof, transcript)}
    return [own[index] for index in sorted(own)]


def oracle_item(row: dict[str, Any], maker: ItemMaker) -> Item | None:
    """The item that the pipeline makes of the evidence of a gold item; None where no utterance is marked."""
    members = members_of(row, maker.transcript, maker.said)
    return maker.make(members, row["kind"], 1.0) if members else None


def compare(
    transcript: Transcript, mentions: Sequence[Mention], rows: Sequence[dict[str, Any]], classifier: DealClassifier
) -> Result:
    """Both ways on one call; `rows` are its gold items."""
    gold = [_gold(row) for row in rows]
    heads, chooser = classifier.heads, classifier.chooser
    maker = ItemMaker(transcript, mentions, heads.words, chooser)
    made = [oracle_item(row, maker) for row in rows]
    items = make_items(transcript, mentions, heads, chooser)
    return Result(
        found=list(match([scored(item) for item in items], gold).pairs),
        oracle=[(scored(item), truth) for item, truth in zip(made, gold, strict=True) if item],
        conditions=[(bool(i.condition), bool(r.get("condition"))) for i, r in zip(made, rows, strict=True) if i],
        texts=[(row["kind"], shared(item.text, row["text"])) for item, row in zip(made, rows, strict=True) if item],
        items=items,
    )


def shared(text: str, other: str) -> float:
    """F1 of the content words of two texts."""
    left, right = content_words(text), content_words(other)
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 0.0


def _gold(row: dict[str, Any]) -> ScoredItem:
    attributes = {name: row.get(name) for name in ATTRIBUTES}
    return ScoredItem(row["kind"], frozenset(row["turns"]), attributes, row.get("sure", True))


def run(path: Path, model: Path | None) -> Result:
    """One annotated call."""
    nlp = load_pipeline("en", model)
    rows = json.loads(path.with_suffix(".items.json").read_text(encoding="utf-8"))["items"]
    turns = {turn for row in rows for turn in row["turns"]}
    transcript, mentions = heard_mentions(read_transcript(path), nlp, also=turns)
    return compare(transcript, mentions, rows, nlp.get_pipe("closeplan_classifier"))  # type: ignore[arg-type]


def table(results: Sequence[Result]) -> dict[str, dict[str, Any]]:
    """Accuracy per attribute, both ways, and how often a condition was told that there is, and the reverse."""
    oracle, found = ([pair for r in results for pair in getattr(r, way)] for way in ("oracle", "found"))
    rows: dict[str, dict[str, Any]] = {
        name: {"oracle": accuracy(name, oracle), "found": accuracy(name, found)} for name in ATTRIBUTES
    }
    told = [pair for r in results for pair in r.conditions]
    right = sum(guess and truth for guess, truth in told)
    guesses, truths = (sum(column) for column in zip(*told, strict=True))
    texts = [pair for r in results for pair in r.texts]
    rows["text"] = {kind: _mean([score for own, score in texts if own == kind]) for kind in KINDS}
    rows["condition"] = {"right": right, "told": guesses, "gold": truths}
    return rows


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def report(rows: dict[str, dict[str, Any]]) -> str:
    """The figures for people."""
    lines = ["| attribute | on gold evidence | items | end to end | items |", "| --- | --- | --- | --- | --- |"]
    for name in ATTRIBUTES:
        cells = [f"{rows[name][way]['accuracy'] or 0:.3f} | {rows[name][way]['items']}" for way in ("oracle", "found")]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    words = ", ".join(f"{KINDS[kind].plural.lower()} {score:.2f}" for kind, score in rows["text"].items())
    lines.append(f"\ncontent words shared with the annotators' texts (F1): {words}")
    own = rows["condition"]
    lines.append(f"\nconditions: {own['right']} of {own['told']} told are in the gold, which has {own['gold']}")
    return "\n".join(lines)


def readable(name: str, items: Sequence[Item]) -> Iterator[str]:
    """The texts of items with their evidence."""
    for item in items:
        yield f"\n[{name}] {item.kind}: {item.text}\n    owner {item.owner}, due {item.due} ({item.due_text})"
        yield from (f"    {proof.turn} {proof.speaker}: {proof.quote}" for proof in item.evidence)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="validation", choices=("validation", "train"))
    parser.add_argument("--gold", type=Path, help="a folder of other annotated calls")
    parser.add_argument("--model", type=Path, help="another pipeline than the shipped one")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--texts", type=Path)
    args = parser.parse_args()
    names = json.loads((TRAINING / "split.json").read_text(encoding="utf-8"))[args.set]
    paths = [TRAINING / f"{name}.json" for name in names]
    if args.gold:
        paths = call_sets(args.gold)["gold"]
    results = {path.stem: run(path, args.model) for path in paths}
    rows = table(list(results.values()))
    print(report(rows))
    if args.json:
        args.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    if args.texts:
        lines = [line for name, result in results.items() for line in readable(name, result.items)]
        args.texts.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
