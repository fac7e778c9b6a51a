"""Turns as spaCy documents."""

from __future__ import annotations

from typing import Any

from closeplan_nlp.nlp.documents import make_docs, people_by_label
from closeplan_nlp.types import Participant, Transcript, Turn

PEOPLE = (
    Participant(name="Dana Reyes", side="customer", label="Speaker 2"),
    Participant(name="Ben Okafor", side="seller"),
)
TURNS = (
    Turn(speaker="Speaker 2", text="Hello  Ben,\nare you there?"),
    Turn(speaker="Ben Okafor", text=""),
    Turn(speaker="Speaker 9", text="Mm."),
    Turn(text="(music)"),
)


def test_people_are_found_by_label_and_by_name() -> None:
    found = people_by_label(Transcript(participants=PEOPLE, turns=TURNS))
    assert {key: person.name for key, person in found.items()} == {
        "Dana Reyes": "Dana Reyes",
        "Ben Okafor": "Ben Okafor",
        "Speaker 2": "Dana Reyes",
    }


def test_a_label_wins_over_anothers_name() -> None:
    swapped = (Participant(name="Dana", label="Ben"), Participant(name="Ben", label="Dana"))
    found = people_by_label(Transcript(participants=swapped, turns=TURNS))
    assert (found["Ben"].name, found["Dana"].name) == ("Dana", "Ben")


def test_every_turn_is_a_doc_with_its_facts(blank: Any) -> None:
    transcript = Transcript(participants=PEOPLE, turns=TURNS, date="2026-03-02")
    docs = list(make_docs(transcript, blank, {"Speaker 9": "seller"}))
    assert [doc.text for doc in docs] == [turn.text for turn in TURNS]
    keys = ("turn", "speaker", "person", "side", "date")
    assert [tuple(doc.user_data[key] for key in keys) for doc in docs] == [
        (0, "Speaker 2", "Dana Reyes", "customer", "2026-03-02"),
        (1, "Ben Okafor", "Ben Okafor", "seller", "2026-03-02"),
        (2, "Speaker 9", None, "seller", "2026-03-02"),
        (3, None, None, "unknown", "2026-03-02"),
    ]


def test_calls_have_numbers_of_their_own(blank: Any) -> None:
    transcript = Transcript(turns=TURNS)
    first, second = ({doc.user_data["call"] for doc in make_docs(transcript, blank)} for _ in range(2))
    assert len(first) == len(second) == 1
    assert first != second


def test_sides_can_be_overridden(blank: Any) -> None:
    transcript = Transcript(participants=PEOPLE, turns=TURNS)
    hidden = make_docs(transcript, blank, dict.fromkeys(("Speaker 2", "Ben Okafor"), "unknown"))
    assert {doc.user_data["side"] for doc in hidden} == {"unknown"}
