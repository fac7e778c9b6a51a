"""IBM Watson Speech to Text: results with word timestamps as little lists, speakers in a list of their own.

From https://cloud.ibm.com/apidocs/speech-to-text and …/docs/speech-to-text?topic=speech-to-text-speaker-labels:
`results[].alternatives[].timestamps` is `[["word", from, to], …]` in seconds, `speaker_labels[]` give `from`, `to` and
an integer `speaker`, to be matched by the start of the word; `%HESITATION` stands for “uh” and is dropped; results with
`final: false` come again and are skipped; jobs wrap answers in another `results[]`. Known from documentation and
stored answers. A result of one speaker keeps its `transcript`, which smart formatting has written in figures; one of
several is cut by its timestamps. No date of the call.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from closeplan_nlp.readers.json_fields import note_transcribed
from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node, as_seconds
from closeplan_nlp.readers.json_parts import Fields, Part, is_number, join_words

_WHOLE = Fields(("transcript",))
_HESITATION = re.compile(r"%HESITATION\b|\bD_[a-z]+\b")


def _read(root: Node) -> Content:
    answers = root.nodes("") or [root]
    if any(node.get("results") for node in root.nodes("results")):
        answers = root.nodes("results")
        note_transcribed(root, "created")
    parts: list[Part] = []
    for answer in answers:
        speakers = _speakers(answer)
        for result in answer.nodes("results"):
            if result.get("final") is not False:
                parts += _result(result, speakers)
    return Content(parts)


def _speakers(answer: Node) -> dict[float, str]:
    found = {}
    for node in answer.nodes("speaker_labels"):
        start, label = node.seconds("from"), node.label("speaker")
        if is_number(start) and label is not None:
            found[float(start)] = label
    return found


def _result(result: Node, speakers: dict[float, str]) -> list[Part]:
    best = result.nodes("alternatives")[:1]
    if not best:
        result.note("no text; the result is left out")
        return []
    words = _words(best[0], speakers)
    if len({word.speaker for word in words}) > 1 or (words and not isinstance(best[0].get("transcript"), str)):
        return join_words(word for word in words if word.text)
    whole = _WHOLE.part(best[0])
    if whole is None:
        return []
    text = " ".join(_HESITATION.sub(" ", whole.text).split())
    if not words:
        return [replace(whole, text=text)]
    return [replace(whole, text=text, speaker=words[0].speaker, start=words[0].start, end=words[-1].end)]


def _words(alternative: Node, speakers: dict[float, str]) -> list[Part]:
    words: list[Part] = []
    stamps: Any = alternative.get("timestamps")
    for number, stamp in enumerate(stamps if isinstance(stamps, list) else []):
        place = f"{alternative.at('timestamps')}[{number}]"
        if not isinstance(stamp, list) or len(stamp) < 3 or not isinstance(stamp[0], str):
            alternative.note("no word with two times", f"timestamps[{number}]")
            continue
        start, end = as_seconds(stamp[1]), as_seconds(stamp[2])
        before = words[-1].speaker if words else None
        speaker = speakers.get(float(start), before) if is_number(start) else before
        words.append(Part(_HESITATION.sub("", stamp[0]).strip(), speaker, start, end, place))
    return words


_BEST = "results[].alternatives[].transcript:text"
_ONE = Shape(
    _read,
    needs=(_BEST,),
    any_of=("result_index", "results[].final", "speaker_labels", "results[].alternatives[].timestamps"),
)
_SEVERAL = Shape(_read, needs=(f"[].{_BEST}",), any_of=("[].result_index", "[].results[].final"))
_JOB = Shape(_read, needs=(f"results[].{_BEST}",))
FORMATS = (JsonFormat("watson", "IBM Watson Speech to Text JSON", (_ONE, _SEVERAL, _JOB)),)
