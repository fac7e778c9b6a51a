"""The bodies of vCon analyses: JSON of any format that we read, the World Transcription Format, lists, texts."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import replace

from closeplan_nlp.errors import InputError
from closeplan_nlp.readers.cleaning import clean_lines
from closeplan_nlp.readers.json_fields import language_of
from closeplan_nlp.readers.json_format import call
from closeplan_nlp.readers.json_formats import shape_of
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Fields, Part, join_sentences
from closeplan_nlp.types import Transcript

Found = tuple[list[Part], str | None]
_ENTRY = Fields(
    ("text", "transcript", "message", "body", "content"),
    ("speaker", "speaker_name", "speaker_label", "name"),
    ("start", "start_time", "startTime", "timestamp"),
    ("end", "end_time", "endTime"),
)
_LISTS = ("", "segments", "utterances", "transcript", "messages", "turns", "entries")


def body_of(node: Node) -> Node:
    """An analysis with its body decoded: an object or a list for JSON in any wrapping, else text."""
    body = node.value.get("body")
    if isinstance(body, str) and node.get("encoding") in ("base64url", "base64"):
        body = decoded(body)
    if isinstance(body, str) and (node.get("encoding") == "json" or body.lstrip()[:1] in ("{", "[")):
        try:
            body = json.loads(body, strict=False)
        except (ValueError, RecursionError):
            if node.get("encoding") == "json":
                node.note("the body should be JSON and is not; it is read as text", "body")
    if body is None:
        where = " but a link, which is not followed" if node.get("url") else ""
        node.note(f"no transcript in this analysis{where}", "body")
    return Node({"body": body}, node.place, node.problems)


def decoded(text: str) -> str | None:
    """Base64 of either alphabet, with or without padding, as text."""
    try:
        data = base64.urlsafe_b64decode(
            text.strip().replace("+", "-").replace("/", "_") + "=" * (-len(text.strip()) % 4)
        )
        return data.decode("utf-8-sig", "replace")
    except (binascii.Error, ValueError):
        return None


def parts_of_body(node: Node, parties: list[Node]) -> Found:
    """What was said, and the language."""
    body = node.get("body")
    if isinstance(body, str):
        return _from_text(body, node)
    if body is None:
        return [], None
    inner = Node(body if isinstance(body, dict) else {"": body}, node.at("body"), node.problems)
    if isinstance(body, dict) and isinstance(body.get("transcript"), dict) and isinstance(body.get("segments"), list):
        return _from_wtf(inner, parties)
    found = shape_of(body)
    if found:
        return _from_transcript(call(found[1], inner), inner)
    entries = next((inner.nodes(name) for name in _LISTS if isinstance(inner.value.get(name), list)), [])
    parts = [part for entry in entries for part in _entry(entry, parties)]
    text = inner.get("transcript", "text")
    if not parts and isinstance(text, str):
        return _from_text(text, inner)
    if not parts:
        inner.note("a transcript of unknown structure; it is left out")
    return join_sentences(parts), language_of(inner.get("language"))


def _from_wtf(inner: Node, parties: list[Node]) -> Found:
    speakers = inner.child("speakers")
    parts = []
    for node in inner.nodes("segments"):
        for part in _entry(node, parties):
            known = speakers.child(part.speaker or "").string("label", "name") if speakers.value else None
            parts.append(replace(part, speaker=known or part.speaker))
    language = language_of(inner.child("transcript").get("language"))
    if parts:
        return join_sentences(parts), language
    return _from_text(inner.child("transcript").string("text") or "", inner)[0], language


def _entry(node: Node, parties: list[Node]) -> list[Part]:
    part = _ENTRY.part(node)
    if part is None:
        return []
    index = node.get("party")
    if isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(parties):
        return [replace(part, speaker=party_name(parties[index]) or part.speaker)]
    return [part]


def party_name(node: Node) -> str | None:
    """How a party is called: by name, else by address or number."""
    name = node.string("name", "mailto", "email", "tel", "sip")
    return name.removeprefix("mailto:").removeprefix("tel:") if name else None


def _from_text(text: str, node: Node) -> Found:
    """Text in the body: subtitles or `Name: text` lines where it looks like them, else one stretch of speech."""
    from closeplan_nlp.readers.detection import detect
    from closeplan_nlp.readers.registry import READERS

    tidy = clean_lines(text)
    try:
        return _from_transcript(READERS[detect(tidy).format].read(tidy), node)
    except InputError:
        return ([Part(tidy, place=node.at("body"))] if tidy.strip() else []), None


def _from_transcript(found: Transcript, node: Node) -> Found:
    """Another reader's turns as parts; its problems are ours."""
    known = {id(problem) for problem in node.problems}
    node.problems.extend(problem for problem in found.problems if id(problem) not in known)
    place = node.place or "body"
    parts = [Part(turn.text, turn.speaker, turn.start, turn.end, place) for turn in found.turns]
    return parts, found.language
