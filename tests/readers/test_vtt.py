from __future__ import annotations

import pickle
import tracemalloc
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers import vtt
from closeplan_nlp.readers.lean_turns import lean_turn
from closeplan_nlp.types import Transcript, Turn

Read = Callable[..., Transcript]


def turns(text: str) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in vtt.read(text).turns]


def cue(text: str, times: str = "00:01.000 --> 00:02.000") -> str:
    return f"WEBVTT\n\n{times}\n{text}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<v Dana Reyes>Hello</v>", [("Dana Reyes", "Hello")]),
        ("<v Dana Reyes>Hello", [("Dana Reyes", "Hello")]),
        ("<v.loud.first Dana>Hello", [("Dana", "Hello")]),
        ("<v Garc&#237;a &amp; Co>R&amp;D &lt;b&gt;", [("García & Co", "R&D <b>")]),
        ("<v Dana>One</v>\n<v Dana>two</v>", [("Dana", "One two")]),
        ("<v Dana>Yes</v> <v Bob>No", [("Dana", "Yes"), ("Bob", "No")]),
        ("<v Dana>Yes</v> off screen", [("Dana", "Yes"), (None, "off screen")]),
        ("<v >Hello", [(None, "Hello")]),
        ("Dana Reyes (Northwind): Hello  ", [("Dana Reyes (Northwind)", "Hello")]),
        ("Dana: one\ntwo", [("Dana", "one two")]),
        ("- Dana: one\n- Bob: two", [("Dana", "one"), ("Bob", "two")]),
        ("<i>Dana: <c.red>one</c></i> <00:01.500>two", [("Dana", "one two")]),
        ("no name here", [(None, "no name here")]),
        ("Two things: price and time", [(None, "Two things: price and time")]),
        ("is 3 < 4 or <unknown> and 5 > 4?", [(None, "is 3 < 4 or <unknown> and 5 > 4?")]),
        ("AT&T &copy that &nope;", [(None, "AT&T &copy that &nope;")]),
        ("NOTE well: A --> B", [(None, "NOTE well: A --> B")]),
        ("שלום 👩‍💻 Dana\x07\tok", [(None, "שלום 👩‍💻 Dana ok")]),
    ],
)
def test_one_cue(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert turns(cue(text)) == expected


@pytest.mark.parametrize(
    ("times", "start", "end"),
    [
        ("00:01.500 --> 00:02.000", 1.5, 2.0),
        ("00:00:01.500 --> 00:00:02.000 align:start position:0%", 1.5, 2.0),
        ("101:00:00.000-->101:00:01.250", 363600.0, 363601.25),
        ("00:00:01,500 --> 00:00:02,000", 1.5, 2.0),
    ],
)
def test_times(times: str, start: float, end: float) -> None:
    transcript = vtt.read(cue("Hello", times))
    assert (transcript.turns[0].start, transcript.turns[0].end) == (start, end)
    assert not transcript.problems


@pytest.mark.parametrize(
    ("times", "start", "end", "reason"),
    [
        ("00:05.000 --> 00:02.000", 5.0, None, "before the start"),
        ("-00:05.000 --> 00:02.000", None, 2.0, "negative"),
        ("00:99:99.000 --> 00:02.000", None, 2.0, "damaged time line"),
        ("00:01.000 -> xx:02", None, None, "damaged time line"),
    ],
)
def test_bad_times(times: str, start: float | None, end: float | None, reason: str) -> None:
    transcript = vtt.read(cue("Hello", times))
    assert (transcript.turns[0].start, transcript.turns[0].end) == (start, end)
    assert transcript.turns[0].text == "Hello"
    assert [reason in problem.reason and problem.place.startswith("line 3") for problem in transcript.problems] == [
        True
    ]


def test_notes_styles_regions_and_ids_are_no_speech() -> None:
    text = (
        "WEBVTT - Acme demo\nKind: captions\nLanguage: en\n\nNOTE Date: 2026-03-02\n\nNOTE\nConfidence: 0.9\n\n"
        "STYLE\n::cue { color: red }\n\nREGION\nid:fred\n\n8f3c-4d/18-1\n00:01.000 --> 00:02.000\nHello.\n\n"
        "NOTE Confidence: 0.8\n\n7\n00:03.000 --> 00:04.000\nthere\n"
    )
    transcript = vtt.read(text)
    assert [turn.text for turn in transcript.turns] == ["Hello.", "there"]
    assert (transcript.title, transcript.date, transcript.language) == ("Acme demo", "2026-03-02", "en")
    assert not transcript.problems


def test_blank_cues_are_dropped_and_missing_blank_lines_survived() -> None:
    text = "WEBVTT\n1\n00:01.000 --> 00:02.000\n\n\n2\n00:02.000 --> 00:03.000\nDana: a\n3\n00:03.000 --> 00:04.000\nb"
    assert turns(text) == [("Dana", "a"), (None, "b")]


def test_a_blank_line_inside_a_cue_loses_nothing() -> None:
    transcript = vtt.read(cue("Dana: one\n\ntwo"))
    assert [turn.text for turn in transcript.turns] == ["one two"]
    assert transcript.problems[0].place == "line 6"


def test_order_of_the_file_is_kept() -> None:
    transcript = vtt.read("WEBVTT\n\n00:05.000 --> 00:06.000\nb\n\n00:01.000 --> 00:02.000\na\n")
    assert [turn.text for turn in transcript.turns] == ["b", "a"]
    assert transcript.problems[0].place == "line 6"


def test_header_alone_has_no_turns_and_other_text_is_refused() -> None:
    assert vtt.read("WEBVTT\n").turns == ()
    with pytest.raises(FormatError, match="neither starts with WEBVTT"):
        vtt.read("")


def test_signature() -> None:
    assert vtt.READER.score("WEBVTT\n\n")[0] > 0.9
    assert vtt.READER.score("WEBVTTX\n\n")[0] == 0


def test_reading_takes_little_more_memory_than_the_transcript(read: Read) -> None:
    cues = "".join(
        f"{n}\n00:{n // 60 % 60:02}:{n % 60:02}.000 --> 00:{n // 60 % 60:02}:{n % 60:02}.900\n"
        f"Dana Reyes: Sentence {n} of a call.\n\n"
        for n in range(20_000)
    )
    content = f"WEBVTT\n\n{cues}".encode()
    read("warm.vtt", content[:2000])
    tracemalloc.start()
    try:
        turns = read("large.vtt", content).turns
        held, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(turns) == 20_000
    assert most < 1.7 * held
    assert len({id(turn.speaker) for turn in turns}) == 1


def test_lean_turns_are_turns() -> None:
    lean, turn = lean_turn("Dana", "Hello.", 1.0, None), Turn(speaker="Dana", text="Hello.", start=1.0)
    assert lean == turn
    assert lean.model_dump() == turn.model_dump()
    assert lean.model_copy(update={"text": "Bye."}) == Turn(speaker="Dana", text="Bye.", start=1.0)
    assert pickle.loads(pickle.dumps(lean)) == turn
    with pytest.raises(ValidationError, match="frozen"):
        lean.text = "Bye."
    assert lean_turn(None, "x", None, None).model_dump() == Turn(text="x").model_dump()
