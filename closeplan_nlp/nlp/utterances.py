"""Cutting turns into utterances: the sentence-like stretches that the classifier labels.

A spaCy `Doc` is one turn. The component writes `doc.spans["utterances"]`. Recogniser output often has no punctuation,
so stretches that are too long are cut before a word that likes to open a clause, and else at the limit.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

UTTERANCES = "utterances"
STOPS = frozenset({".", "!", "?", "…", "...", "?!", "!?", "..", "....", "。"})
CLOSERS = frozenset({'"', "'", "”", "’", "»", ")", "]"})
OPENERS = frozenset("and so but then okay ok because well anyway also а и но так потому значит".split())


class UtteranceSplitter:
    """spaCy component: cuts a turn into utterances of at most `max_words` tokens.

    Pieces of fewer than `min_words` tokens ("Okay.") join the piece behind them, so that a label always has some words.
    """

    def __init__(self, max_words: int, min_words: int) -> None:
        """`max_words` and `min_words` are counted in spaCy tokens."""
        self.max_words = max_words
        self.min_words = min_words

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.spans["utterances"]`; every token that is not a blank belongs to exactly one."""
        bounds = self._joined(list(self._limited(_sentences(doc))))
        spans = [doc[start:end] for start, end in bounds if doc[start:end].text.strip()]
        doc.spans[UTTERANCES] = SpanGroup(doc, name=UTTERANCES, spans=spans)
        return doc

    def _limited(self, sentences: Iterator[tuple[Doc, int, int]]) -> Iterator[tuple[int, int]]:
        """Cut what is too long, at best in the second half of the allowed stretch before a clause opener."""
        for doc, start, end in sentences:
            while end - start > self.max_words:
                half = start + self.max_words // 2
                cuts = [i for i in range(half, start + self.max_words) if doc[i].lower_ in OPENERS]
                cut = cuts[-1] if cuts else start + self.max_words
                yield start, cut
                start = cut
            yield start, end

    def _joined(self, bounds: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Join pieces that are too short with the next one, the last with the one before."""
        joined: list[tuple[int, int]] = []
        open_start: int | None = None
        for start, end in bounds:
            begin = start if open_start is None else open_start
            if end - begin < self.min_words and end != bounds[-1][1]:
                open_start = begin
                continue
            joined.append((begin, end))
            open_start = None
        return joined


def _sentences(doc: Doc) -> Iterator[tuple[Doc, int, int]]:
    """Stretches that end with a full stop, question or exclamation mark (and the quotes behind it)."""
    start, i = 0, 0
    while i < len(doc):
        if doc[i].text in STOPS:
            while i + 1 < len(doc) and (doc[i + 1].text in STOPS or doc[i + 1].text in CLOSERS):
                i += 1
            yield doc, start, i + 1
            start = i + 1
        i += 1
    if start < len(doc):
        yield doc, start, len(doc)


def utterances_of(doc: Doc) -> list[Span]:
    """The utterances of a turn, in order."""
    return list(doc.spans[UTTERANCES])


@Language.factory("closeplan_utterances", default_config={"max_words": 40, "min_words": 4})
def make_utterance_splitter(nlp: Language, name: str, max_words: int, min_words: int) -> UtteranceSplitter:
    """Factory of the component; see `UtteranceSplitter`."""
    return UtteranceSplitter(max_words, min_words)
