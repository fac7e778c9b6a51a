"""Amazon's call products: turns with the participant's role, in milliseconds or seconds.

* Transcribe Call Analytics (https://docs.aws.amazon.com/transcribe/latest/dg/tca-output-batch.html): `Transcript[]`
  with `Content`, `ParticipantRole` (`AGENT`, `CUSTOMER`), `BeginOffsetMillis`.
* Connect Contact Lens (https://docs.aws.amazon.com/connect/latest/adminguide/contact-lens-example-output-files.html):
  the same with `ParticipantId` and a list of `Participants`; roles `SYSTEM` and `CUSTOM_BOT` are no people;
  the real-time API wraps each turn in `Segments[].Transcript`. `ContactId` is there, the day of the call is not.
* HealthScribe (https://docs.aws.amazon.com/transcribe/latest/dg/health-scribe-transcript.html):
  `Conversation.TranscriptSegments[]` with `BeginAudioTime` in seconds, roles such as `CLINICIAN_0`.

All known from documentation. An agent sells and a customer buys; the roles of HealthScribe give no side.
"""

from __future__ import annotations

from dataclasses import replace

from closeplan_nlp.readers.json_fields import language_of
from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part
from closeplan_nlp.types import Participant, Side

_CALL = Fields(("Content",), ("ParticipantRole", "ParticipantId"), ("BeginOffsetMillis",), ("EndOffsetMillis",), 0.001)
_SCRIBE = Fields(("Content",), (), ("BeginAudioTime",), ("EndAudioTime",))
_MACHINES = ("SYSTEM", "CUSTOM_BOT", "BOT")
_SIDES: dict[str, Side] = {"AGENT": "seller", "CUSTOMER": "customer", "SUPERVISOR": "seller"}


def _read(root: Node) -> Content:
    live = (segment for segment in root.nodes("Segments") if segment.value.keys() & {"Transcript", "Utterance"})
    nodes = root.nodes("Transcript") or [segment.child("Transcript", "Utterance") for segment in live]
    roles = {node.label("ParticipantId"): node.label("ParticipantRole") for node in root.nodes("Participants")}
    parts: list[Part] = []
    people: dict[str, Participant] = {}
    for node in nodes:
        part = _CALL.part(node)
        name = node.label("DisplayName")
        role = node.label("ParticipantRole") or roles.get(node.label("ParticipantId"))
        if part is None or role in _MACHINES:
            continue
        speaker = name or part.speaker
        if role and not name and _unique(role, roles):
            speaker = role
        parts.append(replace(part, speaker=speaker))
        if speaker and role in _SIDES:
            people.setdefault(speaker, Participant(name=speaker, side=_SIDES[role]))
    return Content(parts, language=language_of(root.get("LanguageCode")), people=tuple(people.values()))


def _unique(role: str, roles: dict[str | None, str | None]) -> bool:
    return sum(1 for each in roles.values() if each == role) <= 1


def _read_scribe(root: Node) -> Content:
    talk = root.child("Conversation")
    parts = []
    for node in talk.nodes("TranscriptSegments"):
        part = _SCRIBE.part(node)
        if part:
            parts.append(replace(part, speaker=node.child("ParticipantDetails").label("ParticipantRole")))
    return Content(parts, language=language_of(talk.get("LanguageCode")))


_ANALYTICS = Shape(
    _read,
    needs=("Transcript[].Content:text",),
    any_of=("Transcript[].BeginOffsetMillis", "Transcript[].ParticipantRole"),
    lacks=("ContactId", "Transcript[].ParticipantId", "CustomerMetadata"),
)
_LENS = Shape(
    _read,
    needs=("Transcript[].Content:text",),
    any_of=("ContactId", "Transcript[].ParticipantId", "CustomerMetadata"),
)
_LIVE = Shape(
    _read,
    needs=("Segments[].Transcript.Content:text",),
    any_of=("Segments[].Transcript.ParticipantRole", "Segments[].Transcript.ParticipantId"),
)
_SCRIBE_SHAPE = Shape(_read_scribe, needs=("Conversation.TranscriptSegments[].Content:text",))
FORMATS = (
    JsonFormat("aws-call-analytics", "Amazon Transcribe Call Analytics JSON", (_ANALYTICS,)),
    JsonFormat("aws-contact-lens", "Amazon Connect Contact Lens JSON", (_LENS, _LIVE)),
    JsonFormat("aws-healthscribe", "AWS HealthScribe JSON", (_SCRIBE_SHAPE,)),
)
