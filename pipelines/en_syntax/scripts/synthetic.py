"""Names in sales talk: fill our own templates, and put fresh names into annotated sentences."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from pathlib import Path

from spacy.language import Language
from tokens import Sentence, Tok

ASSETS = Path(__file__).resolve().parent.parent / "assets"
SLOT = re.compile(r"\{(P2|P|O|L)\}")
SOUNDS = ("b br ch d dr f g h j k kr l m n p r s t v w z", "a e i o u ai ee ou ia", "n l r s ck th m nd ng t")
SUFFIXES = ("Health", "Systems", "Group", "Bank", "Labs", "Logistics", "Software", "Partners", "Energy", "Insurance")


@dataclass(frozen=True)
class Names:
    """Pools of names; ``person`` and ``organisation`` draw one."""

    first: list[str]
    last: list[str]
    known: list[str]
    parts: list[str]
    places: list[str]

    @classmethod
    def load(cls, folder: Path = ASSETS) -> Names:
        """Read the pools from the assets folder."""
        first, last, parts = (
            (folder / f"{name}.txt").read_text("utf8").split()
            for name in ("first_names", "last_names", "organisation_parts")
        )
        known, places = (
            (folder / f"{name}.txt").read_text("utf8").strip().split("|") for name in ("organisations", "places")
        )
        return cls(first, last, known, parts, places)

    def person(self, rng: random.Random) -> str:
        """A first name, sometimes an invented one, sometimes with a surname."""
        first = rng.choice(self.first) if rng.random() < 0.92 else _invented(rng)
        last = rng.choice(self.last) if rng.random() < 0.9 else _invented(rng)
        return f"{first} {last}" if rng.random() < 0.25 else first

    def organisation(self, rng: random.Random) -> str:
        """A known company, an acronym, or a made-up company."""
        kind = rng.random()
        if kind < 0.4:
            return rng.choice(self.known)
        if kind < 0.5:
            return "".join(rng.choices("ABCDEFGHIKLMNOPRSTVW", k=rng.choice((3, 3, 4))))
        stem = rng.choice(self.parts) if rng.random() < 0.75 else _invented(rng)
        return f"{stem} {rng.choice(SUFFIXES)}" if rng.random() < 0.45 else stem


def _invented(rng: random.Random) -> str:
    """A pronounceable word no list holds, so that the context is learnt and not only the names."""
    onsets, nuclei, codas = (sounds.split() for sounds in SOUNDS)
    word = "".join(rng.choice(onsets) + rng.choice(nuclei) for _ in range(rng.choice((1, 2, 2))))
    return (word + rng.choice(["", "", *codas])).capitalize()


def read_templates(folder: Path = ASSETS) -> list[str]:
    """The sentences of ``templates.txt`` without its comments."""
    lines = (folder / "templates.txt").read_text("utf8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _draw(slot: str, names: Names, rng: random.Random) -> tuple[str, str]:
    """A value for a slot, and its label; a place has none."""
    if slot == "L":
        return rng.choice(names.places), ""
    if slot == "O":
        return names.organisation(rng), "ORG"
    return names.person(rng) if slot == "P" else rng.choice(names.last), "PERSON"


def fill(nlp: Language, template: str, names: Names, rng: random.Random) -> Sentence:
    """One sentence of a template, with entity tags and no syntax."""
    text, spans, last = "", [], 0
    for slot in SLOT.finditer(template):
        text += template[last : slot.start()]
        value, label = _draw(slot[1], names, rng)
        if label:
            spans.append((len(text), len(text) + len(value), label))
        text, last = text + value, slot.end()
    doc = nlp.make_doc(text + template[last:])
    tags = ["O"] * len(doc)
    for start, end, label in spans:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            tags[span.start : span.end] = [f"B-{label}", *[f"I-{label}"] * (len(span) - 1)]
    return [Tok(t.text, bool(t.whitespace_), ent=tag) for t, tag in zip(doc, tags, strict=True)]


def swap_names(tokens: Sentence, names: Names, rng: random.Random) -> Sentence:
    """The same sentence with other names where a person is named with one or two words."""
    result = list(tokens)
    for i, tok in enumerate(tokens):
        if tok.ent == "B-PERSON" and tok.text.istitle():
            length = 1
            while i + length < len(tokens) and tokens[i + length].ent == "I-PERSON":
                length += 1
            if length <= 2:
                result[i] = replace(tok, text=rng.choice(names.first))
            if length == 2:
                result[i + 1] = replace(tokens[i + 1], text=rng.choice(names.last))
    return result
