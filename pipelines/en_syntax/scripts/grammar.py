"""Promises and requests of sales calls with their trees: our own patterns, filled from our own phrases and names."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from synthetic import ASSETS, Names
from tokens import Sentence, Tok

LEMMAS = {
    "'ll": "will", "'d": "would", "'m": "be", "'re": "be", "is": "be", "n't": "not", "na": "to", "gon": "go", "me": "I",
    "us": "we", "going": "go", "needs": "need", "approves": "approve", "seen": "see", "an": "a", "those": "that",
    "updated": "update", "revised": "revise", "signed": "sign", "data": "data",
}  # fmt: skip
GLUED = {"na", "n't", ".", "?", ","}


def read_sections(path: Path) -> dict[str, list[str]]:
    """The phrases of a file by the heading above them (``# NP``)."""
    sections: dict[str, list[str]] = {}
    heading = ""
    for line in filter(None, path.read_text("utf8").splitlines()):
        if line.startswith("#"):
            heading = line[1:].strip()
        else:
            sections.setdefault(heading, []).append(line)
    return sections


def parse(line: str) -> Sentence:
    """Tokens of ``word|TAG|relation|head`` items (slots have no tag); the phrase's own head points at itself."""
    tokens = []
    for index, item in enumerate(line.split()):
        fields = item.split("|")
        word, (dep, head) = fields[0], fields[-2:]
        tag = fields[1] if len(fields) == 4 else ""
        plain = word.lower() if tag not in {"NNP", "PRP"} and not word.isupper() else word
        lemma = LEMMAS.get(word.lower(), plain[:-1] if tag == "NNS" else plain)
        tokens.append(Tok(word, True, tag, lemma, int(head) - 1 if head != "0" else index, dep, "O"))
    return tokens


def person(names: Names, rng: random.Random) -> Sentence:
    """A name: the first word is the head, the surname ``flat``."""
    words = names.person(rng).split()
    return [
        Tok(word, True, "NNP", word, 0, "flat" if i else "", "I-PERSON" if i else "B-PERSON")
        for i, word in enumerate(words)
    ]


class Grammar:
    """Patterns and phrases; ``sentence`` draws one filled pattern."""

    def __init__(self, folder: Path = ASSETS) -> None:
        """Read patterns, phrases and names from the assets folder."""
        self.names = Names.load(folder)
        self.phrases = read_sections(folder / "phrases.txt")
        lines = (folder / "utterances.txt").read_text("utf8").splitlines()
        self.patterns = [line for line in lines if line and not line.startswith("#")]

    def sentence(self, rng: random.Random) -> Sentence:
        """One sentence with tags, lemmas, tree and names; every now and then without its moment of time."""
        verb, particle = rng.choice(self.phrases["PARTICLE"]).split()
        pattern = rng.choice(self.patterns).replace("{V2}", f"{verb}|VB").replace("{prt}", particle)
        slots = parse(pattern)
        parts = [self._fill(slot, rng) for slot in slots]
        return _spaced(_assemble(slots, parts))

    def _fill(self, slot: Tok, rng: random.Random) -> Sentence:
        """The phrase for one item of a pattern; an ordinary word is its own phrase."""
        if slot.text == "{P}":
            return person(self.names, rng)
        kind = {"{NP}": "NP", "{T}": "TIME", "{V}": "VERB", "{G}": "GIVE"}.get(slot.text)
        if kind == "TIME" and rng.random() < 0.4:
            return []
        return parse(rng.choice(self.phrases[kind])) if kind else [replace(slot, head=0)]


def _assemble(slots: Sentence, parts: list[Sentence]) -> Sentence:
    """Put the phrases in a row; each phrase's own head takes the relation and the head of its slot."""
    starts = [sum(map(len, parts[:i])) for i in range(len(parts))]
    own = [next((j for j, t in enumerate(part) if t.head == j), 0) for part in parts]
    result: Sentence = []
    for i, (slot, part) in enumerate(zip(slots, parts, strict=True)):
        for j, tok in enumerate(part):
            if j != own[i]:
                result.append(replace(tok, head=starts[i] + tok.head))
            elif slot.head == i:
                result.append(replace(tok, head=starts[i] + j, dep="ROOT"))
            else:
                result.append(replace(tok, head=starts[slot.head] + own[slot.head], dep=slot.dep or tok.dep))
    return result


def _spaced(tokens: Sentence) -> Sentence:
    """A capital at the beginning, no space before contractions and marks."""
    glued = [t.text.startswith("'") or t.text in GLUED for t in tokens[1:]] + [True]
    spaced = [replace(t, space=not glue) for t, glue in zip(tokens, glued, strict=True)]
    return [replace(spaced[0], text=spaced[0].text[0].upper() + spaced[0].text[1:]), *spaced[1:]]
