"""The messages of a vCon: dialogs of type `text`, each said by its originator at its own time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from closeplan_nlp.readers.json_node import Node
from closeplan_nlp.readers.json_parts import Part
from closeplan_nlp.readers.vcon_bodies import body_of, parts_of_body, party_name


def messages(dialogs: list[Node], parties: list[Node]) -> list[Part]:
    """Each message as a part; times count from the first message."""
    times = [_moment(node.get("start")) for node in dialogs]
    first = next((moment for moment in times if moment), None)
    parts = []
    for node, moment in zip(dialogs, times, strict=True):
        inner = body_of(node)
        body = inner.get("body")
        whole = parts_of_body(inner, parties)[0] if body is not None and _is_whole(node, dialogs) else []
        if any(part.speaker for part in whole):
            parts += whole
            continue
        if not isinstance(body, str):
            node.note("no text in this message; it is left out", "body")
            continue
        start = _seconds(moment, first)
        length = node.seconds("duration")
        end = start + length if start is not None and isinstance(length, int | float) else None
        parts.append(Part(body, _speaker(node, parties), start, end, node.place))
    return parts


def _is_whole(node: Node, dialogs: list[Node]) -> bool:
    """May this be a transcript rather than one message? By its type, or because there is nothing else."""
    kind = (node.string("mediatype", "mimetype") or "text/plain").split(";")[0]
    return kind != "text/plain" or len(dialogs) == 1


def _speaker(node: Node, parties: list[Node]) -> str | None:
    """The originator, else the first of the parties."""
    listed: Any = node.get("parties")
    first = listed[0] if isinstance(listed, list) and listed else listed
    index = node.get("originator") if node.get("originator") is not None else first
    if isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(parties):
        return party_name(parties[index])
    return None


def _moment(value: Any) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment.replace(tzinfo=dt.UTC) if moment and moment.tzinfo is None else moment


def _seconds(moment: dt.datetime | None, first: dt.datetime | None) -> float | None:
    return round((moment - first).total_seconds(), 3) if moment and first else None
