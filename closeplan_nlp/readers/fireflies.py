"""Fireflies: the answer of its GraphQL API, or the JSON that its app saves.

From https://docs.fireflies.ai/schema/transcript and …/schema/sentence: `data.transcript` (or that object alone) with
`sentences[]`: seconds as numbers or text, `speaker_name` or only `speaker_id` (names then stand in `speakers[]`);
`date` is an epoch in milliseconds, `dateString` ISO; `meeting_attendees[]` have `displayName` or only `email`;
`summary.action_items` is one Markdown string of the vendor's own and is not speech. The app's download is a list with
`sentence`, `startTime` and `endTime`. Known from documentation; the app's list from users' reports.
"""

from __future__ import annotations

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.json_fields import day_of, listed, person
from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, join_sentences
from closeplan_nlp.types import Participant

_FIELDS = Fields(
    ("text", "raw_text", "sentence"),
    ("speaker_name", "speakerName"),
    ("start_time", "startTime"),
    ("end_time", "endTime"),
)


def _read(root: Node) -> Content:
    data = root.child("data") if root.get("data") else root
    many = data.nodes("transcripts")
    if len(many) > 1:
        raise FormatError(f"this holds {len(many)} calls", remedy="Save each transcript as a file of its own")
    call = many[0] if many else data.child("transcript") if data.get("transcript") else data
    names = {node.label("id"): node.string("name") for node in call.nodes("speakers")}
    parts = [part for node in call.nodes("sentences") or root.nodes("") for part in _sentence(node, names)]
    date = "date" if call.get("date") is not None else "dateString"
    return Content(
        join_sentences(parts),
        title=call.string("title"),
        date=day_of(call, "dateString") or day_of(call, date),
        people=listed([*_attendees(call), *(person(name) for name in names.values())]),
    )


def _sentence(node: Node, names: dict[str | None, str | None]) -> list[Part]:
    part = _FIELDS.part(node)
    if part is None:
        return []
    number = node.label("speaker_id", "speakerId")
    speaker = part.speaker or names.get(number) or number
    return [Part(part.text, speaker, part.start, part.end, part.place)]


def _attendees(call: Node) -> list[Participant | None]:
    return [
        person(node.string("displayName", "name"), email=node.string("email"))
        for node in call.nodes("meeting_attendees")
    ]


_NAMED = "sentences[].speaker_name"
_RAW = "sentences[].raw_text"
_AROUND = ("", "transcript.", "data.transcript.", "data.transcripts[].")
_API = Shape(_read, any_of=tuple(around + path for around in _AROUND for path in (_NAMED, _RAW)))
_APP = Shape(_read, needs=("[].sentence:text", "[].speaker_name"))
FORMATS = (JsonFormat("fireflies", "Fireflies JSON", (_API, _APP)),)
