"""The page: what it says, that it is self-contained, and that no text of a plan becomes markup."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from closeplan_nlp.exporters import export
from closeplan_nlp.exporters.wording import clean
from closeplan_nlp.types import ClosePlan, Source

VOID = {"meta", "input", "br"}


class Page(HTMLParser):
    """Counts tags and attributes, collects text, and checks that every tag is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: Counter[str] = Counter()
        self.ids: list[str] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes.update(f"{tag} {name}" for name, _ in attrs)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data}")

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def test_page(rich: ClosePlan, make: Any, snapshot: SnapshotAssertion) -> None:
    page = export(rich, "html", today=make.today)
    assert page[page.index("<body>") :] == snapshot


def test_an_empty_plan_says_so(empty: ClosePlan) -> None:
    page = Page(export(empty, "html", today=dt.date(2026, 3, 9)))
    assert "Nothing was found" in page.text
    assert not {"svg", "table", "dl", "h2"} & set(page.tags)


@pytest.mark.parametrize("name", ["rich", "empty", "large"])
def test_the_page_is_well_formed_and_fetches_nothing(name: str, request: pytest.FixtureRequest) -> None:
    text = export(request.getfixturevalue(name), "html")
    page = Page(text)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert not {"script", "link", "img", "iframe", "a", "base", "form", "object", "use"} & set(page.tags)
    assert not re.search(r"https?://|url\(|@import|\bsrc=|\bhref=", text)
    assert "default-src 'none'; style-src 'unsafe-inline'" in text


def test_landmarks_headings_and_labels(rich: ClosePlan) -> None:
    text = export(rich, "html")
    page = Page(text)
    assert [page.tags[tag] for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    labels = re.findall(r'aria-labelledby="([^"]+)"', text)
    assert labels
    assert set(labels) <= set(page.ids)
    assert 'lang="en"' in text
    assert page.tags["details"] == page.tags["summary"] == len(rich.items)
    assert page.tags["blockquote"] == sum(len(item.evidence) for item in rich.items)


def test_days_left_and_the_today_line_need_a_day(rich: ClosePlan, make: Any) -> None:
    without, given_day = export(rich, "html"), export(rich, "html", today=make.today)
    assert "days left" not in without
    assert 'class="today"' not in without
    assert 'class="badge overdue"' not in without
    assert 'class="badge overdue"' in given_day
    assert "113 days left" in given_day
    assert given_day.count('class="today"') == 2


@pytest.mark.parametrize(
    ("day", "words"), [("2026-06-29", "1 day left"), ("2026-06-30", "today"), ("2026-07-02", "2 days ago")]
)
def test_days_to_the_target_close(rich: ClosePlan, day: str, words: str) -> None:
    page = Page(export(rich, "html", today=dt.date.fromisoformat(day)))
    assert f"Tue 30 Jun 2026 {words}" in page.text


def test_the_call_is_named_where_there_are_several(rich: ClosePlan) -> None:
    two = rich.model_copy(update={"sources": (*rich.sources, Source(id="call-02"))})
    assert "13:32, Rollout planning" in Page(export(two, "html")).text


def test_sizes(large: ClosePlan, make: Any) -> None:
    assert len(export(large, "html").encode()) < 150_000
    assert len(export(make.large(400), "html").encode()) < 700_000


def test_attacks_stay_text(make: Any, nasty: str) -> None:
    """The same tags and attributes as with a harmless word in every place."""
    page, plain = (Page(export(make.hostile(text), "html", today=make.today)) for text in (nasty, "word"))
    assert page.open == []
    assert page.tags == plain.tags
    assert page.attributes == plain.attributes
    assert page.ids == plain.ids
    assert clean(nasty) in page.text


def test_no_control_or_reordering_characters(make: Any, nasty: str) -> None:
    page = export(make.hostile(nasty), "html")
    assert not [letter for letter in page if letter != "\n" and (letter < " " or letter in "\x7f\u202e\ufeff")]


def test_texts_of_either_direction_are_isolated(make: Any) -> None:
    page = export(make.plan(make.item("risk", "مرحبا", make.said("שלום"), owner="דנה")), "html")
    assert '<p class="what" dir="auto">مرحبا' in page
    assert '<blockquote dir="auto">שלום' in page
    assert "<bdi>דנה</bdi>" in page


@settings(deadline=None, max_examples=40)
@given(st.text(min_size=1))
def test_any_text_stays_text(make: Any, text: str) -> None:
    page = Page(export(make.plan(make.item("action_item", text, make.said(text), owner=text)), "html"))
    assert page.open == []
    assert clean(text) in page.text
