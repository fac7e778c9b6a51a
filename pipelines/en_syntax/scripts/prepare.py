"""Corpora to DocBins: ``train.spacy``, ``dev.spacy`` for the training, and one ``eval_*.spacy`` per measured layer."""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import spacy
from entities import read_ami, read_earnings, read_uner
from grammar import Grammar
from noise import disfluent, noised, raw
from spacy.language import Language
from spacy.tokens import DocBin
from synthetic import Names, fill, read_templates, swap_names
from tokens import Sentence, join, read_conllu, to_doc

PROJECT = Path(__file__).resolve().parent.parent
SEED = 7
PROPER = {"NNP", "NNPS"}


def default_data() -> Path:
    """The data folder: ``CLOSEPLAN_DATA``, else ``shared/data`` beside the repository."""
    return Path(os.environ.get("CLOSEPLAN_DATA") or PROJECT.parents[2] / "shared" / "data")


def grouped(trees: list[tuple[bool, Sentence]], rng: random.Random, most: int = 3) -> Iterator[Sentence]:
    """Neighbouring sentences of a document joined to turns of one to ``most`` sentences."""
    turn: list[Sentence] = []
    size = 1
    for starts, sentence in trees:
        if turn and (starts or len(turn) >= size):
            yield join(turn)
            turn, size = [], rng.randint(1, most)
        turn.append(sentence)
    if turn:
        yield join(turn)


def not_names(tokens: Sentence) -> Sentence:
    """Entity layer of a treebank without one: far from a proper noun is ``O``, near one is missing."""
    near = {j for i, t in enumerate(tokens) if t.tag in PROPER for j in (i - 1, i, i + 1)}
    return [t if i in near else replace(t, ent="O") for i, t in enumerate(tokens)]


def treebank_copies(trees: list[tuple[bool, Sentence]], rng: random.Random) -> Iterator[Sentence]:
    """Three copies of the treebank: as written, hesitating, and as a recogniser writes it."""
    trees = [(starts, not_names(sentence)) for starts, sentence in trees]
    yield from grouped(trees, rng)
    for turn in grouped(trees, rng):
        yield disfluent(turn, rng)
    for turn in grouped(trees, rng):
        yield noised(disfluent(turn, rng), rng)


def entity_copies(sentences: list[Sentence], names: Names, rng: random.Random) -> Iterator[Sentence]:
    """Two copies: as written, and noised with other people's names in half of the sentences."""
    for sentence in sentences:
        yield sentence
        renamed = swap_names(sentence, names, rng) if rng.random() < 0.5 else sentence
        yield noised(disfluent(renamed, rng), rng)


def with_names(sentences: Iterator[Sentence], rng: random.Random, keep: float) -> list[Sentence]:
    """Every sentence that names somebody, and a share of the others."""
    return [s for s in sentences if s and (any(t.ent[2:] for t in s) or (len(s) > 3 and rng.random() < keep))]


def train_sentences(nlp: Language, data: Path, limit: int | None, rng: random.Random) -> Iterator[Sentence]:
    """All training material; every sentence carries only the layers that its corpus annotates."""
    names, templates = Names.load(), read_templates()
    yield from treebank_copies(list(islice(read_conllu(data / "en_ewt-train.conllu.gz"), limit)), rng)
    uner = list(islice(read_uner(data / "uner_ewt.jsonl.gz", "test"), limit))
    ami = with_names(islice(read_ami(nlp, data / "ami_entities.jsonl.gz", "train"), limit), rng, 0.12)
    earnings = with_names(islice(read_earnings(nlp, data / "earnings21_entities.jsonl.gz"), limit), rng, 0.1)
    made = [fill(nlp, rng.choice(templates), names, rng) for _ in range(min(limit or 5000, 5000))]
    grammar = Grammar()
    talk = [grammar.sentence(rng) for _ in range(min(limit or 4000, 4000))]
    for corpus in (talk, uner, uner, ami, earnings, made):
        yield from entity_copies(corpus, names, rng)


def dev_treebank(data: Path, limit: int | None) -> list[tuple[bool, Sentence]]:
    """EWT dev trees with the entities UNER gives the same sentences."""
    trees = list(read_conllu(data / "en_ewt-dev.conllu.gz"))
    named = list(read_uner(data / "uner_ewt.jsonl.gz", "dev"))
    by_words = {tuple(t.text for t in s): [t.ent for t in s] for s in named}
    merged = []
    for starts, tree in trees[:limit]:
        ents = by_words.get(tuple(t.text for t in tree), [""] * len(tree))
        merged.append((starts, [replace(t, ent=e) for t, e in zip(tree, ents, strict=True)]))
    return merged


def write(path: Path, nlp: Language, sentences: Iterator[Sentence]) -> None:
    """Write a DocBin and say how large it is."""
    docs = [to_doc(nlp.vocab, s) for s in sentences if s]
    DocBin(docs=docs, store_user_data=False).to_disk(path)
    print(f"{path.name}: {len(docs)} docs, {sum(map(len, docs))} tokens")


def prepare(data: Path, out: Path, limit: int | None) -> None:
    """Write every DocBin of the project into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    nlp, rng = spacy.blank("en"), random.Random(SEED)
    sentences = list(train_sentences(nlp, data, limit, rng))
    rng.shuffle(sentences)
    write(out / "train.spacy", nlp, iter(sentences))
    trees = dev_treebank(data, limit)
    ami = with_names(islice(read_ami(nlp, data / "ami_entities.jsonl.gz", "dev"), limit), random.Random(SEED), 0.2)
    single = [sentence for _, sentence in trees]
    turns = list(grouped(trees, random.Random(SEED)))
    for name, clean in (("ewt", single), ("ewt_turns", turns), ("ami", ami)):
        write(out / f"eval_{name}.spacy", nlp, iter(clean))
        write(out / f"eval_{name}_noised.spacy", nlp, (raw(s, rng) for s in clean))
    pick = [*turns[::3], *(raw(t, rng) for t in turns[1::3]), *ami[::4], *(raw(s, rng) for s in ami[1::4])]
    write(out / "dev.spacy", nlp, iter(pick))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=default_data(), help="folder of the public corpora")
    parser.add_argument("--out", type=Path, default=PROJECT / "build" / "corpus")
    parser.add_argument("--small", action="store_true", help="the first 300 sentences of each corpus: a smoke test")
    args = parser.parse_args()
    prepare(args.data, args.out, 300 if args.small else None)


if __name__ == "__main__":
    main()
