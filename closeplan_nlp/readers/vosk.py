"""Vosk and other Kaldi servers: one object per utterance, written one after another or as a list.

* Vosk (https://github.com/alphacep/vosk-api and …/vosk-server): `{"result": [{"conf", "start", "end", "word"}],
  "text"}`; `{"partial": …}` objects repeat what comes and are skipped; with `SetMaxAlternatives` there are
  `alternatives[]`; `spk` is a voice's vector, not a speaker. No punctuation, no capitals.
* Kaldi GStreamer server (https://github.com/alumae/kaldi-gstreamer-server): `result.hypotheses[].transcript`,
  `result.final`, `segment-start` and `segment-length` in seconds.

Known from the sources and their examples. An utterance is a turn. There are no speakers, unless somebody added a field
`speaker`, which is read; and no date of the call.
"""

from __future__ import annotations

from dataclasses import replace

from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, joined
from closeplan_nlp.readers.rev import TERMS

_TEXT = Fields(("text",))
_WORD = Fields(("word",), (), ("start",), ("end",))
_KALDI = Fields(("transcript",))
_SEGMENT = Fields((), (), ("segment-start",), (), 1.0, ("segment-length",))


def _read(root: Node) -> Content:
    nodes = root.nodes("") or [root]
    return Content([part for node in nodes if "partial" not in node.value for part in _utterance(node)])


def _utterance(node: Node) -> list[Part]:
    best = next(iter(node.nodes("alternatives")), node)
    words = _WORD.parts(best.nodes("result"))
    text = best.get("text")
    if not words and not isinstance(text, str):
        best.note("no text; the utterance is left out")
        return []
    whole = joined(words) if words else Part(text, place=best.place)
    return [replace(whole, text=text if isinstance(text, str) else whole.text, speaker=node.label("speaker"))]


def _read_kaldi(root: Node) -> Content:
    nodes = root.nodes("") or [root]
    parts = []
    for node in nodes:
        result = node.child("result")
        if not result.value and "segment-start" in node.value:
            node.note("no result; the segment is left out")
        if not result.value or result.get("final") is False:
            continue
        best = result.nodes("hypotheses")[:1]
        part = _KALDI.part(best[0]) if best else None
        if part:
            start, end = _SEGMENT.times(node)
            parts.append(replace(part, start=start, end=end))
        elif not best:
            node.note("no hypothesis; the segment is left out")
    return Content(parts)


_WORDS = ("result[].word:text", "alternatives[].result[].word:text", "alternatives[].text:text")
_VOSK = Shape(
    _read, any_of=tuple(prefix + path for prefix in ("", "[].") for path in _WORDS), lacks=("results", "text:list")
)
_TEXTS = Shape(_read, needs=("[].text:text",), any_of=("[].partial", "[].spk", "[].conf"), lacks=("[].start",))
_KALDI_SHAPE = Shape(
    _read_kaldi, any_of=("result.hypotheses[].transcript:text", "[].result.hypotheses[].transcript:text")
)
FORMATS = (
    JsonFormat("vosk", "Vosk JSON", (_VOSK, _TEXTS, TERMS)),
    JsonFormat("kaldi", "Kaldi server JSON", (_KALDI_SHAPE,)),
)
