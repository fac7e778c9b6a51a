from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from growth import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st

from closeplan_nlp.errors import ClosePlanError, FormatError, InputError, RequestError
from closeplan_nlp.readers import READERS, detect, read_transcript
from closeplan_nlp.readers.call_date import parse_date
from closeplan_nlp.readers.decoding import decode

VTT = "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Dana>Hello</v>\n"
SRT = "1\n00:00:01,000 --> 00:00:02,000\nDana: Hello\n"
TEXT = "Dana: Hello\nBob: Hi\nDana: so\n"
JSON = '{"turns": [{"speaker": "Dana", "text": "Hello"}]}'
RUSSIAN = "Глеб: Привет, как дела?\nЖасур: Хорошо, спасибо.\n"
FRENCH = "René: Ça va très bien, déjà là.\nBob: Oui.\nRené: à bientôt\n"


@pytest.mark.parametrize(("text", "name"), [(VTT, "vtt"), (SRT, "srt"), (TEXT, "text"), (JSON, "json")])
def test_content_decides(read: Any, text: str, name: str) -> None:
    assert detect(text, "call.xyz").format == name
    assert detect(text, "call.vtt").format == name
    assert detect(text).reason
    assert read("call.bin", text).turns[0].text == "Hello"


def test_extension_breaks_ties() -> None:
    text = "00:00:01.000 --> 00:00:02.000\nDana: Hello\n"
    assert (detect(text, "a.srt").format, detect(text, "a.vtt").format) == ("srt", "vtt")


def test_readers_are_complete() -> None:
    assert all(name == reader.name and reader.title and reader.extensions for name, reader in READERS.items())


def test_source(read: Any, tmp_path: Path) -> None:
    transcript = read("2026-03-02 Acme demo.vtt", VTT, date=None, language="en")
    source = transcript.source
    assert (source.id, source.date, source.language) == ("2026-03-02-acme-demo", "2026-03-02", "en")
    assert (source.path, source.duration) == (str(tmp_path / "2026-03-02 Acme demo.vtt"), 2.5)
    assert source.sha256 == hashlib.sha256(VTT.encode()).hexdigest()
    assert transcript.problems == ()


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(VTT.encode())))
    transcript = read_transcript("-")
    assert (transcript.source and transcript.source.path, len(transcript.turns)) == ("-", 1)
    assert transcript.problems[0].source == "standard input"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-02 Acme", "2026-03-02"),
        ("GMT20260302-150212_Recording", "2026-03-02"),
        ("acme_2026_03_02", "2026-03-02"),
        ("2 March 2026", "2026-03-02"),
        ("Mon, Mar 2nd, 2026 at 10:00", "2026-03-02"),
        ("2 марта 2026 г.", "2026-03-02"),
        ("02.03.2026", "2026-03-02"),
        ("13/04/2026", "2026-04-13"),
        ("04/13/2026", "2026-04-13"),
        ("04/04/2026", "2026-04-04"),
        ("2026-02-30", None),
        ("order 20269912", None),
        ("call 7", None),
        ("we march on", None),
    ],
)
def test_dates(text: str, day: str | None) -> None:
    found = parse_date(text)
    assert (found.day, found.trouble) == (day, None)


@pytest.mark.parametrize("text", ["03/04/2026", "03-04-2026", "3/4/26"])
def test_unclear_dates_are_no_guess(text: str) -> None:
    assert parse_date(text).day is None
    assert parse_date(text).trouble


def test_date_of_the_call(read: Any) -> None:
    assert read("a.txt", f"Date: 2026-01-05\n{TEXT}", date=None).date == "2026-01-05"
    assert read("a.txt", f"Date: 2026-01-05\n{TEXT}", date=dt.date(2026, 1, 6)).date == "2026-01-06"
    unclear = read("a.txt", f"Date: 03/04/2026\n{TEXT}", date=None)
    assert (unclear.date, len(unclear.problems)) == (None, 1)
    assert "ambiguous" in unclear.problems[0].reason
    assert read("a.txt", f"Date: 03/04/2026\n{TEXT}").problems == ()
    missing = read("a.txt", TEXT, date=None).problems[0]
    assert "--date YYYY-MM-DD" in str(missing)


def test_the_day_of_a_zoom_folder(tmp_path: Path) -> None:
    folder = tmp_path / "2026-03-02 15.02.12 Acme demo"
    folder.mkdir()
    for name, day in (("meeting_saved_closed_caption.txt", "2026-03-02"), ("call.txt", None)):
        (folder / name).write_text("[Dana Reyes] 15:02:12\nHello there.\n\n[Bob] 15:02:20\nHi.\n")
        assert read_transcript(folder / name).date == day


@pytest.mark.parametrize(
    "text",
    [
        '{"turns": [{"text": "Hello there"}]}',
        "WEBVTT\n\n00:01.000 --> 00:02.500\nHello there\n",
        "1\n00:00:01,000 --> 00:00:02,000\nHello there\n",
        "Hello there, and thanks for joining.\n",
    ],
)
def test_a_call_without_speakers_says_so(read: Any, text: str) -> None:
    transcript = read("a.txt", text)
    (problem,) = transcript.problems
    assert "no speakers are named" in problem.reason
    again = read("a.json", transcript.model_dump_json())  # the problem is told once, however often it is read
    assert [entry.reason for entry in again.problems] == [problem.reason]


@pytest.mark.parametrize(
    "options", [{"date": "2026-02-30"}, {"date": "3/4/26"}, {"input_format": "xyz"}, {"language": "english please"}]
)
def test_impossible_requests(read: Any, options: dict[str, str]) -> None:
    with pytest.raises(RequestError):
        read("a.txt", TEXT, **options)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *[(RUSSIAN, name) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251")],
        *[(FRENCH, name) for name in ("utf-8", "utf-16-le", "utf-16-be", "cp1252")],
        ("Dana: “quotes” – and so on…\nBob: €5\n", "cp1252"),
    ],
)
def test_encodings(text: str, encoding: str) -> None:
    for ends in ("\n", "\r\n", "\r"):
        assert decode(text.replace("\n", ends).encode(encoding)).text == text


def test_damaged_text_is_read_and_reported() -> None:
    cut = RUSSIAN.strip().encode()[:-1]
    assert decode(cut[:-1]).problems[0].place == "encoding"
    assert decode("Жасур".encode("utf-16")[:-1]).text == "Жасу\ufffd"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "0 bytes"),
        (b" \r\n\t", "only blanks"),
        (b"\xef\xbb\xbf", "only blanks"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (b"ID3\x03\x00", "looks like a recording"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "WAV"),
        (b"\x00\x00\x00\x20ftypM4A ", "MP4"),
        (b"OggS\x00", "Ogg"),
        (b"fLaC\x00", "FLAC"),
        (b"\xff\xfb\x90\x00\x00", "MP3"),
        (b"\x01\x02\x00\x03" * 20, "NUL"),
        (b"\x01\x02\x03\x04" * 20, "binary"),
        (b"abc\x81\x98 def", "neither UTF-8 nor"),
        (b'{"turns": []}', "no turns"),
        (b"WEBVTT\n", "no turns"),
        (b'{"turns": [{"text": null}]}', "turns[0]"),
        (b"a,b,c\n1,2,3\n", "Known formats"),
        (b"a,b,c\n1,2,3\n", "table"),
        (b"[1, 2]", "JSON"),
        (b"null\n", "JSON of an unknown structure"),
        (b'"Ben: hello"', "JSON of an unknown structure"),
        (b'{"schema_version": "1.0", "deal": {"name": "x"}, "items": []}', "this is a close plan, not a call"),
        (b'{"turns": [{"text": "a", "start": ' + b"9" * 5000 + b"}]}", "too many digits"),
        (b"Title: Rollout\nDate: 2026-03-02\n", "no turns"),
    ],
)
def test_bad_input_is_one_clear_line(read: Any, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        read("call.txt", content)
    assert "\n" not in str(caught.value)
    assert "call.txt" in str(caught.value)


def test_control_characters_in_a_text_are_left_out(read: Any) -> None:
    turns = read("a.txt", "Ben: I\x07'll \x1b[31msend\x1b[0m it\nDana: ok\x08\x08 fine\n" * 2).turns
    assert [turn.text for turn in turns[:2]] == ["I'll [31msend[0m it", "ok fine"]


def test_missing_files_and_folders(tmp_path: Path) -> None:
    for path, message in ((tmp_path / "no.vtt", "no such file"), (tmp_path, "folder"), ("a\0b", "cannot be read")):
        with pytest.raises(InputError, match=message):
            read_transcript(path)


def test_the_format_asked_for_is_used(read: Any) -> None:
    with pytest.raises(FormatError, match="no SubRip"):
        read("call.txt", TEXT, input_format="srt")


def test_many_problems_alike_are_bounded(read: Any) -> None:
    turns = ",".join(['{"speaker": "Dana", "text": "a"}', *['{"text": null}'] * 500])
    problems = read("call.json", f'{{"turns": [{turns}]}}').problems
    assert len(problems) == 21
    assert problems[-1].place == "480 more places"


@pytest.mark.parametrize("name", ["vtt", "srt", "text", "json"])
def test_the_work_grows_with_the_file(name: str) -> None:
    make: dict[str, Callable[[int], str]] = {
        "vtt": lambda count: "WEBVTT\n\n" + "00:01.000 --> 00:02.000\nDana: so it is\n\n" * count,
        "srt": lambda count: "1\n00:00:01,000 --> 00:00:02,000\nDana: so it is\n\n" * count,
        "text": lambda count: "Dana: so it is\n" * count,
        "json": lambda count: (
            '{"turns": [' + ",".join(['{"speaker": "Dana", "text": "so it is", "start": 1}'] * count) + "]}"
        ),
    }

    def read(count: int) -> None:
        assert len(READERS[name].read(make[name](count)).turns) == count

    assert grows_linearly(read, 20_000)


@pytest.mark.parametrize(
    "filler", ["word ", "<v ", "<", "(", "a:", "&", "[0:01] ", "1:", "- ", "{\\", "*", " ", "@", "-->"]
)
def test_no_backtracking_traps(filler: str) -> None:
    def read(size: int) -> None:
        long = filler * (size // len(filler))
        for text in (f"Dana: {long}x\nBob: hi\n", f"{long}\n", f"{SRT}{long}", f"{VTT}{long}"):
            for reader in READERS.values():
                reader.score(text)
                try:
                    reader.read(text)
                except ClosePlanError:
                    continue

    assert grows_linearly(read, 100_000)


NAMES = st.sampled_from(["Dana Reyes", "Bob", "Глеб Саранцев", "Ann (Acme)"])
WORD = st.sampled_from(["hello", "we", "offer", "Friday", "5", "ok,", "привет", "don't", "R2D2", "😀", "maybe?"])
DIALOGUE = st.lists(st.tuples(NAMES, st.lists(WORD, min_size=1, max_size=8).map(" ".join)), min_size=2, max_size=12)


def _written(name: str, turns: list[tuple[str, str]]) -> str:
    stamp = "00:00:01{0}000 --> 00:00:02{0}000"
    write = {
        "vtt": lambda who, text: f"{stamp.format('.')}\n<v {who}>{text}</v>\n",
        "srt": lambda who, text: f"1\n{stamp.format(',')}\n{who}: {text}\n",
        "text": lambda who, text: f"{who}: {text}",
    }[name]
    return ("WEBVTT\n\n" if name == "vtt" else "") + "\n".join(write(*turn) for turn in turns) + "\n"


@pytest.mark.parametrize("name", ["vtt", "srt", "text"])
@settings(max_examples=60, deadline=None)
@given(turns=DIALOGUE)
def test_every_word_is_kept_once_and_in_order(name: str, turns: list[tuple[str, str]]) -> None:
    turns = [*turns, turns[0]]  # lines in which nobody speaks twice are refused as a list of keys and values
    text = _written(name, turns)
    assert [(turn.speaker, turn.text) for turn in READERS[name].read(text).turns] == turns
    assert detect(text).format == name


PIECES = [
    "WEBVTT",
    "\n",
    "\n\n",
    "00:01.000 --> 00:02.000",
    "<v A>",
    "Dana: x",
    "1",
    "NOTE",
    "{",
    '"turns":',
    "[",
    "[0:01]",
]
MESS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12).map("".join)


def refusal(act: Callable[[], Any], otherwise: str = "") -> str:
    """What our own error says; any other error is one of the test."""
    try:
        act()
    except ClosePlanError as error:
        return str(error)
    return otherwise


@settings(max_examples=200, deadline=None)
@given(text=st.text() | MESS)
def test_no_text_makes_a_reader_crash(text: str) -> None:
    for reader in READERS.values():
        assert 0 <= reader.score(text)[0] <= 1
        assert "\n" not in refusal(lambda reader=reader: reader.read(text).to_dict())


@settings(max_examples=200, deadline=None)
@given(content=st.binary() | MESS.map(str.encode) | MESS.map(lambda text: text.encode("utf-16", "replace")))
def test_no_bytes_make_reading_crash(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "call.txt"
    path.write_bytes(content)
    assert "call.txt" in refusal(lambda: read_transcript(path, seller=["A"], speakers={"Dana": "B"}), "call.txt")
