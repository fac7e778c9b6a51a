"""Who speaks when: stretches of speakers beside words that do not name them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, is_number


def stretches(nodes: Iterable[Node], fields: Fields, label: tuple[str, ...]) -> list[tuple[float, float, str]]:
    """Start, end and speaker of each stretch, by time; the speaker is a field, or a field of an object `speaker`."""
    found = []
    for node in nodes:
        start, end = fields.times(node)
        holder = node.child("speaker") if isinstance(node.get("speaker"), dict) else node
        name = holder.label(*label)
        if name and is_number(start):
            found.append((float(start), float(end) if is_number(end) else float("inf"), name))
    return sorted(found)


def with_speakers_by_time(words: Iterable[Part], known: list[tuple[float, float, str]]) -> list[Part]:
    """Each word with the speaker of the stretch that it begins in, else of the one before it."""
    starts = [start for start, _, _ in known]
    spoken: list[Part] = []
    for word in words:
        at = bisect_right(starts, word.start + 0.001) - 1 if is_number(word.start) else -1
        before = spoken[-1].speaker if spoken else None
        spoken.append(replace(word, speaker=known[at][2] if at >= 0 else before))
    return spoken
