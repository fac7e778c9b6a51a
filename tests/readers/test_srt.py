from __future__ import annotations

import pytest

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers import srt


def turns(text: str) -> list[tuple[str | None, str, float | None]]:
    return [(turn.speaker, turn.text, turn.start) for turn in srt.read(text).turns]


def test_names_tags_and_several_lines() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\n<i>Dana: Hi</i>\n{\\an8}all\n\n"
        "2\n00:00:03.000 --> 00:00:04.000\n- Bob: R&amp;D\n- Dana: No\n"
    )
    assert turns(text) == [("Dana", "Hi all", 1.0), ("Bob", "R&D", 3.0), ("Dana", "No", 3.0)]


def test_missing_index() -> None:
    assert turns("00:00:01,000 --> 00:00:02,000\na\n\n00:00:03,000 --> 00:00:04,000\nb") == [
        (None, "a", 1.0),
        (None, "b", 3.0),
    ]


def test_missing_blank_line() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nBob: a\n2\n00:00:03,000 --> 00:00:04,000\nBob: b\n"
    assert turns(text) == [("Bob", "a", 1.0), ("Bob", "b", 3.0)]


def test_damaged_blocks_are_reported_by_line_and_the_rest_goes_on() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nBob: a\n\n2\n00:00:0x --> oops\nBob: b\n\n3\nBob: c\n\n4\n\n"
        "5\n00:00:09,000 --> 00:00:10,000\nBob: d\n"
    )
    assert turns(text) == [("Bob", "a", 1.0), ("Bob", "b", None), ("Bob", "c", None), ("Bob", "d", 9.0)]
    assert [problem.place for problem in srt.read(text).problems] == ["line 6", "line 9", "line 12"]


def test_no_time_line_is_no_srt() -> None:
    with pytest.raises(FormatError, match="no time line"):
        srt.read("1\nhello\n")


@pytest.mark.parametrize(
    ("text", "sure"),
    [("1\n00:00:01,000 --> 00:00:02,000\na", True), ("Dana: go A --> B\n", False), ("", False)],
)
def test_sniff(text: str, sure: bool) -> None:
    assert (srt.READER.score(text)[0] > 0.5) is sure
