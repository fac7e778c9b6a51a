from __future__ import annotations

import pytest

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers import plain_text


def turns(text: str) -> list[tuple[str | None, str, float | None]]:
    return [(turn.speaker, turn.text, turn.start) for turn in plain_text.read(text).turns]


@pytest.mark.parametrize(
    "text",
    [
        "[00:00:01] Dana Reyes: Hello\n[00:00:05] Bob: Hi",
        "00:01 Dana Reyes: Hello\n00:05 Bob: Hi",
        "(0:01) Dana Reyes: Hello\n(0:05) Bob: Hi",
        "[00:00:01 --> 00:00:04] Dana Reyes: Hello\n[00:00:05 - 00:00:06] Bob: Hi",
        "Dana Reyes (00:01): Hello\nBob (00:05): Hi",
        "Dana Reyes [0:01]\nHello\nBob [0:05]\nHi",
        "Dana Reyes  0:01\nHello\n\nBob  0:05\nHi",
        "Dana Reyes\t0:01\nHello\n\nBob\t0:05\nHi",
        "Dana Reyes: 00:00:01\nHello\n\nBob: 00:00:05\nHi",
        "Dana Reyes  0:01\nHello\nBob  0:05\nHi\n",
        "**Dana Reyes** (0:01): Hello\n**Bob** (0:05): Hi",
    ],
)
def test_times_and_names(text: str) -> None:
    assert turns(text) == [("Dana Reyes", "Hello", 1.0), ("Bob", "Hi", 5.0)]


@pytest.mark.parametrize(
    "label",
    [
        "Dana",
        "Dana Reyes",
        "Dana Reyes (Northwind)",
        "Dana (IT, Northwind)",
        "Dana Reyes | Acme",
        "REYES, Dana (IT)",
        "Dr. Hettie Van Doren",
        'Casimir "Caz" Lubinski',
        "Ludwig van Beethoven",
        "O'Brien",
        "Jean-Luc",
        "dana.reyes@northwind.com",
        "+1 555 010 0200",
        "+1 250 ***-0147",
        "Speaker 2",
        "speaker 2",
        "SPEAKER_01",
        "Speaker One",
        "A",
        "Глеб Саранцев",
        "田中",
        "iPhone von Anna",
        "dana",
    ],
)
def test_labels_that_are_speakers(label: str) -> None:
    text = f"{label}: hello there\nBob Lee: hi\n{label}: well\nBob Lee: so\n"
    assert [turn[0] for turn in turns(text)] == [label, "Bob Lee", label, "Bob Lee"]


@pytest.mark.parametrize(
    "line",
    [
        "Agenda: prices",
        "Note: he left",
        "Next Steps: send it",
        "10:30 Meeting: kick-off",
        "10:30 Kickoff Review: all of us",
        "https://example.com/x: the page",
        "see http://example.com",
        "Two things: price and time",
        "One question: when?",
        "and then he said: no",
        "C:\\temp: full",
        "std::vector is it",
        "Повестка: цены",
        "Итого: два",
        "We begin at 10:30",
        "What about this (12:30)",
    ],
)
def test_colons_that_are_no_speaker(line: str) -> None:
    text = f"Dana: hello\n{line}\nBob: hi\nDana: yes\nBob: ok\n"
    assert turns(text)[0] == ("Dana", f"hello {line}", None)
    assert len(turns(text)) == 4


def test_names_in_lower_case_with_times_come_back() -> None:
    text = "ivo  2:44\nyes\n\nDana  2:50\nand no\n\nivo  3:01\nfine\n"
    assert turns(text) == [("ivo", "yes", 164.0), ("Dana", "and no", 170.0), ("ivo", "fine", 181.0)]


def test_a_name_seen_once_is_a_speaker_too() -> None:
    assert [turn[0] for turn in turns("Dana: hello\nBob: hi\nPriya Nair: yes\n")] == ["Dana", "Bob", "Priya Nair"]


def test_where_turns_have_times_lines_without_are_no_turns() -> None:
    text = "[0:01] Dana: hello\nPrice: ten\n[0:05] Bob: hi\n[0:07] Dana: yes\n"
    assert turns(text)[0] == ("Dana", "hello Price: ten", 1.0)


def test_where_turns_are_apart_lines_inside_are_no_turns() -> None:
    text = "Dana: hello\nPrice: ten\n\nBob: hi\n\nDana: yes\n\nBob: ok\n"
    assert turns(text)[0][1] == "hello Price: ten"


def test_header_lines_are_metadata() -> None:
    text = (
        "Title: Acme demo\nDate: 2 March 2026\nCustomer: Northwind\nParticipants:\n"
        "- Dana Reyes (Northwind)\n- Bob Lee\n\n---\nDana Reyes: hello\nBob Lee: hi\nDana Reyes: Date: is open\n"
    )
    transcript = plain_text.read(text)
    assert (transcript.title, transcript.date, transcript.customer_org) == ("Acme demo", "2026-03-02", "Northwind")
    assert [person.name for person in transcript.participants] == ["Dana Reyes (Northwind)", "Bob Lee"]
    assert [turn.text for turn in transcript.turns] == ["hello", "hi", "Date: is open"]


@pytest.mark.parametrize("head", ["# Acme demo\n# date: 2026-03-02\n", "Acme demo\n\nDate: 2026-03-02\n\n"])
def test_headings(head: str) -> None:
    transcript = plain_text.read(f"{head}Dana: hello\nBob: hi\n")
    assert (transcript.title, transcript.date, len(transcript.turns)) == ("Acme demo", "2026-03-02", 2)


def test_customer_as_a_label() -> None:
    assert [turn[0] for turn in turns("Customer: hi\nSeller: hello\nCustomer: so\n")] == [
        "Customer",
        "Seller",
        "Customer",
    ]
    assert [turn[0] for turn in turns("Customer: hi\nSeller: hello\n")] == ["Customer", "Seller"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One line here.\nAnd another.", ["One line here.", "And another."]),
        ("One line\nand more.\n\nA second one.", ["One line and more.", "A second one."]),
        ("[0:01] One line\n[0:05] and more", ["One line", "and more"]),
        ("Date: 2026-03-02\n\nOnly this.", ["Only this."]),
    ],
)
def test_no_speakers_at_all(text: str, expected: list[str]) -> None:
    transcript = plain_text.read(text)
    assert [turn.text for turn in transcript.turns] == expected
    assert {turn.speaker for turn in transcript.turns} == {None}
    assert "no speakers" in transcript.problems[0].reason


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("import os\n\n\ndef f(x):\n    return x + 1\n\n\nprint(f(2))\n", "source code"),
        ("const a = 1;\nfunction f() {\n  return a;\n}\n", "source code"),
        ("name,side,role\nDana,customer,IT\nBob,seller,AE\n", "table"),
        ("name\tside\nDana\tcustomer\n", "table"),
        ("<html><body><p>Dana: hi</p></body></html>", "HTML"),
        ("<p>one</p>\n<p>two</p>\n", "HTML"),
        ("2026-01-01 10:00:00,123 INFO root: up\n2026-01-01 10:00:01,123 ERROR root: bad\n", "a log"),
        ("INFO:root:start\nERROR:root:bad\n", "a log"),
        ("13:32:23\t From Dana Reyes : \thello\n13:32:40\t From Bob : \thi\n", "chat"),
        ("host: localhost\nport: 80\nuser: me\n", "settings"),
        ("123\n456 +++\n", "without words"),
        ("{\\rtf1 hello}", "RTF"),
    ],
)
def test_what_is_no_dialogue_is_refused(text: str, what: str) -> None:
    assert plain_text.READER.score(text)[0] == 0
    with pytest.raises(FormatError, match=what):
        plain_text.read(text)
