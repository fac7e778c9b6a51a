"""Cutting turns into utterances: the sentence-like stretches that the classifier labels.

A spaCy `Doc` is one turn. The component writes `doc.spans["utterances"]`. Recogniser output often has no punctuation,
so stretches that are too long are cut before a word that likes to open a clause, and else at the limit.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from closeplan_nlp.errors import RequestError
from closeplan_nlp.nlp.wordlists import words

UTTERANCES = "utterances"
STOPS = frozenset({".", "!", "?", "…", "...", "?!", "!?", "..", "....", "。"})
CLOSERS = frozenset({'"', "'", "”", "’", "»", ")", "]"})
OPENERS = words("and so but then okay ok because well anyway also а и но так потому значит")


class UtteranceSplitter:
    """spaCy component: cuts a turn into utterances of at most `max_words` tokens.

    Pieces of fewer than `min_words` tokens ("Okay.") join the piece behind them, else the one before, so that a label
    has some words; where neither leaves them room below the limit they stay alone.
    """

    def __init__(self, max_words: int, min_words: int) -> None:
        """`max_words` and `min_words` are counted in spaCy tokens; `max_words` is at least 1."""
        if max_words < 1:
            raise RequestError(f"an utterance cannot have at most {max_words} words")
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
                half = start + max(1, self.max_words // 2)
                cuts = [i for i in range(half, start + self.max_words) if doc[i].lower_ in OPENERS]
                cut = cuts[-1] if cuts else start + self.max_words
                yield start, cut
                start = cut
            yield start, end

    def _joined(self, bounds: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Join pieces that are too short with the next one, or else with the one before, up to the limit."""
        joined: list[tuple[int, int]] = []
        short: tuple[int, int] | None = None
        for start, end in bounds:
            if short and end - short[0] > self.max_words:
                self._put_back(joined, short)
                short = None
            piece = (short[0] if short else start, end)
            short = piece if end - piece[0] < self.min_words else None
            if short is None:
                joined.append(piece)
        if short:
            self._put_back(joined, short)
        return joined

    def _put_back(self, joined: list[tuple[int, int]], short: tuple[int, int]) -> None:
        """Add a short piece to the one before it where there is room, else as it is."""
        if joined and short[1] - joined[-1][0] <= self.max_words:
            short = (joined.pop()[0], short[1])
        joined.append(short)


def _sentences(doc: Doc) -> Iterator[tuple[Doc, int, int]]:
    """Stretches that end with a full stop, question or exclamation mark (and the quotes behind it).

    Blanks at the end of the turn belong to none.
    """
    start, i = 0, 0
    length = len(doc)
    while length and doc[length - 1].is_space:
        length -= 1
    while i < length:
        if doc[i].text in STOPS:
            while i + 1 < length and (doc[i + 1].text in STOPS or doc[i + 1].text in CLOSERS):
                i += 1
            yield doc, start, i + 1
            start = i + 1
        i += 1
    if start < length:
        yield doc, start, length


def utterances_of(doc: Doc) -> list[Span]:
    """The utterances of a turn, in order."""
    return list(doc.spans[UTTERANCES])


@Language.factory("closeplan_utterances", default_config={"max_words": 40, "min_words": 4})
def make_utterance_splitter(nlp: Language, name: str, max_words: int, min_words: int) -> UtteranceSplitter:
    """Factory of the component; see `UtteranceSplitter`."""
    return UtteranceSplitter(max_words, min_words)
