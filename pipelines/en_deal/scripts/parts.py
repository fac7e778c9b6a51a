"""What the parts of the shipped pipeline add, and how much the models of words learn from more calls.

    python scripts/parts.py --model ../../models/en_closeplan --calls ../../data/training [--gold FOLDER]

A part is taken out of the packaged pipeline, or replaced by something plain, without training the rest again. Every
variant is calibrated and gets its thresholds of items on the validation calls anew, so that none gains by the shipped
ones, and all are rated alike too well there; on the gold calls nothing is chosen. `ablations.py` trains again instead.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

import ngrams
import numpy as np
from assembly import calibrate, read_gold, read_mentions, rescaled
from calls import Call, folder_or_none, load_split
from labels import KIND_LABELS
from sklearn.metrics import average_precision_score
from thresholds import choose, f1, judged_groups, predicted

from closeplan_nlp.evaluation.files import gold_calls
from closeplan_nlp.evaluation.scoring import ScoredItem
from closeplan_nlp.nlp import linking
from closeplan_nlp.nlp.classifier import DealClassifier
from closeplan_nlp.nlp.heads import Heads
from closeplan_nlp.nlp.linking import family_kinds
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.ngrams import NgramModel
from closeplan_nlp.nlp.pipeline import load_pipeline
from closeplan_nlp.nlp.windows import FloatArray

SHARES = (0.125, 0.25, 0.5, 1.0)


@dataclass(frozen=True)
class Calls:
    """Annotated calls with their gold items and what a variant says of their utterances."""

    paths: Sequence[Path]
    golds: Sequence[list[ScoredItem]]
    mentions: Sequence[list[Mention]]

    @classmethod
    def read(cls, paths: Sequence[Path], model: Path) -> Calls:
        """The calls as the pipeline in `model` sees them now."""
        return cls(paths, [read_gold(path) for path in paths], [read_mentions(path, model) for path in paths])

    def scaled(self, pairs: dict[str, list[float]]) -> Calls:
        """The same with calibrated probabilities."""
        return replace(self, mentions=[[rescaled(m, pairs) for m in said] for said in self.mentions])


def alone(classifier: DealClassifier) -> AbstractContextManager[object]:
    """Every utterance is read without the ones around it."""
    return mock.patch.object(classifier, "sizes", replace(classifier.sizes, window=2, before=0, after=0))


def without_words(classifier: DealClassifier) -> AbstractContextManager[object]:
    """The network tells the kinds by itself."""
    return mock.patch.object(classifier, "_ngrams", None)


def without_judge(classifier: DealClassifier) -> AbstractContextManager[object]:
    """A group is as probable as its best utterance."""
    return mock.patch.object(classifier.heads, "judge", {})


@contextmanager
def neighbours(_: DealClassifier) -> Iterator[None]:
    """What is said in the same or the next turn is one item, the pair scorer is not asked."""

    def cluster(rows: Sequence[FloatArray], turns: Sequence[int], far: float, near: float) -> list[list[int]]:
        groups: list[list[int]] = []
        for number, turn in enumerate(turns):
            if groups and turn - turns[groups[-1][-1]] <= 1:
                groups[-1].append(number)
            else:
                groups.append([number])
        return groups

    with mock.patch.object(linking, "cluster", cluster):
        yield


@contextmanager
def any_kind(_: DealClassifier) -> Iterator[None]:
    """The pair scorer alone links, whether or not both utterances are of one kind."""

    def shares(mentions: Sequence[Mention], kinds: Sequence[str]) -> FloatArray:
        return np.eye(len(kinds), dtype=np.float32)[[0] * len(mentions)]

    with mock.patch.object(linking, "kind_shares", shares):
        yield


VARIANTS: dict[str, Callable[[DealClassifier], AbstractContextManager[object]]] = {
    "shipped": lambda _: nullcontext(),
    "without the model of words": without_words,
    "each utterance alone": alone,
    "links without the agreement of kinds": any_kind,
    "neighbouring turns joined instead of links": neighbours,
    "without the judge of items": without_judge,
}


def scores(sets: Sequence[Calls], heads: Heads) -> list[float]:
    """Item F1 of each kind and their mean on the first set of calls, and the mean on each other one.

    Calibration and thresholds are chosen on the first.
    """
    pairs = calibrate(sets[0].mentions, sets[0].paths)
    sets = [calls.scaled(pairs) for calls in sets]
    found: list[list[float]] = [[] for _ in sets]
    for family, kinds in family_kinds(heads.facts).items():
        tables = [[judged_groups(said, family, kinds, heads) for said in calls.mentions] for calls in sets]
        choice = choose(tables[0], sets[0].golds, kinds)
        for own, calls, groups in zip(found, sets, tables, strict=True):
            items = [[item for item, _ in predicted(call, choice)] for call in groups]
            own += [f1(list(zip(items, calls.golds, strict=True)), [kind]) for kind in kinds]
    return [*found[0], *(float(np.mean(own)) for own in found)]


def parts(model: Path, sets: Sequence[Sequence[Path]]) -> Iterator[tuple[str, list[float]]]:
    """The scores of every variant."""
    classifier = load_pipeline("en", model).get_pipe("closeplan_classifier")
    for name, variant in VARIANTS.items():
        with variant(classifier):  # type: ignore[arg-type]
            read = [Calls.read(paths, model) for paths in sets]
            yield name, scores(read, classifier.heads)  # type: ignore[attr-defined]


def curve(calls: Sequence[Call], checks: Sequence[Call]) -> Iterator[tuple[int, float]]:
    """Mean average precision of the model of words, taken alone, after so many calls."""
    right = np.concatenate([[u.kinds for u in call.utterances] for call in checks])
    for share in SHARES:
        some = calls[: max(1, int(share * len(calls)))]
        model = NgramModel(ngrams.fit(some))
        told = np.concatenate([model.scores([ngrams.said(u) for u in call.utterances]) for call in checks])
        yield len(some), float(average_precision_score(right, told, average="macro"))


def main(args: argparse.Namespace) -> None:
    """Print both tables."""
    names = json.loads((args.calls / "split.json").read_text(encoding="utf-8"))["validation"]
    checks = [args.calls / f"{name}.json" for name in (names[:1] if args.small else names)]
    golds = gold_calls(args.gold, "en") if args.gold else []
    print(f"| | {' | '.join(KIND_LABELS)} | macro F1 |{' gold |' if golds else ''}")
    for name, own in parts(args.model, [checks, golds] if golds else [checks]):
        print(f"| {name} | {' | '.join(f'{score:.3f}' for score in own)} |", flush=True)
    train, held = (load_split(args.calls, split, ngrams.WEIGHTS) for split in ("train", "validation"))
    print("\n| calls | average precision of the model of words |")
    for count, score in curve(train[: 8 if args.small else None], held):
        print(f"| {count} | {score:.3f} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--calls", type=Path, required=True)
    parser.add_argument("--gold", type=folder_or_none, help="folder of gold calls; empty: none")
    parser.add_argument("--small", action="store_true", help="on one call, to see that it works")
    main(parser.parse_args())
