"""AssemblyAI: one object of a transcript, times in milliseconds.

From the API reference (https://www.assemblyai.com/docs/api-reference/transcripts/get) and stored answers: `text`,
`words[]`, and `utterances[]` with `speaker_labels` or `multichannel` (else null); speakers are letters (`A`) or, with
speaker identification, names; with several channels, numbers. A `status` of `error` or `queued` comes without words.
There is no date of the call in it.
"""

from __future__ import annotations

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.json_fields import language_of
from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, join_words

_FIELDS = Fields(("text",), ("speaker", "channel"), ("start",), ("end",), unit=0.001)


def _read(root: Node) -> Content:
    status = root.string("status")
    if status in ("error", "queued", "processing"):
        raise FormatError(f"AssemblyAI has not transcribed this ({root.string('error') or status})")
    parts = [part for node in root.nodes("utterances") for part in _utterance(node)]
    parts = parts or join_words(_FIELDS.parts(root.nodes("words")))
    if not parts:
        whole = _FIELDS.part(root)
        parts = [whole] if whole else []
    return Content(parts, language=language_of(root.get("language_code")))


def _utterance(node: Node) -> list[Part]:
    if isinstance(node.get("text"), str) or not node.nodes("words"):
        return _FIELDS.parts([node])
    return join_words(_FIELDS.parts(node.nodes("words")))


_SHAPE = Shape(
    _read,
    needs=("text", "status:text"),
    any_of=("words", "utterances", "audio_url"),
    lacks=("segments", "results"),
)
FORMATS = (JsonFormat("assemblyai", "AssemblyAI JSON", (_SHAPE,)),)
