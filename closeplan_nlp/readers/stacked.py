"""Transcripts pasted from a web page: name, time and text stand below each other, with no mark of which is which."""

from __future__ import annotations

import re
from collections import Counter

from closeplan_nlp.readers.labels import may_be_label
from closeplan_nlp.readers.times import CLOCK

_WORDS = r"(?:[0-9]{1,2} hours? )?(?:[0-9]{1,3} minutes?(?: [0-9]{1,2} seconds?)?|[0-9]{1,2} seconds?)"
_TIME = re.compile(rf"\s{{0,4}}(?:{_WORDS})?({CLOCK})(?:\s?[AaPp]\.?[Mm]\.?)?\s*$")
_SPOKEN = re.compile(rf"\s{{0,4}}{_WORDS}\s*$")
_TWICE = re.compile(rf"\s{{0,4}}(.{{1,80}}?) {_WORDS}\s*$")
"""Name and time in words again, as Microsoft Stream has them for those who listen to the page."""
_MOST = 0.8
_SHORT = 60


def unstack(text: str) -> str:
    """`Dana Reyes`, `0:03` below each other as `Dana Reyes   0:03`; other texts as they are, and as many lines.

    It is done only where most lines that are nothing but a time stand right below a name, and names come back.
    """
    lines = text.split("\n")
    times = [at for at, line in enumerate(lines) if ":" in line and len(line) < 60 and _TIME.match(line)]
    above = {at: _above(lines, at) for at in times}
    names = {at: lines[where].strip() for at, where in above.items() if where is not None and _is_name(lines[where])}
    returning = [name for name, count in Counter(names.values()).items() if count > 1]
    if len(names) < max(2, _MOST * len(times)) or (len(names) > 2 and not returning):
        return text
    for at, name in names.items():
        where = above[at]
        if where is None:
            continue
        _clear_initials(lines, where, name)
        time = _TIME.match(lines[at])
        lines[where] = f"{name}   {lines[at][time.start(1) :].strip() if time else lines[at].strip()}"
        again = _TWICE.match(lines[at + 1]) if at + 1 < len(lines) else None
        if again and again[1] == name:
            lines[at + 1] = ""
        lines[where + 1 : at + 1] = [""] * (at - where)
    return "\n".join(lines)


def _above(lines: list[str], at: int) -> int | None:
    """The line right above, over one that tells the time in words."""
    above = at - 1
    if above > 0 and _SPOKEN.match(lines[above]):
        above -= 1
    return above if above >= 0 and lines[above].strip() else None


def _is_name(line: str) -> bool:
    text = line.strip()
    return len(text) <= _SHORT and not text.endswith((".", "?", "!", ",")) and may_be_label(text)


def _clear_initials(lines: list[str], at: int, name: str) -> None:
    """The letters of the picture (`DR` above Dana Reyes) are no speech."""
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    if at > 0 and lines[at - 1].strip() in (initials, initials[:1] + initials[-1:]) and initials:
        lines[at - 1] = ""
