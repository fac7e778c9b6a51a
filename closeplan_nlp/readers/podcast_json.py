"""Podcast namespace transcripts as JSON: `segments[]` with `startTime`, `endTime`, `body` and perhaps `speaker`.

From https://github.com/Podcastindex-org/podcast-namespace/blob/main/transcripts/transcripts.md: seconds; `speaker` is
optional and by that document's habit given where it changes, so a segment without one goes on with the last speaker;
often one word per segment. Known from documentation. There is no date in it.
"""

from __future__ import annotations

from dataclasses import replace

from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, join_sentences, join_words

_FIELDS = Fields(("body",), ("speaker",), ("startTime",), ("endTime",))
_WORDY = 2.0


def _read(root: Node) -> Content:
    parts: list[Part] = []
    speaker = None
    for part in _FIELDS.parts(root.nodes("segments")):
        speaker = part.speaker or speaker
        text = part.text.strip()
        parts.append(replace(part, speaker=speaker, text=text, glue=_is_mark(text) and bool(parts)))
    words = sum(len(part.text.split()) for part in parts)
    return Content(join_words(parts) if words < _WORDY * len(parts) else join_sentences(parts))


def _is_mark(text: str) -> bool:
    return text in (".", ",", "?", "!", ";", ":", "…")


_SHAPE = Shape(_read, needs=("segments[].body:text", "segments[].startTime"))
FORMATS = (JsonFormat("podcast-json", "Podcast namespace JSON", (_SHAPE,)),)
