"""Who is behind a label, on evidence, else left open."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeplan_nlp.nlp.speakers import identify_speakers, name_likeness, name_words, sides_of_labels
from closeplan_nlp.types import Participant, Transcript, Turn

BEN = Participant(name="Ben Okafor", side="seller")
DANA = Participant(name="Dana Reyes", side="customer")
MARC = Participant(name="Marc Weber", side="customer")


def talk(people: tuple[Participant, ...], *turns: tuple[str | None, str]) -> Transcript:
    return Transcript(participants=people, turns=tuple(Turn(speaker=s, text=t) for s, t in turns))


def labels(people: tuple[Participant, ...], *turns: tuple[str | None, str], **options: Any) -> dict[str, str]:
    found = identify_speakers(talk(people, *turns), **options)
    assert [p.name for p in found] == [p.name for p in people]
    return {p.name: p.label for p in found if p.label}


@pytest.mark.parametrize(
    "label",
    [
        "REYES, Dana (IT)",
        "dana.reyes",
        "dana_reyes",
        "Dana R",
        "Dana R.",
        "D. Reyes",
        "Dana",
        "Reyes",
        "Dana (Northwind)",
        "Dana Reyes | Northwind",
        "Dr. Dana Reyes",
        "Ms Reyes",
        "dana.reyes@northwind.com",
        "Reyes Dana",
    ],
)
def test_labels_that_are_names(label: str) -> None:
    assert labels((BEN, DANA, MARC), (label, "Hello."), ("Speaker 9", "Hi."), ("Room", "Yes.")) == {"Dana Reyes": label}


@pytest.mark.parametrize(
    "label", ["Speaker 2", "+1 202 555 0134", "Room 4", "D", "M. Reyes", "Danae", "Dana & Marc", "??"]
)
def test_labels_that_are_nobody_for_sure(label: str) -> None:
    assert labels((BEN, DANA, MARC), (label, "Hello."), ("Speaker 9", "Hi."), ("Room", "Yes.")) == {}


def test_known_labels_are_left_alone() -> None:
    people = (BEN, DANA.model_copy(update={"label": "Speaker 2"}))
    transcript = talk(people, ("Speaker 2", "Hi."), ("Ben Okafor", "This is Dana's line?"))
    assert identify_speakers(transcript) == people
    assert identify_speakers(talk((), ("Speaker 1", "I'm Ben."))) == ()
    assert identify_speakers(talk(people)) == people


def test_a_name_that_two_people_share_decides_nothing() -> None:
    other = Participant(name="Marc Reyes", side="customer")
    third = ("Speaker 1", "Hi.")
    assert labels((DANA, other), ("Reyes", "Hello."), third) == {}
    assert labels((DANA, other), ("M. Reyes", "Hello."), third, ("Speaker 3", "Hi.")) in (
        {},
        {"Marc Reyes": "M. Reyes"},
    )


@pytest.mark.parametrize(
    "text",
    [
        "Hi, it's Dana here.",
        "This is Dana from Northwind.",
        "I'm Dana Reyes, I run IT.",
        "my name is dana",
        "Dana speaking.",
        "Здравствуйте, это Dana.",
        "Hi everyone, Dana here from Northwind.",
        "hi all dana here",
        "I’m Dana, by the way.",
    ],
)
def test_introductions(text: str) -> None:
    turns = (("Speaker 1", "Who is there?"), ("Speaker 2", text), ("Speaker 3", "Fine."))
    assert labels((BEN, DANA, MARC), *turns) == {"Dana Reyes": "Speaker 2"}


def test_being_addressed_before_speaking() -> None:
    turn = (("Speaker 1", "What do you think, Dana?"), ("Speaker 2", "I like it."), ("Speaker 3", "So do I."))
    assert labels((BEN, DANA, MARC), *turn) == {}  # once is not enough
    assert labels((BEN, DANA, MARC), *turn, *turn, *turn) == {"Dana Reyes": "Speaker 2"}


@pytest.mark.parametrize(
    "text",
    [
        "I'm Dana's boss.",
        "I'm Dana Reyes's boss.",
        "This is Dana's number.",
        "Is Dana here yet?",
        "Dana here yet?",
        "We have Dana here.",
        "Dana here is our IT director.",
        "This is Dana?",
        "He visits Dana today.",
        "Ask Dana, Dana is away.",
        "I know Dana.",
    ],
)
def test_who_talks_about_somebody_is_not_that_person(text: str) -> None:
    assert labels((DANA, MARC), ("Speaker 1", text), ("Speaker 2", "Fine."), ("Speaker 3", "Good.")) == {}


def test_an_introduction_beats_being_talked_to() -> None:
    asked = [("Speaker 1", "Dana, hello?"), ("Speaker 3", "She is muted.")]
    turns = [
        *asked,
        *asked,
        *asked,
        ("Speaker 2", "Sorry, this is Dana."),
        ("Speaker 1", "Hi!"),
        ("Speaker 2", "Dana here."),
    ]
    assert labels((BEN, DANA, MARC), *turns) == {"Dana Reyes": "Speaker 2"}


def test_the_last_person_is_the_last_label() -> None:
    turns = (("Ben Okafor", "Welcome."), ("dana.reyes", "Hello."), ("+1 202 555 0134", "Good morning from me too."))
    assert labels((BEN, DANA, MARC), *turns) == {"Dana Reyes": "dana.reyes", "Marc Weber": "+1 202 555 0134"}


def test_an_echo_is_nobody() -> None:
    long = "We went through the offer and all of it looks fine to us. " * 10
    turns = (("Ben Okafor", long), ("Speaker 2", long), ("Speaker 3", "uh"))
    assert labels((BEN, DANA), *turns) == {"Dana Reyes": "Speaker 2"}


def test_two_left_over_stay_open() -> None:
    turns = (("Speaker 1", "Welcome to you."), ("Speaker 2", "Hello to you."))
    assert labels((BEN, DANA), *turns) == {}


def test_a_voice_of_the_other_side_is_not_this_person() -> None:
    turns = (("Speaker 1", "Dana here."), ("Speaker 2", "Hello."), ("Speaker 3", "Hello."))
    assert labels((BEN, DANA, MARC), *turns, label_sides={"Speaker 1": -3.0}) == {"Dana Reyes": "Speaker 1"}
    assert labels((BEN, DANA, MARC), *turns, label_sides={"Speaker 1": 3.0}) == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Sam Ott", "It's the same thing as before."),
        ("Ian Roe", "Brian is a magician."),
        ("Ann Lee", "We are planning the annual review."),
        ("Will Chen", "We will do that."),
        ("Mark Hill", "You mark it as done."),
    ],
)
def test_a_name_inside_another_word_is_not_called(name: str, text: str) -> None:
    people = (BEN, Participant(name=name, side="customer"), MARC)
    turns = (("Speaker 1", text), ("Speaker 2", "Fine."), ("Speaker 3", "Good."))
    assert labels(people, *turns * 5) == {}


NAMES = ("Dana Reyes", "Marc Weber", "Ben Okafor", "Marc Reyes")
TEXTS = ("Hi.", "I'm Dana.", "Marc, is it?", "Ben here.", "Dana? Marc?", "Thanks Ben.")
LABELS = ("Speaker 1", "Speaker 2", "dana", "Marc", "Reyes", "Ben Okafor", None)


@given(
    st.lists(st.sampled_from(NAMES), unique=True, max_size=4),
    st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(TEXTS)), max_size=12),
)
def test_nobody_gets_two_labels_and_no_label_two_people(names: list[str], turns: list[tuple[str | None, str]]) -> None:
    people = tuple(Participant(name=name) for name in names)
    found = identify_speakers(talk(people, *turns))
    assert [p.name for p in found] == names
    given_out = [p.label for p in found if p.label]
    assert len(given_out) == len(set(given_out))
    assert set(given_out) <= {label for label, _ in turns} - set(names)
    speaking = {label for label, _ in turns}
    assert not any(p.label for p in found if p.name in speaking)  # whose name is a label needs no other


@pytest.mark.parametrize(
    ("label", "name", "likeness"),
    [
        ("Dana Reyes (Northwind)", "Dana Reyes", 4.0),
        ("Reyes", "Dana Reyes", 3.0),
        ("Marc", "Marc Weber", 3.0),
        ("D R", "Dana Reyes", 0.0),
        ("K. Reyes", "Dana Reyes", 0.0),
        ("Speaker 1", "Dana Reyes", 0.0),
        ("", "Dana Reyes", 0.0),
        ("Dana", "", 0.0),
    ],
)
def test_likeness(label: str, name: str, likeness: float) -> None:
    assert name_likeness(label, name, ["Dana Reyes", "Marc Weber"]) == likeness


def test_name_words() -> None:
    assert name_words("Dr. Ludwig van Beethoven-Öz 3rd") == {"ludwig", "beethoven", "öz", "rd"}
    assert name_words("+1 202 (555)") == set()


def test_sides_of_labels() -> None:
    people = (BEN, DANA.model_copy(update={"label": "Speaker 2"}), MARC)
    turns = tuple((label, "Hi.") for label in ("Ben Okafor", "Speaker 2", "Speaker 3", None))
    # who is left over is on the customer's side, so Speaker 3 is as well
    assert sides_of_labels(talk(people, *turns)) == {
        "Ben Okafor": "seller",
        "Speaker 2": "customer",
        "Speaker 3": "customer",
    }
    open_sides = sides_of_labels(talk((BEN, DANA), *turns[2:]))
    assert open_sides == {"Speaker 3": "unknown"}


@pytest.mark.parametrize(("lean", "side"), [(2.0, "seller"), (-5.0, "customer"), (1.9, "unknown"), (0.0, "unknown")])
def test_a_label_without_a_side_leans(lean: float, side: str) -> None:
    transcript = talk((BEN,), ("Ben Okafor", "Hi."), ("Speaker 3", "Hi."))
    found = sides_of_labels(transcript, {"Speaker 3": lean, "Ben Okafor": -9.0})
    assert found == {"Ben Okafor": "seller", "Speaker 3": side}  # what is stated is never overruled
