"""Names alone above what they said, as in a play: read where that is clear, told where it may be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from closeplan_nlp.readers.headers import header_line
from closeplan_nlp.readers.labels import is_name_like, may_be_label

_STOP = re.compile(r"\w\w\.$")
"""The end of a sentence, not of `Graeme P.`"""
_MARKS = re.compile(r"^#{1,6}\s+")
_NUMBERED = re.compile(r"speaker \w{1,3}", re.IGNORECASE)


def names_above(lines: Sequence[str]) -> list[str] | None:
    """The lines with a colon behind the names; `None` where it is not clear that they are names of speakers."""
    found = _above_blocks(lines) or _between_lines(lines)
    if not found:
        return None
    done = list(lines)
    for at in found:
        done[at] = f"{_name(lines[at])}:"
    return done


def headings_above(lines: Sequence[str]) -> bool:
    """Does nearly every paragraph stand right below a short line that may be a name or a heading?"""
    firsts = _firsts(lines)
    found = [at for at in firsts if _is_title(lines, at)]
    enough = 2 if all(" " in _name(lines[at]) for at in found) else 3
    return len(found) >= enough and len(found) >= 0.8 * len(firsts)


def _is_title(lines: Sequence[str], at: int) -> bool:
    """A name or a few words in capitals, above a sentence."""
    name = _name(lines[at])
    below = lines[at + 1].rstrip() if at + 1 < len(lines) else ""
    short = (is_heading(lines, at) and is_name_like(name)) or (name.istitle() and name[-1].isalpha())
    return short and len(name.split()) <= 5 and below.endswith((".", "?", "!", "…"))


def is_heading(lines: Sequence[str], at: int) -> bool:
    """A short line that may be a name, with words right below it."""
    below = at + 1 < len(lines) and bool(lines[at + 1].strip())
    return below and _may_be_name(lines[at])


def _may_be_name(line: str) -> bool:
    name = _bare(line)
    return len(name) <= 60 and not (name.endswith(("?", "!", ",", ":")) or _STOP.search(name)) and may_be_label(name)


def _name(line: str) -> str:
    return _bare(line).strip("*:")


def _bare(line: str) -> str:
    """The line without Markdown's marks of headings and bold type."""
    return _MARKS.sub("", line.strip()).strip("*")


def _firsts(lines: Sequence[str]) -> list[int]:
    """The first lines of paragraphs, without those of a header."""
    starts = (at for at, line in enumerate(lines) if line.strip() and (at == 0 or not lines[at - 1].strip()))
    return [at for at in starts if not header_line(lines[at])]


def _above_blocks(lines: Sequence[str]) -> list[int]:
    """Paragraphs that begin with a name; the words stand right below it."""
    firsts = _firsts(lines)
    found = [at for at in firsts if is_heading(lines, at)]
    enough = len(found) >= 4 and len(found) >= 0.8 * len(firsts)
    return found if (enough or len(found) == len(firsts) == 3) and _speak(lines, found) else []


def _between_lines(lines: Sequence[str]) -> list[int]:
    """Names on lines of their own without blank lines to tell, or with them everywhere: names of two words only."""
    full = [at for at, line in enumerate(lines) if line.strip()]
    counts = Counter(_name(lines[at]) for at in full if len(lines[at]) <= 62)
    found = [at for at in full if counts[_name(lines[at])] > 1 and _is_full_name(lines[at])]
    places = {at: number for number, at in enumerate(full)}
    touching = sum(places[later] == places[at] + 1 for at, later in pairwise(found))
    if len(found) < 4 or touching or places[found[0]] > 3 or found[-1] == full[-1]:
        return []
    return found if _speak(lines, found) else []


def _is_full_name(line: str) -> bool:
    name = _name(line)
    return _may_be_name(line) and ((" " in name and is_name_like(name)) or _NUMBERED.fullmatch(name) is not None)


def _speak(lines: Sequence[str], found: Sequence[int]) -> bool:
    """Do the names come back, and take turns?"""
    names = [_name(lines[at]) for at in found]
    counts = Counter(names)
    returning = sum(count for count in counts.values() if count > 1)
    changes = sum(name != other for name, other in pairwise(names))
    return len(counts) > 1 and returning >= 0.6 * len(names) and changes >= 0.5 * (len(names) - 1)
