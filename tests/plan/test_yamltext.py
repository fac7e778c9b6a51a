"""The YAML that we write: read the same by our own reader and by ruamel.yaml, whatever the texts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeplan_nlp.plan.roundtrip import load, plain, updated
from closeplan_nlp.plan.yamltext import parse_block, parse_entry, write_block, write_entry

texts = st.text() | st.sampled_from(
    (
        "",
        "yes",
        "Null",
        "12",
        "1.5",
        "0x1f",
        "2026-03-06",
        "a: b",
        "a #b",
        "- a",
        "[a]",
        "&a",
        "'",
        '"',
        "é",
        " a",
        "a:",
    )
)
values = (
    texts | st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6).map(lambda x: round(x, 3))
)
entries = st.dictionaries(
    st.sampled_from(("source", "quote", "turn")), values.filter(lambda v: v is not None), min_size=1
)
blocks = st.dictionaries(
    st.sampled_from(("text", "owner", "due", "x1", "notes", "tags")),
    values | st.lists(entries, min_size=1) | st.lists(texts),
    min_size=1,
)


@given(blocks)
@settings(deadline=None, max_examples=150)
def test_what_is_written_reads_back(block: dict[str, Any]) -> None:
    text = write_block(block)
    assert plain(load(text)) == block
    assert parse_block(text) in (block, None)
    assert parse_block(text) == block or any(isinstance(value, float) for value in block.values())


@given(blocks)
@settings(deadline=None, max_examples=60)
def test_entries_too(block: dict[str, Any]) -> None:
    text = write_entry("sources", block)
    kept = {key: value for key, value in block.items() if value is not None}
    assert plain(load(text)) == [kept] if kept else not text
    found = parse_entry(text)
    assert found is None or write_entry("sources", found) == text


@pytest.mark.parametrize(
    "text",
    ["a: 1\na: 2\n", "a: [1\n", "- a\n", "a: {b: 1}\n", "a: |\n  b\n", "A: 1\n", "a: 'b'\n", "  - {}\n", "a: 0x1\n"],
)
def test_other_forms_are_left_to_the_yaml_reader(text: str) -> None:
    found = parse_block(text)
    assert found is None or write_block(found) != text


def test_changes_in_place_keep_everything_else() -> None:
    text = "# top\na: 1  # one\nb:\n  - x   # ex\n  - y\n# before c\nc: {d: 'e', f: 2}\n"
    old = plain(load(text))
    after = updated(text, old, {**old, "a": 2, "b": ["x", "z", "w"], "c": {"d": "e", "f": 3}, "g": "2026-03-06"})
    for kept in ("# top", "# one", "# ex", "# before c", "{d: 'e', f: 3}", "g: 2026-03-06"):
        assert kept in after
    assert plain(load(after)) == {"a": 2, "b": ["x", "z", "w"], "c": {"d": "e", "f": 3}, "g": "2026-03-06"}


def test_a_comment_in_what_goes_is_kept() -> None:
    text = "a: 1\nb:\n  # why\n  c: 2\nd: 3\n"
    assert "# why" in updated(text, plain(load(text)), {"a": 1, "d": 3})
