"""Scores on the held-out sentences, clean and noised, and size, loading time and speed of the pipeline."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example

PROJECT = Path(__file__).resolve().parent.parent
SETS = [f"{name}{noise}" for name in ("ewt", "ewt_turns", "ami") for noise in ("", "_noised")]
RELATIONS = ("root", "nsubj", "obj", "iobj", "xcomp", "ccomp", "obl", "aux", "compound:prt", "discourse")


def read_docs(nlp: Language, path: Path) -> list[Doc]:
    """The reference documents of a DocBin."""
    return list(DocBin().from_disk(path).get_docs(nlp.vocab))


def analyse(nlp: Language, references: list[Doc]) -> list[Example]:
    """Predictions, from the text alone, beside their references."""
    predicted = nlp.pipe(doc.text for doc in references)
    return [Example(guess, gold) for guess, gold in zip(predicted, references, strict=True)]


def score(nlp: Language, examples: list[Example]) -> dict[str, float]:
    """Each layer is scored only on the documents that annotate it; a layer nobody annotates has no score."""
    trees = [e for e in examples if e.reference.has_annotation("DEP")]
    named = [e for e in examples if e.reference.has_annotation("ENT_IOB")]
    found: dict[str, float | None] = {}
    if trees:
        scores = _scores(nlp, trees)
        found |= {k: scores.get(k) for k in ("tag_acc", "pos_acc", "dep_uas", "dep_las", "sents_f", "lemma_acc")}
        found["verb_lemma_acc"] = verb_lemmas(trees)
        found |= {f"las_{r}_f": scores["dep_las_per_type"].get(r, {}).get("f", 0.0) for r in RELATIONS}
    if named:
        scores = _scores(nlp, named)
        per_type: dict[str, dict[str, float]] = scores["ents_per_type"] or {}
        found |= {f"{label}_{m}": v for label, prf in sorted(per_type.items()) for m, v in prf.items()}
    return {k: round(v, 4) for k, v in found.items() if v is not None}


def _scores(nlp: Language, examples: list[Example]) -> dict[str, Any]:
    """What the components' own scorers say; dependency scores leave punctuation out, as usual."""
    found: dict[str, Any] = {}
    for name in nlp.pipe_names:
        component: Any = nlp.get_pipe(name)
        if hasattr(component, "score"):
            found |= component.score(examples)
    return found


def verb_lemmas(examples: list[Example]) -> float:
    """Share of verbs whose base form is right, whatever its case."""
    right = total = 0
    for example in examples:
        total += sum(token.tag_.startswith("VB") for token in example.reference)
        aligned = example.get_aligned("LEMMA", as_string=True)
        tags = example.get_aligned("TAG", as_string=True)
        for token, lemma, tag in zip(example.predicted, aligned, tags, strict=True):
            right += bool(tag and lemma and tag.startswith("VB") and token.lemma_.lower() == lemma.lower())
    return right / total if total else 0.0


def footprint(model: Path, words: list[str]) -> dict[str, float]:
    """Size on disk, loading time and words a second of ``nlp.pipe`` on one thread."""
    size = sum(f.stat().st_size for f in model.rglob("*") if f.is_file()) / 1e6
    start = time.perf_counter()
    nlp = spacy.load(model)
    load = time.perf_counter() - start
    list(nlp.pipe(words[:50]))
    start = time.perf_counter()
    list(nlp.pipe(words))
    speed = sum(len(text.split()) for text in words) / (time.perf_counter() - start)
    return {"size_mb": round(size, 2), "load_s": round(load, 3), "words_per_s": round(speed)}


def table(scores: dict[str, dict[str, float]]) -> str:
    """A Markdown table: a row for each measure, a column for each set."""
    rows = list(dict.fromkeys(k for found in scores.values() for k in found))
    lines = ["| | " + " | ".join(scores) + " |", "| --- |" + " ---: |" * len(scores)]
    for row in rows:
        cells = [f"{found[row] * 100:.1f}" if row in found else "" for found in scores.values()]
        lines.append(f"| {row} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def evaluate(model: Path, corpus: Path) -> dict[str, dict[str, float]]:
    """Scores of every evaluation set, and the footprint."""
    nlp = spacy.load(model)
    references = {name: read_docs(nlp, corpus / f"eval_{name}.spacy") for name in SETS}
    scores = {name: score(nlp, analyse(nlp, docs)) for name, docs in references.items()}
    texts = [doc.text for doc in references["ewt_turns"] + references["ami"]]
    return {**scores, "footprint": footprint(model, texts)}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=PROJECT / "build" / "en_syntax")
    parser.add_argument("--corpus", type=Path, default=PROJECT / "build" / "corpus")
    parser.add_argument("--out", type=Path, default=PROJECT / "build" / "scores.json")
    args = parser.parse_args()
    scores = evaluate(args.model, args.corpus)
    args.out.write_text(json.dumps(scores, indent=1), "utf8")
    print(table({k: v for k, v in scores.items() if k != "footprint"}))
    print(scores["footprint"])


if __name__ == "__main__":
    main()
