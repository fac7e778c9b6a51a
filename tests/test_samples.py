from __future__ import annotations

import importlib.util
import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from closeplan_nlp import KINDS, Transcript, read_transcript

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
CALLS = ("orchard-clinic", "harbour-cold-store")
SUFFIXES = (".json", ".vtt", ".srt", ".txt")


def load_script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, SAMPLES / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def read_json(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
    return data


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def sides(transcript: Transcript) -> dict[str, str]:
    return {person.name: person.side for person in transcript.participants}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_reads_back_to_the_same_turns(call: str, suffix: str) -> None:
    original = read_json(f"{call}.json")
    transcript = read_transcript(SAMPLES / f"{call}{suffix}", date=original["date"])
    assert said(transcript) == [(turn["speaker"], turn["text"]) for turn in original["turns"]]
    assert not transcript.problems
    for turn, wanted in zip(transcript.turns, original["turns"], strict=True):
        times = (None, None) if suffix == ".txt" else (wanted["start"], wanted["end"])
        assert (turn.start, turn.end) == (pytest.approx(times, abs=0.001) if times[0] is not None else times)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("suffix", [".json", ".vtt", ".txt"])
def test_date_and_organisations_are_in_the_file(call: str, suffix: str) -> None:
    original = read_json(f"{call}.json")
    transcript = read_transcript(SAMPLES / f"{call}{suffix}")
    for field in ("title", "date", "language", "seller_org", "customer_org"):
        assert getattr(transcript, field) == original[field]


@pytest.mark.parametrize("suffix", [".json", ".vtt", ".txt"])
def test_sides_are_known_where_names_are(suffix: str) -> None:
    original = read_json("orchard-clinic.json")
    transcript = read_transcript(SAMPLES / f"orchard-clinic{suffix}")
    assert sides(transcript) == {person["name"]: person["side"] for person in original["participants"]}


@pytest.mark.parametrize("suffix", [".vtt", ".txt"])
def test_sides_are_known_once_labels_are_named(suffix: str) -> None:
    original = read_json("harbour-cold-store.json")
    people = original["participants"]
    speakers = {person["label"]: f"{person['name']} ({original[person['side'] + '_org']})" for person in people}
    transcript = read_transcript(SAMPLES / f"harbour-cold-store{suffix}", speakers=speakers)
    assert sides(transcript) == {person["name"]: person["side"] for person in people}
    assert {person.label for person in transcript.participants} == set(speakers)


@pytest.mark.parametrize("call", CALLS)
def test_subtitles_leave_the_date_to_the_user(call: str) -> None:
    transcript = read_transcript(SAMPLES / f"{call}.srt")
    assert transcript.date is None
    assert [problem.place for problem in transcript.problems] == ["date"]


@pytest.mark.parametrize("call", CALLS)
def test_files_are_what_the_script_writes(call: str) -> None:
    script = load_script("make_formats")
    assert call in script.CALLS
    for suffix, write in script.FORMATS.items():
        written = (SAMPLES / f"{call}{suffix}").read_bytes().decode("utf-8")
        assert written == write(script.read_call(call))


def test_recording_is_stereo_small_and_as_long_as_the_transcript() -> None:
    data = (SAMPLES / "orchard-clinic.ogg").read_bytes()
    head = data.index(b"OpusHead")
    channels, pre_skip = data[head + 9], int.from_bytes(data[head + 10 : head + 12], "little")
    last_page = data.rindex(b"OggS")
    duration = (int.from_bytes(data[last_page + 6 : last_page + 14], "little") - pre_skip) / 48_000
    assert channels == 2
    assert len(data) <= 3_000_000
    end = read_json("orchard-clinic.json")["turns"][-1]["end"]
    assert end + 1.5 < duration < end + 2.5


def test_everybody_in_the_recording_has_a_voice_of_their_own() -> None:
    voices = load_script("make_recording").VOICES
    assert set(voices) == {person["name"] for person in read_json("orchard-clinic.json")["participants"]}
    assert len({voice.name for voice in voices.values()}) == len(voices)


def test_json_is_laid_out_as_the_script_writes_it() -> None:
    script = load_script("make_recording")
    for call in CALLS:
        text = (SAMPLES / f"{call}.json").read_text(encoding="utf-8")
        assert text == script.as_lines(json.loads(text))


@pytest.mark.parametrize("call", CALLS)
def test_turns_follow_each_other(call: str) -> None:
    turns = read_json(f"{call}.json")["turns"]
    assert all(turn["start"] < turn["end"] for turn in turns)
    assert all(before["end"] < after["start"] for before, after in pairwise(turns))


@pytest.mark.parametrize("call", CALLS)
def test_gold_items_are_well_formed(call: str) -> None:
    gold, turns = read_json(f"{call}.items.json"), read_json(f"{call}.json")["turns"]
    assert gold["id"] == call
    assert {item["kind"] for item in gold["items"]} == set(KINDS)
    for item in gold["items"]:
        kind = KINDS[item["kind"]]
        assert item["turns"] == sorted(set(item["turns"]))
        assert item["turns"]
        assert item["category"] in (kind.categories or (None,))
        assert (item["importance"] is not None) == kind.has_importance
        assert (item["status"] is not None) == kind.has_status
        assert item["side"] in ("seller", "customer", "both")
        assert item["due"] is None or re.fullmatch(r"\d{4}-\d\d(-\d\d)?", item["due"])
        heard = [turns[turn]["text"] for turn in item["turns"]]
        assert item["due_text"] is None or any(item["due_text"] in text for text in heard)
