"""Other ways to write who speaks and when in plain text, and YAML in front of it."""

from __future__ import annotations

import pytest

from closeplan_nlp.readers import plain_text
from closeplan_nlp.readers.stacked import unstack

HELLO, YES, FINE = "Hello there, shall we start with the price?", "Yes. I'll send it by Friday.", "Good, thanks."
BEN, DANA = "Ben Okafor", "Dana Reyes"
WORDS = ((BEN, HELLO), (DANA, YES), (BEN, FINE))


def said(text: str) -> list[tuple[str | None, str, float | None, float | None]]:
    return [(turn.speaker, turn.text, turn.start, turn.end) for turn in plain_text.read(text).turns]


def written(shape: str, times: tuple[str, ...] = ("00:12", "00:15", "00:20"), between: str = "\n") -> str:
    return between.join(
        shape.format(name=name, text=text, time=time) for (name, text), time in zip(WORDS, times, strict=True)
    )


@pytest.mark.parametrize(
    "shape",
    [
        "{time} {name}\n{text}\n",
        "[{time}] {name}\n{text}\n",
        "[{time}] {name}:\n{text}\n",
        "{time} | {name}\n{text}\n",
        "{name} | {time}\n{text}\n",
        "{name} — {time}\n{text}\n",
        "{name} • {time}\n{text}\n",
        "{name}, {time}\n{text}\n",
        "{name}: 00:{time}\n{text}\n",
        "{name}: [{time}] {text}",
        "**{name}:** [{time}] {text}",
        "{time} - {name}: {text}",
        "## {name} ({time})\n\n{text}\n",
        "{time}\t{name}\t{text}",
        "{name}\t{time}\t{text}",
        "{time}\n{name}: {text}",
        "{name}\n{time}\n{text}",
        "[{time}] [{name}] {text}",
        "[{time}] [{name}]: {text}",
    ],
)
def test_shapes_with_times(shape: str) -> None:
    assert said(written(shape)) == [(BEN, HELLO, 12, None), (DANA, YES, 15, None), (BEN, FINE, 20, None)]


@pytest.mark.parametrize(
    "shape", ["[{name}]: {text}", "[{name}] {text}", "{name} - {text}", "**{name}**: {text}\n", ">> {name}: {text}"]
)
def test_shapes_without_times(shape: str) -> None:
    assert said(written(shape)) == [(name, text, None, None) for name, text in WORDS]


def test_names_alone_above_their_words() -> None:
    text = written("{name}\n{text}\nAnd so on.\n") + "\n" + written("{name}\n{text}\n")
    assert said(text)[:2] == [(BEN, f"{HELLO} And so on.", None, None), (DANA, f"{YES} And so on.", None, None)]
    assert len(said(text)) == 6


def test_ends() -> None:
    for shape in (
        "[0:0{time}.000 --> 0:0{time}.500] {name}: {text}",
        "{name} [0:0{time}.000 - 0:0{time}.500]: {text}",
        "{name} ({time}.0s - {time}.5s):\n{text}\n",
    ):
        turns = said(written(shape, ("1", "2", "3")))
        assert turns == [(BEN, HELLO, 1, 1.5), (DANA, YES, 2, 2.5), (BEN, FINE, 3, 3.5)]


def test_times_of_day_and_in_words() -> None:
    shape = "[{time}] {name}: {text}"
    turns = said(written(shape, ("11:59:58 AM", "12:00:01 PM", "12:00:06 pm")))
    assert [turn[2] for turn in turns] == [0, 3, 8]
    assert [turn[2] for turn in said(written("{name} ({time}): {text}", ("1m 2s", "1h 0m 2s", "1h 1m 1s")))] == [
        62,
        3602,
        3661,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[0:01] Hello there\n[0:05] Great\n[0:07] Thanks\n",
        "Ben: we have 3 - 4 weeks\nDana: Good - let us go\nBen: Plan A - or B\nDana: ok\n",
        "Ben: hi\nSee you at Main Street, 10:30\nDana: yes\nBen: and on Park Road, 11:30\nDana: ok\n",
        "Price\nToo high.\n\nSupport\nIncluded.\n\nNext steps\nA call.\n\nOwner\nDana Reyes.\n",
    ],
)
def test_words_that_only_look_like_it(text: str) -> None:
    kept = " ".join(part for turn in said(text) for part in (turn[0] and f"{turn[0]}:", turn[1]) if part)
    assert kept.split() == text.replace("[0:01] ", "").replace("[0:05] ", "").replace("[0:07] ", "").split()
    assert {turn[0] for turn in said(text)} <= {None, "Ben", "Dana"}


def test_a_name_above_a_time_counts_only_where_it_comes_back() -> None:
    prose = "0:01\nRed apples\n0:05\nGreen pears\n0:09\nBlue plums\n"
    assert unstack(prose) == prose


YAML = """---
title: "Rollout: Northwind"
date: 2026-03-02T15:02:00Z
attendees:
  - Ben Okafor (Harrowgate)
  - name: Dana Reyes
    email: dana@northwind.example
tags: [sales, call]
summary: |
  Note: nobody said this.
---

Ben Okafor: Hello.
Dana Reyes: Hi.
"""


def test_front_matter() -> None:
    transcript = plain_text.read(YAML)
    assert (transcript.title, transcript.date, transcript.problems) == ("Rollout: Northwind", "2026-03-02", ())
    assert [person.name for person in transcript.participants] == ["Ben Okafor (Harrowgate)", DANA]
    assert said(YAML) == [(BEN, "Hello.", None, None), (DANA, "Hi.", None, None)]


def test_damaged_front_matter_is_told_and_read_line_by_line() -> None:
    transcript = plain_text.read(YAML.replace('Northwind"', "Northwind"))
    assert transcript.date == "2026-03-02"
    assert transcript.problems[0].place
    assert transcript.problems[0].place.startswith("line ")
    assert "YAML" in transcript.problems[0].reason
    assert [turn.text for turn in transcript.turns] == ["Hello.", "Hi."]


def test_yaml_that_grows_is_no_danger() -> None:
    bomb = "---\na: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
    )
    transcript = plain_text.read(f"{bomb}participants: *j\n---\nBen: hi\nDana: so\n")
    assert len(transcript.participants) == 0
    assert len(transcript.turns) == 2


def test_a_time_a_name_and_the_words_below_each_other() -> None:
    text = (
        "Acme demo\nMon, Mar 2, 2026\n\n0:00 - 0:09\nDana Reyes\nHello there.\n\n0:09 - 0:15\nMarc Weber\nHi.\n\n"
        "0:15 - 0:20\nDana Reyes\nBye.\n"
    )
    assert said(text) == [
        ("Dana Reyes", "Hello there.", 0.0, 9.0),
        ("Marc Weber", "Hi.", 9.0, 15.0),
        ("Dana Reyes", "Bye.", 15.0, 20.0),
    ]
    assert plain_text.read(text).date == "2026-03-02"


@pytest.mark.parametrize("gap", [" ", "\n"])
def test_times_of_a_video_page_are_no_words(gap: str) -> None:
    text = f"0:00{gap}so today we talk\n0:05{gap}about the plan\n1:02:09{gap}bye\n"
    turns = [turn[:3] for turn in said(text)]
    assert turns == [(None, "so today we talk", 0.0), (None, "about the plan", 5.0), (None, "bye", 3729.0)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("10:02:11 AM Dana Reyes: Hi.\n10:02:19 AM Ben: Hi.\n10:03:11 AM Dana Reyes: Bye.\n", ("Dana Reyes", "Ben")),
        ("Speaker 1 00:00\nHello.\n\nSpeaker 2 00:05\nHi.\n\nSpeaker 1 00:09\nBye.\n", ("Speaker 1", "Speaker 2")),
        ("Dana Reyes  10:04 AM\nhello\nBen  10:06 AM\nyes\n", ("Dana Reyes", "Ben")),
        ("[Speaker:0] Hello.\n[Speaker:1] Hi.\n[Speaker:0] So.\n", ("Speaker:0", "Speaker:1")),
        ("田中：はい。\n佐藤：予算は：十万です。\n田中：はい。\n", ("田中", "佐藤")),
        ("Ben: Hi.\n+1 (415) 555-0100: Phone.\nBen: Good.\n", ("Ben", "+1 (415) 555-0100")),
        ("[0:01] Ben: Hi.\n[0:04] Meeting corner: Hello.\n[0:09] Ben: So.\n", ("Ben", "Meeting corner")),
        ("**Ben:** Hi.\n\n**lars.odenthal:** Hello.\n\n**Ben:** So.\n", ("Ben", "lars.odenthal")),
    ],
)
def test_speakers_by_the_way_they_are_written(text: str, names: tuple[str, ...]) -> None:
    turns = said(text)
    assert tuple(dict.fromkeys(turn[0] for turn in turns)) == names
    assert len(turns) == (2 if "10:04" in text else 3)


@pytest.mark.parametrize(
    "head",
    [
        "Datum: 5. März 2026\nTeilnehmer: Dana, Ben\n",
        "Titre : Démo\nDate : 5 mars 2026\n",
        "Fecha: 5 de marzo de 2026\n",
        "Data: 2026-03-05\n",
        "Recorded on March 5, 2026, 10:00 AM\n",
    ],
)
def test_headers_in_other_languages(head: str) -> None:
    transcript = plain_text.read(f"{head}\nDana: Ciao.\nBen: Hallo.\nDana: Salut.\n")
    assert transcript.date == "2026-03-05"
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [
        ("Dana", "Ciao."),
        ("Ben", "Hallo."),
        ("Dana", "Salut."),
    ]
