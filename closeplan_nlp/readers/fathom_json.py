"""Fathom's API: meetings with a transcript of lines stamped `hh:mm:ss`.

From https://developers.fathom.ai/api-reference and public clients: `transcript[]` with `speaker.display_name`,
`speaker.matched_calendar_invitee_email` (often null; some answers have `speaker` as plain text), `text` and
`timestamp`; the transcript alone, a meeting (`title`, `recording_start_time`, `calendar_invitees[]` with `is_external`,
`recorded_by`), or a page of meetings in `items[]`. `action_items` and `default_summary` are the vendor's and no speech.
Lines have no end; that of a turn stays unknown. Known from documentation. Whoever recorded and internal people sell,
external invitees buy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.json_fields import day_of, language_of, listed, person
from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, join_sentences
from closeplan_nlp.types import Participant, Side

_LINE = Fields(("text",), (), ("timestamp",))


def _read(root: Node) -> Content:
    meetings = [node for node in root.nodes("items") if node.get("transcript")] or [root]
    if len(meetings) > 1:
        raise FormatError(f"this holds {len(meetings)} calls", remedy="Save each meeting as a file of its own")
    meeting = meetings[0]
    nodes = meeting.nodes("transcript")
    return Content(
        join_sentences(part for node in nodes for part in _line(node)),
        title=meeting.string("meeting_title", "title"),
        date=day_of(meeting, "recording_start_time", "scheduled_start_time", "created_at"),
        language=language_of(meeting.get("transcript_language")),
        people=listed([*_people(meeting), *(_speaker(node) for node in nodes)]),
    )


def _line(node: Node) -> list[Part]:
    part = _LINE.part(node)
    return [replace(part, speaker=_name(node))] if part else []


def _name(node: Node) -> str | None:
    if isinstance(node.get("speaker"), dict):
        return node.child("speaker").label("display_name", "name")
    return node.label("speaker")


def _speaker(node: Node) -> Participant | None:
    email = node.child("speaker").string("matched_calendar_invitee_email")
    return person(_name(node), email=email) if email and _name(node) else None


def _people(meeting: Node) -> Iterator[Participant | None]:
    for node in meeting.nodes("calendar_invitees"):
        external = node.get("is_external")
        side: Side = "unknown" if not isinstance(external, bool) else "customer" if external else "seller"
        name = node.string("name")
        label = node.string("matched_speaker_display_name")
        yield person(name or label, email=node.string("email"), side=side, label=label if name else None)
    owner = meeting.child("recorded_by")
    if owner.value:
        yield person(owner.string("name"), email=owner.string("email"), side="seller")


_ENTRY = ("text:text", "timestamp:text", "speaker")
_SHAPES = tuple(
    Shape(_read, needs=tuple(f"{around}transcript[].{path}" for path in _ENTRY)) for around in ("", "items[].")
)
FORMATS = (JsonFormat("fathom-json", "Fathom JSON", _SHAPES),)
