"""vCon, the IETF's container of conversations: the transcript is an analysis in it, or the dialog itself is text.

From draft-ietf-vcon-vcon-core (https://datatracker.ietf.org/doc/draft-ietf-vcon-vcon-core/), its forerunner
draft-petrie-vcon, draft-howe-vcon-wtf-extension and https://github.com/vcon-dev. The older generation
(`"vcon": "0.0.1"`, `"0.0.2"`) has `mimetype`, `alg` and bodies that are objects; the newer one (`"0.3.0"`, `"0.4.0"`)
`mediatype`, `content_hash`, `extensions`, `critical`, and bodies that are text with an `encoding` (`none`, `json`,
`base64url`). Read are

* `analysis[]` of type `transcript` or `wtf_transcription`: any JSON format that we read, the World Transcription Format
  (`transcript`, `segments[]`, `speakers{}`), a list of utterances, or a text or subtitles; of several for one
  dialog the first that names speakers;
* else `dialog[]` of type `text`: a message each, said by its originator, at its `start`.

`parties[]` are the participants (`name`, `mailto`, `tel`, `role`: an agent sells, a customer buys). Numbers of a
recogniser's speakers are not indices of parties and stay numbers. The day is that of the first dialog's `start`.
Signed containers (JWS) are opened without checking the signature; encrypted ones are refused. Known from documentation.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.cleaning import clean_lines
from closeplan_nlp.readers.json_fields import day_of, person
from closeplan_nlp.readers.json_format import Content, JsonFormat, Shape
from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Part
from closeplan_nlp.readers.vcon_bodies import body_of, parts_of_body, party_name
from closeplan_nlp.readers.vcon_messages import messages
from closeplan_nlp.types import Participant, Side

_TYPES = ("transcript", "transcription", "wtf_transcription", "wtf-transcription")
_DIALOGS = ("text", "recording", "transfer", "incomplete", "audio", "video")
_ROLES: dict[str, Side] = {"agent": "seller", "customer": "customer"}


def _read(root: Node) -> Content:
    dialogs = root.nodes("dialog")
    parties = root.nodes("parties")
    parts, language = _transcripts(root, parties)
    texts = [node for node in dialogs if node.get("type") == "text"]
    for node in dialogs:
        if node.get("type") not in _DIALOGS:
            node.note("a dialog of unknown type; it is left out", "type")
    if not parts:
        parts = messages(texts, parties)
    elif texts:
        root.note(f"{len(texts)} text messages beside the transcript are no speech; they are left out", "dialog")
    first = next((node for node in dialogs if node.get("start")), root)
    return Content(
        parts,
        title=root.string("subject"),
        date=day_of(first, "start", "created_at"),
        language=language,
        people=tuple(found for node in parties if (found := _person(node))),
    )


def _transcripts(root: Node, parties: list[Node]) -> tuple[list[Part], str | None]:
    """All transcripts, one for each dialog, in the order of the dialogs."""
    best: dict[str, tuple[list[Part], str | None]] = {}
    for node in root.nodes("analysis"):
        if (node.string("type", "purpose") or "").lower() not in _TYPES:
            continue
        parts, language = parts_of_body(body_of(node), parties)
        dialog = str(node.value.get("dialog", 0))
        if dialog not in best or (not _names(best[dialog][0]) and _names(parts)):
            best[dialog] = (parts, language)
        else:
            node.note("a second transcript of the same dialog; it is left out")
    found = [best[key] for key in sorted(best, key=lambda key: (len(key), key))]
    several = sum(1 for parts, _ in found if parts) > 1
    if several:
        root.note("several dialogs with a transcript each; times count from the start of each", "analysis")
    language = next((language for _, language in found if language), None)
    return [_apart(part) for parts, _ in found for part in parts], language


def _apart(part: Part) -> Part:
    return replace(part, glue=False)


def _names(parts: list[Part]) -> bool:
    return any(part.speaker for part in parts)


def _person(node: Node) -> Participant | None:
    email = (node.string("mailto", "email") or "").removeprefix("mailto:") or None
    role = node.string("role")
    return person(
        party_name(node),
        email=email,
        side=_ROLES.get((role or "").lower(), "unknown"),
        role=node.string("title") or (role if (role or "").lower() not in _ROLES else None),
    )


def _read_signed(root: Node) -> Content:
    payload = root.get("payload")
    text = _base64(payload) if isinstance(payload, str) else None
    try:
        data: Any = json.loads(text or "")
    except (ValueError, RecursionError) as error:
        raise FormatError("a signed vCon whose payload cannot be read", remedy="Export the unsigned vCon") from error
    inner = Node.root(data, root.problems)
    if not isinstance(data, dict) or "vcon" not in data:
        raise FormatError("a signed object that holds no vCon", remedy="Export the unsigned vCon")
    root.note("the signature of this vCon was not checked", "signatures")
    return _read(inner)


def _base64(payload: str) -> str | None:
    from closeplan_nlp.readers.vcon_bodies import decoded

    return decoded(clean_lines(payload))


def _refuse(root: Node) -> Content:
    raise FormatError("this vCon is encrypted", remedy="Decrypt it first, or export it unencrypted")


_OPEN = Shape(_read, needs=("vcon:text", "parties:list"), any_of=("dialog:list", "analysis:list", "uuid"))
_SIGNED = Shape(_read_signed, needs=("payload:text", "signatures:list"))
_ENCRYPTED = Shape(_refuse, needs=("ciphertext:text", "recipients:list"))
FORMATS = (JsonFormat("vcon", "vCon", (_OPEN, _SIGNED, _ENCRYPTED), extensions=(".vcon", ".json")),)
