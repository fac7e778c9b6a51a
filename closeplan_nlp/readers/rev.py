"""Rev: monologues of elements, for the machine transcripts of Rev AI and the human ones of Rev.com.

From https://docs.rev.ai/api/asynchronous/get-started/#get-your-transcript and Rev.com's JSON: `speaker` is a number;
elements of type `text` have times in seconds (`ts`, `end_ts`) or as clock (`timestamp`, `end_timestamp`), elements of
type `punct` are punctuation and the blanks themselves, so values are put together as they are; `unknown` elements and
tags such as `<laugh>` are no words. Rev.com lists `speakers` with names. Known from documentation. No date of the call.
vosk-transcriber writes a relative of it (`schemaVersion`, `terms[]`), known from its source
(https://github.com/alphacep/vosk-api, `python/vosk/transcriber`), where the speaker is always “unknown”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, joined

_TIMES = Fields((), (), ("ts", "timestamp"), ("end_ts", "end_timestamp"))
_TERM = Fields(("text",), (), ("start",), ("end",))
_TAG = re.compile(r"<[a-z_ ]{1,30}>")


def _read(root: Node) -> Content:
    names = {node.label("id"): node.string("name", "display_name") for node in root.nodes("speakers")}
    parts = [part for node in root.nodes("monologues") for part in _monologue(node, names)]
    return Content(parts)


def _monologue(node: Node, names: dict[str | None, str | None]) -> Iterator[Part]:
    value = node.value.get("speaker")
    if isinstance(value, dict):
        inner = node.child("speaker")
        number, name = inner.label("id"), inner.string("name")
        number = None if number == "unknown" else number
    else:
        number = node.label("speaker")
        name = node.child("speaker_info").string("display_name") or node.string("speaker_name") or names.get(number)
    words = list(_elements(node)) or _TERM.parts(node.nodes("terms"))
    if not words:
        node.note("no words in this monologue")
        return
    whole = joined(words)
    yield Part(whole.text, name or number, whole.start, whole.end, node.place)


def _elements(node: Node) -> Iterator[Part]:
    for element in node.nodes("elements"):
        value = element.get("value")
        if element.get("type") in ("unknown", "tag"):
            yield Part(" ", place=element.place, glue=True)
        elif isinstance(value, str):
            start, end = _TIMES.times(element)
            yield Part(_TAG.sub(" ", value), None, start, end, element.place, glue=True)
        else:
            element.note("no value; it is left out")


REV = Shape(_read, needs=("monologues[].elements[].value:text",))
TERMS = Shape(_read, needs=("monologues[].terms[].text:text",))
FORMATS = (JsonFormat("rev", "Rev JSON", (REV,)),)
