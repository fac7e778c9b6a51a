"""Cues as turns: who speaks, entities, markup, repeated lines, cut sentences, times."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache

from closeplan_nlp.readers.cleaning import clean, unescape
from closeplan_nlp.readers.cue_joining import Piece, cuts_sentences, goes_on, has_sentences, join
from closeplan_nlp.readers.cue_names import DASH, ONE_VOICE, VOICE, Naming, name_tops, naming_of, speaker_id
from closeplan_nlp.readers.cue_rolling import has_word_times, rolls, unroll
from closeplan_nlp.readers.cues import Cue, Cues
from closeplan_nlp.readers.json_parts import is_noise
from closeplan_nlp.readers.labels import speaker_of
from closeplan_nlp.readers.lean_turns import lean_turn
from closeplan_nlp.readers.times import checked, order_problems
from closeplan_nlp.types import Problem, Turn

_MARKUP = re.compile(
    r"</?(?:c|i|b|u|s|em|strong|font|ruby|rt|lang|span)(?:[. ][^<>]{0,200})?>|"
    r"<[0-9]{1,6}:[0-9:.,]{1,20}>|\{\\[^{}]{0,60}\}",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<br\s?/?>", re.IGNORECASE)
_TURN_MARK = re.compile(r"(?:^|\s)>>+(?=\s|$)")
_ADVERT = re.compile(
    r"(?:transcribed|transcript|captions?|captioned|subtitles?|subtitled|generated) (?:by|with|using) "
    r"(?:the )?(?:https?://\S{1,200}|[\w-]{1,40}\.(?:ai|com|io|org)\S{0,100})(?: community)?[.!]?",
    re.IGNORECASE,
)
_UTTERANCE = re.compile(r"(.{1,200}/[0-9]{1,9})-[0-9]{1,9}")
_SIGNS = " -–—•>.,;"
_MAY_BE_NOISE = frozenset("[(*♪♫")
_NEAR = 2.0
_Spoken = tuple[str | None, str, bool]
"""Speaker, text, and whether it certainly begins a turn."""


def cue_turns(cues: Cues, names: Iterable[str] = (), *, cut: bool = False) -> tuple[tuple[Turn, ...], list[Problem]]:
    """All cues as turns in the order of the file; the cues are used up.

    Args:
        cues: as `parse_cues` returns them.
        names: known from a list of participants.
        cut: the format is known to cut sentences anywhere.
    """
    known = cues.cues
    timed = has_word_times(known)
    for cue in known:
        _tidy(cue)
    rolling = rolls(known, sure=timed)
    if rolling:
        unroll(known)
    else:
        name_tops(known)
    naming = naming_of(known, names)
    sentences = cut or timed or rolling or naming.on_change or (not naming.named and cuts_sentences(known))
    punctuated = has_sentences(known)
    grouped = any(cue.ident and "/" in cue.ident for cue in known)
    problems = cues.problems
    unknown: list[int] = []
    pieces: Iterable[Piece]
    if naming.named:
        pieces = _with_speakers(_pieces(known, naming, marks=timed or rolling), naming, punctuated, unknown)
    else:
        pieces = (piece for piece, _ in _pieces(known, naming, marks=timed or rolling))
    if sentences or grouped:
        pieces = join(pieces, sentences=sentences, punctuated=punctuated)
    turns = _turns(pieces, problems)
    if unknown:
        more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        problems.append(Problem(place=f"line {unknown[0]}{more}", reason="no name; the speaker is unknown"))
    return turns, problems


def _tidy(cue: Cue) -> None:
    """Text without markup other than voice tags."""
    text = cue.text
    if "{" in text or ("<" in text and not ONE_VOICE.fullmatch(text)):
        cue.text = "\n".join(_BREAK.sub(" ", _MARKUP.sub("", line)) for line in cue.lines)


def _turns(pieces: Iterable[Piece], problems: list[Problem]) -> tuple[Turn, ...]:
    lines = array("L")
    turns = []
    late, ordered = 0.0, True
    for piece in pieces:
        start, end = piece.start, piece.end
        if start is None or end is None or not 0 <= start <= end:
            start, end, wrong = checked(start, end, f"line {piece.line}")
            problems += wrong
        turns.append(lean_turn(piece.speaker, piece.text, start, end))
        lines.append(piece.line)
        ordered = ordered and (start is None or start >= late)
        late = start or late
    if not ordered:
        problems += order_problems(turns, (f"line {line}" for line in lines))
    return tuple(turns)


def _pieces(cues: list[Cue], naming: Naming, *, marks: bool) -> Iterator[tuple[Piece, bool]]:
    """The pieces of all cues, each with whether a name could stand there and does not; the list is emptied."""
    cues.reverse()
    while cues:
        cue = cues.pop()
        named = speaker_id(cue)
        group = _UTTERANCE.fullmatch(cue.ident) if cue.ident and "/" in cue.ident else None
        whole = cue.text
        explicit = True
        spoken: Iterable[_Spoken]
        if named is not None:
            spoken = [(named or None, unescape(whole), False)]
        elif "<" in whole and (one := ONE_VOICE.fullmatch(whole)):
            spoken = [(_voice(one[1]), unescape(one[2]), False)]
        elif "<" in whole and VOICE.search(whole):
            spoken = _by_voice(whole)
        else:
            spoken, explicit = _by_label(whole, naming), False
        if marks:
            spoken = _by_mark(spoken)
        for who, text, fresh in _merged(spoken):
            piece = Piece(cue.line, who, text, cue.start, cue.end, fresh, group[1] if group else None)
            yield piece, who is None and not explicit
            explicit = True


@lru_cache(maxsize=2048)
def _voice(name: str) -> str | None:
    """The name in a voice tag, the same string for all turns of one speaker."""
    return clean(name) or None


def _by_voice(text: str) -> Iterator[_Spoken]:
    speaker: str | None = None
    at = 0
    for tag in VOICE.finditer(text):
        yield speaker, unescape(text[at : tag.start()]), False
        speaker = _voice(unescape(tag[1] or ""))
        at = tag.end()
    yield speaker, unescape(text[at:]), False


def _by_label(text: str, naming: Naming) -> Iterable[_Spoken]:
    """Lines by speaker; several lines that begin with a dash are several voices."""
    if "\n" in text or text[:2] == ">>":
        return _by_line(text.split("\n"), naming)
    line = unescape(text)
    found = naming.split(line)
    return [(speaker_of(found[0]), found[1], True) if found else (None, line, False)]


def _by_line(lines: list[str], naming: Naming) -> Iterator[_Spoken]:
    dashes = len(lines) > 1 and sum(1 for line in lines if DASH.match(line)) > 1
    speaker: str | None = None
    for line in lines:
        line = unescape(line)
        found = naming.split(line)
        fresh = line[:2] == ">>" or (dashes and DASH.match(line) is not None)
        if found:
            speaker, line = speaker_of(found[0]), found[1]
        elif fresh:
            speaker, line = None, line.lstrip(" -–—>")
        yield speaker, line, fresh or found is not None


def _by_mark(spoken: Iterable[_Spoken]) -> Iterator[_Spoken]:
    """YouTube writes `>>` where the speaker changes, within a line too."""
    for who, text, fresh in spoken:
        for number, part in enumerate(_TURN_MARK.split(text)):
            yield (None if number else who), part, fresh or number > 0


def _merged(spoken: Iterable[_Spoken]) -> Iterable[_Spoken]:
    """Clean texts; neighbours of one speaker are one piece, sounds and advertisements are none."""
    if isinstance(spoken, list) and len(spoken) == 1:
        who, text, fresh = spoken[0]
        text = clean(text)
        return [(who, text, fresh)] if text.strip(_SIGNS) and not _is_unspoken(text) else []
    return _runs(spoken)


def _runs(spoken: Iterable[_Spoken]) -> Iterator[_Spoken]:
    who: str | None = None
    texts: list[str] = []
    fresh = False
    for speaker, text, new in spoken:
        text = clean(text)
        if not text.strip(_SIGNS) or _is_unspoken(text):
            continue
        if texts and (speaker != who or (new and who is None)):
            yield who, " ".join(texts), fresh
            texts = []
        if not texts:
            who, fresh = speaker, new
        texts.append(text)
    if texts:
        yield who, " ".join(texts), fresh


def _is_unspoken(text: str) -> bool:
    """Notes on sounds, and the advertisement of the program that wrote the captions."""
    if text[0] in _MAY_BE_NOISE:
        return is_noise(text)
    return len(text) < 120 and _ADVERT.fullmatch(text) is not None


def _with_speakers(
    pieces: Iterable[tuple[Piece, bool]], naming: Naming, punctuated: bool, unknown: list[int]
) -> Iterator[Piece]:
    """A cue without a name goes on with the one before where names stand on change only, or a sentence goes on."""
    last: Piece | None = None
    for piece, nameless in pieces:
        if nameless:
            if last and not piece.fresh and (naming.on_change or (punctuated and _goes_on(last, piece))):
                piece.speaker = last.speaker
            if piece.speaker is None:
                unknown.append(piece.line)
        yield piece
        last = piece


def _goes_on(last: Piece, piece: Piece) -> bool:
    near = piece.start is not None and last.end is not None and piece.start - last.end < _NEAR
    return near and goes_on(last.text, piece.text)
