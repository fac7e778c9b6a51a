"""tl;dv and Grain: flat lists of what was said, in seconds and in milliseconds.

* tl;dv (https://doc.tldv.io, `GET /v1alpha1/meetings/{id}/transcript`): `{"id", "meetingId", "data": [{"speaker",
  "text", "startTime", "endTime"}]}`, seconds, `speaker` null where unknown. The meeting itself (`name`, `happenedAt`,
  `invitees[]`, `organizer`) is another answer, which people save beside it as `meeting` or merge with it.
* Grain (https://developers.grain.com): a list of `{"participant_id", "speaker", "start", "end", "text"}` in ms,
  `participant_id` null for guests, `speaker` null where unknown; or the recording with `title`, `start_datetime`,
  `participants[]` (`scope`: internal, external, unknown) and that list as `transcript_json` or `transcript`.

Known from documentation and public clients. Internal people sell, external ones buy.
"""

from __future__ import annotations

from dataclasses import replace

from closeplan_nlp.readers.json_fields import day_of, listed, person
from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, join_sentences
from closeplan_nlp.types import Participant, Side

_TLDV = Fields(("text",), ("speaker",), ("startTime",), ("endTime",))
_GRAIN = Fields(("text",), ("speaker",), ("start",), ("end",), 0.001)
_SIDES: dict[str, Side] = {"internal": "seller", "external": "customer"}


def _read_tldv(root: Node) -> Content:
    talk = root if isinstance(root.get("data"), list) else root.child("transcript", "data")
    meeting = root.child("meeting") if root.get("meeting") else root
    people = [*meeting.nodes("invitees"), meeting.child("organizer")]
    return Content(
        join_sentences(_TLDV.parts(talk.nodes("data"))),
        title=meeting.string("name", "title"),
        date=day_of(meeting, "happenedAt"),
        people=listed(person(node.string("name"), email=node.string("email")) for node in people),
    )


def _read_grain(root: Node) -> Content:
    recording = root.child("recording") if root.get("recording") else root
    nodes = root.nodes("") or recording.nodes("transcript_json", "transcript")
    people = {node.label("id"): _person(node) for node in recording.nodes("participants")}
    return Content(
        join_sentences(part for node in nodes for part in _grain_part(node, people)),
        title=recording.string("title"),
        date=day_of(recording, "start_datetime"),
        people=listed(people.values()),
    )


def _grain_part(node: Node, people: dict[str | None, Participant | None]) -> list[Part]:
    part = _GRAIN.part(node)
    known = people.get(node.label("participant_id"))
    if part and not part.speaker and known:
        part = replace(part, speaker=known.name)
    return [part] if part else []


def _person(node: Node) -> Participant | None:
    side = _SIDES.get((node.string("scope") or "").lower(), "unknown")
    return person(node.string("name"), email=node.string("email"), side=side)


_ENTRY = ("text:text", "startTime:number", "speaker")
_TLDV_SHAPES = tuple(
    Shape(_read_tldv, needs=tuple(f"{around}data[].{path}" for path in _ENTRY)) for around in ("", "transcript.")
)
_LIST = Shape(_read_grain, needs=("[].participant_id", "[].text:text", "[].start:number"))
_ENTRIES = "transcript_json[].participant_id"
_RECORDING = Shape(
    _read_grain, any_of=(_ENTRIES, f"recording.{_ENTRIES}", "transcript[].participant_id"), lacks=("items",)
)
FORMATS = (
    JsonFormat("tldv", "tl;dv JSON", _TLDV_SHAPES),
    JsonFormat("grain", "Grain JSON", (_LIST, _RECORDING)),
)
