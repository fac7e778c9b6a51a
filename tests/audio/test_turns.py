"""Words to turns: cut at pauses, sentences and speakers; overlaps in order; echoes left out; doubts reported."""

from __future__ import annotations

import pytest

from closeplan_nlp.audio.introductions import introduced
from closeplan_nlp.audio.records import Word
from closeplan_nlp.audio.turns import clock, doubts, glued, turns_of, units_of, without_echoes
from closeplan_nlp.types import Turn


def words(text: str, start: float = 0.0, pace: float = 0.3, confidence: float = 0.9) -> list[Word]:
    return [
        Word(text=f" {each}", start=start + at * pace, end=start + at * pace + 0.25, confidence=confidence)
        for at, each in enumerate(text.split())
    ]


NAMES = {0: "Speaker 1", 1: "Speaker 2"}


def test_a_turn_has_words_with_times_and_confidence() -> None:
    said = words("Hello there.", 1.0)
    (turn,) = turns_of(units_of(said, [0, 0], 0), NAMES)
    extra = turn.model_extra or {}
    assert (turn.speaker, turn.text, turn.start, turn.end, extra["confidence"]) == (
        "Speaker 1",
        "Hello there.",
        1.0,
        1.55,
        0.9,
    )
    assert extra["words"][1] == {"text": "there.", "start": 1.3, "end": 1.55, "confidence": 0.9}


def test_speakers_and_long_pauses_make_turns() -> None:
    said = [*words("so we are live", 0.0), *words("yes we are", 1.5), *words("good", 9.0), *words("bye", 15.0)]
    turns = turns_of(units_of(said, [0] * 4 + [1] * 3 + [1, 1], 0), NAMES)
    assert [(turn.speaker, turn.text) for turn in turns] == [
        ("Speaker 1", "so we are live"),
        ("Speaker 2", "yes we are"),
        ("Speaker 2", "good"),
        ("Speaker 2", "bye"),
    ]


def test_an_interjection_stands_between_sentences() -> None:
    first = words("We sign it in March. And then we go live in April.", 0.0)
    other = words("Great.", 0.9)
    turns = turns_of([*units_of(first, [0] * 12, 0), *units_of(other, [1], 1)], NAMES)
    assert [turn.text for turn in turns] == ["We sign it in March.", "Great.", "And then we go live in April."]


def test_long_talk_is_cut_at_sentences() -> None:
    text = " ".join(["This is a sentence of seven words altogether."] * 40)
    turns = turns_of(units_of(words(text), [0] * 320, 0), NAMES)
    assert len(turns) == 2
    assert all(turn.text.endswith(".") for turn in turns)


def test_echoes_on_another_channel_are_left_out() -> None:
    real = units_of(words("we need the security review first", 1.0), [0] * 6, 0)
    copy = units_of(words("need the security review", 1.5, confidence=0.6), [1] * 4, 1)
    other = units_of(words("that is fine by me", 1.5, confidence=0.6), [1] * 5, 1)
    assert without_echoes([*real, *copy]) == real
    assert len(without_echoes([*real, *other])) == 2
    assert without_echoes(real) == real


def test_of_a_channel_that_is_there_twice_or_thrice_one_stays() -> None:
    rows = [units_of(words("we need the security review first", 1.0), [row] * 6, row) for row in range(3)]
    assert without_echoes([*rows[0], *rows[1]]) == rows[0]
    assert without_echoes([*rows[2], *rows[1], *rows[0]]) == rows[0]


def test_pieces_of_words_are_glued() -> None:
    parts = [
        Word(text=text, start=at * 0.2, end=at * 0.2 + 0.2, confidence=1)
        for at, text in enumerate([" I", "'ll", " do", " it"])
    ]
    assert [word.text for word in glued(parts)] == [" I'll", " do", " it"]
    chinese = [Word(text=text, start=at, end=at + 0.5, confidence=1) for at, text in enumerate("我们明天见")]
    assert glued(chinese) == chinese


def test_doubts_are_stretches() -> None:
    def turn(at: float, confidence: float) -> Turn:
        return Turn.model_validate(
            {"text": "some words said here", "start": at, "end": at + 5, "confidence": confidence}
        )

    found = doubts([turn(0, 0.9), turn(60, 0.3), turn(70, 0.2), turn(80, 0.9), turn(3700, 0.1)])
    assert [problem.place for problem in found] == ["1:00–1:15", "1:01:40–1:01:45"]
    assert clock(3661) == "1:01:01"


def test_introductions() -> None:
    turns = [
        Turn(speaker="Speaker 1", text="Good morning, this is Dana from Northwind Traders."),
        Turn(speaker="Speaker 2", text="Hi Dana, my name is Ben Okafor, I'm with Lanternfish."),
        Turn(speaker="Speaker 3", text="This is great. I'm sure it is. I'm Sorry."),
        Turn(speaker="Speaker 4", text="Ada Lovelace speaking."),
    ]
    found = {
        person.label: (person.name, (person.model_extra or {}).get("organisation"))
        for person in introduced(turns, "en")
    }
    assert found == {
        "Speaker 1": ("Dana", "Northwind Traders"),
        "Speaker 2": ("Ben Okafor", "Lanternfish"),
        "Speaker 4": ("Ada Lovelace", None),
    }


@pytest.mark.parametrize(
    "text",
    [
        "It's here.",
        "Nobody here is against it.",
        "Dana's here too.",
        "Everyone here. Who else?",
        "Hello, it's Good.",
        "I'm Right with you.",
    ],
)
def test_what_begins_with_a_capital_is_not_always_a_name(text: str) -> None:
    assert introduced([Turn(speaker="Speaker 1", text=text)], "en") == []


def test_introductions_in_other_languages_and_none() -> None:
    assert introduced([Turn(speaker="A", text="Добрый день, меня зовут Анна из Ромашки.")], "ru")[0].name == "Анна"
    assert introduced([Turn(speaker="A", text="Hier ist Peter von der Telekom.")], "de-DE")[0].name == "Peter"
    assert introduced([Turn(speaker="A", text="this is Dana from Northwind")], "fi") == []
    both = [Turn(speaker=each, text="This is Dana from Northwind.") for each in ("A", "B")]
    assert introduced(both, "en") == []
