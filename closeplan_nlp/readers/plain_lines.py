"""Lines of a plain-text transcript: which of them begin a turn, and whose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from closeplan_nlp.readers.headers import MAYBE_KEYS, header_line
from closeplan_nlp.readers.labels import choose_labels, may_be_label, split_label
from closeplan_nlp.readers.times import CLOCK, seconds
from closeplan_nlp.readers.words import JOINERS, NO_SPEAKER

_STAMPED = re.compile(
    rf"(?:[\[(]\s?({CLOCK})(?:\s?(?:-->|[-–])\s?({CLOCK}))?\s?[\])]|({CLOCK})(?:\s?[AaPp]\.?[Mm]\b\.?)?(?=\s))"
    r"\s{0,9}(?:[-–]\s)?"
)
_NAME_STAMP = re.compile(rf"(.{{1,80}}?)\s{{0,9}}[\[(]\s?({CLOCK})\s?[\])]\s{{0,9}}(?:[:：](.*)|$)", re.DOTALL)
_LOOSE = re.compile(r"(?:[-•*]\s+)?\*{0,2}([^\W_][^:：<>?!;\"]{0,60}?)\s?[:：]\*{0,2}\s*(?![/\\])(.*)", re.DOTALL)
_CLOCK = re.compile(CLOCK)
_GAP = re.compile(r"(\s{1,20})\S+$")


@dataclass(frozen=True)
class Line:
    """A line and what it may be: `label` is a possible speaker, `text` what follows it, `how` the shape."""

    number: int
    raw: str
    text: str
    label: str | None = None
    start: float | None = None
    how: str = "plain"
    after_blank: bool = True
    end: float | None = None

    @property
    def is_stamped(self) -> bool:
        """Does it show a time?"""
        return self.start is not None


def parse_lines(text: str) -> list[Line]:
    """All lines, blank ones included, with their possible labels."""
    lines: list[Line] = []
    blank = True
    for number, raw in enumerate(text.split("\n"), start=1):
        lines.append(_parse_line(number, raw, blank))
        blank = not raw.strip()
    return lines


def _parse_line(number: int, raw: str, blank: bool) -> Line:
    line = raw.strip()
    stamp = _STAMPED.match(line)
    rest = line[stamp.end() :] if stamp else line
    start = seconds(stamp[1] or stamp[3]) if stamp else None
    end = seconds(stamp[2]) if stamp and stamp[2] else None
    how = "plain" if not stamp else "bracketed" if stamp[1] else "bare"
    if header_line(rest):
        return Line(number, line, rest, None, start, how, blank, end)
    named = None if stamp else _named_with_time(line, raw)
    if named:
        label, text, time, shape = named
        return Line(number, line, text, label, time, shape, blank)
    found = split_label(rest)
    if not found:
        return Line(number, line, rest, None, start, how, blank, end)
    label, text = found
    if start is None and _CLOCK.fullmatch(text):
        start, text = seconds(text), ""
    return Line(number, line, text, label, start, how, blank, end)


def _named_with_time(line: str, raw: str) -> tuple[str, str, float | None, str] | None:
    """`Name (00:12): text`, or `Name  0:34` alone on its line."""
    found = _NAME_STAMP.match(line)
    if found and may_be_label(found[1].strip("* ")):
        return found[1].strip("* "), (found[3] or "").strip(), seconds(found[2]), "bracketed"
    last = line[-20:].split()[-1] if line else ""
    if len(line) > 120 or not _CLOCK.fullmatch(last):
        return None
    name = line[: -len(last)].rstrip()
    if not may_be_label(name):
        return None
    gap = _GAP.search(line)
    wide = gap is not None and (len(gap[1]) > 1 or "\t" in gap[1])
    return name, "", seconds(last), "bracketed" if wide else "narrow"


def choose_starts(lines: Sequence[Line], names: Iterable[str] = ()) -> dict[int, Line]:
    """The lines that begin a turn, by their number.

    A label must be a speaker by shape or by coming back (`labels`), and be written as the others are: where
    most have a time, one without is none, unless its label is known; the same for blank lines in front.
    """
    full = [line for line in lines if line.raw]
    found = [line for line in full if line.label]
    excerpt = _excerpt(full)
    labels = choose_labels((line.label for line in found if line.label), len(full), [*names, *excerpt])
    counts = Counter(line.label for line in found if line.label in labels)
    header_like = {label for label, count in counts.items() if label and count == 1 and label.lower() in MAYBE_KEYS}
    header_like -= excerpt
    dropped = header_like if any(label.lower() not in MAYBE_KEYS for label in counts if label) else set()
    starts = [line for line in found if line.label in labels - dropped]
    returning = {label for label, count in counts.items() if count > 1}
    mostly_stamped = sum(line.is_stamped for line in starts) * 2 > len(starts)
    all_narrow = bool(returning) and all(line.how == "narrow" for line in starts)
    usual = {
        line.label for line in starts if (line.how != "narrow" or all_narrow) and line.is_stamped == mostly_stamped
    }
    spaced = [line.after_blank for line in starts if line.label in returning]
    all_spaced = len(spaced) > 2 and all(spaced)
    chosen = {
        line.number: line
        for line in starts
        if line.label in returning | usual
        and (line.label in usual or not _is_odd(line, mostly_stamped))
        and (line.label in returning or line.after_blank or not all_spaced)
    }
    if len(chosen) == 1 and len(full) > 2 and min(chosen) > full[1].number:
        return {}  # `Contact: Ben Okafor` at the end of prose
    return dict(sorted((chosen | _loose_starts(full, chosen)).items()))


def _excerpt(full: Sequence[Line]) -> set[str]:
    """The labels of a few lines that all begin with a word and go on as speech does: `dana: can you send it?`."""
    labels = {line.label for line in full if line.label and " " not in line.label}
    ends = sum(line.text.endswith((".", "?", "!", "…")) for line in full)
    words = sum(len(line.text.split()) for line in full)
    few = 2 <= len(full) <= 12 and all(line.label in labels for line in full)
    return {label for label in labels if label} if few and ends >= 0.6 * len(full) and words >= 3 * len(full) else set()


def _loose_starts(full: Sequence[Line], chosen: dict[int, Line]) -> dict[int, Line]:
    """Lines written as the chosen ones are, whatever stands before the colon: `Meeting corner: hello`.

    That is sure where a time or bold type stands in front as it does in nearly all of the chosen lines.
    """
    if len(chosen) < 2:
        return {}
    first = min(chosen)
    how, often = Counter((line.how, line.raw[:2] == "**") for line in chosen.values()).most_common(1)[0]
    capitals = all(line.label and line.label.isupper() for line in chosen.values())
    if (how == ("plain", False) and not capitals) or often < 0.8 * len(chosen):
        return {}
    rest = [line for line in full if line.number > first and line.number not in chosen and not header_line(line.text)]
    loose = {line.number: named for line in rest if (named := _loose(line))}
    if capitals and how[0] == "plain":
        loose = {at: line for at, line in loose.items() if line.label and _in_capitals(line.label)}
    return {at: line for at, line in loose.items() if (line.how, line.raw[:2] == "**") == how}


def _in_capitals(label: str) -> bool:
    """`THE WITNESS`, where all speakers are in capitals; not `ACTION ITEM`."""
    words = label.lower().split()
    return label.isupper() and len(words) <= 5 and not any(word in NO_SPEAKER and word not in JOINERS for word in words)


def _loose(line: Line) -> Line | None:
    if line.label:
        return line if line.how != "narrow" else None
    found = _LOOSE.match(line.text)
    if not found or line.how == "narrow" or found[1].lower() in NO_SPEAKER:
        return None
    return replace(line, label=found[1].strip("* "), text=found[2].strip())


def _is_odd(line: Line, mostly_stamped: bool) -> bool:
    """Written otherwise than most beginnings of turns are."""
    return (mostly_stamped and not line.is_stamped) or (not mostly_stamped and line.how == "bare")
