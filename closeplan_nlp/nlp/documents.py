"""Transcript turns as spaCy documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count

from spacy.language import Language
from spacy.tokens import Doc

from closeplan_nlp.types import Participant, Side, Transcript

_CALLS = count()
_HALF_PAIRS = re.compile("[\ud800-\udfff]")
"""Halves of surrogate pairs that a broken file left behind; spaCy refuses them. One character stands in for one."""


def people_by_label(transcript: Transcript) -> dict[str, Participant]:
    """Participants by what the recorder shows for them: their label and their name."""
    by_name = {person.name: person for person in transcript.participants}
    return by_name | {person.label: person for person in transcript.participants if person.label}


def make_docs(transcript: Transcript, nlp: Language, sides: Mapping[str, Side] | None = None) -> Iterator[Doc]:
    """One tokenised `Doc` per turn, in order, for `nlp.pipe`. `sides` by label overrides the participants' sides.

    `user_data` holds `call` (the same number for all turns), `turn`, `speaker` (as shown), `person` (the participant's
    name or None), `side` and `date` (ISO date of the call or None).
    """
    people = people_by_label(transcript)
    call = next(_CALLS)
    for number, turn in enumerate(transcript.turns):
        person = people.get(turn.speaker or "")
        doc = nlp.make_doc(_HALF_PAIRS.sub("\ufffd", turn.text))
        doc.user_data["call"] = call
        doc.user_data["turn"] = number
        doc.user_data["speaker"] = turn.speaker
        doc.user_data["person"] = person.name if person else None
        side = person.side if person else "unknown"
        doc.user_data["side"] = (sides or {}).get(turn.speaker or "", side)
        doc.user_data["date"] = transcript.date
        yield doc
