"""The Markdown summary: what it says, and that no text of a plan becomes markup."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from syrupy.assertion import SnapshotAssertion

from closeplan_nlp.exporters import export
from closeplan_nlp.exporters.markdown import escape
from closeplan_nlp.exporters.wording import clean
from closeplan_nlp.types import ClosePlan, Source

GFM = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
BLOCKS = {"heading", "paragraph", "bullet_list", "list_item", "blockquote"}
HEADINGS = ["h1", "h2", "h2", "h3", "h3", "h2", "h3", "h2", "h2", "h2"]


def inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or ()]


def shown(tokens: list[Token]) -> str:
    return "".join("\n" if token.type == "softbreak" else token.content for token in inline(tokens))


def test_summary(rich: ClosePlan, make: Any, snapshot: SnapshotAssertion) -> None:
    assert export(rich, "md", today=make.today) == snapshot


def test_an_empty_plan_says_so(empty: ClosePlan, snapshot: SnapshotAssertion) -> None:
    assert export(empty, "md") == snapshot


def test_empty_sections_say_so_in_a_line(make: Any) -> None:
    text = export(make.plan(make.item("risk", "Freeze")), "md")
    assert text.count("None found.") == 4
    assert "## Problems" not in text


def test_a_task_in_words(make: Any) -> None:
    item = make.item(
        "action_item", "Send it", make.said("Will do."), owner="Tom Berg", due="2026-03-06", confidence=0.4
    )
    assert "- [ ] **Send it** — Tom Berg, by Fri 6 Mar 2026 (unconfirmed)\n  > “Will do.” — Dana Reyes [13:32]\n" in (
        export(make.plan(item), "md")
    )


def test_done_tasks_are_ticked(rich: ClosePlan) -> None:
    assert "- [x] **Send the NDA** — Tom Berg (done)\n" in export(rich, "md")


@pytest.mark.parametrize(
    ("values", "origin"),
    [
        ({}, "Dana Reyes [13:32]"),
        ({"start": None}, "Dana Reyes, turn 41"),
        ({"start": None, "speaker": None}, "turn 41"),
        ({"speaker": None}, "[13:32]"),
    ],
)
def test_who_said_it_when(make: Any, values: dict[str, Any], origin: str) -> None:
    assert f"“Yes.” — {origin}\n" in export(make.plan(make.item("risk", "x", make.said("Yes.", **values))), "md")


def test_the_call_is_named_where_there_are_several(rich: ClosePlan) -> None:
    two = rich.model_copy(update={"sources": (*rich.sources, Source(id="call-02"))})
    assert "Dana Reyes [13:32] in Rollout planning" in export(two, "md")


@pytest.mark.parametrize(
    "prose",
    [
        "It's Dana's call (the 2nd), isn't it? Yes - 50 % off, 1.5 days; R&D: $5 + 3 = 8!",
        "well-known sub-processor list, “quoted”, a/b, ~",
        "3 licences for Q1. Then more",
        "-5 degrees, +49 40 123",
        "Zoë’s Wörter, 日本語, مرحبا 👍",
    ],
)
def test_normal_prose_is_not_disfigured(prose: str) -> None:
    assert escape(prose).replace("\\~", "~") == prose


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b", r"a\|b"),
        ("# x", r"\# x"),
        ("1. x", r"1\. x"),
        ("2) x", r"2\) x"),
        ("- x", r"\- x"),
        ("---", r"\---"),
        ("C #", r"C \#"),
        ("[a](b)", r"\[a\](b)"),
        ("<b>", r"\<b>"),
        ("@all", r"\@all"),
        ("&lt; R&D", r"\&lt; R&D"),
        ("https://a.b www.a.b", r"https\://a.b www\.a.b"),
        ("a\n\nb", "a b"),
        ("", "(no words)"),
        ("\x00", "(no words)"),
    ],
)
def test_escaping(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@settings(deadline=None)
@given(st.one_of(st.text(), st.text("#*_`[]()<>|~@&;!\\-+=1.) \nax:/w")))
def test_any_text_is_shown_letter_by_letter(text: str) -> None:
    for before, after in (("", ""), ("# ", ""), ("- ", ""), ("- [ ] **", "** — x"), ("> “", "”"), ("**", "**")):
        tokens = GFM.parse(f"{before}{escape(text)}{after}")
        words = clean(text) or "(no words)"
        prefix = before.replace("**", "").removeprefix("# ").removeprefix("- ").removeprefix("> ")
        assert shown(tokens) == prefix + words + after.replace("**", "")
        assert {token.type.rsplit("_", 1)[0] for token in tokens if token.nesting} <= BLOCKS


def test_attacks_stay_text(make: Any, nasty: str) -> None:
    tokens = GFM.parse(export(make.hostile(nasty), "md"))
    assert [token.tag for token in tokens if token.type == "heading_open"] == HEADINGS
    assert {token.type.rsplit("_", 1)[0] for token in tokens if token.nesting} <= BLOCKS
    assert {token.type for token in inline(tokens)} <= {"text", "strong_open", "strong_close", "softbreak"}


def test_no_terminal_codes_and_no_reordering(make: Any, nasty: str) -> None:
    text = export(make.hostile(nasty), "md")
    assert not [letter for letter in text if letter != "\n" and (letter < " " or letter in "\x7f\u202e\ufeff")]


def test_attacks_do_not_change_the_number_of_lines(make: Any, nasty: str) -> None:
    lines, plain = (export(make.hostile(text), "md").count("\n") for text in (nasty, "word"))
    assert lines == plain
