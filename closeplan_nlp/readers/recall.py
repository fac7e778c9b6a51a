"""Recall.ai: stretches of one participant each, made of words with relative and absolute times.

From https://docs.recall.ai/docs/download-urls (`[JSON] Transcript Download URL`) and its FAQ: `participant` has `id`,
`name` (null for what was said before the bot knew anybody, then with the platform `unknown`, and for people whom the
platform does not name: they are told apart by their `id`), `is_host`, `email`; words have `start_timestamp` with
`relative` seconds and an `absolute` ISO time, the latter null without a recording; older answers
(`/bot/{id}/transcript`) have `speaker`, `speaker_id` and plain numbers. Known from documentation. Stretches end at
will, so words are joined over them. The day of the call is that of the first absolute time (in UTC).
"""

from __future__ import annotations

from dataclasses import replace

from closeplan_nlp.readers.json_fields import day_of, language_of, listed, person
from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node, as_seconds
from closeplan_nlp.readers.json_parts import Fields, Part, join_words

_WORD = Fields(("text", "word"))


def _read(root: Node) -> Content:
    entries = [_unwrapped(node) for node in root.nodes("") or root.nodes("transcript", "results")]
    words = [word for entry, parted in zip(entries, _parted(entries), strict=True) for word in _words(entry, parted)]
    people = [entry.child("participant") for entry in entries]
    firsts = (word.child("start_timestamp") for entry in entries for word in entry.nodes("words"))
    first = next((stamp for stamp in firsts if stamp.get("absolute")), root)
    language = next((found for entry in entries if (found := entry.get("language_code", "language"))), None)
    return Content(
        join_words(words),
        title=root.string("title"),
        date=day_of(first, "absolute"),
        language=language_of(language),
        people=listed(person(node.string("name"), email=node.string("email")) for node in people),
    )


def _unwrapped(node: Node) -> Node:
    """Real-time events (`transcript.data`) hold the stretch two objects deeper."""
    inner = node.child("data").child("data") if isinstance(node.get("data"), dict) else node
    return inner if inner.value else node


def _parted(entries: list[Node]) -> list[bool]:
    """Whether another participant speaks next: two of them without names are not one."""
    ids = [entry.child("participant").label("id") for entry in entries]
    return [one != other for one, other in zip(ids, [*ids[1:], None], strict=False)]


def _words(entry: Node, parted: bool) -> list[Part]:
    inner = entry.child("participant")
    speaker = _speaker(inner) if inner.value else entry.label("speaker")
    words = []
    for node in entry.nodes("words"):
        part = _WORD.part(node)
        if part and part.text.strip():
            start, end = _time(node, "start"), _time(node, "end")
            words.append(replace(part, text=part.text.strip(), speaker=speaker, start=start, end=end))
    if not words:
        entry.note("no words in this part of the transcript")
    elif parted:
        words[-1] = replace(words[-1], closed=True)
    return words


def _speaker(participant: Node) -> str | None:
    """The name; of somebody without one the number, unless the platform did not tell who spoke at all."""
    name, number = participant.string("name"), participant.label("id")
    known = participant.string("platform") != "unknown"
    return name or (f"Participant {number}" if number is not None and known else None)


def _time(node: Node, which: str) -> object:
    value = node.get(f"{which}_timestamp", f"{which}_time", which)
    return as_seconds(value.get("relative") if isinstance(value, dict) else value)


_STAMP = "words[].start_timestamp"
_LIST = Shape(
    _read,
    needs=("[].words[].text:text", f"[].{_STAMP}"),
    any_of=("[].participant:object", "[].speaker", "[].speaker_id"),
)
_EVENTS = Shape(_read, needs=(f"[].data.data.{_STAMP}",), lacks=("[].words",))
_OBJECT = Shape(_read, any_of=(f"transcript[].{_STAMP}", f"results[].{_STAMP}"))
FORMATS = (JsonFormat("recall", "Recall.ai JSON", (_LIST, _EVENTS, _OBJECT)),)
