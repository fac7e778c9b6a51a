"""ElevenLabs Scribe: words with blanks and sounds between them; its exports of segments; calls of its agents.

From the API reference (https://elevenlabs.io/docs/api-reference/speech-to-text/convert): `language_code`, `text` and
`words[]` with `text`, `type` (`word`, `spacing`, `audio_event`), `start`, `end` in seconds and `speaker_id`, which is
null without diarization; with several channels the same objects in `transcripts[]`, with a `channel_index`. The export
`segmented_json` has `segments[]` with `text`, `words[]` and a `speaker` that has an id and a name.
An agent's conversation (https://elevenlabs.io/docs/api-reference/conversations/get) has `transcript[]` with `role`,
`message` (null where a tool was called) and `time_in_call_secs`. Known from documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from closeplan_nlp.readers.json_fields import day_of, language_of
from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, join_sentences, join_words

_WORD = Fields(("text",), ("speaker_id",), ("start", "start_time"), ("end", "end_time"))
_MESSAGE = Fields(("message",), ("role",), ("time_in_call_secs",))


def _words(root: Node) -> Iterator[Part]:
    """The words that were said; a mark that no blank parts from a word is joined to it (Japanese, Chinese)."""
    apart = True
    for node in root.nodes("words"):
        kind = node.get("type")
        if kind == "spacing":
            apart = True
        elif kind != "audio_event":
            yield from (replace(part, glue=not apart and kind == "word") for part in _WORD.parts([node]))
            apart = False


def _read(root: Node) -> Content:
    return Content(join_words(_words(root)), language=language_of(root.get("language_code")))


def _read_channels(root: Node) -> Content:
    """Every channel is a speaker of its own, in the order in which they spoke."""
    parts: list[Part] = []
    for at, node in enumerate(root.nodes("transcripts")):
        channel = node.label("channel_index") or str(at)
        parts += (replace(part, speaker=part.speaker or f"Channel {channel}") for part in join_words(_words(node)))
    first = root.nodes("transcripts")[:1]
    parts.sort(key=lambda part: part.start if isinstance(part.start, int | float) else 0.0)
    return Content(parts, language=language_of(first[0].get("language_code")) if first else None)


def _read_segments(root: Node) -> Content:
    parts = (part for node in root.nodes("segments") for part in _segment(node))
    return Content(join_sentences(parts), language=language_of(root.get("language_code")))


def _segment(node: Node) -> Iterator[Part]:
    speaker = node.child("speaker").label("name", "id") if isinstance(node.get("speaker"), dict) else None
    words = list(_words(node))
    for part in _WORD.parts([node]):
        start = words[0].start if part.start is None and words else part.start
        end = words[-1].end if part.end is None and words else part.end
        yield replace(part, speaker=speaker or part.speaker, start=start, end=end)


def _read_conversation(root: Node) -> Content:
    tools = ("tool_calls", "tool_results")
    silent = [node.get("message") is None and any(map(node.get, tools)) for node in root.nodes("transcript")]
    spoken = [node for node, called in zip(root.nodes("transcript"), silent, strict=True) if not called]
    metadata = root.get("metadata")
    day = day_of(root.child("metadata"), "start_time_unix_secs") if isinstance(metadata, dict) else None
    return Content(_MESSAGE.parts(spoken), date=day)


_WORDS = ("words[].text:text", "words[].type:text")
_SHAPES = (
    Shape(_read, needs=("language_code:text", *_WORDS), any_of=("text", "language_probability"), lacks=("segments",)),
    Shape(_read_channels, needs=tuple(f"transcripts[].{path}" for path in ("language_code:text", *_WORDS))),
    Shape(
        _read_segments,
        needs=("segments[].text:text", "segments[].words:list", "segments[].speaker.id"),
        lacks=("task", "results"),
    ),
    Shape(_read_conversation, needs=("transcript[].message:text", "transcript[].role:text"), any_of=("agent_id",)),
)
FORMATS = (JsonFormat("elevenlabs", "ElevenLabs JSON", _SHAPES),)
