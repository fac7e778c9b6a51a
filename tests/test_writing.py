"""Transcripts as files, and what comes back from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeplan_nlp.errors import RequestError
from closeplan_nlp.readers import detect, read_transcript
from closeplan_nlp.readers.decoding import decode
from closeplan_nlp.readers.registry import READERS
from closeplan_nlp.types import Participant, Problem, Transcript, Turn
from closeplan_nlp.writing import format_of, write_transcript

SAMPLES = sorted(
    path
    for path in (Path(__file__).parent / "readers" / "samples").iterdir()
    if path.suffix in (".json", ".vtt", ".srt", ".txt", ".md", ".docx") and path.name != "zoom-chat.txt"
)
NAMES = [
    "Dana Reyes",
    "GARCÍA, José (IT)",
    "dana",
    "Note",
    "Unknown speaker",
    "Глеб <x> & Co",
    "speaker 2",
    "A | B",
    '"Q"',
]
OWN = {"json": "json", "vtt": "closeplan-vtt", "srt": "srt", "text": "closeplan-text"}
WORDS = [
    "hello",
    "Dana:",
    "R&D",
    "<i>",
    "--> 5",
    "10:30",
    "[Music]",
    "привет",
    "and…",
    "WEBVTT",
    "NOTE",
    "{\\an8}",
    "😀",
    "- so",
]
TEXTS = st.lists(st.sampled_from(WORDS) | st.text("abc é.,:-&<>[]", min_size=1, max_size=8), min_size=1, max_size=6)
SAID = TEXTS.map(lambda words: " ".join(" ".join(["word", *words]).split()))


@st.composite
def transcripts(draw: st.DrawFn, times: str = "all") -> Transcript:
    """A call with odd names and words; `times` says which turns have some."""
    names = draw(st.lists(st.sampled_from([*NAMES, None]), min_size=1, max_size=4))
    turns, at = [], 0
    for text in draw(st.lists(SAID, min_size=1, max_size=8)):
        at += draw(st.integers(0, 5000))
        end = at + draw(st.integers(0, 5000))
        timed = times == "all" or (times == "some" and draw(st.booleans()))
        start, stop = (at / 1000, end / 1000) if timed else (None, None)
        turns.append(Turn(speaker=draw(st.sampled_from(names)), text=text, start=start, end=stop))
    people = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=3))
    return Transcript(
        title=draw(st.sampled_from([None, "Rollout --> now: “x”", "#1 'a'"])),
        date=draw(st.sampled_from([None, "2026-03-02"])),
        language=draw(st.sampled_from([None, "en"])),
        customer_org=draw(st.sampled_from([None, "North & Wind"])),
        participants=tuple(
            Participant(name=name, side="customer", role="IT", email="x@y.example")  # type: ignore[call-arg]
            for name in people
        ),
        turns=tuple(turns),
    )


def back(transcript: Transcript, to: str) -> Transcript:
    text = decode(write_transcript(transcript, to).encode()).text
    return READERS[detect(text).format].read(text)


def shown(transcript: Transcript) -> dict[str, Any]:
    return {key: value for key, value in transcript.to_dict().items() if key != "problems"}


@settings(max_examples=50, deadline=None)
@given(transcript=transcripts("some"))
def test_json_and_text_read_back_the_same(transcript: Transcript) -> None:
    assert shown(back(transcript, "json")) == shown(transcript)
    assert shown(back(transcript, "text")) == shown(transcript)


@settings(max_examples=50, deadline=None)
@given(transcript=transcripts())
def test_vtt_reads_back_the_same(transcript: Transcript) -> None:
    assert shown(back(transcript, "vtt")) == shown(transcript)


@settings(max_examples=50, deadline=None)
@given(transcript=transcripts())
def test_srt_reads_back_the_same_turns(transcript: Transcript) -> None:
    again = back(transcript, "srt")
    assert again.turns == transcript.turns


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_sample_reads_back_the_same(path: Path) -> None:
    transcript = read_transcript(path, date="2026-03-02")
    timed = any(turn.start is not None for turn in transcript.turns)
    for to, name in OWN.items():
        if to in ("vtt", "srt") and not timed:
            with pytest.raises(RequestError, match="no times"):
                write_transcript(transcript, to)
            continue
        again = READERS[name].read(decode(write_transcript(transcript, to).encode()).text)
        said = [[(turn.speaker, turn.text) for turn in call.turns] for call in (again, transcript)]
        assert said[0] == said[1]
        for turn, old in zip(again.turns, transcript.turns, strict=True):
            for time, was in ((turn.start, old.start), (turn.end, old.end)):
                assert was is None or time == pytest.approx(was, abs=0.0006)
        if to != "srt":
            heads = [call.model_copy(update={"turns": (), "problems": ()}).to_dict() for call in (again, transcript)]
            assert heads[0] == heads[1]
        if to == "json":
            assert set(map(str, transcript.problems)) <= set(map(str, again.problems))


def test_json_keeps_problems_and_unknown_fields() -> None:
    problem = Problem(reason="a cue without text", source="a.vtt", place="line 3", remedy="Look")
    turn = Turn(text="hi", mood="good")  # type: ignore[call-arg]
    transcript = Transcript(turns=(turn,), problems=(problem,), room="4")  # type: ignore[call-arg]
    again = back(transcript, "json")
    assert problem in again.problems
    assert (again.to_dict()["room"], again.to_dict()["turns"][0]["mood"]) == ("4", "good")


def test_missing_times_of_subtitles_are_filled_in() -> None:
    turns = (Turn(text="one two", start=1), Turn(text="three", start=4, end=5), Turn(text="four"), Turn(text="five"))
    times = [(turn.start, turn.end) for turn in back(Transcript(turns=turns), "vtt").turns]
    assert times == [(1, 4), (4, 5), (5, 6), (6, 7)]


@pytest.mark.parametrize("to", ["vtt", "srt"])
def test_a_call_without_times_has_no_subtitles(to: str) -> None:
    with pytest.raises(RequestError, match=r"no times.*--to text"):
        write_transcript(Transcript(turns=(Turn(text="hi"),)), to)


def test_formats() -> None:
    with pytest.raises(RequestError, match="Known formats: json, vtt, srt, text"):
        write_transcript(Transcript(turns=()), "docx")
    found = [format_of(name) for name in ("a.VTT", "a.srt", "a.txt", "a.md", "a.json", "-")]
    assert found == ["vtt", "srt", "text", "text", "json", "json"]
    for name in ("a.docx", "a"):
        with pytest.raises(RequestError, match="names no transcript format"):
            format_of(name)


def test_text_and_vtt_changed_by_hand_are_still_read() -> None:
    turns = (Turn(speaker="Dana", text="hello", start=1, end=2), Turn(text="so", start=3))
    transcript = Transcript(title="Rollout", turns=turns)
    text = write_transcript(transcript, "text").replace("hello\n", "hello\nthere\n\n").replace('"Rollout"', "Rollout")
    again = READERS["closeplan-text"].read(text)
    assert [turn.text for turn in again.turns] == ["hello there", "so"]
    assert (again.title, again.problems[0].place) == (None, "line 3")
    vtt = write_transcript(transcript, "vtt").replace('{"title', '{"title"')
    assert [turn.text for turn in READERS["closeplan-vtt"].read(vtt).turns] == ["hello", "so"]
    assert "note of closeplan is damaged" in READERS["closeplan-vtt"].read(vtt).problems[0].reason
