"""Traps of single JSON formats that their samples do not hold."""

from __future__ import annotations

import json
from typing import Any

import pytest

from closeplan_nlp.errors import ClosePlanError, FormatError
from closeplan_nlp.readers import READERS, detect
from closeplan_nlp.readers.json_fields import language_of
from closeplan_nlp.readers.json_node import as_seconds
from closeplan_nlp.readers.json_parts import is_noise
from closeplan_nlp.types import Transcript


def read(*values: Any) -> Transcript:
    text = "\n".join(value if isinstance(value, str) else json.dumps(value) for value in values)
    return READERS[detect(text).format].read(text)


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def reasons(transcript: Transcript) -> str:
    return "; ".join(map(str, transcript.problems))


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1500, 0.001, 1.5),
        ("4.87", 1.0, 4.87),
        ("1.300s", 1.0, 1.3),
        ("12.5s", 0.001, 12.5),
        ("PT1H2M3.5S", 1.0, 3723.5),
        ("PT0.07S", 1.0, 0.07),
        ("00:01:02.5", 1.0, 62.5),
        ("0:12", 1.0, 12.0),
        (123456789, 1e-7, 12.345679),
        ({"seconds": "3", "nanos": 500000000}, 1.0, 3.5),
        ({"nanos": 100000000}, 1.0, 0.1),
        ("soon", 1.0, "soon"),
        ({}, 1.0, {}),
        (None, 1.0, None),
        (True, 1.0, True),
        ("PT", 1.0, "PT"),
    ],
)
def test_times_in_every_notation(value: Any, unit: float, expected: Any) -> None:
    assert as_seconds(value, unit) == expected


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("english", "en"),
        ("eng", "en"),
        ("en_us", "en-US"),
        ("ru", "ru"),
        ("auto", None),
        ("what is it", None),
        (5, None),
    ],
)
def test_languages(value: Any, code: str | None) -> None:
    assert language_of(value) == code


@pytest.mark.parametrize(
    ("text", "noise"),
    [
        ("[BLANK_AUDIO]", True),
        (" (upbeat music) ", True),
        ("♪♪♪", True),
        ("*applause*", True),
        ("[Music] [Applause]", True),
        ("We play music", False),
        ("[Dana]", False),
        ("(sighs) I know", False),
    ],
)
def test_notes_on_sounds(text: str, noise: bool) -> None:
    assert is_noise(text) is noise


def test_deepgram_without_diarization_has_no_speakers_and_keeps_the_text() -> None:
    word = {"word": "yes", "start": 1.0, "end": 1.2, "confidence": 0.9, "punctuated_word": "Yes."}
    alternative = {"transcript": "Yes.", "confidence": 0.9, "words": [word]}
    assert said(read({"metadata": {}, "results": {"channels": [{"alternatives": [alternative]}]}})) == [(None, "Yes.")]
    bare = {"transcript": "Yes, indeed.", "confidence": 0.9}
    assert said(read({"metadata": {}, "results": {"channels": [{"alternatives": [bare]}]}})) == [(None, "Yes, indeed.")]


def test_deepgram_streaming_counts_final_results_only() -> None:
    def event(text: str, final: bool) -> dict[str, Any]:
        return {"type": "Results", "is_final": final, "channel": {"alternatives": [{"transcript": text, "words": []}]}}

    assert said(read(event("Than", False), event("Thanks.", True), {"type": "Metadata"}, event("Yes.", True))) == [
        (None, "Thanks. Yes.")
    ]


def test_speakers_stay_apart_however_short_the_turn() -> None:
    words = [
        {"word": text, "punctuated_word": text, "start": at, "end": at + 0.2, "speaker": speaker}
        for at, (text, speaker) in enumerate([("So,", 0), ("Yes.", 1), ("we", 0), ("sign.", 0)])
    ]
    data = {"metadata": {}, "results": {"channels": [{"alternatives": [{"transcript": "…", "words": words}]}]}}
    assert said(read(data)) == [("0", "So,"), ("1", "Yes."), ("0", "we sign.")]


def test_google_results_that_do_not_repeat_are_all_kept() -> None:
    def result(word: str, at: float) -> dict[str, Any]:
        said = {"word": word, "startTime": f"{at}s", "endTime": f"{at + 0.3}s", "speakerTag": 1}
        return {"alternatives": [{"transcript": word, "words": [said]}], "languageCode": "en-us"}

    assert said(read({"results": [result("yes", 1.0), result("yes", 2.0)]})) == [("1", "yes yes")]


def test_google_times_of_client_libraries() -> None:
    word = {"word": "yes", "start_time": {"seconds": "1", "nanos": 500000000}, "end_time": {"seconds": "2"}}
    turn = read({"results": [{"alternatives": [{"transcript": "yes", "words": [word]}]}]}).turns[0]
    assert (turn.start, turn.end) == (1.5, 2.0)


def test_google_inline_batch_results() -> None:
    word = {"word": "yes", "startOffset": "1s", "endOffset": "1.5s", "speakerLabel": "2"}
    inner = {"results": [{"alternatives": [{"transcript": "yes", "words": [word]}]}]}
    found = read({"results": {"gs://bucket/call.wav": {"inlineResult": {"transcript": inner}, "transcript": inner}}})
    assert said(found) == [("2", "yes")]


def test_aws_labels_on_items_and_unknown_words() -> None:
    items = [
        {"type": "pronunciation", "alternatives": [{"content": "Yes"}], "start_time": "1.0", "speaker_label": "spk_1"},
        {"type": "punctuation", "alternatives": [{"content": "."}], "speaker_label": "spk_1"},
        {"type": "pronunciation", "alternatives": [], "start_time": "2.0", "speaker_label": "spk_1"},
    ]
    found = read({"jobName": "x", "results": {"transcripts": [{"transcript": "Yes."}], "items": items}})
    assert said(found) == [("spk_1", "Yes.")]
    assert [problem.place for problem in found.problems] == ["results.items[2]"]


def test_aws_segments_where_there_are_no_items() -> None:
    segment = {"id": 0, "transcript": "Yes.", "start_time": "1.0", "end_time": "2.0", "speaker_label": "spk_0"}
    found = read({"results": {"transcripts": [{"transcript": "Yes."}], "items": [], "audio_segments": [segment]}})
    assert (said(found), found.turns[0].start) == ([("spk_0", "Yes.")], 1.0)


def test_assemblyai_that_failed_is_refused_with_its_reason() -> None:
    with pytest.raises(FormatError, match="Download error"):
        read({"id": "1", "status": "error", "error": "Download error", "text": None, "audio_url": "x"})


def test_azure_stereo_is_sorted_by_time_and_named_by_channel() -> None:
    def phrase(channel: int, at: int, text: str) -> dict[str, Any]:
        best = [{"display": text}]
        return {"channel": channel, "offsetInTicks": at * 1e7, "durationInTicks": 1e7, "nBest": best}

    found = read({"recognizedPhrases": [phrase(0, 1, "Hello."), phrase(0, 5, "Good."), phrase(1, 3, "Hi.")]})
    assert said(found) == [("Channel 0", "Hello."), ("Channel 1", "Hi."), ("Channel 0", "Good.")]
    assert not found.problems


def test_whisper_texts_without_punctuation_are_not_run_together() -> None:
    segments = [{"start": at, "end": at + 1, "text": f" so number {at}", "seek": 0} for at in range(3)]
    assert len(read({"text": "…", "segments": segments, "language": "en"}).turns) == 3


def test_whisper_turns_of_tinydiarize_stay_apart() -> None:
    cues = [
        {"offsets": {"from": 0, "to": 900}, "text": " and then [SPEAKER_TURN]", "speaker_turn_next": True},
        {"offsets": {"from": 900, "to": 1900}, "text": " we sign.", "speaker_turn_next": False},
    ]
    assert said(read({"result": {"language": "en"}, "transcription": cues})) == [(None, "and then"), (None, "we sign.")]


def test_gong_calls_side_by_side_and_unknown_affiliation() -> None:
    talk = {"speakerId": "5", "topic": None, "sentences": [{"start": 0, "end": 900, "text": "Hello."}]}
    party = {"speakerId": "5", "name": None, "emailAddress": "dana@northwind.example", "affiliation": "Unknown"}
    found = read({"call": {"metaData": {"started": "2026-03-02T15:00:00Z"}, "parties": [party]}, "transcript": [talk]})
    assert (said(found), found.date) == ([("dana@northwind.example", "Hello.")], "2026-03-02")
    assert [person.side for person in found.participants] == ["unknown"]


@pytest.mark.parametrize(
    "data",
    [
        {"callTranscripts": [{"transcript": [{"speakerId": "1", "sentences": [{"text": "Hi."}]}]}] * 2},
        {"items": [{"transcript": [{"speaker": "Dana", "text": "Hi.", "timestamp": "00:00:01"}]}] * 2},
        {"data": {"transcripts": [{"sentences": [{"speaker_name": "Dana", "text": "Hi."}]}] * 2}},
    ],
)
def test_several_calls_in_one_file_are_refused(data: Any) -> None:
    with pytest.raises(FormatError, match="this holds 2 calls"):
        read(data)


def test_fathom_speakers_as_plain_text() -> None:
    line = {"speaker": "Dana Reyes", "text": "Hello.", "timestamp": "00:01:05"}
    turn = read({"transcript": [line]}).turns[0]
    assert (turn.speaker, turn.start, turn.end) == ("Dana Reyes", 65.0, None)


def test_damaged_lines_of_a_sequence_cost_only_themselves() -> None:
    utterance = '{"result": [{"conf": 1, "end": 1, "start": 0, "word": "yes"}], "text": "yes"}'
    found = read(utterance, '{"result": [{"conf" 1}], "text": "no"}', utterance)
    assert [turn.text for turn in found.turns] == ["yes", "yes"]
    assert [problem.place for problem in found.problems][:1] == ["line 2"]


def test_vcon_encrypted_is_refused_and_links_are_told() -> None:
    with pytest.raises(FormatError, match="encrypted"):
        read({"ciphertext": "xx", "recipients": [{}], "protected": "yy"})
    body = {"type": "transcript", "dialog": 0, "vendor": "x", "url": "https://example.com/t.json"}
    found = read({"vcon": "0.0.2", "uuid": "x", "parties": [], "dialog": [], "analysis": [body]})
    assert not found.turns
    assert "a link, which is not followed" in reasons(found)


@pytest.mark.parametrize(
    "body",
    [
        "Ben Okafor: Hello.\nDana Reyes: Hi.\n",
        [{"speaker": "Ben Okafor", "text": "Hello."}, {"party": 1, "text": "Hi."}],
        {"utterances": [{"speaker": "Ben Okafor", "transcript": "Hello."}, {"party": 1, "message": "Hi."}]},
        json.dumps([{"party": 0, "text": "Hello."}, {"party": 1, "text": "Hi."}]),
    ],
)
def test_vcon_bodies(body: Any) -> None:
    parties = [{"name": "Ben Okafor"}, {"name": "Dana Reyes"}]
    analysis = [{"type": "transcript", "dialog": 0, "vendor": "x", "body": body}]
    found = read({"vcon": "0.0.2", "uuid": "x", "parties": parties, "dialog": [], "analysis": analysis})
    assert said(found) == [("Ben Okafor", "Hello."), ("Dana Reyes", "Hi.")]


def test_vcon_with_two_transcripts_of_one_dialog_takes_the_one_with_speakers() -> None:
    bare = {"type": "transcript", "dialog": 0, "body": "Hello and thanks for joining us today."}
    named = {"type": "transcript", "dialog": 0, "body": [{"speaker": "Ben", "text": "Hello."}]}
    found = read({"vcon": "0.0.2", "uuid": "x", "parties": [], "dialog": [], "analysis": [bare, named]})
    assert said(found) == [("Ben", "Hello.")]


def test_control_characters_and_odd_blanks_are_cleaned() -> None:
    entry = {"participant_id": "1", "speaker": " Dana\u0000 Reyes ", "start": 0, "end": 900, "text": "a \t b\nc  d"}
    assert said(read([entry])) == [("Dana Reyes", "a b c d")]


@pytest.mark.parametrize("text", ['[null, {"participant_id": 1}]', '[5, {"text": "a"}]', "[true]", "[[[]]]"])
def test_json_is_never_read_as_plain_text(text: str) -> None:
    with pytest.raises(ClosePlanError, match="JSON"):
        read(text)


LINES = [
    {"participant_id": "1", "speaker": "Dana", "start": at * 1000, "end": at * 1000 + 900, "text": f"Line {at}."}
    for at in range(4)
]


@pytest.mark.parametrize(
    ("old", "new", "kept", "place"),
    [
        ('"text": "Line 1."', '"text" "Line 1."', [0, 2, 3], "line 3, column"),
        ('"text": "Line 1."', '"text": Line 1."', [0, 2, 3], "line 3, column"),
        ('"text": "Line 1."', '"text": "Line 1.', [0, 2, 3], "line 4, column"),
        ('"text": "Line 3."', '"text": ', [0, 1, 2], "line 5, column"),
        ('"start": 2000', '"start": 2000 2', [0, 1, 3], "line 4, column"),
    ],
)
def test_a_damaged_entry_costs_only_itself(old: str, new: str, kept: list[int], place: str) -> None:
    text = "[\n" + ",\n".join(map(json.dumps, LINES)) + "\n]\n"
    found = read(text.replace(old, new))
    assert [turn.text for turn in found.turns] == [f"Line {at}." for at in kept]
    assert len(found.problems) == 1
    assert found.problems[0].place
    assert found.problems[0].place.startswith(place)
    assert "left out" in found.problems[0].reason


def test_a_text_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    text = json.dumps(LINES)
    found = read(text[: text.index("Line 2.") + 4])
    assert [turn.text for turn in found.turns] == ["Line 0.", "Line 1."]
    assert "stops in the middle" in reasons(found)
    assert "export or copy it again" in reasons(found)


def test_damage_in_a_file_of_unknown_structure_is_named() -> None:
    with pytest.raises(FormatError, match="line 1, column 15: the JSON stops in the middle"):
        read('{"a": [1, 2, 3')


def test_objects_in_the_way_of_javascript_are_no_text() -> None:
    with pytest.raises(FormatError, match="damaged JSON"):
        read('{segments: [{text: "Hello", start: 1}]}')
