"""Plain text in which name, time and words stand below each other, rewritten to `[time] Name: text`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from closeplan_nlp.readers.labels import is_name_like
from closeplan_nlp.readers.plain_names import is_heading
from closeplan_nlp.readers.times import seconds

TIME = (
    r"(?:(?:[0-9]{1,4}:)?[0-9]{1,2}:[0-9]{2}(?:[.,][0-9]{1,3})?(?:\s?[AaPp]\.?[Mm]\b\.?)?|"
    r"[0-9]{1,6}\.[0-9]{1,3}\s?s?|(?:[0-9]{1,3}h ?)?[0-9]{1,2}m ?[0-9]{1,2}s)"
)
RANGE = rf"(?P<time>{TIME})(?:\s{{0,3}}(?:-->|-|–|—|to)\s{{0,3}}(?P<end>{TIME}))?"
STAMP = rf"[\[(<]?\s?{RANGE}\s?[\])>]?"
_BARE = re.compile(r"\s{0,8}((?:[0-9]{1,4}:)?[0-9]{1,2}:[0-9]{2})(?:\s+(\S.*)|\s*)$")


def names_come_back(names: Sequence[str], *, strict: bool) -> bool:
    """Do they repeat, as speakers do? `strict` asks that most of them do; else names by shape need not."""
    counts = Counter(names)
    if strict:
        return len(counts) < len(names) and len(counts) <= max(2, len(names) / 3)
    return len(counts) < len(names) or all(map(is_name_like, names))


def next_full(lines: Sequence[str], at: int) -> int | None:
    """The next line that is not blank, if it is near."""
    return next((n for n in range(at + 1, min(at + 6, len(lines))) if lines[n].strip()), None)


def times_above(lines: Sequence[str]) -> list[str] | None:
    """A time on a line of its own above `Name: text`."""
    times = [at for at, line in enumerate(lines) if _is_stamp(line)]
    pairs = [(at, below) for at in times if (below := next_full(lines, at)) is not None and ":" in lines[below][:80]]
    if len(pairs) < 2 or len(pairs) < 0.8 * len(times):
        return None
    done = list(lines)
    for at, below in pairs:
        done[at], done[below] = "", f"[{lines[at].strip().strip('[]()<>')}] {lines[below].strip()}"
    return done


def times_above_names(lines: Sequence[str]) -> list[str] | None:
    """A time on a line of its own, a name below it, and then the words."""
    times = [at for at, line in enumerate(lines) if _is_stamp(line)]
    named = [
        (at, below, lines[below].strip().strip("*:"))
        for at in times
        if (below := next_full(lines, at)) is not None and is_heading(lines, below)
    ]
    names = [name for _, _, name in named]
    if len(named) < 2 or len(named) < 0.8 * len(times) or not names_come_back(names, strict=False):
        return None
    done = list(lines)
    others = {at: next_full(lines, at) for at in times} if len(named) < len(times) else {}
    taken = {at for at, _, _ in named}
    named += [
        (at, below, lines[below].strip().strip("*:"))
        for at, below in others.items()
        if below is not None
        and at not in taken
        and len(lines[below]) <= 60
        and lines[below + 1 : below + 2] not in ([], [""])
    ]
    for at, below, name in named:
        done[at], done[below] = "", f"[{lines[at].strip().strip('[]()<>')}] {name}:"
    return done


def _is_stamp(line: str) -> bool:
    return len(line) < 40 and re.fullmatch(rf"\s*{STAMP}\s*", line) is not None


def bare_times(lines: Sequence[str]) -> list[str] | None:
    """Times without brackets in front of nearly all lines, or alone above them, as pages of videos show them."""
    found = [(at, match) for at, line in enumerate(lines) if (match := _BARE.match(line))]
    full = [line for line in lines if line.strip()]
    below = sum(not match[2] for _, match in found)
    known = [seconds(match[1]) or 0.0 for _, match in found]
    if len(found) < 3 or len(found) + below < 0.9 * len(full) or known != sorted(known):
        return None
    done = list(lines)
    for at, match in found:
        under = at + 1 if not match[2] and at + 1 < len(lines) else at
        done[at] = ""
        done[under] = f"[{match[1]}] {match[2] if under == at else lines[under].strip()}"
    return done
