"""Our own JSON (contract 1): `{"turns": [{"speaker": …, "text": …, "start": …, "end": …}], …}`, or the list alone."""

from __future__ import annotations

from typing import Any

from closeplan_nlp.errors import FormatError
from closeplan_nlp.kinds import SIDES
from closeplan_nlp.readers.call_date import header_date
from closeplan_nlp.readers.cleaning import clean
from closeplan_nlp.readers.json_formats import PLAIN_FORMATS, closest
from closeplan_nlp.readers.json_node import kind
from closeplan_nlp.readers.json_text import load_json, loaded
from closeplan_nlp.readers.reader import Reader, Sniffed
from closeplan_nlp.readers.times import checked, order_problems
from closeplan_nlp.readers.vcon import FORMATS as CONTAINERS
from closeplan_nlp.types import Participant, Problem, Transcript, Turn

EXPECTED = 'Expected {"turns": [{"speaker": "…", "text": "…", "start": 0.0, "end": 1.0}, …]}'
_TURN = {"speaker", "text", "start", "end"}
_STRINGS = ("title", "language", "seller_org", "customer_org")


def sniff(text: str) -> Sniffed:
    """JSON with a list of turns; other JSON is taken only if no other reader wants it, to be refused by name."""
    document = loaded(text)
    if document is None:
        return 0.0
    if document.error:
        return 0.15, "damaged JSON"
    if _is_bare(document.data):
        return 0.5, "JSON with a list of speaker and text"
    return (0.95, 'JSON with a list "turns"') if _is_ours(document.data) else (0.15, "JSON")


def read(text: str) -> Transcript:
    """The transcript; bad turns and fields are left out and reported, unknown fields are kept."""
    data = load_json(text)
    if isinstance(data, dict) and "schema_version" in data and "items" in data:
        raise FormatError("this is a close plan, not a call", remedy="Give the transcript it was made from")
    data = {"turns": data} if _is_bare(data) else data
    if not _is_ours(data):
        near = closest(data, (*PLAIN_FORMATS, *CONTAINERS))
        remedy = f"Closest known formats: {near}. Or our own: {EXPECTED}" if near else EXPECTED
        raise FormatError(f"JSON of an unknown structure: {_found(data)}", remedy=remedy)
    document = loaded(text)
    problems: list[Problem] = list(document.problems) if document else []
    fields = {key: value for key, value in data.items() if key not in Transcript.model_fields}
    for key in _STRINGS:
        fields[key] = _string(data.get(key), key, problems)
    fields["date"] = _date(data.get("date"), problems)
    fields["participants"] = _participants(data.get("participants"), problems)
    fields["turns"] = _turns(data["turns"], problems)
    if data.get("source") is not None:
        problems.append(Problem(place="source", reason="the field “source” is our own; its value is left out"))
    return Transcript(**fields, problems=(*_stored_problems(data.get("problems")), *problems))


def _is_ours(data: Any) -> bool:
    return isinstance(data, dict) and isinstance(data.get("turns"), list)


def _is_bare(data: Any) -> bool:
    """The turns alone: a list of objects with speaker and text, and times only where these are surely seconds."""
    if not isinstance(data, list) or not data or not all(isinstance(entry, dict) for entry in data):
        return False
    if not all({"speaker", "text"} <= set(entry) <= _TURN and isinstance(entry["text"], str) for entry in data):
        return False
    times = [entry[key] for entry in data for key in ("start", "end") if entry.get(key) is not None]
    return not times or any(isinstance(time, float) and not time.is_integer() for time in times)


def _found(data: Any) -> str:
    if isinstance(data, dict):
        keys = ", ".join(f"“{clean(str(key))[:40]}”" for key in list(data)[:8]) or "no keys"
        return f"the top level has {keys}" + (" and more" if len(data) > 8 else "")
    if isinstance(data, list):
        keys = f" of objects with {', '.join(list(data[0])[:8])}" if data and isinstance(data[0], dict) else ""
        return f"the top level is a list{keys}"
    return f"the top level is {kind(data)}"


def _string(value: Any, place: str, problems: list[Problem]) -> str | None:
    if value is None or isinstance(value, str):
        return clean(value) or None if value else None
    problems.append(Problem(place=place, reason=f"text expected, found {kind(value)}; it is left out"))
    return None


def _date(value: Any, problems: list[Problem]) -> str | None:
    found = header_date(_string(value, "date", problems) or "")
    problems.extend(found.problems)
    return found.day


def _participants(value: Any, problems: list[Problem]) -> tuple[Participant, ...]:
    if value is not None and not isinstance(value, list):
        problems.append(Problem(place="participants", reason="a list expected; it is left out"))
        return ()
    found = (_participant(entry, f"participants[{at}]", problems) for at, entry in enumerate(value or []))
    return tuple(person for person in found if person)


def _participant(entry: Any, place: str, problems: list[Problem]) -> Participant | None:
    name = entry.get("name") if isinstance(entry, dict) else None
    if not isinstance(name, str) or not clean(name):
        problems.append(Problem(place=place, reason="no name; the participant is left out"))
        return None
    side = entry.get("side") or "unknown"
    if side not in SIDES:
        problems.append(Problem(place=f"{place}, side", reason=f"not one of {', '.join(SIDES)}; taken as unknown"))
        side = "unknown"
    texts = {key: _string(entry.get(key), f"{place}, {key}", problems) for key in ("role", "label")}
    return Participant(**{**entry, **texts, "name": clean(name), "side": side})


def _turns(entries: list[Any], problems: list[Problem]) -> tuple[Turn, ...]:
    turns, places = [], []
    for at, entry in enumerate(entries):
        turn = _turn(entry, f"turns[{at}]", problems)
        if turn:
            turns.append(turn)
            places.append(f"turns[{at}]")
    problems.extend(order_problems(turns, places))
    return tuple(turns)


def _turn(entry: Any, place: str, problems: list[Problem]) -> Turn | None:
    trouble = _trouble(entry)
    if trouble:
        problems.append(Problem(place=place, reason=f"{trouble}; the turn is left out"))
        return None
    start, end, wrong = checked(entry.get("start"), entry.get("end"), place)
    problems.extend(wrong)
    speaker = clean(entry.get("speaker") or "") or None
    return Turn(**{**entry, "speaker": speaker, "text": clean(entry["text"]), "start": start, "end": end})


def _trouble(entry: Any) -> str | None:
    """What makes a turn unusable, if anything does."""
    if not isinstance(entry, dict):
        return f"an object expected, found {kind(entry)}"
    text, speaker = entry.get("text"), entry.get("speaker")
    if not isinstance(text, str):
        return "no text" if text is None else f"the text is no text but {kind(text)}"
    if speaker is not None and not isinstance(speaker, str):
        return f"the speaker is no text but {kind(speaker)}"
    return None if clean(text) else "the text is empty"


def _stored_problems(value: Any) -> list[Problem]:
    """Problems that an earlier run of ours wrote."""
    entries = value if isinstance(value, list) else []
    return [_problem(entry) for entry in entries if isinstance(entry, dict) and isinstance(entry.get("reason"), str)]


def _problem(entry: dict[str, Any]) -> Problem:
    texts = {key: value for key in ("source", "place", "remedy") if isinstance(value := entry.get(key), str)}
    return Problem(reason=entry["reason"], **texts)


READER = Reader("json", "closeplan JSON", (".json",), sniff, read)
