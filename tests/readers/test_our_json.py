from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers import our_json
from closeplan_nlp.types import Participant, Transcript, Turn

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1).map(str.strip)
LINES = WORDS.filter(lambda text: bool(text) and "\ufeff" not in text)
SECONDS = st.floats(0, 1e6)
EXTRAS = st.dictionaries(
    st.sampled_from(["id", "words", "self", "copy", "to_dict"]), st.integers() | st.text("ab"), max_size=2
)


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    turns = []
    for start in sorted(draw(st.lists(SECONDS, min_size=1, max_size=5))):
        speaker = draw(st.none() | LINES)
        turns.append(Turn(speaker=speaker, text=draw(LINES), start=start, end=start + 1, **draw(EXTRAS)))
    people = draw(st.lists(st.builds(Participant, name=LINES, side=st.sampled_from(["seller", "unknown"])), max_size=3))
    return Transcript(title=draw(st.none() | LINES), turns=tuple(turns), participants=tuple(people), **draw(EXTRAS))


@given(transcripts())
def test_round_trip(transcript: Transcript) -> None:
    assert our_json.read(json.dumps(transcript.to_dict())) == transcript


@pytest.mark.parametrize(
    ("turn", "reason"),
    [
        ({"speaker": "Dana"}, "no text"),
        ({"text": None}, "no text"),
        ({"text": 5}, "no text but a number"),
        ({"text": " \t"}, "empty"),
        ({"text": "a", "speaker": 5}, "speaker is no text"),
        ("hello", "an object expected"),
        (None, "an object expected"),
    ],
)
def test_a_bad_turn_is_left_out_and_named(turn: Any, reason: str) -> None:
    transcript = our_json.read(json.dumps({"turns": [{"text": "a"}, turn, {"text": "b"}]}))
    assert [kept.text for kept in transcript.turns] == ["a", "b"]
    assert [(problem.place, reason in problem.reason) for problem in transcript.problems] == [("turns[1]", True)]


@pytest.mark.parametrize("start", ["-1", "NaN", "Infinity", "1e999", '"12"', "true", "1" + "0" * 400, "[]"])
def test_a_bad_time_is_left_out(start: str) -> None:
    transcript = our_json.read(f'{{"turns": [{{"text": "a", "start": {start}, "end": 2}}]}}')
    assert (transcript.turns[0].start, transcript.turns[0].end) == (None, 2.0)
    assert [problem.place for problem in transcript.problems] == ["turns[0], start"]


def test_bad_fields_are_left_out_and_named() -> None:
    people = [{"name": "Dana", "side": "boss", "x": 1}, {"side": "seller"}, "Bob"]
    data = {
        "title": 5,
        "date": "03/04/2026",
        "participants": people,
        "turns": [{"text": "a"}],
        "source": "zoom",
        "id": 7,
    }
    transcript = our_json.read(json.dumps(data))
    places = {problem.place for problem in transcript.problems}
    assert places == {"title", "date", "participants[0], side", "participants[1]", "participants[2]", "source"}
    assert transcript.to_dict()["id"] == 7
    assert transcript.participants[0].to_dict()["x"] == 1


def test_text_is_cleaned() -> None:
    transcript = our_json.read('{"turns": [{"text": " a\\u0000\\tb\\nc \\ud800 "}]}')
    assert transcript.turns[0].text == "a b c ?"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"results": [], "id": 1}', "the top level has “results”, “id”. Closest known formats: "),
        ('{"turns": {}}', "“turns”"),
        ("[]", "a list"),
        ('[{"speaker": "x", "words": "y"}]', "a list of objects with speaker, words"),
        ('{"turns": [{"text": "a"},', "line 1, column 26: the JSON stops in the middle"),
        ('{"turns":\n [{"text": "a"} 5]}', "line 2, column 17: damaged JSON"),
        ("[" * 100000, "nested too deeply"),
        ('{"turns": [' + "1" * 5000 + "]}", "damaged JSON"),
    ],
)
def test_other_json_is_refused(text: str, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        our_json.read(text)
    assert message in str(caught.value)
