"""Amazon Transcribe, batch and streaming: items with times as text, speakers on items, segments or channels.

From https://docs.aws.amazon.com/transcribe/latest/dg/how-input.html, …/diarization-output-batch.html and
…/conversation-channel-output: numbers are strings (`"4.87"`); punctuation is an item without times; older jobs name the
speaker (`spk_0`) only in `speaker_labels.segments[].items[]`, to be matched by the start of the word, newer ones on
the item too, and since 2024 in `audio_segments[]`; with channel identification each channel has its own items and is
the speaker (`ch_0`). Streaming results (…/streaming-partial-results) have `Results[].Alternatives[].Items[]` with times
as numbers, partial results beside the final ones, and `Speaker` as text; that shape is known from documentation only.
No date of the call.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from closeplan_nlp.readers.json_fields import language_of
from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, by_time, is_number, join_words

_TIMES = Fields((), (), ("start_time",), ("end_time",))
_SEGMENT = Fields(("transcript",), ("speaker_label",), ("start_time",), ("end_time",))
_STREAM = Fields(("Content",), ("Speaker",), ("StartTime",), ("EndTime",))


def _read(root: Node) -> Content:
    results = root.child("results")
    channels = results.child("channel_labels").nodes("channels")
    if any(channel.nodes("items") for channel in channels):
        parts = by_time(turn for channel in channels for turn in _channel(channel))
    else:
        parts = join_words(_words(results.nodes("items"), _labels(results)))
    parts = parts or _SEGMENT.parts(results.nodes("audio_segments")) or _SEGMENT.parts(results.nodes("transcripts"))
    return Content(parts, language=language_of(results.get("language_code")))


def _channel(channel: Node) -> list[Part]:
    label = channel.label("channel_label")
    if not channel.nodes("items"):
        channel.note("no words in this channel")
    return join_words(replace(word, speaker=label) for word in _words(channel.nodes("items"), {}))


def _labels(results: Node) -> dict[float, str]:
    """The speaker of each word by its start, from the segments of older jobs."""
    found: dict[float, str] = {}
    for segment in results.child("speaker_labels").nodes("segments"):
        for item in (segment, *segment.nodes("items")):
            start, label = item.seconds("start_time"), item.label("speaker_label")
            if is_number(start) and label:
                found[start] = label
    return found


def _words(items: list[Node], labels: dict[float, str]) -> Iterator[Part]:
    speaker: str | None = None
    for item in items:
        best = item.nodes("alternatives")[:1]
        content = best[0].get("content") if best else None
        if not isinstance(content, str):
            item.note("no content; it is left out")
            continue
        start, end = _TIMES.times(item)
        mark = item.get("type") == "punctuation"
        if not mark:
            speaker = item.label("speaker_label") or (labels.get(start) if is_number(start) else None)
        yield Part(content, speaker, start, end, item.place, glue=mark)


def _read_stream(root: Node) -> Content:
    events = root.nodes("") or [root]
    parts: list[Part] = []
    channels = set()
    for event in events:
        outer = event.child("TranscriptEvent") if event.get("TranscriptEvent") else event
        for result in outer.child("Transcript").nodes("Results"):
            if result.get("IsPartial") is not True:
                channels.add(result.label("ChannelId"))
                parts += _result(result)
    several = len(channels) > 1
    return Content(join_words(parts if several else (replace(part, speaker=_bare(part)) for part in parts)))


def _bare(part: Part) -> str | None:
    """A channel that is the only one is no speaker."""
    return None if (part.speaker or "").startswith("ch_") else part.speaker


def _result(result: Node) -> list[Part]:
    channel = result.label("ChannelId")
    for alternative in result.nodes("Alternatives")[:1]:
        items = _STREAM.parts(alternative.nodes("Items"))
        marks = [node.get("Type") == "punctuation" for node in alternative.nodes("Items") if node.get("Content")]
        if items and len(items) == len(marks):
            words, speaker = [], None
            for item, mark in zip(items, marks, strict=True):
                speaker = speaker if mark else item.speaker
                words.append(replace(item, speaker=speaker or channel, glue=mark))
            return words
        whole = Fields(("Transcript",)).part(alternative)
        start, end = _STREAM.times(result)
        return [replace(whole, speaker=channel, start=start, end=end)] if whole else []
    return []


_BATCH = Shape(_read, needs=("results.transcripts:list", "results.items:list"))
_EVENT = "Transcript.Results[].Alternatives[].Transcript:text"
_EVENTS = Shape(
    _read_stream,
    any_of=(_EVENT, f"[].{_EVENT}", f"TranscriptEvent.{_EVENT}", f"[].TranscriptEvent.{_EVENT}"),
)
FORMATS = (
    JsonFormat("aws-transcribe", "Amazon Transcribe JSON", (_BATCH,)),
    JsonFormat("aws-transcribe-stream", "Amazon Transcribe streaming JSON", (_EVENTS,)),
)
