"""Gong: transcripts that know only ids, and the call's `parties` that know the names.

From https://help.gong.io/docs/retrieve-transcripts-of-calls and the API (`/v2/calls/transcript`,
`/v2/calls/extensive`), as public clients describe it: `callTranscripts[].transcript[]` are monologues with `speakerId`,
`topic` and `sentences[]` in milliseconds; `calls[].parties[]` have `speakerId`, `name`, `emailAddress`, `title` and
`affiliation` (Internal, External or Unknown, in any case), `metaData` has `title`, `started` and `language` (`eng`);
`context[].objects[]` name the account. People save the answers one after another, as a list, side by side in one
object, or one call's parts as an object. Known from documentation. Without parties the ids stay as labels, and a
problem says what is missing. Internal sells, External buys, Unknown stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.json_fields import day_of, language_of, listed, person
from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, joined
from closeplan_nlp.types import Side

_SENTENCE = Fields(("text",), (), ("start",), ("end",), 0.001)
_SIDES: dict[str, Side] = {"internal": "seller", "external": "customer"}
_DEEP = 4


def _read(root: Node) -> Content:
    objects = list(_objects(root, 0))
    talks = [node for node in objects if _is_talk(node.value)]
    if len(talks) > 1:
        raise FormatError(f"this holds {len(talks)} calls", remedy="Save the transcript of each call as its own file")
    wanted = talks[0].label("callId") if talks else None
    calls = [node for node in objects if isinstance(node.get("parties"), list)]
    call = next((node for node in calls if wanted and wanted in _ids(node)), calls[0] if len(calls) == 1 else None)
    parties = call.nodes("parties") if call else []
    names = {node.label("speakerId"): _name(node) for node in parties if node.get("speakerId") is not None}
    parts = [part for talk in talks for node in talk.nodes("transcript") for part in _monologue(node, names)]
    if not names and talks:
        remedy = "Save it together with the call's parties (calls/extensive), or give --speakers"
        talks[0].note("the speakers are only ids: the call's parties are not in this file", "transcript", remedy)
    facts = next((node for node in (call.child("metaData"), call) if node.value), call) if call else root
    return Content(
        parts,
        title=facts.string("title"),
        date=day_of(facts, "started", "scheduled"),
        language=language_of(facts.get("language")),
        customer_org=_account(call) if call else None,
        people=listed(_person(node) for node in parties),
    )


def _objects(node: Node, depth: int) -> Iterator[Node]:
    """All objects near the top; what lies inside a transcript or a list of parties is not searched."""
    yield node
    if depth >= _DEEP:
        return
    for key, value in node.value.items():
        if key in ("transcript", "parties", "context"):
            inner = [node.child(key)] if isinstance(value, dict) else []
        else:
            inner = [node.child(key)] if isinstance(value, dict) else _dicts(node, key, value)
        for each in inner:
            yield from _objects(each, depth + 1)


def _dicts(node: Node, key: str, value: Any) -> list[Node]:
    if not isinstance(value, list):
        return []
    return [
        Node(entry, f"{node.at(key)}[{number}]", node.problems)
        for number, entry in enumerate(value)
        if isinstance(entry, dict)
    ]


def _is_talk(value: Any) -> bool:
    entries = value.get("transcript")
    return isinstance(entries, list) and any(isinstance(entry, dict) and "sentences" in entry for entry in entries)


def _ids(call: Node) -> set[str | None]:
    return {call.child("metaData").label("id"), call.label("id"), call.label("callId")}


def _name(party: Node) -> str | None:
    return party.string("name", "emailAddress", "phoneNumber")


def _monologue(node: Node, names: dict[str | None, str | None]) -> list[Part]:
    number = node.label("speakerId")
    sentences = _SENTENCE.parts(node.nodes("sentences"))
    if not sentences:
        node.note("no sentences in this part of the transcript")
        return []
    whole = joined(sentences)
    return [Part(whole.text, names.get(number) or number, whole.start, whole.end, node.place)]


def _person(party: Node) -> Any:
    affiliation = (party.string("affiliation") or "").lower()
    return person(
        _name(party),
        email=party.string("emailAddress"),
        side=_SIDES.get(affiliation, "unknown"),
        role=party.string("title"),
    )


def _account(call: Node) -> str | None:
    for context in call.nodes("context") if isinstance(call.get("context"), list) else []:
        for found in context.nodes("objects"):
            for fact in found.nodes("fields") if found.get("objectType") == "Account" else []:
                if fact.get("name") == "Name" and fact.string("value"):
                    return fact.string("value")
    return None


_TALK = "transcript[].sentences[].text:text"
_AROUND = (
    "callTranscripts[].",
    "[].callTranscripts[].",
    "transcript.callTranscripts[].",
    "",
    "[].",
    "calls[].",
    "call.",
)
_SHAPE = Shape(_read, any_of=tuple(around + _TALK for around in _AROUND), lacks=("vcon",))
FORMATS = (JsonFormat("gong", "Gong JSON", (_SHAPE,)),)
