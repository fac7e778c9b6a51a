"""Read the three entity corpora into tokens, each with what it really annotates; the rest is left missing."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from tokens import MISSING, Sentence, Tok

LABELS = ("PERSON", "ORG")
SPELLED = re.compile(r"\b(?:[A-Za-z]_)+(?:s\b)?")
_ROLES = (
    "industrial designer designers marketing expert user interface project manager managers account coach pm me ui id "
    "engineer leader team expert's manager's customer customers secretary boss usability"
)
_SHORT_WORDS = (
    "covid covid-19 ebitda gaap non-gaap rfid erp ceo cfo coo sme rasp eps roi capex opex q1 q2 q3 q4 fda esg it hr "
    "api ipo roe noi ffo affo ltl m&a"
)
ROLE_WORDS, NOT_ORG = frozenset(_ROLES.split()), frozenset(_SHORT_WORDS.split())


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf8") as lines:
        for line in lines:
            yield json.loads(line)


def uner_tags(row: dict[str, Any]) -> list[str]:
    """UNER's own tags with its names mapped to ours; LOC is annotated but not asked for, so it is ``O``."""
    names = {"PER": "PERSON", "ORG": "ORG"}
    return [f"{t[:2]}{names[t[2:]]}" if t[2:] in names else "O" for t in row["tags"]]


def read_uner(path: Path, split: str) -> Iterator[Sentence]:
    """Sentences of one split of UNER (person and organisation by hand, both complete)."""
    for row in read_jsonl(path):
        if row["split"] == split:
            text, at, tokens = row["text"], 0, []
            for word, ent in zip(row["tokens"], uner_tags(row), strict=True):
                found = text.find(word, at)
                at = found + len(word) if found >= 0 else at
                tokens.append(Tok(word, at < len(text) and text[at] == " ", ent=ent))
            yield tokens


def read_ami(nlp: Language, path: Path, split: str) -> Iterator[Sentence]:
    """Dialogue acts of one split of AMI (by hand): names are PERSON, roles are not, what is unclear is missing."""
    for row in read_jsonl(path):
        if row["split"] == split:
            text, spans = _spelled_out(row["text"], row["entities"])
            yield _tokens(nlp.make_doc(text), [(a, b, _ami_label(text[a:b], lab)) for a, b, lab in spans])


def read_earnings(nlp: Language, path: Path) -> Iterator[Sentence]:
    """Utterances of Earnings-21 (silver): only credible spans are taught; doubtful capitals are left missing."""
    for row in read_jsonl(path):
        text = row["text"]
        spans = [(a, b, _silver_label(text[a:b], label)) for a, b, label in row["entities"]]
        tokens = _tokens(nlp.make_doc(text), spans)
        yield [_doubt(tok, first=i == 0) for i, tok in enumerate(tokens)]


def _spelled_out(text: str, spans: list[list[Any]]) -> tuple[str, list[tuple[int, int, str]]]:
    """AMI writes spelled letters as ``L_C_D_``; write ``LCD`` and move the spans."""
    if "_" not in text:
        return text, [(a, b, label) for a, b, label in spans]
    dropped = [i for m in SPELLED.finditer(text) for i in range(*m.span()) if text[i] == "_"]
    gone = set(dropped)
    moved = [(a - sum(i < a for i in dropped), b - sum(i < b for i in dropped), label) for a, b, label in spans]
    return "".join(c for i, c in enumerate(text) if i not in gone), moved


def _ami_label(surface: str, label: str) -> str:
    """Map AMI's label on ours: ``O``, or missing where the annotation does not tell."""
    words = surface.split()
    role = any(w.lower() in ROLE_WORDS for w in words)
    if label in {"PERSON", "PERSON_ROLE"}:
        if role or surface.islower():
            return "O"
        named = all(w[:1].isupper() for w in words) and not surface.isupper()
        return "PERSON" if named else MISSING
    if label == "ORGANIZATION":
        return "ORG" if surface[:1].isupper() or surface[1:2].isupper() else MISSING
    return "O"


def _silver_label(surface: str, label: str) -> str:
    """Map Earnings-21's label on ours; every other name-like label is missing, since they are often mistaken."""
    words = surface.split()
    capital = bool(words) and words[0] != "the" and all(w[:1].isupper() or w in {"of", "and", "&"} for w in words)
    if label == "PERSON":
        return "PERSON" if capital and not any(c.isdigit() for c in surface) else MISSING
    if label == "ORG":
        return "ORG" if capital and not any(w.lower() in NOT_ORG for w in words) else MISSING
    if label in {"GPE", "LOC", "FAC", "PRODUCT", "EVENT", "LAW", "WORK_OF_ART", "NORP", "WEBSITE", "TWITTER"}:
        return MISSING
    return "O"


def _doubt(tok: Tok, *, first: bool) -> Tok:
    """A silver ``O`` on a capitalised word inside a sentence may be a missed name: leave it out."""
    doubtful = tok.ent == "O" and not first and tok.text[:1].isupper() and tok.text not in {"I", "I'm"}
    return Tok(tok.text, tok.space) if doubtful else tok


def _tokens(doc: Doc, spans: list[tuple[int, int, str]]) -> Sentence:
    """Tokens with IOB tags; a span that does not fit the tokens leaves those it touches missing. Names win."""
    tags = ["O"] * len(doc)
    for start, end, label in sorted(spans, key=lambda s: (s[2] in LABELS, s[2] == MISSING)):
        if label == "O":
            continue
        span = doc.char_span(start, end)
        touched = doc.char_span(start, end, alignment_mode="expand")
        if span is None or label == MISSING:
            for tok in touched or ():
                tags[tok.i] = MISSING
        else:
            tags[span.start : span.end] = [f"B-{label}", *[f"I-{label}"] * (len(span) - 1)]
    return [Tok(t.text, bool(t.whitespace_), ent=tag) for t, tag in zip(doc, tags, strict=True)]
