"""Annotated tokens: the one record that the readers make, the noise changes and spaCy's ``Doc`` is built from."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab

MISSING = ""  # spaCy's mark for "nobody annotated this token"
CLOSING = {".", ",", "?", "!", ";", ":"}


@dataclass(frozen=True)
class Tok:
    """One token; an empty tag, lemma, dep, ent or pos means missing. ``head`` is an index into the same sentence."""

    text: str
    space: bool = True
    tag: str = MISSING
    lemma: str = MISSING
    head: int = 0
    dep: str = MISSING
    ent: str = MISSING
    pos: str = MISSING

    @property
    def is_punct(self) -> bool:
        """True for a token without a letter or digit that recogniser output would not hold."""
        return not any(c.isalnum() for c in self.text) and not any(c in "$€£%&+=@#" for c in self.text)


Sentence = list[Tok]


def read_conllu(path: Path) -> Iterator[tuple[bool, Sentence]]:
    """Yield ``(starts a document, sentence)`` for each tree of a gzipped CoNLL-U file."""
    starts, rows, glued = False, [], {}
    with gzip.open(path, "rt", encoding="utf8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("# newdoc"):
                starts = True
            elif line and not line.startswith("#"):
                fields = line.split("\t")
                if "-" in fields[0]:
                    first, last = map(int, fields[0].split("-"))
                    glued.update({i: i < last or "SpaceAfter=No" in fields[9] for i in range(first, last + 1)})
                elif "." not in fields[0]:
                    rows.append(fields)
            elif not line and rows:
                yield starts, [_tok(row, glued) for row in rows]
                starts, rows, glued = False, [], {}
    if rows:
        yield starts, [_tok(row, glued) for row in rows]


def _tok(fields: Sequence[str], glued: dict[int, bool]) -> Tok:
    """One CoNLL-U row as a token; the root points at itself, as in spaCy."""
    index, head = int(fields[0]), int(fields[6])
    space = not glued.get(index, "SpaceAfter=No" in fields[9])
    dep = "ROOT" if head == 0 else fields[7]
    lemma = MISSING if fields[5] == "Abbr=Yes" and fields[2] == "_" else fields[2]
    return Tok(fields[1], space, fields[4], lemma, (head or index) - 1, dep, pos=fields[3])


def join(sentences: Sequence[Sentence]) -> Sentence:
    """Put sentences one after another, as in a speaker's turn."""
    joined: Sentence = []
    for sentence in sentences:
        offset = len(joined)
        shifted = [replace(t, head=t.head + offset) for t in sentence]
        joined += [*shifted[:-1], replace(shifted[-1], space=True)]
    return joined


def to_doc(vocab: Vocab, tokens: Sentence) -> Doc:
    """Build the reference ``Doc``. Layers that no token carries are left unset, so they neither train nor score."""

    def layer(values: list[str]) -> list[str] | None:
        return values if any(values) else None

    deps = layer([t.dep for t in tokens])
    return Doc(
        vocab,
        words=[t.text for t in tokens],
        spaces=[t.space for t in tokens],
        tags=layer([t.tag for t in tokens]),
        pos=layer([t.pos for t in tokens]),
        lemmas=layer([t.lemma for t in tokens]),
        heads=[t.head for t in tokens] if deps else None,
        deps=deps,
        ents=layer([t.ent for t in tokens]),
    )
