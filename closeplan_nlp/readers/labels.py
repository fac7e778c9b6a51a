"""Is `Something: text` a speaker? Decided by the shape of the label and by how often it comes back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from closeplan_nlp.readers.cleaning import clean
from closeplan_nlp.readers.words import COUNTING, JOINERS, NO_SPEAKER, PARTICLES

LONGEST = 80
_BULLET = re.compile(r"^(?:[-–—•*]|>{1,2})\s{1,4}")
_BOLD = re.compile(r"^\*\*(.{1,80}?)(?::\*\*|\*\*:)")
_ASIDE = re.compile(r"\s*(?:\([^()]{0,60}\)|\[[^\[\]]{0,60}\]|\s[|@/–—-]\s.{0,60}$)")
_EMAIL = re.compile(r"[\w.+-]{1,60}@[\w.-]{1,60}\.\w{2,10}")
_PHONE = re.compile(r"\+[\d\s().*•-]{7,24}|(?:[\s().-]{0,3}\d){7,16}")
_UNKNOWN = re.compile(r"unknown(?: speaker)?|unidentified(?: speaker)?", re.IGNORECASE)
_NUMBERED = re.compile(r"speaker[ :_#-]{0,2}[0-9]{1,3}", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”„«].*[\"“”»]")
_NOT_IN_NAMES = re.compile(r"[?!;<>=*{}\\\[\]()%$^~:]")


def split_label(line: str) -> tuple[str, str] | None:
    """`Dana Reyes: hello` as (`Dana Reyes`, `hello`) where the label may be a speaker by its shape."""
    line = _BULLET.sub("", line.strip())
    bold = _BOLD.match(line)
    if bold:
        label, rest = bold[1], line[bold.end() :]
    else:
        cut = _colon(line)
        if cut < 0:
            return None
        label, rest = line[:cut], line[cut + 1 :]
    label = label.strip()
    if label[-1:].isdigit() and rest[:2].isdigit():  # a clock, cut in two
        return None
    if rest[:1] in ("/", "\\", ":", "=") or not may_be_label(label):
        return None
    return label, rest.strip()


def _colon(line: str) -> int:
    """Where the label ends: at the first colon, or at the second one of `Speaker:0: hello`."""
    numbered = _NUMBERED.match(line) if line[7:8] == ":" else None
    if numbered and line[numbered.end() : numbered.end() + 1] == ":":
        return numbered.end()
    return min((at for at in (line.find(":", 0, LONGEST), line.find("：", 0, LONGEST)) if at > 0), default=-1)


@lru_cache(maxsize=2048)
def speaker_of(label: str) -> str | None:
    """The label without marks of bold type, the same string each time; “Unknown Speaker” may be anybody: nobody."""
    name = " ".join(clean(label.strip().strip("*").strip()).replace("\u202f", "\xa0").split("\xa0"))
    return None if not name or _UNKNOWN.fullmatch(name) else name


@lru_cache(maxsize=2048)
def may_be_label(label: str) -> bool:
    """Has it the shape of a name, or of a word that is a speaker if it comes back?"""
    return is_name_like(label) or _is_weak(label)


def is_name_like(label: str) -> bool:
    """The shape of a name: capitals, or no letters with case, few words, no ordinary word; also mails and phones."""
    if _EMAIL.fullmatch(label) or (_PHONE.fullmatch(label) and sum(map(str.isdigit, label)) >= 4):
        return True
    if _NUMBERED.fullmatch(label):
        return True
    words = _words(label)
    if _QUOTED.fullmatch(label) or not 1 <= len(words) <= 5 or not words[0][0].isalpha() or _ordinary(words):
        return False
    return all(map(_name_word, words)) and not (len(words) > 1 and words[0].lower() in JOINERS)


def _name_word(word: str) -> bool:
    if word in PARTICLES or word.isdigit() or not any(map(str.isalnum, word)):
        return True
    return word.lower() == word.upper() or any(map(str.isupper, word)) or word[0].istitle()


def _words(label: str) -> list[str]:
    """The words of the name itself, without brackets and what stands behind a bar or a dash."""
    core = _ASIDE.sub("", label)
    if _NOT_IN_NAMES.search(core):
        return []
    return [word for word in (word.strip("\"'“”‘’«»,.") for word in core.split()) if word]


def _ordinary(words: list[str]) -> bool:
    return words[0].lower() in COUNTING or any(word.lower() in NO_SPEAKER and word not in JOINERS for word in words)


def _is_weak(label: str) -> bool:
    """Lower case throughout: `dana`, `speaker 2`; a speaker only if it comes back."""
    words = _words(label)
    return 1 <= len(words) <= 2 and words[0][0].isalpha() and label == label.lower() and not _ordinary(words)


def _needs_return(label: str) -> bool:
    """Labels that are a speaker only when they come back: weak ones, `Reyes, Dana`, scripts without capitals."""
    if _EMAIL.fullmatch(label) or label.lower().startswith("speaker") or _PHONE.fullmatch(label):
        return False
    return not is_name_like(label) or "," in label or label.upper() == label.lower()


def choose_labels(candidates: Iterable[str], lines: int, listed: Iterable[str] = ()) -> frozenset[str]:
    """Those of the candidate labels that are speakers.

    Args:
        candidates: the labels of all lines that have the shape, with repetitions.
        lines: how many lines there are; a label seen once in a text without labels is no speaker.
        listed: names known from a list of participants; always speakers.
    """
    counts = Counter(candidates)
    known = {name.casefold() for name in listed}
    one_off_is_fine = sum(counts.values()) >= 0.1 * lines
    everywhere = sum(counts.values()) >= 0.8 * lines and max(counts.values(), default=0) > 1
    return frozenset(
        label
        for label, count in counts.items()
        if label.casefold() in known
        or count > 1
        or (one_off_is_fine and not _needs_return(label))
        or (everywhere and is_name_like(label))
    )
