from __future__ import annotations

import pytest

from closeplan_nlp.errors import RequestError
from closeplan_nlp.readers.names import Tidy, tidy
from closeplan_nlp.readers.people import apply_people
from closeplan_nlp.types import Participant, Transcript, Turn


def call(*labels: str | None, **fields: object) -> Transcript:
    return Transcript.model_validate({"turns": tuple(Turn(speaker=label, text="words") for label in labels), **fields})


def sides(transcript: Transcript) -> dict[str, str]:
    return {person.name: person.side for person in transcript.participants}


@pytest.mark.parametrize(
    ("label", "name", "affiliations"),
    [
        ("Dana Reyes", "Dana Reyes", ()),
        ("Dana Reyes (Northwind)", "Dana Reyes", ("Northwind",)),
        ("Dana Reyes [IT] (Northwind)", "Dana Reyes", ("Northwind", "IT")),
        ("Dana Reyes | Acme", "Dana Reyes", ("Acme",)),
        ("Dana Reyes - Acme", "Dana Reyes", ("Acme",)),
        ("Jean-Luc Roy", "Jean-Luc Roy", ()),
        ("REYES, Dana (IT)", "Dana Reyes", ("IT", "Dana")),
        ("Dana Reyes, Northwind", "Dana Reyes, Northwind", ("Northwind",)),
        ("dana.reyes@northwind.com", "Dana Reyes", ("northwind",)),
        ("info@mail.northwind.co.uk", "info@mail.northwind.co.uk", ("northwind",)),
        ("Dana Reyes (dana@mail.northwind.com)", "Dana Reyes", ("northwind",)),
        ("Dana Reyes (she/her) (Northwind)", "Dana Reyes", ("Northwind",)),
        ("REYES, Dana (Guest)", "Dana Reyes", ("Dana",)),
        ("Dana Reyes (External)", "Dana Reyes", ()),
        ("(Northwind)", "(Northwind)", ()),
    ],
)
def test_tidy(label: str, name: str, affiliations: tuple[str, ...]) -> None:
    assert tidy(label) == Tidy(name, affiliations)


def test_participants_come_from_labels_in_order() -> None:
    done = apply_people(call("Bob", "Dana Reyes (Northwind)", None, "Bob"))
    assert [(person.name, person.label) for person in done.participants] == [
        ("Bob", None),
        ("Dana Reyes", "Dana Reyes (Northwind)"),
    ]
    assert [turn.speaker for turn in done.turns] == ["Bob", "Dana Reyes (Northwind)", None, "Bob"]
    assert apply_people(done) == done


def test_listed_participants_get_their_labels() -> None:
    people = (Participant(name="Dana Reyes", side="customer"), Participant(name="Bob Lee"))
    done = apply_people(call("dana", "Bob Lee (Acme)", "Room 4", participants=people))
    assert [(person.name, person.label) for person in done.participants] == [
        ("Dana Reyes", "dana"),
        ("Bob Lee", "Bob Lee (Acme)"),
        ("Room 4", None),
    ]


@pytest.mark.parametrize("label", ["dana", "dana.reyes", "Dana R", "Dana R.", "Dana Reyes CEO", "DANA REYES (Guest)"])
def test_labels_that_mean_a_listed_participant(label: str) -> None:
    done = apply_people(call(label, participants=(Participant(name="Dana Reyes"), Participant(name="Bob Reyes"))))
    assert [(person.name, person.label) for person in done.participants] == [("Dana Reyes", label), ("Bob Reyes", None)]


def test_addresses_in_labels_are_kept_and_tell_the_side() -> None:
    done = apply_people(call("Dana Reyes (dana@northwind.com)", "bob.lee@acme.com", "Ann"), seller=["Acme"])
    known = [(person.name, person.side, (person.model_extra or {}).get("email")) for person in done.participants]
    assert known == [
        ("Dana Reyes", "unknown", "dana@northwind.com"),
        ("Bob Lee", "seller", "bob.lee@acme.com"),
        ("Ann", "unknown", None),
    ]


def test_a_label_that_may_mean_two_people_means_nobody() -> None:
    people = (Participant(name="Dana Reyes"), Participant(name="Dana Roy"))
    done = apply_people(call("Dana R", participants=people))
    assert [person.name for person in done.participants] == ["Dana Reyes", "Dana Roy", "Dana R"]


@pytest.mark.parametrize(
    ("labels", "options", "expected"),
    [
        (["Dana Reyes", "Bob"], {"seller": ["bob"]}, {"Dana Reyes": "customer", "Bob": "seller"}),
        (["Dana Reyes", "Bob"], {"customer": ["Dana"]}, {"Dana Reyes": "customer", "Bob": "unknown"}),
        (["Dana", "Bob", "Ann"], {"seller": ["Bob"]}, {"Dana": "unknown", "Bob": "seller", "Ann": "unknown"}),
        (["Dana (N)", "Bob (A)"], {"seller": ["A"], "customer": ["n"]}, {"Dana": "customer", "Bob": "seller"}),
        (["Dana, N", "Bob - A"], {"seller": ["A"], "customer": ["N"]}, {"Dana": "customer", "Bob": "seller"}),
        (["Dana Roy", "Dana Lee"], {"seller": ["Dana"]}, {"Dana Roy": "unknown", "Dana Lee": "unknown"}),
        (["Dana (N)", "Dana (A)"], {"seller": ["A"]}, {"Dana (N)": "customer", "Dana (A)": "seller"}),
        (["d.ray@acme.com", "Bob"], {"seller": ["Acme Inc."]}, {"d.ray@acme.com": "seller", "Bob": "customer"}),
    ],
)
def test_sides(labels: list[str], options: dict[str, list[str]], expected: dict[str, str]) -> None:
    assert sides(apply_people(call(*labels), **options)) == expected  # type: ignore[arg-type]


def test_organisations_of_the_file_give_sides_but_never_overrule() -> None:
    people = (Participant(name="Ann (Acme)", side="customer"),)
    done = apply_people(call("Bob (Acme)", "Dana (Northwind)", participants=people, seller_org="ACME"))
    assert sides(done) == {"Ann": "customer", "Bob": "seller", "Dana": "unknown"}


def test_a_value_that_names_nobody_is_the_organisation_or_a_problem() -> None:
    done = apply_people(call("Dana", "Bob"), seller=["Acme"], customer=["Northwind"])
    assert (done.seller_org, done.customer_org, done.problems) == ("Acme", "Northwind", ())
    again = apply_people(done, seller=["acme", "Zed"])
    assert again.seller_org == "Acme"
    assert [problem.place for problem in again.problems] == ["seller"]
    assert "Zed" in again.problems[0].reason


def test_speakers_are_named() -> None:
    done = apply_people(call("Speaker 1", "Speaker 2"), speakers={"speaker 2": "Dana Reyes", "X": "Y"}, seller=["Dana"])
    assert [(person.name, person.label, person.side) for person in done.participants] == [
        ("Speaker 1", None, "customer"),
        ("Dana Reyes", "Speaker 2", "seller"),
    ]
    assert "“Speaker 1”, “Speaker 2”" in str(done.problems[0])


def test_a_named_speaker_joins_the_listed_participant() -> None:
    people = (Participant(name="Dana Reyes", side="customer", role="IT"),)
    done = apply_people(call("Speaker 1", participants=people), speakers={"Speaker 1": "dana reyes"})
    assert done.participants == (Participant(name="Dana Reyes", side="customer", role="IT", label="Speaker 1"),)


@pytest.mark.parametrize(
    "options",
    [{"seller": "Dana", "customer": ["dana"]}, {"seller": ["Q"], "customer": ["q"]}, {"speakers": {"Dana": " "}}],
)
def test_impossible_requests(options: dict[str, object]) -> None:
    with pytest.raises(RequestError):
        apply_people(call("Dana", "Bob"), **options)  # type: ignore[arg-type]
