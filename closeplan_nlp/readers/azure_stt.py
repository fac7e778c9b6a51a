"""Azure Speech: result files of batch transcription, and answers of fast transcription.

* Batch (https://learn.microsoft.com/azure/ai-services/speech-service/batch-transcription-get):
  `recognizedPhrases[]` with `nBest[]`, times in ticks of 100 ns and as ISO durations, `speaker` an integer from 1
  with diarization. Stereo files list one channel after the other. `timestamp` is when the file was transcribed.
* Fast (https://learn.microsoft.com/azure/ai-services/speech-service/fast-transcription-create): `phrases[]` beside
  `combinedPhrases[]`, times in milliseconds as `offsetMilliseconds` (`offset` in the preview), `speaker` from 0 or 1.

Known from documentation and stored answers. Phrases end where somebody pauses, so those that cut a sentence are joined.
`combinedPhrases` repeats everything and is not read unless there are no phrases.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from closeplan_nlp.readers.json_fields import language_of, note_transcribed
from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, by_time, join_sentences

_TEXT = Fields(("display", "itn", "lexical"))
_TICKS = Fields((), (), ("offsetInTicks",), (), 1e-7, ("durationInTicks",))
_ISO = Fields((), (), ("offset",), (), 1.0, ("duration",))
_FAST = Fields(
    ("text",), ("speaker",), ("offsetMilliseconds", "offset"), (), 0.001, ("durationMilliseconds", "duration")
)


def _read_batch(root: Node) -> Content:
    note_transcribed(root, "timestamp")
    nodes = root.nodes("recognizedPhrases")
    parts = [part for node in nodes for part in _phrase(node)]
    return Content(_in_order(parts, nodes), language=language_of(next((n.get("locale") for n in nodes), None)))


def _phrase(node: Node) -> Iterable[Part]:
    best = node.nodes("nBest")[:1]
    if not best and node.get("recognitionStatus") in (None, "Success"):
        node.note("no text; the phrase is left out")
    for alternative in best:
        part = _TEXT.part(alternative)
        if part:
            start, end = (_TICKS if node.get("offsetInTicks") is not None else _ISO).times(node)
            yield replace(part, start=start, end=end, speaker=_speaker(node), place=node.place)


def _speaker(node: Node) -> str | None:
    return node.label("speaker")


def _in_order(parts: list[Part], nodes: list[Node]) -> list[Part]:
    """By time where there are several channels; each is a speaker if no other is named."""
    channels = {node.place: node.label("channel") for node in nodes}
    if len(set(channels.values())) < 2:
        return join_sentences(parts)
    named = [part if part.speaker else replace(part, speaker=f"Channel {channels[part.place]}") for part in parts]
    return join_sentences(by_time(named))


def _read_fast(root: Node) -> Content:
    nodes = root.nodes("phrases")
    parts = _FAST.parts(nodes) or Fields(("text",)).parts(root.nodes("combinedPhrases"))
    locale = next((node.get("locale") for node in nodes), None)
    return Content(_in_order(parts, nodes), language=language_of(locale))


_BATCH = Shape(_read_batch, needs=("recognizedPhrases[].nBest[]",))
_FAST_SHAPE = Shape(
    _read_fast,
    needs=("phrases[].text:text",),
    any_of=("combinedPhrases:list", "phrases[].offsetMilliseconds", "durationMilliseconds"),
)
FORMATS = (
    JsonFormat("azure-batch", "Azure batch transcription JSON", (_BATCH,)),
    JsonFormat("azure-fast", "Azure fast transcription JSON", (_FAST_SHAPE,)),
)
