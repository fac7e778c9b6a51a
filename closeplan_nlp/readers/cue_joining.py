"""Pieces of speech, and how those that cut one sentence are joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from closeplan_nlp.readers.cues import Cue

PAUSE, BREAK = 2.0, 5.0
LONG, LONGEST = 80, 240
_SAMPLE = 2000
_ENDS = frozenset(".?!…。？！؟।")
_CLOSING = "\"')]”’» "


@dataclass(slots=True)
class Piece:
    """What one voice says in one cue. `fresh` begins a turn whatever stands before; `group` is one utterance."""

    line: int
    speaker: str | None
    text: str
    start: float | None = None
    end: float | None = None
    fresh: bool = False
    group: str | None = None


def ends_sentence(text: str) -> bool:
    """Does the text end as sentences do?"""
    return text.rstrip(_CLOSING)[-1:] in _ENDS


def goes_on(text: str, following: str) -> bool:
    """Does the second text go on with a sentence that the first one began?"""
    return not ends_sentence(text) and following[:1].islower()


def has_sentences(cues: Iterable[Cue]) -> bool:
    """Are the texts punctuated?"""
    texts = [cue.text.replace("\n", " ") for cue in islice(cues, _SAMPLE)]
    words = sum(text.count(" ") + 1 for text in texts)
    ends = sum(text.count(mark) for text in texts for mark in (". ", "? ", "! ")) + sum(map(ends_sentence, texts))
    return ends * 60 > words


def cuts_sentences(cues: Iterable[Cue]) -> bool:
    """Do many of these cues end within a sentence, in a text that has sentences?"""
    texts = [cue.text.replace("\n", " ").strip() for cue in islice(cues, _SAMPLE) if cue.text]
    cut = sum(goes_on(text, following) for text, following in pairwise(texts))
    return len(texts) >= 8 and cut >= 0.3 * len(texts) and sum(map(ends_sentence, texts)) >= 0.1 * len(texts)


def join(pieces: Iterable[Piece], *, sentences: bool, punctuated: bool) -> Iterator[Piece]:
    """Pieces of one utterance as one; with `sentences`, those that cut a sentence as well."""
    turn: list[Piece] = []
    words = 0
    for piece in pieces:
        if turn and not _belongs(turn[-1], piece, words, sentences, punctuated):
            yield _joined(turn)
            turn, words = [], 0
        turn.append(piece)
        words += piece.text.count(" ") + 1
    if turn:
        yield _joined(turn)


def _belongs(last: Piece, piece: Piece, words: int, sentences: bool, punctuated: bool) -> bool:
    if last.speaker != piece.speaker or piece.fresh:
        return False
    if piece.group is not None and piece.group == last.group:
        return True
    if not sentences or ends_sentence(last.text):
        return False
    pause = piece.start - last.end if piece.start is not None and last.end is not None else 0.0
    return pause < (BREAK if punctuated else PAUSE) and words < (LONGEST if punctuated else LONG)


def _joined(turn: list[Piece]) -> Piece:
    first = turn[0]
    if len(turn) > 1:
        first.text = " ".join(piece.text for piece in turn)
        first.start = next((piece.start for piece in turn if piece.start is not None), None)
        first.end = max((piece.end for piece in turn if piece.end is not None), default=None)
    return first
