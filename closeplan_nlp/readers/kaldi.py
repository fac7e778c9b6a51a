"""Other users of Kaldi: its GStreamer server, and the word lists of the BBC and of archives.

* Kaldi GStreamer server (https://github.com/alumae/kaldi-gstreamer-server): one object per segment,
  `result.hypotheses[].transcript`, `result.final`, `segment-start` and `segment-length` in seconds.
* The BBC's (https://github.com/bbc/react-transcript-editor, `bbc-kaldi`): `retval.words[]` (or `words[]`) with `word`,
  `punct` (with capitals and marks), `start` and `end`, or `time` and `duration`, and, in `retval` or beside it,
  `segmentation.segments[]` that say who speaks when (`speaker.@id`).

Known from the sources and their examples. No date of the call.
"""

from __future__ import annotations

from dataclasses import replace

from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, join_words
from closeplan_nlp.readers.json_speakers import stretches, with_speakers_by_time

_TRANSCRIPT = Fields(("transcript",))
_SEGMENT = Fields((), (), ("segment-start",), (), 1.0, ("segment-length",))
_WORD = Fields(("punct", "word"), ("speaker",), ("start", "time"), ("end",), 1.0, ("duration",))
_STRETCH = Fields((), (), ("start",), ("end",), 1.0, ("duration",))


def _read_server(root: Node) -> Content:
    parts = []
    for node in root.nodes("") or [root]:
        result = node.child("result")
        if not result.value and "segment-start" in node.value:
            node.note("no result; the segment is left out")
        if not result.value or result.get("final") is False:
            continue
        best = result.nodes("hypotheses")[:1]
        part = _TRANSCRIPT.part(best[0]) if best else None
        if part:
            start, end = _SEGMENT.times(node)
            parts.append(replace(part, start=start, end=end))
        elif not best:
            node.note("no hypothesis; the segment is left out")
    return Content(parts)


def _read_words(root: Node) -> Content:
    inner = root.child("retval") if isinstance(root.get("retval"), dict) else root
    holder = inner if inner.get("segmentation") else root
    segments = holder.child("segmentation").nodes("segments")
    words: list[Part] = _WORD.parts(inner.nodes("words"))
    known = stretches(segments, _STRETCH, ("@id", "name"))
    return Content(join_words(with_speakers_by_time(words, known) if known else words))


_SERVER = Shape(_read_server, any_of=("result.hypotheses[].transcript:text", "[].result.hypotheses[].transcript:text"))
_RETVAL = Shape(
    _read_words, needs=("retval.words[].word:text",), any_of=("retval.words[].start", "retval.words[].time")
)
_WORDS = Shape(
    _read_words,
    needs=("words[].word:text",),
    any_of=("words[].start", "words[].time"),
    lacks=("transcript", "segments", "results", "status", "task"),
)
FORMATS = (JsonFormat("kaldi", "Kaldi JSON", (_SERVER, _RETVAL, _WORDS)),)
