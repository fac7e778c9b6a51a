"""Messages: what they say, the limits of Slack and Teams, texts that are markup."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from deals import commitment, deal, item, milestone
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion

from closeplan_nlp.reporting.frame import Facts, gather
from closeplan_nlp.reporting.reminders import REMINDERS, Update, due_update
from closeplan_nlp.types import Item

TODAY = dt.date(2026, 3, 9)
NASTY = "<!channel> <@U1> *bold* _x_ `c` & [click](http://evil.example) @everyone <script>1</script>\x1b[31m"


def facts(*items: Item, name: str = "Rollout") -> Facts:
    return gather([("plan.yaml", deal(*items, name=name))], TODAY)


def messages(update: Update, kind: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in REMINDERS[kind](update).splitlines()]


@pytest.fixture
def update() -> Update:
    return due_update(
        facts(
            item("a", text="Send the quote", due="2026-03-06"),
            item("b", text="Get the discount approved", internal=True),
            commitment("c"),
            commitment("d", text="Name two users", owner=None, due="2026-03-16"),
            milestone("m", "demo", text="Demo for the board", due="2026-03-17"),
            item("e", text="Much later", due="2026-05-01"),
            item("f", text="Done", due="2026-03-06", status="done"),
        )
    )


@pytest.mark.parametrize("kind", REMINDERS)
def test_snapshots(kind: str, update: Update, snapshot: SnapshotAssertion) -> None:
    assert REMINDERS[kind](update) == snapshot


def test_one_side_alone_gets_no_internal_items() -> None:
    held = facts(
        item("a", internal=True), commitment("b", internal=True), commitment("c", text="Sign"), milestone("m", "demo")
    )
    told = [line.text for group in due_update(held, "customer").groups for line in group.lines]
    assert told == ["Sign", "Demo"]
    assert [line.text for group in due_update(held, "seller").groups for line in group.lines] == ["Demo"]
    assert len([line for group in due_update(held).groups for line in group.lines]) == 4


@pytest.mark.parametrize("kind", REMINDERS)
def test_nothing_is_due(kind: str) -> None:
    assert "Nothing is due." in REMINDERS[kind](due_update(facts()))


def many(number: int, text: str) -> Update:
    owners = ("Dana Reyes", "Rhea Stone", NASTY * 5, *(f"Person {n}" for n in range(60)))
    items = (
        commitment(f"c{n}", text=f"{n} {text}", owner=owners[n % len(owners)], due="2026-03-06") for n in range(number)
    )
    return due_update(facts(*items, name=NASTY * 10))


@pytest.mark.parametrize("text", ["Send it", "&" * 400, "Ж" * 500])
@pytest.mark.parametrize("number", [1, 40, 500])
def test_slack_limits(number: int, text: str) -> None:
    update = many(number, text)
    found = messages(update, "slack")
    lines = 0
    for message in found:
        blocks = message["blocks"]
        assert len(blocks) <= 50
        assert blocks[0]["type"] == "header"
        assert len(blocks[0]["text"]["text"]) <= 150
        assert all(len(block["text"]["text"]) <= 3000 for block in blocks[1:])
        assert sum(len(block["text"]["text"]) for block in blocks) + len(message["text"]) <= 13_000
        lines += sum(block["text"]["text"].count("\n• ") for block in blocks[1:])
    assert lines == number
    assert (len(found) > 1) == (number == 500 or (number == 40 and len(text) > 100))


@pytest.mark.parametrize("text", ["Send it", "&" * 400, "Ж" * 500])
@pytest.mark.parametrize("number", [1, 500])
def test_teams_limits(number: int, text: str) -> None:
    found = messages(many(number, text), "teams")
    for message in found:
        assert len(json.dumps(message).encode()) <= 28_000
        (attachment,) = message["attachments"]
        assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
        assert attachment["content"]["version"] == "1.4"
    runs = [
        block for m in found for block in m["attachments"][0]["content"]["body"] if block["type"] == "RichTextBlock"
    ]
    assert sum(run["inlines"][0]["text"].startswith("• ") for run in runs) == number


def test_words_of_calls_are_no_markup() -> None:
    update = due_update(facts(commitment("a", text=NASTY, owner=NASTY), name=NASTY))
    (slack,) = messages(update, "slack")
    assert all(sign not in json.dumps(slack) for sign in ("<", "\\u001b"))
    assert "&lt;!channel&gt;" in slack["blocks"][1]["text"]["text"]
    assert slack["blocks"][1]["text"]["verbatim"]
    (teams,) = messages(update, "teams")
    body = teams["attachments"][0]["content"]["body"]
    assert [block["type"] for block in body] == ["TextBlock", "RichTextBlock", "RichTextBlock"]
    assert NASTY[:20] not in body[0]["text"]
    page = MarkdownIt("gfm-like", {"linkify": False}).render(REMINDERS["md"](update))
    assert all(tag not in page for tag in ("<script", "<strong>", "<em>", "<code>", "<a "))
