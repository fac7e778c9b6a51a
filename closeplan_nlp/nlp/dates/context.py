"""What the words around a piece decide: its preposition, whether it stands at all, whether it is past."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from closeplan_nlp.nlp.dates import arithmetic as sums
from closeplan_nlp.nlp.dates.language import ALIASES, CHARS, MONTH, QUARTER, YEAR, LanguageDates
from closeplan_nlp.nlp.dates.piece import Piece
from closeplan_nlp.nlp.dates.tokens import Token

OPENERS = frozenset(ALIASES["starts"].split("|"))
MARKS = frozenset(ALIASES["mark"].split("|"))
DAY_SUPPORT = frozenset(("on", "by", "before", "prep", "every", "between", "from"))
PERIOD_SUPPORT = frozenset((*OPENERS, "of", "this", "next", "last", "since")) - {"at"}
CONDITION = CHARS["if"]
UNDATED = frozenset(("thing", "things", "stuff", "guy", "guys", "crowd", "lot"))  # what a weekday only tells apart
FEW = 6  # the most marks and prepositions around a date that is all that is said
SINCE = -1  # the number of prepositions that look back


def opener(piece: Piece, tokens: Sequence[Token]) -> Token | None:
    """The preposition of a piece: its own first word, or the word before it."""
    if tokens[piece.first].tag in OPENERS:
        return tokens[piece.first]
    before = tokens[piece.first - 1] if piece.first else None
    return before if before and before.tag in OPENERS else None


def stands(piece: Piece, tokens: Sequence[Token], text: str) -> bool:
    """Whether the words around leave the piece a date."""
    before = [token.tag for token in tokens[max(0, piece.first - 2) : piece.first]]
    if before[-1:] == ["not"] or before == ["not", "on"] or before[-1:] == ["title"] or before == ["title", "dot"]:
        return False
    if piece.role == "weekday" and piece.last < len(tokens) and tokens[piece.last].word in UNDATED:
        return False  # "the Thursday thing"
    if piece.role in ("after", "weekof"):
        return piece.role == "after" or opener(piece, tokens) is not None
    return not piece.weak or supported(piece, tokens, text)


def is_bare_rank(piece: Piece, tokens: Sequence[Token]) -> bool:
    """Whether the piece is "first", "second" or "third" and nothing else."""
    alone = piece.role == "dom" and piece.last - piece.first == 1 and piece.number <= 3
    return alone and tokens[piece.first].tag == "ord" and tokens[piece.first].word.isalpha()


def supported(piece: Piece, tokens: Sequence[Token], text: str) -> bool:
    """Whether a weak piece has a preposition that makes it a date, or is all that is said."""
    around = len(tokens) - piece.last + piece.first
    rest = (*tokens[: piece.first], *tokens[piece.last :]) if around <= FEW else ()
    if around <= FEW and all(token.tag in MARKS or token.tag in OPENERS for token in rest):
        number = piece.role == "dom" and not piece.unit and piece.last - piece.first == 1
        return not number and not is_bare_rank(piece, tokens)
    follower = tokens[piece.last] if piece.last < len(tokens) else None
    name = piece.role == "period" and follower and follower.tag == "word" and text[follower.start].isupper()
    before = opener(piece, tokens)
    if before is None or (name and before.tag != "in") or (before.tag != "by" and is_bare_rank(piece, tokens)):
        return False
    if piece.role == "dom" and not piece.unit and piece.last - piece.first == 1:
        return False  # "by 12" is a time of day
    if piece.role == "dom" and piece.number <= 3 and before.tag == "from":
        return False  # "from first to last"
    return before.tag in (PERIOD_SUPPORT if piece.role in ("period", "vague") else DAY_SUPPORT)


def put_into_past(piece: Piece, tokens: Sequence[Token], tags: str, language: LanguageDates, anchor: date) -> Piece:
    """The piece as a past one where a verb says so ("on Monday we had") or "since" stands before it."""
    if piece.past or piece.absolute or piece.day is None or piece.role in ("eod", "week"):
        return piece
    before = opener(piece, tokens)
    since = before is not None and before.tag == "prep" and before.value == SINCE
    named = piece.role in ("weekday", "dom", "period") or (piece.role == "date" and abs((piece.day - anchor).days) > 1)
    told = named and (before is None or before.tag in ("on", "in")) and verb_is_past(piece, tags, language)
    if not since and not told:
        return piece
    return replace(piece, past=True, day=earlier(piece, anchor))


def verb_is_past(piece: Piece, tags: str, language: LanguageDates) -> bool:
    """Whether a past verb stands around the piece."""
    before, after = tags[max(0, piece.first - 8) : piece.first], tags[piece.last : piece.last + 4]
    if CONDITION in before:
        return False
    return bool(
        (language.past and language.past.search(before)) or (language.past_after and language.past_after.match(after))
    )


def is_over(piece: Piece, anchor: date) -> bool:
    """Whether a date with its year lies before the call."""
    if piece.day is None or not piece.absolute:
        return False
    units = {"month": MONTH, "quarter": QUARTER}
    last = sums.period_end(piece.day, units[piece.kind]) if piece.kind in units else piece.day
    return last < anchor


def earlier(piece: Piece, anchor: date) -> date | None:
    """The latest such day before the call."""
    day = piece.day
    if day is None or day < anchor:
        return day
    if piece.role == "weekday":
        return sums.last_weekday(anchor, piece.number)
    if piece.role == "period" and day == anchor.replace(day=1):
        return day
    return sums.shift(day, -1, MONTH if piece.role == "dom" else YEAR)
