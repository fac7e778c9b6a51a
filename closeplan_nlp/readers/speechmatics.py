"""Speechmatics, `json-v2` and version 1: words and punctuation as results, each with alternatives and speaker.

From https://docs.speechmatics.com/speech-to-text/batch/output and stored results: times in seconds; `alternatives[0]`
holds `content`, `language` and, with diarization, `speaker` (`S1`; `UU` is unknown); punctuation has
`attaches_to: previous`; with channel diarization `channel` names the speaker; `entity` results write numbers and dates
in figures, their `spoken_form` repeats the words and is not read; `metadata.language_pack_info.word_delimiter` is
empty in languages without blanks. `job.created_at` is when the file was sent, not the day of the call. The older
version 1 has `words[]` with `name`, `time` and `duration` as text and `speakers[]` that say who speaks from when for
how long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from closeplan_nlp.readers.json_fields import language_of, note_transcribed
from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, by_time, join_words
from closeplan_nlp.readers.json_speakers import stretches, with_speakers_by_time

_V1 = Fields(("name",), (), ("time",), (), 1.0, ("duration",))
_TIMES = Fields((), (), ("start_time",), ("end_time",))


def _read(root: Node) -> Content:
    metadata = root.child("metadata")
    note_transcribed(root.child("job"), "created_at")
    nodes = root.nodes("results")
    blanks = metadata.child("language_pack_info").value.get("word_delimiter") != ""
    channels = dict.fromkeys(node.label("channel") for node in nodes)
    if len(channels) < 2:
        parts = join_words(_words(nodes, blanks))
    else:
        each = (_words([node for node in nodes if node.label("channel") == channel], blanks) for channel in channels)
        parts = by_time(turn for words in each for turn in join_words(words))
    config = metadata.child("transcription_config")
    return Content(parts, title=root.child("job").string("title"), language=language_of(config.get("language")))


def _words(nodes: list[Node], blanks: bool) -> Iterator[Part]:
    glue_next = False
    for node in nodes:
        if node.get("type") in ("speaker_change", "audio_event"):
            continue
        best = node.nodes("alternatives")[:1]
        content = best[0].get("content") if best else None
        if not isinstance(content, str):
            node.note("no content; it is left out")
            continue
        speaker = best[0].label("speaker") or node.label("channel")
        start, end = _TIMES.times(node)
        default = "previous" if node.get("type") == "punctuation" else "none"
        attaches = node.get("attaches_to") or default
        glue = glue_next or attaches in ("previous", "both")
        yield Part(content, None if speaker == "UU" else speaker, start, end, node.place, glue=glue or not blanks)
        glue_next = attaches in ("next", "both")


def _read_first(root: Node) -> Content:
    """Version 1: words named in `name`, speakers in a list of their own."""
    job = root.child("job")
    note_transcribed(job, "created_at")
    words = [
        replace(word, glue=word.text in ".,?!" and number > 0)
        for number, word in enumerate(_V1.parts(root.nodes("words")))
    ]
    known = stretches(root.nodes("speakers"), _V1, ("name",))
    parts = join_words(with_speakers_by_time(words, known) if known else words)
    return Content(parts, language=language_of(job.get("lang")))


_SHAPE = Shape(
    _read,
    needs=("results[].alternatives[].content:text", "results[].type:text", "results[].start_time"),
    any_of=("job", "metadata", "format"),
)
_FIRST = Shape(_read_first, needs=("words[].name:text", "words[].time", "words[].duration"))
FORMATS = (JsonFormat("speechmatics", "Speechmatics JSON", (_SHAPE, _FIRST)),)
