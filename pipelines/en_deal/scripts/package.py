"""Make the shipped pipeline from a trained network and the regression that judges items.

    python scripts/package.py --trained build/en --items build/items --syntax ../en_syntax/build/en_syntax \
        --calls ../../data/training --out ../../models/en_closeplan

Calibration (Platt scaling), of utterances and of items, is fitted on the validation calls.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from assembly import calibrate, calibrated, pipeline_of, read_gold, read_mentions, rescaled, write_facts
from items import SETTINGS
from labels import KIND_LABELS
from thresholds import Choice, Group, judged_groups, predicted

from closeplan_nlp.evaluation.scoring import ScoredItem, match
from closeplan_nlp.nlp.heads import JUDGE, Facts, Heads
from closeplan_nlp.nlp.linking import family_kinds
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.pipeline import load_pipeline


def confidences(
    tables: Sequence[list[Group]], golds: Sequence[list[ScoredItem]], choice: Choice
) -> Iterator[tuple[str, float, bool]]:
    """Of every item its kind, its probability and whether it is right; those that match unsure gold are left out."""
    for groups, gold in zip(tables, golds, strict=True):
        items = predicted(groups, choice)
        matched = {id(item): truth.sure for item, truth in match([i for i, _ in items], gold).pairs}
        for item, chance in items:
            if matched.get(id(item), True):
                yield item.kind, chance, id(item) in matched


def item_calibration(
    mentions: Sequence[Sequence[Mention]], golds: Sequence[list[ScoredItem]], heads: Heads
) -> dict[str, list[float]]:
    """Platt scaling per kind that makes the probability of an item the share of such items that are right."""
    facts: Facts = heads.facts
    choice = Choice(facts.item_thresholds, facts.kind_weights)
    rows: dict[str, list[tuple[float, bool]]] = {kind: [] for kind in KIND_LABELS}
    for family, kinds in family_kinds(facts).items():
        tables = [judged_groups(own, family, kinds, heads) for own in mentions]
        for kind, chance, right in confidences(tables, golds, choice):
            rows[kind].append((chance, right))
    return {kind: calibrated(own) for kind, own in rows.items()}


def package(args: argparse.Namespace) -> None:
    """The whole of it."""
    facts = json.loads((args.trained / "facts.json").read_text(encoding="utf-8"))
    pipeline_of(args.trained, facts, args.syntax, args.out, args.version)
    classifier = args.out / "closeplan_classifier"
    shutil.copy(args.items / JUDGE, classifier / JUDGE)
    names = json.loads((args.calls / "split.json").read_text(encoding="utf-8"))["validation"]
    names = names[:1] if args.small else names
    calls = [args.calls / f"{name}.json" for name in names]
    mentions = [read_mentions(call, args.out) for call in calls]
    heads = load_pipeline("en", args.out).get_pipe("closeplan_classifier").heads
    for name, values in json.loads((args.items / SETTINGS).read_text(encoding="utf-8")).items():
        getattr(heads.facts, name).update(values)
    pairs = calibrate(mentions, calls)
    heads.facts.calibration.update(pairs)
    said = [[rescaled(m, pairs) for m in own] for own in mentions]
    heads.facts.item_calibration.update(item_calibration(said, [read_gold(call) for call in calls], heads))
    heads.facts.about.update({"validation": facts["history"][-1], "calls": len(names)})
    write_facts(classifier, vars(heads.facts))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trained", type=Path, required=True)
    parser.add_argument("--items", type=Path, required=True, help="what items.py wrote")
    parser.add_argument("--syntax", type=Path, required=True)
    parser.add_argument("--calls", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--small", action="store_true", help="calibration from one call, to see that it works")
    package(parser.parse_args())
