"""Google Speech-to-Text, v1 and v2: results with alternatives, durations as text (`"1.300s"`).

From https://cloud.google.com/speech-to-text/docs/reference/rest/v1/speech/recognize and
…/v2/BatchRecognizeResults, and stored answers: the first alternative is the best; v1 words have `startTime` and an
integer `speakerTag` (0 where there is none), v2 words `startOffset` and a text `speakerLabel`; a start of zero may be
left out. With v1 diarization the last result repeats all words of the call, now with tags, and often without a
`transcript` of its own: then only that result is read. Long-running operations wrap the results in `response`, inline
batch answers in `results.<uri>.transcript` or `…inlineResult.transcript`. Client libraries write snake_case and
seconds with nanos. `channelTag` tells channels apart. There is no date of the call.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from closeplan_nlp.readers.json_fields import language_of
from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, by_time, is_number, join_words

_WORD = Fields(
    ("word",),
    ("speakerLabel", "speaker_label", "speakerTag", "speaker_tag"),
    ("startTime", "start_time", "startOffset", "start_offset"),
    ("endTime", "end_time", "endOffset", "end_offset"),
)
_WHOLE = Fields(("transcript",))


def _read(root: Node) -> Content:
    results = list(_results(root))
    channels = {result.label("channelTag", "channel_tag") for result in results}
    words = [_words(result) for result in results]
    if _repeats(words, root):
        results, words = results[-1:], words[-1:]
    several = len(channels) > 1
    turns: list[Part] = []
    run: list[Part] = []
    for result, found in zip(results, words, strict=True):
        channel = f"Channel {result.label('channelTag', 'channel_tag')}" if several else None
        if several:
            turns += join_words(replace(word, speaker=channel) for word in found)
        elif found and any(word.speaker for word in found):
            run += found
        else:
            turns += join_words(run) + join_words(found)
            run = []
    turns += join_words(run)
    language = next((result.get("languageCode", "language_code") for result in results), None)
    return Content(by_time(turns) if several else turns, language=language_of(language))


def _results(root: Node) -> Iterator[Node]:
    """The results, out of all wrappings."""
    outer = root.child("response") if isinstance(root.get("response"), dict) else root
    if not isinstance(outer.get("results"), dict):
        yield from outer.nodes("results")
        return
    files = outer.child("results")
    for uri in files.value:
        file = files.child(uri)
        inner = file.child("inlineResult", "inline_result") if file.get("inlineResult", "inline_result") else file
        yield from inner.child("transcript").nodes("results")


def _words(result: Node) -> list[Part]:
    """The words of the best alternative; its text as one part where it has no words."""
    for best in result.nodes("alternatives")[:1]:
        words = _WORD.parts(best.nodes("words"))
        if words:
            first = replace(words[0], start=0.0) if words[0].start is None and words[0].end is not None else words[0]
            return [_tagged(word) for word in (first, *words[1:])]
        whole = _WHOLE.part(best)
        end = result.seconds("resultEndTime", "result_end_time", "resultEndOffset", "result_end_offset")
        return [replace(whole, end=end, text=whole.text.strip())] if whole else []
    if not result.nodes("alternatives"):
        result.note("no alternatives; the result is left out")
    return []


def _tagged(word: Part) -> Part:
    return replace(word, speaker=None) if word.speaker == "0" else word


def _repeats(words: list[list[Part]], root: Node) -> bool:
    """Does the last result, alone with speakers, hold what the ones before it said? What it lacks of it is told."""
    before = Counter(each for found in words[:-1] for part in found for each in part.text.casefold().split())
    last = Counter(each for part in words[-1] for each in part.text.casefold().split()) if words else Counter()
    if not before or not any(word.speaker for word in words[-1]) or not _goes_back(words):
        return False
    lacking = before - last
    if lacking.total() > 0.2 * before.total():
        return False
    if lacking:
        some = ", ".join(list(lacking)[:5])
        root.note(
            f"the last result repeats the call with speakers, but for {lacking.total()} words ({some})", "results"
        )
    return True


def _goes_back(words: list[list[Part]]) -> bool:
    """Does the last result begin before the others are over? Without times: is it alone with speakers?"""
    earlier = [part for found in words[:-1] for part in found]
    before = [float(part.start) for part in earlier if is_number(part.start)]
    last = [float(part.start) for part in words[-1] if is_number(part.start)]
    if before and last:
        return min(last) <= max(before)
    return not any(part.speaker for part in earlier)


_BEST = "results[].alternatives[]"
_V2_OFFSETS = (
    f"{_BEST}.words[].startOffset",
    f"{_BEST}.words[].endOffset",
    "results[].resultEndOffset",
    f"{_BEST}.words[].end_offset",
    "results[].result_end_offset",
)
_V1_TIMES = (
    f"{_BEST}.words[].endTime",
    f"{_BEST}.words[].end_time",
    f"{_BEST}.words[].speakerTag",
    "results[].resultEndTime",
    "results[].result_end_time",
    "results[].languageCode",
    "totalBilledTime",
)
_OTHERS = ("result_index", "results[].final", "speaker_labels", "job", "metadata.transcription_config")
_V1 = Shape(_read, needs=(_BEST,), any_of=_V1_TIMES, lacks=(*_V2_OFFSETS, *_OTHERS))
_V1_BARE = Shape(
    _read,
    needs=(f"{_BEST}.transcript:text",),
    lacks=(*_V2_OFFSETS, *_OTHERS, f"{_BEST}.timestamps", f"{_BEST}.content"),
)
_V1_OPERATION = Shape(_read, needs=(f"response.{_BEST}",), lacks=tuple(f"response.{path}" for path in _V2_OFFSETS))
_V2 = Shape(_read, needs=(_BEST,), any_of=_V2_OFFSETS, lacks=_OTHERS)
_V2_OPERATION = Shape(
    _read,
    any_of=(*(f"response.{path}" for path in _V2_OFFSETS), "response.results:object", "results.*.transcript.results[]"),
)
FORMATS = (
    JsonFormat("google-stt", "Google Speech-to-Text JSON (v1)", (_V1, _V1_BARE, _V1_OPERATION)),
    JsonFormat("google-stt-v2", "Google Speech-to-Text JSON (v2)", (_V2, _V2_OPERATION)),
)
