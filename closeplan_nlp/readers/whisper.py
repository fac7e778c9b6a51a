"""The JSON of the Whisper family: segments in seconds, texts that begin with a blank, sometimes speakers and words.

* openai-whisper, `--output_format json` (writers in https://github.com/openai/whisper, `whisper/utils.py`), and the
  API's `verbose_json`: `text`, `segments[]` with `seek`, `tokens`, `temperature`, `avg_logprob`, …; `language` is a
  code or, from the API, a name (`english`). No speakers.
* faster-whisper (https://github.com/SYSTRAN/faster-whisper): no file format of its own; people dump the segments as
  objects: a list, or `segments` beside `info` or its fields (`language_probability`, `duration_after_vad`); ids count
  from 1 and `temperature` stands at the end.
* whisper-timestamped (https://github.com/linto-ai/whisper-timestamped): `segments[].words[]` with `text` and
  `confidence` instead of `word` and `probability`.
* WhisperX (https://github.com/m-bain/whisperX): `word_segments` or `words[].score`; after diarization `speaker`
  (`SPEAKER_00`) on segments and words, absent where nobody was found; numbers are words without times.
* whisper.cpp `-oj`/`-ojf` (https://github.com/ggml-org/whisper.cpp, `examples/cli`): `transcription[]` with `offsets`
  in milliseconds; `speaker` is the text "0", "1" or "?" with `-di`, `speaker_turn_next` with `-tdrz`; with `-ml` a
  segment may be a piece of a word, which shows by its text not beginning with a blank.
* the transformers pipeline and insanely-fast-whisper: `chunks[]` or `speakers[]` with `timestamp: [from, to]`.

Known from these sources and from files written by the programs, not from each of their versions. The segments' own
text and speaker are read, so words without times lose nothing; a segment without a speaker has that of most of
its words. Segments cut sentences at will and are joined; `[BLANK_AUDIO]`, `(music)` and the like are dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from closeplan_nlp.readers.json_fields import language_of
from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node, as_seconds
from closeplan_nlp.readers.json_parts import Fields, Part, join_sentences, join_words

_FIELDS = Fields(text=("text",), speaker=("speaker",), start=("start",), end=("end",))
_WORD = Fields(text=("word",), speaker=("speaker",), start=("start",), end=("end",))
_CPP = Fields(text=("text",))
_MARKS = re.compile(r"\[(?:BLANK_AUDIO|SPEAKER_TURN|_[A-Z]+_[0-9]*_?)\]|<\|[^|<>]{1,30}\|>")


def _read(root: Node) -> Content:
    nodes = root.nodes("segments") or root.nodes("")
    parts = [_with_speaker(part, node) for node in nodes if (part := _FIELDS.part(node))]
    language = root.get("language") or root.child("info").get("language")
    return Content(_sentences(parts), language=language_of(language))


def _with_speaker(part: Part, node: Node) -> Part:
    """The speaker of most of the words, where the segment itself has none."""
    words = node.value.get("words")
    if part.speaker or not isinstance(words, list):
        return part
    names = Counter(label for word in words if isinstance(word, dict) and (label := Node(word).label("speaker")))
    return replace(part, speaker=names.most_common(1)[0][0]) if names else part


def _sentences(parts: Iterable[Part]) -> list[Part]:
    """Segments without marks, those that are pieces of words glued, sentences joined."""
    tidy = [replace(part, text=_MARKS.sub(" ", part.text)) for part in parts]
    blanks = sum(1 for part in tidy if part.text[:1].isspace())
    glued = [replace(part, glue=blanks > 0.3 * len(tidy) and not part.text[:1].isspace()) for part in tidy]
    return join_sentences(replace(part, text=part.text if part.glue else part.text.strip()) for part in glued)


def _read_words(root: Node) -> Content:
    """Words without segments: their marks and capitals stand only in the whole text, word by word."""
    words = _WORD.parts(root.nodes("words"))
    tokens = (root.string("text") or "").split()
    if len(tokens) == len(words):
        words = [replace(word, text=token) for word, token in zip(words, tokens, strict=True)]
    return Content(join_words(words), language=language_of(root.get("language")))


def _read_cpp(root: Node) -> Content:
    parts = []
    for node in root.nodes("transcription"):
        part = _CPP.part(node)
        if part:
            offsets = node.child("offsets")
            start, end = offsets.seconds("from", unit=0.001), offsets.seconds("to", unit=0.001)
            if start is None:
                stamps = node.child("timestamps")
                start, end = stamps.seconds("from"), stamps.seconds("to")
            speaker = node.label("speaker")
            closed = node.get("speaker_turn_next") is True
            parts.append(
                replace(part, start=start, end=end, speaker=None if speaker == "?" else speaker, closed=closed)
            )
    return Content(_sentences(parts), language=language_of(root.child("result").get("language")))


def _read_chunks(root: Node) -> Content:
    diarized = any(node.label("speaker") for node in root.nodes("speakers"))
    parts = []
    for node in root.nodes("speakers" if diarized else "chunks"):
        part = _FIELDS.part(node)
        if part:
            stamp = node.value.get("timestamp")
            start, end = (*stamp, None, None)[:2] if isinstance(stamp, list) else (None, None)
            parts.append(replace(part, start=as_seconds(start), end=as_seconds(end)))
    return Content(_sentences(parts), language=language_of(root.get("language")))


_TEXT = "segments[].text:text"
_START = "segments[].start"
_OPENAI = Shape(
    _read,
    needs=(_TEXT, _START),
    any_of=("segments[].seek", "segments[].tokens", "segments[].avg_logprob", "task:text"),
)
_OPENAI_WORDS = Shape(
    _read_words,
    needs=("text:text", "words[].word:text", "words[].start:number"),
    any_of=("task:text", "duration", "language:text"),
    lacks=(_TEXT, "transcript", "status"),
)
_TIMESTAMPED = Shape(
    _read,
    needs=(_TEXT, _START, "segments[].words[].text:text", "segments[].words[].confidence"),
    any_of=("segments[].seek", "segments[].avg_logprob", "segments[].confidence"),
)
_WHISPERX = Shape(
    _read,
    needs=(_TEXT, _START),
    any_of=("word_segments:list", "segments[].words[].score", "segments[].words[].word:text", "segments[].speaker"),
    lacks=("segments[].seek", "segments[].avg_logprob", "vcon", "transcript"),
)
_FASTER = Shape(
    _read,
    needs=(_TEXT, _START, "segments[].avg_logprob"),
    any_of=("language_probability", "info", "duration_after_vad", "transcription_options"),
)
_FASTER_LIST = Shape(
    _read,
    needs=("[].text:text", "[].start:number", "[].end:number"),
    any_of=("[].avg_logprob", "[].no_speech_prob", "[].seek"),
)
_CPP_SHAPE = Shape(
    _read_cpp,
    needs=("transcription[].text:text",),
    any_of=("transcription[].offsets:object", "transcription[].timestamps:object"),
)
_CHUNKS = Shape(_read_chunks, needs=("chunks[].text:text", "chunks[].timestamp:list"))
FORMATS = (
    JsonFormat("whisper-timestamped", "whisper-timestamped JSON", (_TIMESTAMPED,)),
    JsonFormat("faster-whisper", "faster-whisper JSON", (_FASTER, _FASTER_LIST)),
    JsonFormat("openai-whisper", "openai-whisper JSON", (_OPENAI, _OPENAI_WORDS)),
    JsonFormat("whisperx", "WhisperX JSON", (_WHISPERX,)),
    JsonFormat("whisper-cpp", "whisper.cpp JSON", (_CPP_SHAPE,)),
    JsonFormat("whisper-chunks", "Whisper JSON with chunks (transformers)", (_CHUNKS,)),
)
