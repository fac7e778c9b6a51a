"""Find and resolve the dates of a text: rules, joins, context."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from closeplan_nlp.errors import RequestError
from closeplan_nlp.nlp.dates.context import is_over, opener, put_into_past, stands
from closeplan_nlp.nlp.dates.joining import join_all
from closeplan_nlp.nlp.dates.language import LanguageDates, compile_tags
from closeplan_nlp.nlp.dates.languages import LANGUAGES
from closeplan_nlp.nlp.dates.mention import DateMention
from closeplan_nlp.nlp.dates.piece import Hit, Piece
from closeplan_nlp.nlp.dates.tokens import Token, read_tokens, tag_string

STAND_IN = datetime.date(2001, 1, 1)  # reckoned with where no date is known; values from it are dropped
TRIGGER = compile_tags(
    "{wd|wdw|wds|month|ord|iso|slashed|dotted|unit|tom|now|weekend|eod|eow|eom|eoq|eoy|q|hol|season|fiscal|vague|part|time|year|soon}|{the}{num}"
)
CALENDAR = range(1900, 9000)  # years in which a call can be; sums from them stay inside the calendar


def find_dates(
    text: str, anchor: datetime.date | None, language: str = "en", *, day_first: bool | None = None
) -> list[DateMention]:
    """Find the dates that a text names, resolved from the day of the call.

    Arguments: `text`, an utterance or a turn; `anchor`, the day of the call, None where unknown (dates with a
    year still resolve, all others get no value, as with a day outside `CALENDAR`; the present day is never used);
    `language`, a key of `LANGUAGES` ("en-GB" is read as "en"); `day_first`, the order of "3/4" where both are
    possible, by default the language's.

    Returns the mentions in the order of the text, without overlap; offsets count characters. The rules are rows
    `due` and edge cases 27-34 of the annotation guide. Where words are no sure date there is no mention.
    """
    rules = LANGUAGES.get(language.lower().replace("_", "-").partition("-")[0])
    if rules is None:
        raise RequestError(f"no date rules for language {language!r}; available: {', '.join(LANGUAGES)}")
    tokens = read_tokens(text, rules)
    tags = tag_string(tokens)
    if not TRIGGER.search(tags):
        return []
    known = anchor is not None and anchor.year in CALENDAR
    day = anchor if anchor is not None and known else STAND_IN
    order = rules.day_first if day_first is None else day_first
    pieces = choose(read_pieces(text, tokens, tags, rules, day, order))
    pieces = join(pieces, tokens, tags, text, day)
    pieces = [put_into_past(p, tokens, tags, rules, day) for p in pieces if stands(p, tokens, text)]
    return [mention(piece, tokens, text, day if known else None) for piece in pieces]


def read_pieces(
    text: str, tokens: Sequence[Token], tags: str, language: LanguageDates, anchor: datetime.date, day_first: bool
) -> Iterator[Piece]:
    """Every rule's pieces; impossible dates ("February 30th 2026") are none."""
    present = set(tags)
    for rule in language.rules:
        if any(present.isdisjoint(tag) for tag in rule.needs):
            continue
        for match in rule.pattern.finditer(tags):
            try:
                piece = rule.resolve(Hit(match, tokens, text, anchor, day_first))
            except (ValueError, OverflowError):
                continue
            if piece:
                yield piece


def choose(pieces: Iterator[Piece]) -> list[Piece]:
    """From the left, the longest piece at each place; of two as long the one that is a date without support."""
    chosen: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: (p.first, -p.last, p.weak)):
        if not chosen or piece.first >= chosen[-1].last:
            chosen.append(piece)
    return chosen


def join(pieces: list[Piece], tokens: Sequence[Token], tags: str, text: str, anchor: datetime.date) -> list[Piece]:
    """The pieces with neighbours joined; as they are where a sum leaves the calendar."""
    between = [text[tokens[a.last - 1].end : tokens[b.first].start] for a, b in pairwise(pieces)]
    try:
        return join_all(pieces, tags, ["", *between][: len(pieces)], anchor)
    except (ValueError, OverflowError):
        return pieces


def mention(piece: Piece, tokens: Sequence[Token], text: str, anchor: datetime.date | None) -> DateMention:
    """The public record of a piece, with its preposition and a part of the day after it."""
    before = opener(piece, tokens)
    last = piece.last
    if last < len(tokens) and tokens[last].tag == "part":
        last += 1
    start = min(tokens[piece.first].start, before.start) if before else tokens[piece.first].start
    end = tokens[last - 1].end
    after_holiday = piece.role == "holiday" and before is not None and before.tag == "after"
    if after_holiday or piece.role in ("after", "weekof"):
        piece = replace(piece, kind="vague", day=None)
    past = piece.past or (anchor is not None and is_over(piece, anchor))
    value, preposition = piece.value(anchor is not None), before.word if before else None
    return DateMention(start, end, text[start:end], value, piece.kind, preposition, past)
