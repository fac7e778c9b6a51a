"""Which calls a batch finds: files below folders, patterns, pairs of recording and transcript, the manifest, names."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeplan_nlp.batch.inputs import day_of, gather
from closeplan_nlp.batch.manifest import read_manifest
from closeplan_nlp.batch.naming import LONGEST, file_name, names_for
from closeplan_nlp.batch.records import Call, Facts
from closeplan_nlp.errors import ClosePlanError, FormatError, InputError

TALK = "Dana: I'll send the form on Friday.\nBen: Great, then I send the quote.\n"
OGG = b"OggS\0\2" + bytes(40)


def put(folder: Path, *names: str) -> None:
    """Files that look like what their suffix says."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(OGG if path.suffix in (".ogg", ".bin") else TALK.encode())


def found(folder: Path, *inputs: str, **options: object) -> dict[str, Call]:
    """The calls by key."""
    given_inputs = inputs or (str(folder),)
    return {c.key: c for c in gather(given_inputs, folder / "out", **options).calls}  # type: ignore[arg-type]


def test_folders_are_searched_and_other_files_counted(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "acme/b.vtt", "acme/deep/c.srt", "picture.png", "README.md", "d.items.json", "voice.bin")
    put(tmp_path, ".hidden.txt", ".git/x.txt", "out/calls/a/transcript.json", "earlier/batch.sqlite", "earlier/y.txt")
    inputs = gather([str(tmp_path)], tmp_path / "out")
    assert {c.key: c.folder for c in inputs.calls} == {
        "a": "", "acme/b": "acme", "acme/deep/c": "acme/deep", "voice": ""
    }  # fmt: skip
    assert inputs.others == {".png": 1, ".md": 1, ".json": 1}
    assert {c.name for c in inputs.calls} == {"a", "acme-b", "acme-deep-c", "voice"}


def test_recording_and_transcripts_of_a_name_are_one_call(tmp_path: Path) -> None:
    transcripts = ("call.srt", "call.json", "call.transcript.vtt", "call.en.txt", "call.ogg.sbv")
    put(tmp_path, "x/call.ogg", *(f"x/{name}" for name in transcripts), "x/other.txt")
    calls = found(tmp_path)
    assert set(calls) == {"x/call", "x/other"}
    names = [Path(path).name for path in calls["x/call"].transcripts]
    assert names == ["call.json", "call.transcript.vtt", "call.srt", "call.ogg.sbv", "call.en.txt"]
    assert Path(str(calls["x/call"].recording)).name == "call.ogg"
    assert calls["x/other"].recording is None


def test_folders_by_kind_of_file_do_not_part_a_call(tmp_path: Path) -> None:
    put(tmp_path, "audio/acme/call.ogg", "transcripts/acme/call.txt", "audio/b/call.ogg")
    calls = found(tmp_path)
    assert set(calls) == {"acme/call", "b/call"}
    assert calls["acme/call"].folder == "acme"
    assert calls["acme/call"].transcripts


def test_versions_and_countries_are_different_calls(tmp_path: Path) -> None:
    put(tmp_path, "kickoff-us.txt", "kickoff-uk.txt", "call.v2.txt", "call.txt", "recording.ogg")
    assert set(found(tmp_path)) == {"kickoff-us", "kickoff-uk", "call.v2", "call", "recording"}


def test_patterns_files_and_exclusion(tmp_path: Path) -> None:
    put(tmp_path, "a/one.txt", "a/two.vtt", "b/one.txt", "odd.xyz", "b/one.items.json")
    assert set(found(tmp_path, str(tmp_path / "b" / "*"))) == {"one"}
    assert set(found(tmp_path, str(tmp_path / "b" / "one.items.json"))) == {"one.items"}  # who names a file means it
    assert set(found(tmp_path, str(tmp_path / "*" / "*.txt"))) == {"a/one", "b/one"}
    assert set(found(tmp_path, str(tmp_path / "**" / "*.vtt"))) == {"a/two"}
    assert set(found(tmp_path, str(tmp_path / "odd.xyz"))) == {"odd"}
    assert set(found(tmp_path, exclude=("*.vtt", "*/b/*"))) == {"a/one"}


def test_the_same_key_below_two_folders_stays_two_calls(tmp_path: Path) -> None:
    put(tmp_path, "a/call.txt", "b/call.txt")
    calls = gather([str(tmp_path / "a"), str(tmp_path / "b"), str(tmp_path / "a")], tmp_path / "out").calls
    assert len({c.key for c in calls}) == len({c.name for c in calls}) == len(calls) == 2


def test_links_in_a_circle(tmp_path: Path) -> None:
    put(tmp_path, "a/call.txt")
    os.symlink(tmp_path, tmp_path / "a" / "up")
    assert set(found(tmp_path)) == {"a/call"}


def test_pipes_and_devices_are_refused_without_waiting_for_them(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.vtt")
    put(tmp_path, "a.vtt")
    assert set(found(tmp_path)) == {"a"}
    for path in (str(tmp_path / "pipe.vtt"), os.devnull):
        with pytest.raises(InputError, match="this is a pipe or a device, not a file"):
            gather([path], tmp_path / "out")
    (tmp_path / "list.csv").write_text("path\npipe.vtt\n.\na.vtt\n")
    reasons = [row.trouble and row.trouble.reason for row in read_manifest(tmp_path / "list.csv")]
    assert reasons == ["this is a folder or a pipe, not a file"] * 2 + [None]


def test_calls_in_the_folder_of_results_are_refused(tmp_path: Path) -> None:
    put(tmp_path / "recordings", "a.vtt")
    with pytest.raises(InputError, match="the folder lies in that of the results"):
        gather([str(tmp_path / "recordings")], tmp_path)


def test_nothing_is_an_error(tmp_path: Path) -> None:
    put(tmp_path, "picture.png")
    for given_input, reason in (
        ("", "no calls found among 1 files"),
        ("none", "no such file"),
        ("*.vtt", "matches nothing"),
    ):
        with pytest.raises(InputError, match=reason):
            gather([str(tmp_path / given_input)], tmp_path / "out")


def test_a_manifest_in_csv(tmp_path: Path) -> None:
    put(tmp_path, "calls/1.txt", "calls/2.ogg", "calls/3.txt")
    (tmp_path / "calls" / "list.csv").write_text(
        "Path;Deal;Date;Participants;Sides;Customer\n"
        "1.txt;Acme;2026-03-02;Dana Reyes, Ben (customer);;Northwind\n"
        "2.ogg;;02.03.2026;Dana; seller ;\n"
        "9.txt;Acme;;;;\n"
        "3.txt;;2026-13-01;;;\n"
    )
    inputs = gather([], tmp_path / "out", manifest=tmp_path / "calls" / "list.csv", facts=Facts(seller=("Us",)))
    calls = {c.key: c for c in inputs.calls}
    assert calls["1"].deal == "Acme"
    assert calls["1"].facts == Facts(date="2026-03-02", seller=("Us",), customer=("Northwind", "Dana Reyes, Ben"))
    assert calls["2"].facts == Facts(date="2026-03-02", seller=("Dana", "Us"))
    bad = sorted((c for c in inputs.calls if c.trouble), key=lambda c: c.key)
    assert [c.trouble.reason for c in bad if c.trouble] == ["there is no such file", "“2026-13-01” is not a date"]
    assert "list.csv, line 4" in str(bad[0].trouble)


def test_a_manifest_in_json_lines_beside_a_folder(tmp_path: Path) -> None:
    put(tmp_path, "calls/1.txt", "calls/2.txt")
    people = [{"name": "Dana Reyes", "side": "customer", "role": "CFO", "label": "Speaker 2"}]
    lines = [json.dumps({"path": "calls/1.txt", "deal": "Acme", "participants": people}), "not json", '{"deal": "x"}']
    (tmp_path / "list.jsonl").write_text("\n".join(lines))
    inputs = gather([str(tmp_path / "calls")], tmp_path / "out", manifest=tmp_path / "list.jsonl")
    assert [c.key for c in inputs.calls if not c.trouble] == ["1", "2"]
    facts = next(c.facts for c in inputs.calls if c.key == "1")
    assert (facts.customer, facts.roles, facts.speakers) == (
        ("Dana Reyes",), (("Dana Reyes", "CFO"),), (("Speaker 2", "Dana Reyes"),)
    )  # fmt: skip
    assert sum(c.trouble is not None for c in inputs.calls) == 2


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("m.csv", "deal,date\nAcme,2026-01-01\n", "no column `path`"),
        ("m.csv", "", "no rows"),
        ("m.jsonl", "\n", "no rows"),
        ("m.json", "[1", "not JSON"),
    ],
)
def test_what_is_no_manifest(tmp_path: Path, name: str, text: str, reason: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(FormatError, match=reason):
        read_manifest(tmp_path / name)


def test_sides_must_fit_participants(tmp_path: Path) -> None:
    put(tmp_path, "1.txt")
    (tmp_path / "m.csv").write_text("path,participants,sides\n1.txt,Dana;Ben,customer\n1.txt,Dana,buyer\n")
    reasons = [str(row.trouble and row.trouble.reason) for row in read_manifest(tmp_path / "m.csv")]
    assert reasons == ["1 sides for 2 participants", "'buyer' is no side"]


def test_a_missing_manifest(tmp_path: Path) -> None:
    with pytest.raises(ClosePlanError, match="cannot be read"):
        read_manifest(tmp_path / "none.csv")


def test_the_day_of_a_call(tmp_path: Path) -> None:
    put(tmp_path, "2026-03-02 Acme.txt", "plain.txt")
    os.utime(tmp_path / "plain.txt", (1_760_000_000, 1_760_000_000))
    days = {key: day_of(call) for key, call in found(tmp_path).items()}
    assert days["2026-03-02 Acme"] == "2026-03-02"
    assert days["plain"].startswith("2025-10-0")
    assert day_of(Call("x", "x", facts=Facts(date="2020-01-01"))) == "2020-01-01"
    os.utime(tmp_path / "plain.txt", (4_000_000_000, 4_000_000_000))  # a camera's clock
    assert day_of(found(tmp_path)["plain"]).startswith("2096")
    assert day_of(Call("x", "x", transcripts=(str(tmp_path / "gone.txt"),))) == ""


@settings(deadline=None)
@given(st.text(max_size=300))
def test_names_are_safe(text: str) -> None:
    name = file_name(text)
    assert 0 < len(name) <= LONGEST
    assert len(f".{name}-12345678.plan.yaml.lock".encode()) <= 255
    assert not set(name) & set('/\\:*?"<>|\0 .')
    assert name == file_name(text)


@settings(deadline=None)
@given(st.lists(st.text(max_size=20), unique=True, max_size=20))
def test_no_name_is_given_twice_and_old_ones_stay(keys: list[str]) -> None:
    first = names_for(keys[::2], {})
    names = names_for(keys, first)
    assert len(set(names.values())) == len(keys)
    assert names.items() >= first.items()


def test_names_of_wide_letters_fit_with_marks_and_suffixes() -> None:
    for letter, size in (("株", 80), ("\U0002000b", 80), ("\U0002000b", 300)):
        name = file_name(letter * size)
        assert len(f".{name}-12345678.plan.yaml.lock".encode()) <= 255
        assert name != file_name(letter * (size - 1) + "x")


def test_devices_of_windows_are_no_names() -> None:
    assert file_name("CON").startswith("con-")
    assert file_name("../../etc/passwd") == "etc-passwd"


def test_a_name_that_is_no_text_is_one_bad_call(tmp_path: Path) -> None:
    put(tmp_path, "good.txt")
    for name in (b"S\xf6hne.txt", b"picture.\xff"):
        (tmp_path / os.fsdecode(name)).write_text(TALK)
    inputs = gather([str(tmp_path)], tmp_path / "out")
    good, bad = sorted(inputs.calls, key=lambda call: call.trouble is not None)
    assert (good.key, good.trouble) == ("good", None)
    assert bad.key == f"{tmp_path}/S\\xf6hne.txt"
    assert bad.trouble
    assert bad.trouble.reason == "its name is not UTF-8"
    assert inputs.others == {".\\xff": 1}


def test_what_may_not_be_looked_at_is_told_and_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.txt", "locked/b.txt")
    real = Path.is_file

    def is_file(path: Path) -> bool:  # a folder that may be listed and not entered
        if path.parent.name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "is_file", is_file)
    for given_input in (tmp_path, tmp_path / "**" / "*"):
        inputs = gather([str(given_input)], tmp_path / "out")
        assert [call.key for call in inputs.calls] == ["a"]
        assert inputs.unreadable == (f"{tmp_path}/locked/b.txt: the file cannot be read (Permission denied)",)


def test_halves_of_characters_in_a_manifest(tmp_path: Path) -> None:
    put(tmp_path, "1.txt", "2.txt")
    lines = [{"path": "1.txt", "deal": "\ud800Acme", "customer": ["\udcff"]}, {"path": "\udcff.txt"}, {"path": "2.txt"}]
    (tmp_path / "list.jsonl").write_text("\n".join(map(json.dumps, lines)))
    first, second, third = read_manifest(tmp_path / "list.jsonl")
    assert (first.deal, first.facts.customer) == ("?Acme", ("?",))
    assert second.trouble
    assert second.trouble.where == f"{tmp_path}/list.jsonl, line 2, {tmp_path}/?.txt"
    assert third.trouble is None


def test_two_rows_of_a_manifest_for_one_file(tmp_path: Path) -> None:
    """Else the last one would win, without a word."""
    put(tmp_path, "1.txt", "2.txt")
    (tmp_path / "list.csv").write_text("path,deal\n1.txt,Acme\n./1.txt,Birch\n2.txt,Acme\n2.txt,Acme\n")
    first, other, second = read_manifest(tmp_path / "list.csv")
    assert (first.deal, first.trouble, second.trouble) == ("Acme", None, None)
    assert other.trouble
    assert other.trouble.reason == "line 2 says otherwise of the same file"
    assert other.where.endswith("list.csv, line 3")
    calls = gather([], tmp_path / "out", manifest=tmp_path / "list.csv").calls
    assert [call.deal for call in calls if not call.trouble] == ["Acme", "Acme"]


def test_a_manifest_without_rows_is_told_the_columns_of_manifests(tmp_path: Path) -> None:
    for text in ("", "path,deal\n"):
        (tmp_path / "list.csv").write_text(text)
        with pytest.raises(FormatError) as caught:
            read_manifest(tmp_path / "list.csv")
        assert caught.value.remedy == "The first line names the columns: path,deal,date,participants,sides"
