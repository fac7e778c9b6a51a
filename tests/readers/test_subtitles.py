"""Every subtitle-like format by its sample: format, speakers, words, times, date; and what damage does to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeplan_nlp.errors import ClosePlanError, FormatError
from closeplan_nlp.readers import READERS, detect, read_transcript
from closeplan_nlp.readers.decoding import decode
from closeplan_nlp.types import Transcript

SAMPLES = Path(__file__).parent / "samples"
BEN, DANA = "Ben Okafor", "Dana Reyes"
LUCIA = "Lucía García (Guest)"
SEND = "I'll send the updated quote by Friday."
BUDGET = "Great. Our budget is 40,000 euros, and it has to be SOC 2."
Row = tuple[float | None, float | None, str | None, str]
ROLLED: tuple[Row, ...] = (
    (0.16, 5.2, None, "thanks for joining I'll send the updated quote by Friday"),
    (9.9, 11.51, None, "yes yes"),
    (9.9, 13.01, None, "great our budget is fixed"),
)


@dataclass(frozen=True)
class Sample:
    """What a sample holds."""

    format: str
    rows: tuple[Row, ...]
    problems: tuple[str, ...] = ()
    date: str | None = None
    language: str | None = None
    title: str | None = None
    people: tuple[str, ...] = ()


EXPECTED = {
    "zoom.vtt": Sample(
        "zoom-vtt",
        (
            (192.48, 196.9, f"{BEN} (Kelvane)", f"Thanks for joining, Dana. {SEND}"),
            (197.1, 201.35, f"{DANA} | Northwind", BUDGET),
            (201.9, 204.01, "WEBER, Marc (Finance)", "One question: who signs for you, and"),
            (204.2, 206.0, "WEBER, Marc (Finance)", "does legal have to see it first?"),
            (206.5, 208.0, f"{DANA} | Northwind", "Legal sees it first."),
            (209.0, 210.5, "Meeting Room 4B", "We can't hear you."),
            (211.0, 212.5, "Meeting Room 4B", "Now we can."),
            (213.0, 214.0, "Meeting Room 4B", "Go on."),
            (215.0, 216.0, None, "Somebody else was here too."),
            (216.5, 219.0, f"{BEN} (Kelvane)", "Here is the plan: a demo on Tuesday at 2:30."),
            (219.5, 221.0, "dana's iPhone", "Yes."),
            (221.5, 223.0, "dana's iPhone", "Talk soon!"),
        ),
        ("line 36: no name; the speaker is unknown",),
        people=(BEN, DANA, "Marc Weber", "Meeting Room 4B", "dana's iPhone"),
    ),
    "teams.vtt": Sample(
        "teams-vtt",
        (
            (3.249, 8.019, "Okafor, Ben", f"Thanks for joining, Dana. {SEND}"),
            (8.4, 11.229, LUCIA, "Great. Our budget is 40,000 euros, and"),
            (10.1, 10.5, "Okafor, Ben", "Okay."),
            (11.229, 12.8, LUCIA, "it has to be SOC 2 & signed."),
            (13.0, 14.2, LUCIA, "Legal sees it first."),
            (15.0, 16.0, None, "Hello from the room."),
        ),
        people=("Okafor, Ben", "Lucía García"),
    ),
    "teams-first.vtt": Sample(
        "vtt",
        ((0.0, 2.3, BEN, "Thanks for joining."), (2.3, 5.1, BEN, SEND), (5.5, 7.0, DANA, "Great.")),
        people=(BEN, DANA),
    ),
    "teams-metadata.vtt": Sample(
        "teams-vtt",
        (
            (16.246, 19.726, BEN, "I'll send the quote for R&D by Friday."),
            (20.1, 21.0, DANA, "Great, <thanks>."),
            (22.0, 22.5, None, "Hello?"),
        ),
        date="2026-03-02",
        language="en-us",
        people=(BEN, DANA),
    ),
    "stream.vtt": Sample(
        "stream-vtt",
        (
            (2.91, 6.2, None, f"Thanks for joining. {SEND}"),
            (9.0, 11.35, None, "Great, our budget is 40,000 euros."),
        ),
        language="en-us",
    ),
    "webex.vtt": Sample(
        "webex-vtt",
        (
            (12.4, 16.9, BEN, f"Thanks for joining. Note: {SEND}"),
            (17.1, 20.0, f"{DANA} (she/her)", "Great. Our budget is 40,000 euros."),
            (20.5, 21.5, None, "Can you hear us?"),
            (22.0, 23.0, 'Marc "Max" Weber', "Yes."),
            (23.5, 25.0, BEN, "Shall we plan the demo for Tuesday?"),
        ),
        people=(BEN, DANA, 'Marc "Max" Weber'),
    ),
    "youtube.vtt": Sample("youtube-vtt", ROLLED, language="en"),
    "youtube.srt": Sample("srt", ROLLED),
    "podcast.srt": Sample(
        "srt",
        (
            (
                0.0,
                11.61,
                "Sarah",
                "In this call, you'll hear how we send the updated quote by Friday. And what it should contain.",
            ),
            (11.61, 16.63, "Kevin", BUDGET),
            (17.0, 18.0, "Sarah", "Understood."),
        ),
        people=("Sarah", "Kevin"),
    ),
    "podcast.vtt": Sample(
        "vtt",
        (
            (0.0, 7.0, "Sarah", SEND),
            (7.0, 10.0, "Kevin", "Great. Our budget is 40,000 euros."),
            (10.0, 12.0, "Kevin", "It has to be SOC 2."),
            (12.5, 13.0, "Sarah", "Understood."),
        ),
        people=("Sarah", "Kevin"),
    ),
    "podcast.html": Sample(
        "podcast-html",
        (
            (0.0, None, "Sarah", "I’ll send the updated quote by Friday."),
            (None, None, "Sarah", "Is that fine?"),
            (69.0, None, "Kevin", BUDGET),
            (75.0, None, "Sarah", "Understood."),
        ),
        title="Northwind rollout",
        people=("Sarah", "Kevin"),
    ),
    "otter.srt": Sample(
        "srt",
        (
            (0.09, 5.1, BEN, f"Thanks for joining. {SEND}"),
            (5.4, 10.0, None, BUDGET),
            (10.2, 11.0, BEN, "Understood."),
        ),
        ("line 11 and 1 more: no name; the speaker is unknown",),
        people=(BEN,),
    ),
    "whisperx.srt": Sample(
        "srt",
        (
            (12.4, 16.9, "SPEAKER_00", SEND),
            (17.1, 20.0, "SPEAKER_01", "Great."),
            (21.1, 22.0, "SPEAKER_00", "Understood."),
        ),
        people=("SPEAKER_00", "SPEAKER_01"),
    ),
    "plain.srt": Sample(
        "srt",
        (
            (1.0, 2.5, DANA, "I will send the quote."),
            (360003.0, 360004.0, BEN, "Great."),
            (360003.0, 360004.0, DANA, "Good."),
            (360003.5, 360005.0, BEN, "Yes & no."),
            (3540.0, 3541.0, DANA, "2026"),
        ),
        ("line 16: starts before an earlier one; the order of the file is kept",),
        people=(DANA, BEN),
    ),
    "plain.vtt": Sample(
        "vtt",
        (
            (62.5, 64.0, DANA, "I'll send the quote."),
            (65.0, 66.5, DANA, "By Friday."),
            (65.0, 66.5, BEN, "Great."),
            (64.5, 65.5, BEN, "Is 3 < 4 --> true?"),
            (363602.0, 363603.0, BEN, "Bye."),
        ),
        ("line 27: starts before an earlier one; the order of the file is kept",),
        date="2026-03-02",
        title="Northwind rollout",
        people=(DANA, BEN),
    ),
}


@cache
def text_of(name: str) -> str:
    return decode((SAMPLES / name).read_bytes()).text


def read(text: str) -> Transcript:
    return READERS[detect(text).format].read(text)


def texts(transcript: Transcript) -> list[str]:
    return [turn.text for turn in transcript.turns]


@pytest.mark.parametrize("name", EXPECTED)
def test_samples(name: str) -> None:
    expected = EXPECTED[name]
    transcript = read_transcript(SAMPLES / name, date=expected.date or "2026-01-01")
    rows = tuple((turn.start, turn.end, turn.speaker, turn.text.replace("\xa0", " ")) for turn in transcript.turns)
    assert rows == expected.rows
    assert tuple(person.name for person in transcript.participants) == expected.people
    plain = READERS[expected.format].read(text_of(name))
    assert tuple(map(str, plain.problems)) == expected.problems
    assert (plain.date, plain.language, plain.title) == (expected.date, expected.language, expected.title)


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("shown", [None, "call", "call.txt", "call.json", "call.vtt", "call.srt"])
def test_content_decides(name: str, shown: str | None) -> None:
    assert detect(text_of(name), shown).format == EXPECTED[name].format


@pytest.mark.parametrize("name", [name for name, sample in EXPECTED.items() if sample.format.endswith("-vtt")])
def test_without_the_signature(name: str) -> None:
    """A lost first line costs nothing but the fields that stand below it."""
    assert read(text_of(name).removeprefix("WEBVTT\n")).turns == read(text_of(name)).turns


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_bytes(name: str, encoding: str, ends: str) -> None:
    assert decode(text_of(name).replace("\n", ends).encode(encoding)).text == text_of(name)


def test_lines_with_a_blank_line_after_each() -> None:
    text = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nDana: one\n\n2\n00:00:03.000 --> 00:00:04.000\nDana: two\n"
    assert read(text.replace("\n", "\n\n")).turns == read(text).turns
    assert not read(text.replace("\n", "\n\n")).problems


@pytest.mark.parametrize(
    ("block", "spoken"),
    [
        ("- Hi.\n- Hello.", [(None, "Hi."), (None, "Hello.")]),
        ("[SPEAKER_00]: hi\n[SPEAKER_01]: no", [("SPEAKER_00", "hi"), ("SPEAKER_01", "no")]),
        ("(upbeat music)", []),
        ("♪ ♪", []),
        ("(laughs) Yes.", [(None, "(laughs) Yes.")]),
        (">> Yes.", [(None, "Yes.")]),
        ("from 3:00 to 4:00", [(None, "from 3:00 to 4:00")]),
        ("Subtitles by the Amara.org community", []),
        ("&amp;lt; stays", [(None, "&lt; stays")]),
    ],
)
def test_one_cue(block: str, spoken: list[tuple[str | None, str]]) -> None:
    turns = READERS["srt"].read(f"1\n00:00:01,000 --> 00:00:02,000\n{block}\n").turns
    assert [(turn.speaker, turn.text) for turn in turns] == spoken


def cues(*blocks: str) -> str:
    stamps = (f"00:00:{2 * n:02},000 --> 00:00:{2 * n + 1:02},900" for n in range(len(blocks)))
    return "\n\n".join(f"{n}\n{stamp}\n{text}" for n, (stamp, text) in enumerate(zip(stamps, blocks, strict=True), 1))


def test_names_in_brackets_on_lines_of_their_own() -> None:
    turns = read(cues("(Dana Reyes)\nI see", "(Ben Lee)\nYes", "(Dana Reyes)\nGood", "(Ben Lee)\nBye")).turns
    assert [turn.speaker for turn in turns] == [DANA, "Ben Lee", DANA, "Ben Lee"]


def test_names_on_every_cue_leave_others_unknown() -> None:
    named = [f"Dana: This is part {n}." for n in range(6)]
    transcript = read(cues(*named, "Nobody said this.", "Ben: Right."))
    assert [turn.speaker for turn in transcript.turns] == ["Dana"] * 6 + [None, "Ben"]
    assert [problem.place for problem in transcript.problems] == ["line 26"]


def test_a_new_voice_without_a_name_ends_the_one_before() -> None:
    turns = read(cues(">> Dana: So we", "agree.", ">> Fine.", "Then go.", ">> Dana: Bye", "all.")).turns
    assert [(turn.speaker, turn.text) for turn in turns] == [
        ("Dana", "So we agree."),
        (None, "Fine."),
        (None, "Then go."),
        ("Dana", "Bye all."),
    ]


def test_captions_that_cut_sentences_are_joined_and_others_kept() -> None:
    cut = [
        "We looked at the",
        "quote and it is",
        "fine.",
        "Legal has to",
        "see it first.",
        "The board",
        "meets",
        "soon.",
    ]
    assert texts(read(cues(*cut))) == [
        "We looked at the quote and it is fine.",
        "Legal has to see it first.",
        "The board meets soon.",
    ]
    whole = ["Yes.", "No.", "Good.", "We agree.", "So be it.", "Fine.", "Legal has to", "see it."]
    assert texts(read(cues(*whole))) == whole


def test_what_is_said_again_is_no_repeated_caption() -> None:
    said = ["Can you hear me now?", "Can you hear me now?", "Yes I can hear.", "Good.", "Good.", "So let us begin."]
    assert texts(read(cues(*said))) == said


def test_words_shown_one_by_one() -> None:
    lines = ["<u>We</u> will send it", "We <u>will</u> send it", "We will <u>send</u> it", "<u>By</u> Friday then"]
    lines += ["By <u>Friday</u> then", "By Friday <u>then</u>", "<u>So</u> be it", "So <u>be</u> it"]
    assert texts(read(cues(*lines))) == ["We will send it By Friday then So be it"]


def test_speech_that_lost_its_time_line_is_no_id() -> None:
    text = "WEBVTT\n\nDana: this is lost\n00:01.000 --> 00:02.000\nDana: yes\n\n"
    text += "some words\n00:03.000 --> 00:04.000\nDana: no\n"
    transcript = READERS["vtt"].read(text)
    assert texts(transcript) == ["this is lost", "yes", "no"]
    assert [problem.place for problem in transcript.problems] == ["line 3", "line 7"]


def test_words_behind_the_times_are_speech() -> None:
    transcript = READERS["vtt"].read(
        "WEBVTT\n\n00:01.000 --> 00:02.000 Dana, hello\n\n00:03.000 --> 00:04.000 line:0%\nyes\n"
    )
    assert texts(transcript) == ["Dana, hello", "yes"]
    assert [problem.place for problem in transcript.problems] == ["line 3"]


def test_damaged_metadata_loses_one_cue() -> None:
    text = text_of("teams-metadata.vtt").replace('"speakerName":"Dana Reyes"', '"speakerName":"Dana')
    transcript = read(text)
    assert [turn.speaker for turn in transcript.turns] == [BEN, None, None]
    assert [problem.place for problem in transcript.problems] == ["line 6"]


@pytest.mark.parametrize(
    ("text", "place", "speakers"),
    [
        ("<cite>Kevin: <time>0:01<p>Hello", None, ["Kevin"]),
        ("<cite>Kevin</cite><time>soon</time><p>Hello</p>", "line 1", ["Kevin"]),
        (f"<cite>{'x' * 200}</cite>\n<p>Hello</p>", "line 1", [None]),
        ("Intro\n<cite>Kevin</cite><p>Hello<script>open</p>", "line 1", ["Kevin", "Kevin"]),
        ("<time>0:01</time><p>Hello</p><!-- <p>no</p -->", None, [None]),
    ],
)
def test_damaged_html(text: str, place: str | None, speakers: list[str | None]) -> None:
    transcript = READERS["podcast-html"].read(text)
    assert transcript.turns[0].text == "Hello"
    assert [turn.speaker for turn in transcript.turns] == speakers
    assert [problem.place for problem in transcript.problems] == ([place] if place else [])


def test_pages_without_speakers_are_refused() -> None:
    with pytest.raises(ClosePlanError, match="HTML"):
        detect("<html><body><p>Hello</p></body></html>")
    with pytest.raises(ClosePlanError, match="neither <cite> nor <time>"):
        READERS["podcast-html"].read("<p>Hello</p>")


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}", text))


SPOKEN = {name: words_of(" ".join(texts(read(text_of(name))))) for name in EXPECTED}


def damaged(name: str, seed: int) -> str:
    """The sample with one or two lines deleted, doubled, swapped, glued, cut or torn apart."""
    dice, lines = Random(seed), text_of(name).split("\n")
    for _ in range(dice.randint(1, 2)):
        at = dice.randint(0, len(lines) - 2)
        cut = dice.randint(0, len(lines[at]))
        lines[at : at + 2] = dice.choice(
            (
                [lines[at + 1]],
                [lines[at], lines[at], lines[at + 1]],
                [lines[at + 1], lines[at]],
                [lines[at] + lines[at + 1]],
                [lines[at][:cut], lines[at + 1]],
                [lines[at][:cut], "", lines[at][cut:], lines[at + 1]],
                [lines[at][:cut] + dice.choice("<>&-:\x00é") + lines[at][cut:], lines[at + 1]],
            )
        )
    return "\n".join(lines)


@pytest.mark.parametrize("name", EXPECTED)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 1_000_000))
def test_damage_loses_no_word_silently(name: str, seed: int) -> None:
    text = damaged(name, seed)
    transcript = READERS[EXPECTED[name].format].read(text)
    kept = words_of(" ".join(f"{turn.speaker} {turn.text}" for turn in transcript.turns))
    lost = (SPOKEN[name] & words_of(text)) - kept
    assert not lost or transcript.problems, (lost, text)


def test_subviewer() -> None:
    text = "0:00:01.000,0:00:03.000\nDana Reyes: Hello.\n\n0:00:03.500,0:00:05.000\nMarc Weber: Hi.\n"
    assert detect(text).format == "sbv"
    turns = READERS["sbv"].read(text).turns
    assert [(turn.speaker, turn.text, turn.start, turn.end) for turn in turns] == [
        ("Dana Reyes", "Hello.", 1.0, 3.0),
        ("Marc Weber", "Hi.", 3.5, 5.0),
    ]
    with pytest.raises(FormatError, match="SubViewer"):
        READERS["sbv"].read("Dana: hello\n")


def test_names_in_brackets_without_a_colon_need_not_come_back() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n[Dana] Hello.\n\n00:02.000 --> 00:03.000\n[Ben] Hi. [laughs]\n"
    text += "\n00:03.000 --> 00:04.000\n[Dana] So.\n"
    assert [turn.speaker for turn in READERS["vtt"].read(text).turns] == ["Dana", "Ben", "Dana"]
