"""Who speaks in a cue: `<v Name>`, `Name: text`, `[Name]: text`, `(Name)` on a line of its own, the cue's id.

Voice tags and ids are taken at their word. A label is a speaker if `labels` says so; where every cue begins with one,
whatever stands before the colon is a name (`Meeting Room 4B: hello`); where most do, whatever comes back often.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from closeplan_nlp.readers.cleaning import clean, unescape
from closeplan_nlp.readers.cue_lines import SPEAKER_ID
from closeplan_nlp.readers.cues import Cue
from closeplan_nlp.readers.json_parts import is_noise
from closeplan_nlp.readers.labels import choose_labels, is_name_like, may_be_label, split_label

VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?(?:[ \t]([^<>]{0,300}))?>|</v>", re.IGNORECASE)
ONE_VOICE = re.compile(r"<v ([^<>&]{1,300})>([^<>]*)(?:</v>)?")
"""What nearly all cues with voice tags are."""
DASH = re.compile(r"\s*[-–—>]\s?")
_BRACKET = re.compile(r"\s*(?:(?:[-–—]|>{2,3})\s*)?[\[(]([^\[\]()]{1,60})[\])]\s*([:：]?)\s*(.*)", re.DOTALL)
_LOOSE = re.compile(r"\s*([^\W_][^:：<>?!;\"]{0,60}?)\s?[:：]\s+(?=\S)(.*)", re.DOTALL)
_OPENING = ("[", "(", "-", "–", "—", ">", " ")
Key = tuple[str, str]
"""How a speaker is written (`name`, `loose`, `bracket`, `bare`, `voice`) and the name."""


@dataclass(frozen=True)
class Naming:
    """The speakers of a file, and whether a name stands only where the speaker changes."""

    chosen: frozenset[Key] = frozenset()
    on_change: bool = False
    named: bool = False

    def split(self, line: str) -> tuple[str, str] | None:
        """A line as speaker and text, if it begins with one of the speakers."""
        at = line.find(":")
        if at > 0 and line[at + 1 : at + 2] == " " and ("name", line[:at]) in self.chosen:
            return line[:at], line[at + 2 :]
        found = label_of(line) if self.chosen else None
        return (found[0][1], found[1]) if found and found[0] in self.chosen else None


def label_of(line: str) -> tuple[Key, str] | None:
    """What may be the speaker at the beginning of a line, and the rest of the line."""
    if line[:1] in _OPENING:
        found = _BRACKET.match(line)
        name = found[1].strip() if found else ""
        if found and may_be_label(name) and not is_noise(f"[{name}]"):
            return ("bracket" if found[2] else "bare", name), found[3]
    if ":" not in line and "：" not in line:
        return None
    label = split_label(line)
    if label:
        return ("name", label[0]), label[1]
    loose = _LOOSE.match(line)
    return (("loose", loose[1]), loose[2]) if loose else None


def naming_of(cues: Sequence[Cue], names: Iterable[str] = ()) -> Naming:
    """The speakers of these cues; `names` are known from a list of participants."""
    known: dict[str, Key] = {}
    firsts: list[Key | None] = []
    counts: Counter[Key] = Counter()
    for cue in cues:
        if not cue.text:
            continue
        sign = _sign(cue)
        key = known.get(sign)
        if key:
            counts[key] += 1
        else:
            keys = _keys(cue)
            counts.update(each for each in keys if each)
            key = keys[0]
            if sign and key and (key[0] == "voice" or (key[0] == "name" and key[1] == sign)):
                key = known.setdefault(sign, key)
        firsts.append(key)
    chosen = _chosen(counts, firsts, len(firsts), names)
    used = [key if key in chosen or (key and key[0] == "voice") else None for key in firsts]
    return Naming(chosen, _on_change(used), any(used))


def name_tops(cues: Sequence[Cue]) -> None:
    """Cues whose first line is a name alone, in nearly all of them, get a colon behind it."""
    full = [cue for cue in cues if cue.text]
    if len(full) < 3 or sum("\n" in cue.text for cue in full[:200]) < 0.9 * len(full[:200]):
        return
    tops = Counter(cue.text.partition("\n")[0].strip() for cue in full)
    names = {top: count for top, count in tops.items() if len(top) <= 60 and is_name_like(top)}
    returning = sum(count for count in names.values() if count > 1)
    if sum(names.values()) < 0.9 * len(full) or returning < 0.6 * len(full) or len(tops) < 2:
        return
    for cue in full:
        top, _, rest = cue.text.partition("\n")
        if rest and is_name_like(top.strip()):
            cue.text = f"{top.strip()}: {rest}"


def _sign(cue: Cue) -> str:
    """What the cue begins with where that alone tells who speaks: a voice tag, or what stands before the colon."""
    text = cue.text
    if cue.ident and '"' in cue.ident:
        return ""
    if text[:3] == "<v ":
        return text[: text.find(">") + 1]
    return "" if "\n" in text else text[: max(0, text.find(": "))]


def speaker_id(cue: Cue) -> str | None:
    """The speaker in an id such as `3 "Dana Reyes" (3330436864)`; empty for one who is not known."""
    found = SPEAKER_ID.fullmatch(cue.ident) if cue.ident and '"' in cue.ident else None
    return clean(found[1]) if found else None


def _keys(cue: Cue) -> list[Key | None]:
    """What may be speakers: the one of the first line, and those of further lines that begin with a dash."""
    named = speaker_id(cue)
    if named is not None:
        return [("voice", named)]
    lines = cue.lines
    voice = VOICE.search(lines[0]) if "<" in lines[0] else None
    if voice:
        return [("voice", clean(unescape(voice[1] or "")))]
    keys: list[Key | None] = []
    for at, line in enumerate(lines):
        if at == 0 or line[:1] in _OPENING:
            found = label_of(unescape(line)) if at == 0 or line[0] == "[" or DASH.match(line) else None
            keys.append(found[0] if found else None)
    return keys


def _chosen(counts: Counter[Key], firsts: list[Key | None], cues: int, names: Iterable[str]) -> frozenset[Key]:
    strict = Counter({label: count for (kind, label), count in counts.items() if kind == "name"})
    chosen = {("name", label) for label in choose_labels(strict.elements(), cues, names)}
    labelled = sum(1 for key in firsts if key and key[0] in ("name", "loose", "bracket"))
    share = labelled / max(1, cues)
    bare = sum(1 for key in firsts if key and key[0] == "bare") / max(1, cues)
    all_of_them = share >= 0.98 and cues > 3 and len(set(firsts)) <= max(2, cues // 2)
    for key, count in counts.items():
        kind = key[0]
        if (
            (all_of_them and kind != "bare")
            or (kind == "name" and share >= 0.8 and is_name_like(key[1]))
            or (kind == "loose" and share >= 0.8 and count > 1)
            or (kind == "bracket" and (count > 1 or share >= 0.1))
            or (kind == "bare" and (bare >= 0.3 and (count > 1 or (bare >= 0.8 and is_name_like(key[1])))))
        ):
            chosen.add(key)
    return frozenset(key for key in chosen if key[0] != "voice")


def _on_change(firsts: list[Key | None]) -> bool:
    """Names only where the speaker changes: many cues without, hardly ever the same one twice in a row."""
    named = sum(1 for key in firsts if key)
    without = len(firsts) - named
    twice = sum(1 for before, key in pairwise(firsts) if key and key == before)
    enough = named > 1 or (named == 1 and without > 2 and firsts[0] is not None)
    return enough and without >= 0.15 * len(firsts) and twice <= 0.1 * named
