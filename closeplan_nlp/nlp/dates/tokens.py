"""From text to tagged tokens: numbers merged, phrases of several words made one token."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from closeplan_nlp.nlp.dates.language import CHARS, LanguageDates, Word

MARKS = {",": "comma", ".": "dot", "-": "dash", "–": "dash", "—": "dash", "/": "slash", "(": "open"}
APOSTROPHES = "'’`"
LONGEST = 400  # the largest plain number that can count days; above it only years are of use
PATTERN = r"""
  (?P<iso>(?<![\w-])\d{4}-\d{1,2}-\d{1,2}(?![\w-]))
| (?P<slashed>(?<![\w/.,$€£])\d{1,2}/\d{1,2}(?:/(?:\d{4}|\d\d))?(?![\w/%])
    |(?<![\w-])\d{1,2}-\d{1,2}-(?:\d{4}|\d\d)(?![\w-]))
| (?P<dotted>(?<![\w.,])\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)?(?![\w.])
    |(?<![\w.,:$€£])\d\d\.(?:0[1-9]|1[0-2])(?![\w.,:%]))
| (?P<junk>[$€£₽]\s?\d[\d.,]*|(?<![\w])\d{1,2}[:.]\d\d(?!\d)|\+?\d+(?:[.,:/-]\d+){2,}|\d+[.,]\d+|\+\d+|\#\s?\d+
    |\d+\s?(?:%|[$€£₽]|[ap]\.?m\b))
| (?P<ordinal>(?<![\w-])\d{1,2}ORDINAL(?:['’]s)?(?!\w))
| (?P<word>\w+(?:['’]\w+)*)
| (?P<mark>[^\w\s])
"""


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of text with its lower-case word, its tag and its number."""

    start: int
    end: int
    word: str
    tag: str
    value: int = 0


@cache
def scanner(ordinal: str) -> re.Pattern[str]:
    """The compiled token pattern for a language's ordinal ending."""
    return re.compile(PATTERN.replace("ORDINAL", ordinal), re.VERBOSE | re.IGNORECASE)


def look_up(word: str, language: LanguageDates) -> Word:
    """Tag and number of a lower-case word."""
    found = language.words.get(word)
    if found is not None:
        return found
    if word.isdecimal() and word.isascii():
        return tag_digits(word)
    stem, mark, ending = word.replace("’", "'").rpartition("'")
    if mark and ending in language.endings:
        tag = language.endings[ending]
        return Word(tag) if tag else look_up(stem, language)
    return Word(next((tag for pattern, tag in language.guesses if pattern.search(word)), "word"))


def tag_digits(word: str) -> Word:
    """A plain number: a year, a count, or of no use."""
    if len(word) == 4 and word[:2] in ("19", "20"):
        return Word("year", int(word))
    if len(word) <= 3 and 0 < int(word) <= LONGEST:
        return Word("num", int(word))
    return Word("junk")


def scan(text: str, language: LanguageDates) -> Iterator[Token]:
    """The tokens of a text one by one; apostrophes and hyphens inside words are skipped."""
    for match in scanner(language.ordinal).finditer(text):
        start, end, group, word = match.start(), match.end(), match.lastgroup, match[0].lower()
        if group == "word":
            found = look_up(word, language)
            yield Token(start, end, word.replace("'", "").replace("’", ""), found.tag, found.value)
        elif group == "mark":
            if word not in APOSTROPHES and not (word in "-–" and joins_words(text, start)):
                yield Token(start, end, word, MARKS.get(word, "stop"))
        elif group == "ordinal":
            number = int("".join(c for c in word if c.isdecimal()))
            yield Token(start, end, word, "ord" if 0 < number <= 31 else "junk", number)
        elif group is not None:
            yield Token(start, end, word, group)


def joins_words(text: str, at: int) -> bool:
    """Whether the hyphen stands inside a word such as "mid-March"."""
    return 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalpha()


def merge_numbers(tokens: list[Token]) -> list[Token]:
    """Join number words: "twenty third" becomes one ordinal, "twenty nine" one number, "twenty twenty six" a year."""
    merged: list[Token] = []
    for token in tokens:
        one = merge_two(merged[-1], token) if merged and merged[-1].tag in ("card", "year") else None
        if one:
            merged[-1] = one
        else:
            merged.append(token)
    return merged


def merge_two(last: Token, token: Token) -> Token | None:
    """Two number words as one, None where they are two."""
    if token.tag not in ("card", "ord", "ordo") or token.start - last.end > 2:
        return None
    tens, units = last.value % 100 in range(20, 100, 10), token.value in range(1, 10)
    if last.tag == "card" and tens and units:
        value = last.value + token.value
        tag = token.tag if token.tag == "card" or value <= 31 else "junk"
        return replace(token, start=last.start, tag=tag, value=value)
    if token.tag != "card" or last.word.isdecimal():
        return None
    if last.tag == "card" and last.value in (19, 20) and token.value in range(20, 100, 10):
        return replace(token, start=last.start, tag="year", value=100 * last.value + token.value)
    return replace(last, end=token.end, value=last.value + token.value) if last.tag == "year" and units else None


def merge_phrases(tokens: list[Token], language: LanguageDates) -> list[Token]:
    """Make one token of every phrase of the language ("close of business"), the longest first."""
    words, heads = [token.word for token in tokens], language.heads
    merged, i = [], 0
    while i < len(tokens):
        found = [p for p in heads[words[i]] if words[i : i + len(p)] == p] if words[i] in heads else []
        if not found:
            merged.append(tokens[i])
            i += 1
            continue
        text = " ".join(found[0])
        last, meaning = tokens[i + len(found[0]) - 1], language.phrases[text]
        merged.append(Token(tokens[i].start, last.end, text, meaning.tag, meaning.value))
        i += len(found[0])
    return merged


def read_tokens(text: str, language: LanguageDates) -> list[Token]:
    """The tagged tokens of a text."""
    return merge_numbers(merge_phrases(list(scan(text, language)), language))


def tag_string(tokens: list[Token]) -> str:
    """One character per token, for the rules' patterns."""
    return "".join(CHARS[token.tag] for token in tokens)
