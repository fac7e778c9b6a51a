"""Vosk: one object per utterance, written one after another or as a list.

From https://github.com/alphacep/vosk-api and …/vosk-server and their examples: `{"result": [{"conf", "start", "end",
"word"}], "text"}`; `{"partial": …}` objects repeat what comes and are skipped; with `SetMaxAlternatives` there are
`alternatives[]`; `spk` is a voice's vector, not a speaker. No punctuation, no capitals. An utterance is a turn. There
are no speakers, unless somebody added a field `speaker`, which is read; and no date of the call. vosk-transcriber's
own JSON is a relative of Rev's.
"""

from __future__ import annotations

from dataclasses import replace

from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, joined
from closeplan_nlp.readers.rev import TERMS

_TEXT = Fields(("text",))
_WORD = Fields(("word",), (), ("start",), ("end",))


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


_WORDS = ("result[].word:text", "alternatives[].result[].word:text", "alternatives[].text:text")
_VOSK = Shape(
    _read, any_of=tuple(prefix + path for prefix in ("", "[].") for path in _WORDS), lacks=("results", "text:list")
)
_TEXTS = Shape(_read, needs=("[].text:text",), any_of=("[].partial", "[].spk", "[].conf"), lacks=("[].start",))
FORMATS = (JsonFormat("vosk", "Vosk JSON", (_VOSK, _TEXTS, TERMS)),)
