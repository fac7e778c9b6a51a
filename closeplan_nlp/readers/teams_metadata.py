"""Teams VTT as Microsoft Graph returns it from `…/transcripts/{id}/metadataContent`: each cue holds a JSON object.

From https://learn.microsoft.com/graph/api/calltranscript-get (example “metadata content”); known from documentation
only: `startDateTime`, `endDateTime`, `speakerName`, `spokenText`, `spokenLanguage`. The day of the call is in it.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any

from closeplan_nlp.readers.call_date import parse_date
from closeplan_nlp.readers.cues import Cue, Cues

MARK = '"spokenText"'


def unpack(cues: Cues) -> dict[str, Any]:
    """Turn the objects in cues into voice tags and text; what they say of the call as fields of a transcript."""
    fields: dict[str, Any] = {}
    for cue in cues.cues:
        if MARK not in cue.text:
            continue
        entry = _entry(cue, cues)
        name, text = entry.get("speakerName"), entry.get("spokenText")
        cue.text = f"<v {escape(name) if isinstance(name, str) else ''}>{escape(text) if text else ''}"
        day = parse_date(str(entry.get("startDateTime") or "")).day
        language = entry.get("spokenLanguage")
        if day:
            fields.setdefault("date", day)
        if isinstance(language, str) and language:
            fields.setdefault("language", language)
    return fields


def _entry(cue: Cue, cues: Cues) -> dict[str, Any]:
    try:
        entry = json.loads(cue.text.replace("\n", " "), strict=False)
    except (ValueError, RecursionError):
        entry = None
    if isinstance(entry, dict) and isinstance(entry.get("spokenText"), str | None):
        return entry
    cues.note(cue.line, "damaged JSON in the cue; kept as it stands")
    return {"spokenText": cue.text.replace("\n", " ")}
