"""Plain text in which turns begin in other ways than `Name: text`: rewritten line by line to `[time] Name: text`.

People paste and recorders write `00:12 | Name`, `Name (0:12 - 0:15)`, `Name — 0:12`, `[SPEAKER_00] text`,
`## Name (0:12)`, columns with tabs, names alone above their words, and so on. Each shape is a pattern; one is taken
only where nearly all lines of the shape hold what may be a name, names come back, and more turns are found than without
it. The number of lines stays the same, so that problems name the right one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from closeplan_nlp.readers.headers import header_line
from closeplan_nlp.readers.labels import may_be_label
from closeplan_nlp.readers.plain_blocks import (
    RANGE,
    STAMP,
    TIME,
    bare_times,
    names_come_back,
    next_full,
    times_above,
    times_above_names,
)
from closeplan_nlp.readers.plain_names import names_above
from closeplan_nlp.readers.times import seconds

HEAD_LINES = 400
DAY = 86400.0
Start = tuple[int, re.Match[str], str]
_N = r"(?P<name>[^\s\[(<|].{0,78}?)"
_IN_BRACKETS = r"\[(?P<name>[^\[\]]{1,60})\]"
_SPOKEN = re.compile(r"(?:([0-9]{1,3})h ?)?([0-9]{1,2})m ?([0-9]{1,2})s")
_SHORTENED = frozenset(("inc", "ltd", "corp", "llc", "esq", "phd", "ph.d", "prof", "ing", "dipl", "etc", "dept"))
_NOON = re.compile(r"(.*?)\s?([AaPp])\.?[Mm]\.?")


@dataclass(frozen=True)
class Shape:
    """A way to begin a turn. `below`: the words stand in the lines below; `share`: of all lines that are not blank."""

    pattern: re.Pattern[str]
    below: bool = False
    share: float = 0.0


def _shape(pattern: str, *, below: bool = False, share: float = 0.0) -> Shape:
    return Shape(re.compile(rf"\s{{0,8}}(?:#{{1,6}}\s+|[-*•]\s+)?{pattern}\s*$"), below, share)


_SHAPES = (
    _shape(rf"{STAMP}\s{{0,4}}(?:[|:–—-]\s{{0,4}})?\*{{0,2}}{_N}\*{{0,2}}:?", below=True),
    _shape(rf"\*{{0,2}}{_N}\*{{0,2}}\s{{0,4}}[\[(<]\s?{RANGE}\s?[\])>]\*{{0,2}}\s?:?\s{{0,4}}(?P<text>.*)"),
    _shape(rf"\*{{0,2}}{_N}\*{{0,2}}\s{{0,3}}[|•·,@–—-]\s{{0,3}}{RANGE}:?", below=True),
    _shape(rf"\*{{0,2}}{_N}\*{{0,2}}:\*{{0,2}}\s{{0,3}}[\[(]\s?{RANGE}\s?[\])]\s{{0,4}}(?P<text>.*)"),
    _shape(rf"{RANGE}\s{{0,3}}[\t|]\s{{0,3}}{_N}\s{{0,3}}[\t|]\s{{0,3}}(?P<text>.+)", share=0.5),
    _shape(rf"{_N}\s{{0,3}}[\t|]\s{{0,3}}{RANGE}\s{{0,3}}[\t|]\s{{0,3}}(?P<text>.+)", share=0.5),
    _shape(
        rf"(?:{STAMP}\s{{0,4}}[-–|]?\s{{0,4}})?\[(?P<name>[^\[\]]{{1,60}})\]\s?:?\s{{0,4}}(?P<text>\S.*|)", share=0.4
    ),
    _shape(r"\((?P<name>[^()]{1,60})\)\s{1,4}(?P<text>\S.*)", share=0.8),
    _shape(r"[0-9]{1,4}[.)]?\s{1,4}(?P<name>[^\W\d_][^:]{0,60}?)\s?:\s{1,4}(?P<text>\S.*)", share=0.8),
    _shape(rf"[\[(]?\s?(?P<time>{TIME})\s?[\])]?\s{{0,3}}{_N}\s?:\s{{0,4}}(?P<text>.*)", share=0.3),
    _shape(rf"{_N}\s{{2,9}}(?P<time>{TIME})", below=True),
    _shape(rf"{_N}\s{{1,3}}[-–—]\s{{1,3}}(?P<text>\S.*)", share=0.8),
)


def reshape(text: str, turns_in: Callable[[str], int]) -> str:
    """The text in the form that most turns are found in; `turns_in` counts them."""
    lines = text.split("\n")
    head = lines[:HEAD_LINES]
    best, rewrite = turns_in("\n".join(head)), None
    for shape in _SHAPES:
        found = _starts(head, shape)
        if (
            found
            and (count := turns_in("\n".join(_rewritten(head, found)))) >= max(2, best)
            and _better(shape, count, best)
        ):
            best, rewrite = count, shape
    if rewrite:
        return "\n".join(_rewritten(lines, list(_matches(lines, rewrite, loose="time" in rewrite.pattern.groupindex))))
    for other in (names_above(lines), times_above(lines), times_above_names(lines)):
        if other and turns_in("\n".join(other[:HEAD_LINES])) >= max(2, best):
            return "\n".join(other)
    bare = None if best else bare_times(lines)
    return "\n".join(bare) if bare else text


def _better(shape: Shape, count: int, best: int) -> bool:
    """A shape with times explains as many turns better; one without must find more."""
    return count > best or (count == best and "time" in shape.pattern.groupindex)


def _matches(lines: Sequence[str], shape: Shape, *, loose: bool = False) -> Iterator[Start]:
    """Lines of this shape with what may be a name; `loose`: with anything that has letters."""
    for at, line in enumerate(lines):
        found = shape.pattern.match(line) if len(line) < 2000 else None
        name = found["name"].strip("* ") if found else ""
        if found and (may_be_label(name) or (loose and _is_short(name))) and not (header_line(line) or _ends(name)):
            yield at, found, name


def _ends(name: str) -> bool:
    """Is it the end of a sentence, before a time between two of them? `Dana R.` and `Acme Inc.` are names."""
    last = name.split(" ")[-1].rstrip(".").lower()
    return name.endswith(("?", "!", ".")) and not (name.endswith(".") and (len(last) < 3 or last in _SHORTENED))


def _is_short(name: str) -> bool:
    return len(name) <= 60 and name[:1].isalnum() and not name.endswith((".", "?", "!", ",")) and ":" not in name


def _starts(lines: Sequence[str], shape: Shape) -> list[Start]:
    """The beginnings of turns of this shape, if it is the text's."""
    shaped = sum(1 for line in lines if len(line) < 2000 and shape.pattern.match(line) and not header_line(line))
    found = list(_matches(lines, shape))
    full = sum(1 for line in lines if line.strip())
    if len(found) < 2 or len(found) < 0.8 * shaped or len(found) < shape.share * full:
        return []
    if not names_come_back([name for _, _, name in found], strict=shape.share >= 0.8):
        return []
    if shape.below:
        numbers = {at for at, _, _ in found}
        alone = sum(1 for at in numbers if next_full(lines, at) in numbers)
        return [] if alone > 0.2 * len(found) else found
    return found


def _rewritten(lines: Sequence[str], found: Sequence[Start]) -> list[str]:
    done = list(lines)
    first = next(
        (wall for _, match, _ in found if (wall := _wall_time(match.groupdict().get("time"))) is not None), 0.0
    )
    for at, match, name in found:
        groups = match.groupdict()
        text = groups.get("text") or ""
        text = text.removeprefix("**").lstrip() if match["name"].startswith("**") else text
        done[at] = f"{_stamp(groups.get('time'), groups.get('end'), first)}{name}: {text}"
    return done


def _stamp(time: str | None, end: str | None, first: float) -> str:
    start, stop = (_in_seconds(each, first) for each in (time, end))
    if start is None:
        return f"[{time}] " if time else ""
    return f"[{_clock(start)} --> {_clock(stop)}] " if stop is not None else f"[{_clock(start)}] "


def _clock(value: float) -> str:
    minutes, rest = divmod(round(value * 1000), 60_000)
    return f"{minutes // 60}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _in_seconds(stamp: str | None, first: float) -> float | None:
    wall = _wall_time(stamp)
    if wall is not None:
        return (wall - first) % DAY
    spoken = _SPOKEN.fullmatch(stamp or "")
    if spoken:
        return int(spoken[1] or 0) * 3600 + int(spoken[2]) * 60.0 + int(spoken[3])
    number = (stamp or "").rstrip("s ")
    return seconds(number) if ":" in number else float(number) if number else None


def _wall_time(stamp: str | None) -> float | None:
    """`10:00:12 AM` as seconds since midnight; `None` for times that do not say so."""
    found = _NOON.fullmatch(stamp or "")
    if not found:
        return None
    clock = found[1] if found[1].count(":") == 2 else f"{found[1]}:00"
    value = seconds(clock)
    return None if value is None else value % (DAY / 2) + (DAY / 2 if found[2] in "Pp" else 0)
