"""Files that were once read as something else, or refused, and how they are read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers import READERS, detect, read_transcript
from closeplan_nlp.readers.charsets import cyrillic_or_western
from closeplan_nlp.types import Transcript

D, B = "Dana Reyes", "Ben Okafor"
HELLO, HI, FINE = "Hello there, thanks for joining us.", "Hi. Shall we begin?", "Fine."
CALL = [(D, HELLO), (B, HI), (D, FINE)]


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def read_text(text: str) -> Transcript:
    return READERS[detect(text).format].read(text)


@pytest.mark.parametrize(
    "text",
    [
        f"[2026-03-02 10:04:11] {D}: {HELLO}\n[2026-03-02 10:04:15] {B}: {HI}\n[2026-03-02 10:04:21] {D}: {FINE}\n",
        f"2026-03-02T10:04:11Z {D}: {HELLO}\n2026-03-02T10:04:15Z {B}: {HI}\n2026-03-02T10:04:21Z {D}: {FINE}\n",
    ],
)
def test_day_and_time_in_front_of_every_turn(text: str) -> None:
    found = read_text(text)
    assert said(found) == CALL
    assert [turn.start for turn in found.turns] == [0, 4, 10]
    assert found.date == "2026-03-02"


@pytest.mark.parametrize(
    "line",
    [
        "[2026-03-02 10:04:1{n}] production.INFO: User logged in",
        "2026-03-02 10:04:1{n} INFO server: request done",
        "[2026-03-02 10:04:1{n},123] Scheduler: job started id=4",
    ],
)
def test_logs_stay_logs(line: str) -> None:
    with pytest.raises(FormatError, match="a log"):
        detect("\n".join(line.format(n=n) for n in range(5)))


@pytest.mark.parametrize(
    "text",
    [
        f"{D}\n{HELLO}\n\n{B}\n{HI}\n\n{D}\n{FINE}\n",
        f"Acme demo\n\n{D}\n\n{HELLO}\n\n{B}\n\n{HI}\n\n{D}\n\n{FINE}\n\n{B}\n\n{FINE}\n",
        f"{D}\n{HELLO}\n{B}\n{HI}\n{D}\n{FINE}\n{B}\n{FINE}\n",
        f"# Acme\n\n### {D}\n{HELLO}\n\n### {B}\n{HI}\n\n### {D}\n{FINE}\n\n### {B}\n{FINE}\n",
        f"1. {D}: {HELLO}\n2. {B}: {HI}\n3. {D}: {FINE}\n",
        f"1  {D}: {HELLO}\n2  {B}: {HI}\n3  {D}: {FINE}\n",
        f"({D}) {HELLO}\n({B}) {HI}\n({D}) {FINE}\n",
        f"Acme discovery call\nRecorded on Mar 2, 2026 via Zoom, 45m\n\n{D}: {HELLO}\n{B}: {HI}\n{D}: {FINE}\n",
        f"# Acme\n\n## Summary\n\n- Budget: fine\n- {B}: sends it\n\n## Transcript\n\n**{D}** (00:01)\n{HELLO}\n\n"
        f"**{B}** (00:04)\n{HI}\n\n**{D}** (00:07)\n{FINE}\n",
        f"Acme demo\nParticipants\n{B}, Account Executive\n\nTranscript\n0:02 | {D}\n{HELLO}\n0:05 | {B}\n{HI}\n"
        f"0:08 | {D}\n{FINE}\n",
        f"{D}\n0 minutes 3 seconds0:03\n{D} 0 minutes 3 seconds\n{HELLO}\n{B}\n0 minutes 5 seconds0:05\n"
        f"{B} 0 minutes 5 seconds\n{HI}\n{D}\n0 minutes 9 seconds0:09\n{D} 0 minutes 9 seconds\n{FINE}\n",
        f"Acme Demo-20260302_150212-Besprechungsaufzeichnung\n2. März 2026, 15:02\n45 Min. 12 Sek.\n\n"
        f"{B} hat die Transkription gestartet\n\n{D}   0:03\n{HELLO}\n\n{B}   0:05\n{HI}\n\n{D}   0:09\n{FINE}\n",
        f"WEBVTT\n\n00:00.000 --> 00:01.000\n{D}\n{HELLO}\n\n00:02.000 --> 00:03.000\n{B}\n{HI}\n\n"
        f"00:04.000 --> 00:05.000\n{D}\n{FINE}\n",
        f'speaker,start,end,text\n{D},0.0,2.1,"{HELLO}"\n{B},2.2,3.0,{HI}\n{D},3.1,4.0,{FINE}\n',
        f"| Speaker | Time | Text |\n| --- | --- | --- |\n| {D} | 0:02 | {HELLO} |\n| {B} | 0:05 | {HI} |\n"
        f"| {D} | 0:09 | {FINE} |\n",
    ],
)
def test_ways_to_write_a_call(text: str) -> None:
    turns = said(read_text(text))
    assert turns in (CALL, [*CALL, (B, FINE)])


def test_times_of_passages_are_no_speech() -> None:
    found = read_text(f"{D}: {HELLO}\n{B}: {HI}\n00:05:00\n{D}: {FINE}\n")
    assert said(found) == CALL
    assert found.turns[2].start == 300


def test_labels_in_capitals() -> None:
    text = "MR. OKAFOR: Good morning.\nMS. REYES: Morning.\nTHE COURT: Proceed.\nMR. OKAFOR: Thanks.\n"
    assert [speaker for speaker, _ in said(read_text(text))] == ["MR. OKAFOR", "MS. REYES", "THE COURT", "MR. OKAFOR"]


def test_short_excerpts_in_small_letters() -> None:
    assert said(read_text("rep: hi, is now a good time?\ncustomer: yes, go ahead.\n")) == [
        ("rep", "hi, is now a good time?"),
        ("customer", "yes, go ahead."),
    ]


def test_words_in_front_of_the_first_speaker_are_told() -> None:
    found = read_text(f"So, are we all here? I think so.\n\n{D}: {HELLO}\n{B}: {HI}\n{D}: {FINE}\n")
    assert found.turns[0].speaker is None
    assert "in front of the first speaker" in " ".join(map(str, found.problems))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Dana Reyes\nThis is about sales.\n\nBen Okafor\nThis is about legal.\n", "do not come back"),
        ("Introduction\nIt is long.\n\nMethods\nWe asked.\n\nResults\nGood.\n", "do not come back"),
        ("SPEAKER call 1 0.50 2.10 <NA> <NA> spk_0 <NA> <NA>\n" * 3, "RTTM"),
        ("call 1 0.50 0.20 hello 0.99\ncall 1 0.70 0.30 there 0.98\n", "CTM"),
        ("# Plan\n\n- [ ] Ben: send quote\n- [x] Dana: sign\n- [ ] Ben: call legal\n", "tasks"),
        ("Agenda\n\n10:00 Welcome\n10:15 Demo\n10:45 Q&A\n11:00 Close\n", "agenda"),
        ("## What is it?\n\nA tool.\n\n## How much?\n\nTen.\n", "Markdown"),
        (
            "Meeting summary for Acme\n\nQuick recap\n\nThe price was discussed.\n\nNext steps\n\nBen sends it.\n",
            "summary",
        ),
        ("Pancakes\n\nIngredients: flour, milk\nTime: 20 minutes\nServes: 4\n\n1. Mix it.\n2. Bake it.\n", "list"),
    ],
)
def test_what_is_no_call_is_refused(text: str, kind: str) -> None:
    with pytest.raises(FormatError, match=kind):
        detect(text)


def test_one_label_at_the_end_of_prose_is_no_speaker() -> None:
    found = read_text("Acme bought Kelvane on Monday.\n\nThe price was not told.\n\nContact: Ben Okafor\n")
    assert {turn.speaker for turn in found.turns} == {None}


def test_tsv_of_whisper_and_labels_of_audacity() -> None:
    found = read_text('start\tend\ttext\n0\t2400\tHi, everyone.\n2400\t5000\tWe have\n5000\t6100\tthree "topics".\n')
    assert [(turn.text, turn.start, turn.end) for turn in found.turns] == [
        ("Hi, everyone.", 0, 2.4),
        ('We have three "topics".', 2.4, 6.1),
    ]
    found = read_text("0.500000\t2.400000\tDana: Hi.\n\\\t10.0\t20.0\n2.500000\t5.000000\tBen: Hello.\n")
    assert [(turn.speaker, turn.text, turn.start, turn.end) for turn in found.turns] == [
        ("Dana", "Hi.", 0.5, 2.4),
        ("Ben", "Hello.", 2.5, 5),
    ]
    with pytest.raises(FormatError, match="who speaks when"):
        read_text("".join(f"{n}.0\t{n}.9\tspk_{n % 2}\n" for n in range(8)))


def test_damaged_rows_of_a_table_are_told() -> None:
    found = read_text("speaker,start,text\nDana,0.5,Hi.\nBen,Hello.\nDana,1:xx,Bye.\nBen,4,Well, yes.\n")
    assert [turn.text for turn in found.turns] == ["Hi.", "Ben Hello.", "Bye.", "Well, yes."]
    assert [problem.place for problem in found.problems][:2] == ["line 3", "line 5"]
    with pytest.raises(FormatError, match="a table"):
        detect("Speaker,Company,Country\nDana,Northwind,DE\nBen,Kelvane,US\n")


def test_participants_without_names_are_told_apart() -> None:
    def entry(number: int, name: str | None, word: str, platform: str | None = None) -> dict[str, Any]:
        stamps = {"start_timestamp": {"relative": number}, "end_timestamp": {"relative": number + 0.5}}
        return {"participant": {"id": number, "name": name, "platform": platform}, "words": [{"text": word, **stamps}]}

    entries = [entry(1, D, "Hi."), entry(2, None, "Hello"), entry(3, None, "Yes"), entry(4, None, "No", "unknown")]
    assert said(read_text(json.dumps(entries))) == [
        (D, "Hi."),
        ("Participant 2", "Hello"),
        ("Participant 3", "Yes"),
        (None, "No"),
    ]


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (b"Dana: It\xe2\x80\x99s fine \xc3\xe9\xe8 really.\nBen: Good \xff\xfe\xfd morning.\n", "utf-8", "It’s fine"),
        (b"Dana: Hello \xe9\xe8\xea\xeb everybody, this is English.\nBen: Good morning.\n", "cp1252", "Hello éèêë"),
        ("Zoé: Ça marche, été créée.\nBenoît: Très bien.\n".encode("cp1252"), "cp1252", "été créée"),
        ("Дана: Добрый день.\nБорис: Да.\n".encode("cp1251"), "cp1251", "Добрый день."),
        (
            "Дана: We use English here.\nБорис: All of it.\nДана: Good then, the price.\nБорис: Fine.\n".encode(
                "cp1251"
            ),
            "cp1251",
            "We use English",
        ),
        (b"Dana: Hello \x81 everybody, this is English.\nBen: Good morning \xe9.\n", "cp1252", "everybody"),
    ],
)
def test_a_few_bytes_do_not_make_a_text_cyrillic(data: bytes, encoding: str, words: str, read: Any) -> None:
    found = read("call.txt", data)
    assert words in " ".join(turn.text for turn in found.turns)
    assert encoding in str(found.problems[0])


def test_a_field_that_stands_twice_is_told() -> None:
    found = read_text('{"turns": [{"speaker": "Dana", "text": "Hi.", "text": "Bye."}, {"text": "Yes."}]}')
    assert [turn.text for turn in found.turns] == ["Bye.", "Yes."]
    assert "“text” stands twice" in " ".join(map(str, found.problems))


def test_pieces_of_another_format_do_not_decide() -> None:
    text = '{"turns": [{"speaker": "Dana", "text": "\\n## Acme - Transcript\\n\\nMeeting ended after 00:32:10"}]}'
    assert detect(text).format == "json"
    text = "1\n00:00:01,000 --> 00:00:02,000\nDana: Hi.\n<cite>Kevin:</cite>\n<time>1:09</time>\n<p>Yes.</p>\n"
    assert detect(text).format == "srt"


def test_a_note_with_a_voice_tag_is_told() -> None:
    found = read_text("WEBVTT\n\nNOTE\nnobody\n<v Dana>Hi.</v>\n\n00:01.000 --> 00:02.000\n<v Dana>Bye.</v>\n")
    assert said(found) == [("Dana", "Bye.")]
    assert "a note with a voice tag" in str(found.problems[0])


def test_western_and_cyrillic_bytes() -> None:
    assert cyrillic_or_western("Größe für Übergröße".encode("cp1252")) == "cp1252"
    assert cyrillic_or_western("Размер и ещё размер".encode("cp1251")) == "cp1251"


def test_a_format_asked_for_that_does_not_fit(read: Any) -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,000\nDana: Hi.\n\n2\n00:00:03,000 --> 00:00:04,000\nBen: Hello.\n"
    for name in ("text", "vtt", "zoom-vtt"):
        with pytest.raises(FormatError, match=r"this looks like SubRip .* Give --input-format srt"):
            read("call.srt", srt, input_format=name)
    assert read("call.srt", srt, input_format="srt").problems == ()
    zoom = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nDana: Hi.\n"
    assert read("call.vtt", zoom, input_format="vtt").problems == ()
    otter = f"{D}  0:03  \nHi.\n\n{B}  0:05  \nHello.\n\n{D}  0:07  \nFine.\n\nTranscribed by https://otter.ai\n"
    (problem,) = read("call.txt", otter, input_format="text").problems
    assert problem.place == "format"
    assert "Otter" in problem.reason


@pytest.mark.parametrize(
    ("label", "organisation"),
    [
        ("Dana (Northwind)", "Northwind"),
        ("Dana Reyes (she/her, Northwind)", "Northwind"),
        ("Dana Reyes | Northwind", "Northwind"),
        ("Dana Reyes (IT)", None),
        ("REYES, Dana (Research)", None),
        ("Dana Reyes (Guest)", None),
        ("Room 4B (Berlin)", None),
    ],
)
def test_the_organisation_in_a_label(label: str, organisation: str | None, read: Any) -> None:
    found = read("call.txt", f"[0:01] {label}: {HELLO}\n[0:04] Ben (Kelvane): {HI}\n[0:06] {label}: {FINE}\n")
    people = {person.label: person for person in found.participants}
    assert (people[label].model_extra or {}).get("organisation") == organisation


def test_sides_of_two_organisations(read: Any) -> None:
    text = f"Dana (Northwind): {HELLO}\nBen (Kelvane): {HI}\nDana (Northwind): {FINE}\nEva (Kelvane): {FINE}\n"
    found = read("call.txt", text, seller=["Kelvane"])
    assert [(person.name, person.side) for person in found.participants] == [
        ("Dana", "customer"),
        ("Ben", "seller"),
        ("Eva", "seller"),
    ]
    assert {person.side for person in read("call.txt", text).participants} == {"unknown"}


def test_reading_from_a_path_says_what_was_asked_for(tmp_path: Any) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("02/03/2026, 10:04 - Dana: hello\n02/03/2026, 10:06 - Ben: hi\n")
    with pytest.raises(FormatError, match="messages of a chat"):
        read_transcript(path, input_format="text")


def test_bold_names_behind_times() -> None:
    found = read_text(f"[00:00:00] **{D}:** {HELLO}\n\n[00:00:05] **{B}:** {HI}\n\n[00:00:09] **{D}:** {FINE}\n")
    assert said(found) == CALL


def test_times_between_the_words_of_a_turn_are_not_said() -> None:
    found = read_text(f"{D}: [00:00:01] {HELLO} [00:00:03] It is [0] now.\n\n{B}: [00:00:05] {HI}\n\n{D}: {FINE}\n")
    assert said(found)[0] == (D, f"{HELLO} It is [0] now.")


@pytest.mark.parametrize(
    "words",
    [
        "La reunión finalizó después de 00:06:10 👋",
        "Die Besprechung wurde nach 00:32:10 beendet 👋",
        "La réunion s'est terminée au bout de 00:06:10 👋\nCette transcription modifiable a été générée.\n",
    ],
)
def test_farewells_of_google_meet_in_other_languages(words: str) -> None:
    text = f"{D}: {HELLO}\n{B}: {HI}\n{D}: {FINE}\n"
    assert said(read_text(f"{text}\n{words}")) == CALL


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\n\ufeff"])
def test_two_webvtt_files_behind_each_other(between: str, read: Any) -> None:
    one = f"WEBVTT\n\n1\n00:00:01.000 --> 00:00:03.000\n{D}: {HELLO}"
    two = f"WEBVTT\nKind: captions\n\n1\n00:00:01.000 --> 00:00:03.000\n{B}: {HI}\n"
    found = read("call.vtt", f"{one}{between}{two}")
    assert said(found) == CALL[:2]
    assert any("another WEBVTT" in problem.reason for problem in found.problems)


@pytest.mark.parametrize("mark", ["> ", "> > ", ">> "])
def test_quoted_by_a_mail_program(mark: str, read: Any) -> None:
    lines = f"{D}: Hello there, thanks\nfor joining us.\n{B}: {HI}\n\n{D}: {FINE}".split("\n")
    found = read("call.txt", "".join(f"{mark}{line}\n" for line in lines))
    if mark == ">> ":  # how captions begin a turn
        assert (D, FINE) in said(found)
    else:
        assert said(found) == CALL


def test_a_list_of_turns_alone(read: Any) -> None:
    turns = [{"speaker": speaker, "text": text} for speaker, text in CALL]
    assert said(read("call.json", json.dumps(turns))) == CALL
    timed = [{**turn, "start": at + 0.5} for at, turn in enumerate(turns)]
    assert [turn.start for turn in read("call.json", json.dumps(timed)).turns] == [0.5, 1.5, 2.5]
    with pytest.raises(FormatError, match="unknown structure"):  # seconds, or milliseconds?
        read("call.json", json.dumps([{**turn, "start": at * 1000} for at, turn in enumerate(turns)]))


@pytest.mark.parametrize(
    ("table", "times"),
    [
        ("start,end,text\n0,1200,Hello there.\n1200,2500,Shall we?\n", [(0, 1.2), (1.2, 2.5)]),
        ("start,end,text\n0,2,Hello there.\n2,4,Shall we?\n", [(0, 2), (2, 4)]),
        (
            '"Speaker Name","Start Time","End Time","Text"\n"A B","00:00:01:12","00:00:04:03","Hi."\n'
            '"C D","00:00:05:00","00:00:08:11","Yes."\n',
            [(1, 4), (5, 8)],
        ),
        (
            '"Start Timecode","End Timecode","Speaker","Transcript"\n"00:00:01","00:00:04","A B","Hi."\n',
            [(1, 4)],
        ),
        ("Beginn;Ende;Sprecher;Text\n00:00:01;00:00:04;A B;Guten Tag.\n", [(1, 4)]),
    ],
)
def test_times_of_tables(table: str, times: list[tuple[float, float]], read: Any) -> None:
    assert [(turn.start, turn.end) for turn in read("call.csv", table).turns] == times


def test_a_forwarded_mail_with_sender_and_subject_alone_is_no_dialogue(read: Any) -> None:
    text = f"From: {D}\nSubject: the call\n\n{D}: {HELLO}\n{B}: {HI}\n{D}: {FINE}\n"
    for each in (text, "".join(f"> {line}\n" for line in text.split("\n"))):
        with pytest.raises(FormatError, match="e-mail"):
            read("call.txt", each)


def test_channels_and_marks_of_elevenlabs(read: Any) -> None:
    def word(text: str, start: float, kind: str = "word") -> dict[str, Any]:
        return {"text": text, "start": start, "end": start + 0.2, "type": kind, "speaker_id": None}

    one = [word("\u4f60", 1.0), word("\u597d", 1.2), word("\u3002", 1.4)]
    two = [word("Hi", 2.0), word(" ", 2.2, "spacing"), word("(laughs)", 2.3, "audio_event"), word("there.", 2.6)]
    channels = [
        {"language_code": "zho", "text": "", "channel_index": at, "words": words} for at, words in enumerate((one, two))
    ]
    found = read("call.json", json.dumps({"transcripts": channels}))
    assert said(found) == [("Channel 0", "\u4f60\u597d\u3002"), ("Channel 1", "Hi there.")]


def test_blanks_that_do_not_break_are_blanks_in_names() -> None:
    for blank in ("\u00a0", "\u202f"):
        text = f"{D}: {HELLO}\n{B}: {HI}\n{D}: {FINE}\n".replace(D, f"Dana{blank}Reyes")
        assert said(read_text(text)) == CALL


def test_a_sentence_before_a_time_is_no_name() -> None:
    text = f"{D} (00:00:01):\nHello Tom. (00:00:03) We go.\n\n{B} (00:00:05):\n{HI}\n"
    assert said(read_text(text)) == [(D, "Hello Tom. (00:00:03) We go."), (B, HI)]
    assert said(read_text(f"Dana R. (00:01)\n{HELLO}\nBen (00:03)\n{HI}\nDana R. (00:05)\n{FINE}\n"))[0][0] == "Dana R."


def test_title_and_day_above_the_header_of_a_table(read: Any) -> None:
    rows = "".join(f'{speaker},0:0{at},"{text}"\n' for at, (speaker, text) in enumerate(CALL))
    found = read("call.csv", f"Northwind demo,,\n2026-03-02,,\n\nSpeaker,Start,Text\n{rows}")
    assert (said(found), found.date) == (CALL, "2026-03-02")
