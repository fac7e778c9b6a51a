"""Writing results: to stdout, or to a file that is either the old or the new one."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from closeplan_nlp.errors import ClosePlanError
from closeplan_nlp.output import write_file, write_result

TEXT = "# Plan\nZürich – Ёлка 🙂\n"


@pytest.mark.parametrize("path", [None, Path("-")])
def test_stdout(path: Path | None, capsys: pytest.CaptureFixture[str]) -> None:
    write_result(TEXT, path)
    assert capsys.readouterr() == (TEXT, "")


def test_a_file_is_utf8_with_plain_line_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_result(TEXT, tmp_path / "plan.md")
    assert (tmp_path / "plan.md").read_bytes() == TEXT.encode()
    assert capsys.readouterr() == ("", "")
    assert [p.name for p in tmp_path.iterdir()] == ["plan.md"]


def test_lone_surrogates_do_not_stop_it(tmp_path: Path) -> None:
    write_file(tmp_path / "x", "a\ud800b")
    assert (tmp_path / "x").read_text() == "a?b"


def test_a_new_file_has_the_usual_rights_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    old_mask = os.umask(0o027)
    try:
        write_file(tmp_path / "new", TEXT)
    finally:
        os.umask(old_mask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    (tmp_path / "new").chmod(0o604)
    write_file(tmp_path / "new", "other")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o604


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.md"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ClosePlanError, match=r"plan\.md: the file cannot be written \(No space left"):
        write_file(path, TEXT)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupt_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "plan.md", TEXT)
    assert list(tmp_path.iterdir()) == []


def test_places_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    with pytest.raises(ClosePlanError, match=f"{tmp_path}: this is a folder"):
        write_file(tmp_path, TEXT)
    with pytest.raises(ClosePlanError, match=r"nowhere/plan\.md: the file cannot be written"):
        write_file(tmp_path / "nowhere" / "plan.md", TEXT)
    (tmp_path / "file").write_text("")
    with pytest.raises(ClosePlanError, match="cannot be written"):
        write_file(tmp_path / "file" / "plan.md", TEXT)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to(tmp_path / "real.md")
    write_file(tmp_path / "link.md", TEXT)
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text() == TEXT


def test_a_device_or_pipe_is_written_to_not_replaced(tmp_path: Path) -> None:
    """`-o /dev/null` and `-o /dev/stdout`, run by root, must not put a file in their place."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_file(pipe, TEXT)
        assert stat.S_ISFIFO(pipe.stat().st_mode)
        assert os.read(reader, 1000).decode() == TEXT
    finally:
        os.close(reader)
