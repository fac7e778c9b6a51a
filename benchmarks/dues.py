"""Due dates: are the words resolved, and is the right one of a call's dates given to the item?

    .venv/bin/python benchmarks/dues.py [--set train] [--gold FOLDER] [--model FOLDER] [--words] [--json FILE]

First every gold `due_text` that has a `due`: whether one of the dates found in the item's evidence has that value as
said, whether some way of reading the call's dates gives it (so that a scorer can choose it), or none (no model needed;
`--words` stops there and lists the last). Then the dates of items on the annotators' evidence and of those that the
pipeline finds and that match a gold item: right, another date, none where the gold has one ("missed"), one where it has
none ("invented").
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attributes import run
from quality import TRAINING, call_sets

from closeplan_nlp import read_transcript
from closeplan_nlp.nlp.dates import find_dates
from closeplan_nlp.nlp.dating import day_of
from closeplan_nlp.nlp.dues.readings import readings_of
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.pipeline import blank_splitter

OUTCOMES = ("right", "other", "missed", "invented")
WORDS = ("as said", "readable", "no")


@dataclass(frozen=True)
class Phrase:
    """A gold date: its call, its words, its value, and how far they are resolved (`WORDS`)."""

    call: str
    kind: str
    text: str
    due: str
    found: str


def phrases(path: Path, splitter: Any) -> Iterator[Phrase]:
    """The gold dates of one call that have words."""
    transcript = read_transcript(path)
    said = []
    for number, turn in enumerate(transcript.turns):
        doc = splitter(turn.text)
        dates = find_dates(turn.text, day_of(transcript.date), "en")
        for span in doc.spans["utterances"]:
            start, end = span.start_char, span.end_char
            own = tuple(_moved(date, start) for date in dates if start <= date.start < end)
            said.append(Mention(len(said), number, start, end, span.text, dates=own))
    readings = readings_of(said)
    for row in json.loads(path.with_suffix(".items.json").read_text(encoding="utf-8"))["items"]:
        if row.get("due") and row.get("due_text"):
            turns = set(row["turns"])
            plain = {r.value for r in readings if r.way == "said" and r.mention.turn in turns}
            found = (
                "as said" if row["due"] in plain else "readable" if row["due"] in {r.value for r in readings} else "no"
            )
            yield Phrase(path.stem, row["kind"], row["due_text"], row["due"], found)


def _moved(date: Any, start: int) -> Any:
    from dataclasses import replace

    return replace(date, start=date.start - start, end=date.end - start)


def outcome(guess: str | None, truth: str | None) -> str:
    """How a date compares with the gold."""
    if guess == truth:
        return "right"
    return "invented" if truth is None else "missed" if guess is None else "other"


def counts(results: dict[Path, Any], way: str) -> dict[str, Counter[str]]:
    """Outcomes of one way ("oracle" or "found") by kind, by style of the call, and of all."""
    rows: dict[str, Counter[str]] = {"all": Counter()}
    for path, result in results.items():
        style = json.loads(path.read_text(encoding="utf-8")).get("style") or "other calls"
        for guess, truth in getattr(result, way):
            own = outcome(guess.attributes["due"], truth.attributes["due"])
            for name in ("all", style, guess.kind):
                rows.setdefault(name, Counter())[own] += 1
    return rows


def report(title: str, rows: dict[str, Counter[str]]) -> str:
    """A table for people."""
    lines = [f"\n{title}\n", f"| items | share right | {' | '.join(OUTCOMES)} |", "|" + " --- |" * 6]
    for name, own in rows.items():
        cells = " | ".join(str(own[outcome]) for outcome in OUTCOMES)
        lines.append(f"| {name} | {own['right'] / own.total():.3f} | {cells} |")
    return "\n".join(lines)


def resolution(found: Sequence[Phrase]) -> str:
    """How many phrases are resolved."""
    own = Counter(phrase.found for phrase in found)
    return f"{len(found)} gold dates: " + ", ".join(f"{name} {own[name] / len(found):.3f}" for name in WORDS)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="validation", choices=("validation", "train"))
    parser.add_argument("--gold", type=Path, help="a folder of other annotated calls")
    parser.add_argument("--model", type=Path, help="another pipeline than the shipped one")
    parser.add_argument("--words", action="store_true", help="only whether the words are resolved")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    names = json.loads((TRAINING / "split.json").read_text(encoding="utf-8"))[args.set]
    paths = call_sets(args.gold)["gold"] if args.gold else [TRAINING / f"{name}.json" for name in names]
    splitter = blank_splitter("en")
    said = [phrase for path in paths for phrase in phrases(path, splitter)]
    print(resolution(said))
    if args.words:
        for phrase in said:
            if phrase.found == "no":
                print(phrase.call, phrase.kind, phrase.due, phrase.text)
        return
    results = {path: run(path, args.model) for path in paths}
    tables = {way: counts(results, way) for way in ("oracle", "found")}
    print(report("On the annotators' evidence", tables["oracle"]))
    print(report("Found items that match a gold item", tables["found"]))
    if args.json:
        args.json.write_text(json.dumps(tables, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
