"""Every JSON format by its sample: format, speakers, words, times, date, language, people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from closeplan_nlp.errors import ClosePlanError, FormatError
from closeplan_nlp.readers import READERS, detect, read_transcript
from closeplan_nlp.types import Transcript

SAMPLES = Path(__file__).parent / "samples"
ASKED = "Thanks for joining, Dana. I'll send the updated quote by Friday."
ANSWERED = "Great. Our budget is 40,000 euros, and it has to be SOC 2."
PLANNED = "Understood. Shall we plan the demo for Tuesday at 2:30?"
AGREED = "Yes."
CALL = (ASKED, ANSWERED, PLANNED, AGREED)
BEN, DANA = "Ben Okafor", "Dana Reyes"
SIDES = {BEN: "seller", DANA: "customer"}
DAY = "2026-03-02"


@dataclass(frozen=True)
class Sample:
    """What a sample holds; `starts` of the turns are to a hundredth of a second."""

    format: str
    speakers: tuple[str | None, ...]
    texts: tuple[str, ...] = CALL
    starts: tuple[float, ...] = (12.4, 17.1, 23.0, 27.5)
    end: float | None = 27.75
    date: str | None = None
    language: str | None = None
    title: str | None = None
    sides: tuple[tuple[str, str], ...] = ()


def two(first: str, second: str) -> tuple[str, ...]:
    return (first, second, first, second)


NAMED = two(BEN, DANA)
HALF = "Great. Our budget is 40,000 euros."
MEETING: dict[str, Any] = {"date": DAY, "title": "Northwind rollout"}
WITH_SIDES = tuple(SIDES.items())
LOWER = tuple(" ".join(word.rstrip(".,?") for word in text.lower().split()) for text in CALL)
EXPECTED = {
    "openai-whisper": Sample("openai-whisper", (None, None), (ASKED, HALF), (12.4, 17.1), 20.0, language="en"),
    "faster-whisper": Sample("faster-whisper", (None, None), (ASKED, HALF), (12.4, 17.1), 21.0, language="en"),
    "whisper-timestamped": Sample(
        "whisper-timestamped", (None, None), (ASKED, "Great."), (12.4, 17.1), 17.4, language="en"
    ),
    "whisperx": Sample(
        "whisperx",
        ("SPEAKER_00", "SPEAKER_01", None, "SPEAKER_01"),
        (ASKED, ANSWERED, "Understood.", AGREED),
        end=27.8,
        language="en",
    ),
    "whisper-cpp": Sample(
        "whisper-cpp", ("0", "1", None), (ASKED, HALF, "Understood."), (12.4, 17.1, 20.0), 21.0, language="en"
    ),
    "whisper-chunks": Sample("whisper-chunks", (None, None), (ASKED, "Great."), (12.4, 17.1), None),
    "deepgram": Sample("deepgram", two("0", "1"), language="en"),
    "elevenlabs": Sample("elevenlabs", two("speaker_0", "speaker_1"), language="en"),
    "elevenlabs-segments": Sample("elevenlabs", NAMED, language="en"),
    "elevenlabs-agent": Sample("elevenlabs", two("agent", "user"), CALL, (12, 17, 23, 27), None, date=DAY),
    "deepgram-utterances": Sample("deepgram", ("Channel 0", "Channel 1"), ("Thanks.", "Great."), (12.4, 17.1), 17.35),
    "assemblyai": Sample("assemblyai", two("A", "B"), language="en-US"),
    "aws-transcribe": Sample("aws-transcribe", two("spk_0", "spk_1"), language="en-US"),
    "aws-transcribe-channels": Sample("aws-transcribe", two("ch_0", "ch_1")),
    "aws-transcribe-stream": Sample(
        "aws-transcribe-stream", ("0", "1"), ("Thanks, Dana.", "Great."), (12.4, 13.1), 13.3
    ),
    "aws-call-analytics": Sample(
        "aws-call-analytics",
        two("AGENT", "CUSTOMER"),
        end=30.5,
        language="en-US",
        sides=(("AGENT", "seller"), ("CUSTOMER", "customer")),
    ),
    "aws-contact-lens": Sample(
        "aws-contact-lens",
        two("AGENT", "CUSTOMER"),
        end=30.5,
        language="en-US",
        sides=(("AGENT", "seller"), ("CUSTOMER", "customer")),
    ),
    "aws-healthscribe": Sample("aws-healthscribe", two("CLINICIAN_0", "PATIENT_0"), end=30.5, language="en-US"),
    "google-stt": Sample("google-stt", two("1", "2")),
    "google-stt-v2": Sample("google-stt-v2", two("1", "2"), CALL, (0.0, 4.7, 10.6, 15.1), 15.35, language="en-US"),
    "azure-batch": Sample("azure-batch", two("1", "2"), end=30.5),
    "azure-fast": Sample("azure-fast", two("0", "1"), end=30.5, language="en-US"),
    "watson": Sample("watson", two("0", "1")),
    "speechmatics": Sample(
        "speechmatics", (None, *two("S1", "S2")), ("Hm", *CALL), (10.0, 12.4, 17.1, 23.0, 27.5), language="en"
    ),
    "rev": Sample("rev", two("0", "1")),
    "rev-com": Sample("rev", NAMED, end=30.5),
    "vosk": Sample("vosk", (None,) * 4, ("thanks for joining dana i'll send the updated quote by friday", *LOWER[1:])),
    "vosk-transcriber": Sample("vosk", (None,), ("thanks dana",), (12.4,), 13.0),
    "kaldi": Sample("kaldi", (None, None), ("thanks for joining dana.", "great."), (12.4, 17.1), 18.1),
    "fireflies": Sample("fireflies", NAMED, end=30.5, **MEETING),
    "fireflies-app": Sample("fireflies", NAMED, CALL, (12, 17, 23, 27), 30.0),
    "gong": Sample("gong", NAMED, end=28.9, language="en", sides=WITH_SIDES, **MEETING),
    "gong-transcript-only": Sample("gong", two("4518", "6432"), end=28.9),
    "tldv": Sample("tldv", (None, *NAMED), ("Hello?", *CALL), (3, 12.4, 17.1, 23, 27.5), 30.5, **MEETING),
    "grain": Sample("grain", (None, *NAMED), ("Hello?", *CALL), (3, 12.4, 17.1, 23, 27.5), 30.5),
    "grain-recording": Sample("grain", NAMED, end=30.5, sides=WITH_SIDES, **MEETING),
    "recall": Sample("recall", (None, *NAMED), ("Hello?", *CALL), (3, 12.4, 17.1, 23, 27.5), date=DAY, language="en"),
    "recall-legacy": Sample("recall", NAMED, language="en-US"),
    "fathom-json": Sample(
        "fathom-json", NAMED, CALL, (12, 17, 23, 27), None, language="en", sides=WITH_SIDES, **MEETING
    ),
    "podcast-json": Sample("podcast-json", NAMED),
    "kaldi-bbc": Sample("kaldi", two("S0", "S1")),
    "speechmatics-v1": Sample(
        "speechmatics", two("M1", "F2"), tuple(text.replace(",", "") for text in CALL), language="en"
    ),
    "watson-job": Sample("watson", two("0", "1")),
    "openai-whisper-words": Sample("openai-whisper", (None,), (f"{ASKED} {ANSWERED}",), (12.4,), 20.95, language="en"),
    "recall-events": Sample("recall", NAMED, date=DAY),
    "vcon-vtt": Sample("vcon", NAMED, end=30.5, date=DAY, sides=WITH_SIDES),
    "vcon-old": Sample("vcon", two("0", "1"), sides=WITH_SIDES, **MEETING),
    "vcon-new": Sample("vcon", NAMED, end=30.5, language="en-US", sides=WITH_SIDES, **MEETING),
    "vcon-signed": Sample("vcon", NAMED, end=30.5, language="en-US", sides=WITH_SIDES, **MEETING),
    "vcon-messages": Sample("vcon", NAMED, CALL, (0, 5, 11, 15), None, date=DAY, sides=WITH_SIDES),
}


def sample_text(name: str) -> str:
    return (SAMPLES / f"{name}.json").read_text(encoding="utf-8")


@pytest.fixture(params=EXPECTED)
def sample(request: pytest.FixtureRequest) -> tuple[Sample, Transcript, str]:
    name: str = request.param
    return EXPECTED[name], read_transcript(SAMPLES / f"{name}.json"), sample_text(name)


Case = tuple[Sample, Transcript, str]


def test_format_is_known_by_structure_whatever_the_file_is_called(sample: Case) -> None:
    expected, _, text = sample
    for name in (None, "call.txt", "call.vtt", "call"):
        found = detect(text, name)
        assert (found.format, found.confidence >= 0.9) == (expected.format, True)
        assert found.reason.startswith("JSON with ")


def test_no_other_format_claims_it(sample: Case) -> None:
    expected, _, text = sample
    sure = {name for name, reader in READERS.items() if reader.score(text)[0] >= 0.9}
    best = max(READERS.values(), key=lambda reader: reader.score(text)[0])
    assert best.name == expected.format
    assert sure <= {expected.format, "openai-whisper"}  # faster-whisper has all that Whisper has, and more


def test_speakers_and_words_are_exact(sample: Case) -> None:
    expected, transcript, _ = sample
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [
        *zip(expected.speakers, expected.texts, strict=True)
    ]


def test_times_are_seconds(sample: Case) -> None:
    expected, transcript, _ = sample
    assert [turn.start for turn in transcript.turns] == pytest.approx(expected.starts, abs=0.006)
    assert transcript.turns[-1].end == (None if expected.end is None else pytest.approx(expected.end, abs=0.006))


def test_facts_about_the_call(sample: Case) -> None:
    expected, transcript, _ = sample
    found = (transcript.date, transcript.language, transcript.title)
    assert found == (expected.date, expected.language, expected.title)
    sides = {person.name: person.side for person in transcript.participants if person.side != "unknown"}
    assert sides == dict(expected.sides)


def test_only_what_is_missing_is_a_problem(sample: Case) -> None:
    expected, transcript, _ = sample
    places = {problem.place for problem in transcript.problems}
    told = {"date"} if expected.date is None else set()
    told |= {"speakers"} if not any(expected.speakers) else set()
    assert places - {"signatures", "callTranscripts[0].transcript"} == told


def test_numbers_are_readable_names_with_their_label() -> None:
    people = read_transcript(SAMPLES / "deepgram.json").participants
    assert [(person.name, person.label) for person in people] == [("Speaker 0", "0"), ("Speaker 1", "1")]
    named = read_transcript(SAMPLES / "deepgram.json", speakers={"Speaker 1": DANA, "0": BEN}).participants
    assert [(person.name, person.label) for person in named] == [(BEN, "0"), (DANA, "1")]


def test_people_have_what_the_file_says() -> None:
    gong = read_transcript(SAMPLES / "gong.json")
    assert [(person.name, person.role) for person in gong.participants] == [
        (BEN, "Account executive"),
        (DANA, "IT director"),
        ("Marc Weber", None),
    ]
    assert gong.participants[1].to_dict()["email"] == "dana.reyes@northwind.example"
    assert gong.customer_org == "Northwind"


def test_note_takers_are_no_participants_and_an_address_is_its_person() -> None:
    people = read_transcript(SAMPLES / "fireflies.json").participants
    assert [person.name for person in people] == [BEN, DANA]
    assert people[1].to_dict()["email"] == "dana.reyes@northwind.example"


def test_addresses_give_sides_to_organisations() -> None:
    people = read_transcript(SAMPLES / "fireflies.json", seller=["Harborline"], customer=["northwind"]).participants
    assert {person.name: person.side for person in people} == SIDES


def test_ids_without_names_are_told() -> None:
    problems = read_transcript(SAMPLES / "gong-transcript-only.json").problems
    assert any("only ids" in problem.reason and "parties" in str(problem) for problem in problems)


def test_when_it_was_transcribed_is_not_the_day_of_the_call(tmp_path: Path) -> None:
    transcript = read_transcript(SAMPLES / "deepgram.json")
    assert transcript.date is None
    assert "2026-03-09" in str(transcript.problems[0])
    named = tmp_path / "2026-03-02 Northwind.json"
    named.write_text(sample_text("deepgram"), encoding="utf-8")
    assert (read_transcript(named).date, read_transcript(named).problems) == (DAY, ())


@pytest.mark.parametrize("name", EXPECTED)
def test_encodings_do_not_matter(name: str, tmp_path: Path) -> None:
    path = tmp_path / "call.dat"
    expected = read_transcript(SAMPLES / f"{name}.json", date=DAY).turns
    for encoding in ("utf-8-sig", "utf-16"):
        path.write_bytes(sample_text(name).replace("\n", "\r\n").encode(encoding))
        assert read_transcript(path, date=DAY).turns == expected


@pytest.mark.parametrize("name", EXPECTED)
def test_asking_for_another_format_is_refused_with_what_is_missing(name: str) -> None:
    other = "tldv" if EXPECTED[name].format != "tldv" else "deepgram"
    with pytest.raises(FormatError, match="missing"):
        read_transcript(SAMPLES / f"{name}.json", input_format=other)


@pytest.mark.parametrize(
    ("text", "closest"),
    [
        ('{"segments": [{"txt": "Hello", "start": 1}]}', "segments[].text (text)"),
        ('{"results": {"channels": [{"alternatives": [{"words": []}]}]}}', "Deepgram JSON (deepgram) needs"),
        ('{"monologues": [{"speaker": 0, "elements": []}]}', "Rev JSON (rev) needs monologues[].elements[].value"),
        ('[{"participant": {"name": "Dana"}, "words": [{"text": "Hello"}]}]', "Recall.ai JSON (recall) needs"),
        ('{"Transcript": [{"Text": "Hello", "ParticipantRole": "AGENT"}]}', "Transcript[].Content"),
        ('{"vcon": "0.0.1", "uuid": "x"}', "vCon (vcon) needs parties"),
        ('{"callTranscripts": [{"transcript": [{"speakerId": "1"}]}]}', "Gong JSON (gong) needs"),
    ],
)
def test_unknown_structure_is_refused_with_the_closest_formats(text: str, closest: str) -> None:
    with pytest.raises(ClosePlanError) as caught:
        READERS[detect(text).format].read(text)
    assert "JSON of an unknown structure: the top level" in str(caught.value)
    assert closest in str(caught.value)


@pytest.mark.parametrize(
    "text", ['{"name": "closeplan", "version": "1.0", "dependencies": {}}', '{"a": 1}', '[{"lat": 1.0}]', "[]", "{}"]
)
def test_json_that_is_no_transcript_is_refused(text: str) -> None:
    with pytest.raises(FormatError, match="unknown structure"):
        READERS[detect(text).format].read(text)
