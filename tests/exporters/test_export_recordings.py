"""Links to recordings: only what is there and is a recording, relative, and never another machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeplan_nlp.exporters.recordings import recordings_of
from closeplan_nlp.types import ClosePlan, Deal, Source

OGG = b"OggS" + bytes(60)


def plan_of(path: str) -> ClosePlan:
    return ClosePlan(deal=Deal(name="x"), sources=(Source(id="call", path=path), Source(id="none")))


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a recording, its transcript, and a text that only looks like a recording."""
    folder = tmp_path / "deal" / "calls"
    folder.mkdir(parents=True)
    (folder / "first call #1.ogg").write_bytes(OGG)
    (folder / "first call #1.json").write_text("{}", encoding="utf-8")
    (folder / "notes.mp3").write_text("no sound", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.parametrize("name", ["first call #1.ogg", "first call #1.json"])
def test_the_recording_or_the_one_beside_the_transcript(calls: Path, name: str) -> None:
    for path in (str(calls / name), f"calls/{name}", f"deal/calls/{name}"):
        assert recordings_of(plan_of(path), Path("deal"), Path("deal")) == {"call": "./calls/first%20call%20%231.ogg"}


def test_the_link_is_seen_from_the_page(calls: Path, tmp_path: Path) -> None:
    plan = plan_of(str(calls / "first call #1.ogg"))
    assert recordings_of(plan, tmp_path, calls) == {"call": "./first%20call%20%231.ogg"}
    (tmp_path / "out").mkdir()
    assert recordings_of(plan, tmp_path, tmp_path / "out") == {"call": "../deal/calls/first%20call%20%231.ogg"}


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize(
    "path",
    [
        *("calls/notes.mp3", "calls/gone.ogg", "calls", "", "\0", "/dev/zero", "javascript:alert(1)", "x" * 5000),
        *("//host/share/a.ogg", "\\\\host\\share\\a.ogg", "https://evil.example/a.ogg"),
    ],
)
def test_what_is_no_recording_here_has_no_link(path: str) -> None:
    assert recordings_of(plan_of(path), Path("deal"), Path()) == {}
