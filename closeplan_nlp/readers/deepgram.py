"""Deepgram: `results.channels[].alternatives[]` with words, and `results.utterances[]` where asked for.

From the API reference (https://developers.deepgram.com/docs/pre-recorded-audio, …/docs/diarization, …/docs/utterances)
and stored answers; times are seconds. `speaker` is an integer, on words and utterances, and absent without `diarize`;
`punctuated_word` is there with `punctuate` or `smart_format`. With `multichannel` each channel is somebody: the
labels are then `Channel 0`, and `Channel 0 Speaker 1` where channels are diarized too. Streaming answers
(`type: Results`, one after another) count where they are final. `metadata.created` is when Deepgram worked, not the
day of the call. An alternative alone is what vCons of older tools hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from closeplan_nlp.readers.json_fields import language_of, note_transcribed
from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, by_time, join_words

_WORD = Fields(("punctuated_word", "word"), ("speaker",), ("start",), ("end",))
_UTTERANCE = Fields(("transcript",), ("speaker",), ("start",), ("end",))


def _read(root: Node) -> Content:
    results = root.child("results")
    note_transcribed(root.child("metadata"), "created")
    channels = results.nodes("channels")
    several = len(channels) > 1
    utterances = results.nodes("utterances")
    if utterances:
        parts = [_of_channel(part, node.label("channel"), several) for node in utterances for part in _utterance(node)]
    else:
        parts = []
        for number, channel in enumerate(channels):
            parts += [_of_channel(part, str(number), several) for part in _alternative(_first(channel))]
        parts = by_time(parts) if several else parts
    language = channels[0].get("detected_language") if channels else None
    return Content(parts, language=language_of(language))


def _first(channel: Node) -> Node:
    return next(iter(channel.nodes("alternatives")), channel)


def _of_channel(part: Part, channel: str | None, several: bool) -> Part:
    if not several or channel is None:
        return part
    speaker = f" Speaker {part.speaker}" if part.speaker not in (None, "0") else ""
    return replace(part, speaker=f"Channel {channel}{speaker}")


def _utterance(node: Node) -> Iterator[Part]:
    if isinstance(node.get("transcript"), str):
        part = _UTTERANCE.part(node)
        return iter((part,) if part else ())
    return iter(_alternative(node))


def _alternative(node: Node) -> list[Part]:
    """The words as turns; the text as one turn where there are no words."""
    words = _WORD.parts(node.nodes("words"))
    if words:
        return join_words(words)
    part = _UTTERANCE.part(node)
    return [part] if part else []


def _read_stream(root: Node) -> Content:
    return Content(join_words(_final_words(root.nodes(""))))


def _final_words(events: Iterable[Node]) -> Iterator[Part]:
    for event in events:
        if event.get("type") not in (None, "Results") or event.get("is_final") is False:
            continue
        for alternative in event.child("channel").nodes("alternatives")[:1]:
            words = _WORD.parts(alternative.nodes("words"))
            yield from words or (part for part in [_UTTERANCE.part(alternative)] if part)


def _read_alternative(root: Node) -> Content:
    return Content(_alternative(root), language=language_of(root.get("detected_language")))


_RECORDED = Shape(
    _read,
    needs=("results.channels[].alternatives[].transcript:text", "results.channels:list"),
    any_of=("metadata", "results.channels[].alternatives[].words", "results.utterances"),
)
_STREAM = Shape(_read_stream, needs=("[].channel.alternatives[].transcript:text", "[].is_final"))
_ALTERNATIVE = Shape(_read_alternative, needs=("transcript:text", "words[].word:text", "words[].start:number"))
FORMATS = (JsonFormat("deepgram", "Deepgram JSON", (_RECORDED, _STREAM, _ALTERNATIVE)),)
