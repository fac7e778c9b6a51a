"""The page: what it says, that it is self-contained, and that no text of a plan becomes markup."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import itertools
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from closeplan_nlp.exporters import Job, export
from closeplan_nlp.exporters.htmlpage import write_paper
from closeplan_nlp.exporters.wording import clean, say_count
from closeplan_nlp.plan.phrases import stems_of
from closeplan_nlp.plan.review import review
from closeplan_nlp.types import Change, ClosePlan, Source

VOID = {"meta", "input", "br"}
OURS = {"script": 1, "style": 1, "template": 2}


class Page(HTMLParser):
    """Counts tags and attributes, collects text, and checks that every tag is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.headings: list[int] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes.update(f"{tag} {name}" for name, _ in attrs)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "xlink:href")]
        self.headings += [int(tag[1])] if tag in ("h1", "h2", "h3") else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += [] if {"script", "style"} & set(self.open) else [data]

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data}")

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def body_of(page: str) -> str:
    """The seller's version alone, without script and preview."""
    return page[page.index('<div id="page">') : page.index('<template id="preview">')]


def test_page(rich: ClosePlan, make: Any, snapshot: SnapshotAssertion) -> None:
    assert body_of(export(rich, "html", today=make.today)) == snapshot


def test_an_empty_plan_says_so(empty: ClosePlan) -> None:
    page = Page(body_of(export(empty, "html", today=dt.date(2026, 3, 9))))
    assert "Nothing was found" in page.text
    assert not {"svg", "table", "dl", "h2", "form"} & set(page.tags)


@pytest.mark.parametrize("name", ["rich", "empty", "large"])
@pytest.mark.parametrize("audience", [None, "customer"])
def test_the_page_is_well_formed_and_fetches_nothing(
    name: str, audience: str | None, request: pytest.FixtureRequest
) -> None:
    text = export(request.getfixturevalue(name), "html", audience=audience)
    page = Page(text)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert not {"link", "img", "iframe", "base", "object", "embed", "image", "audio", "video"} & set(page.tags)
    assert not re.search(r"https?://|url\(|@import|\bsrc=|\bstyle=|\bon[a-z]+=", text)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert {tag: page.tags[tag] for tag in OURS} == OURS | ({"template": 0} if audience else {})


def test_the_page_is_valid_html(rich: ClosePlan, make: Any) -> None:
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(export(rich, "html", today=make.today))
    assert not parser.errors


def test_the_policy_allows_our_script_and_styles_alone(rich: ClosePlan) -> None:
    text = export(rich, "html")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    hashes = [
        base64.b64encode(hashlib.sha256(re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)[1].encode()).digest())  # type: ignore[index]
        for tag in ("style", "script")
    ]
    style, script = (f"'sha256-{each.decode()}'" for each in hashes)
    assert policy[1].split("; ") == [
        *("default-src 'none'", f"style-src {style}", f"script-src {script}", "base-uri 'none'", "form-action 'none'")
    ]


def test_paper_has_no_script_and_one_version(rich: ClosePlan, make: Any) -> None:
    text = write_paper(rich, make.today)
    page = Page(text)
    assert not {"script", "template", "button", "form"} & set(page.tags)
    assert "script-src 'none'" in text
    assert page.text.count("Hiring freeze") > 0


def test_landmarks_headings_and_labels(rich: ClosePlan, make: Any) -> None:
    text = body_of(export(rich, "html", today=make.today))
    page = Page(text)
    assert [page.tags[tag] for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    assert all(after - before <= 1 for before, after in itertools.pairwise(page.headings))
    labels = {each for found in re.findall(r'aria-labelledby="([^"]+)"', text) for each in found.split()}
    assert labels
    assert labels <= set(page.ids)
    assert set(re.findall(r'<label for="([^"]+)"', text)) <= set(page.ids)
    assert page.attributes["label for"] == page.tags["select"] + page.tags["input"]
    assert page.tags["blockquote"] == sum(len(item.evidence) for item in rich.items)
    assert text.count('<details class="evidence">') == len(rich.items)


def test_days_left_and_the_today_line_need_a_day(rich: ClosePlan, make: Any) -> None:
    without, given_day = (body_of(export(rich, "html", today=day)) for day in (None, make.today))
    for words in ("days left", 'class="today"', 'class="badge overdue"', ">health<", "as of"):
        assert words not in without
        assert words in given_day
    assert "113 days left" in given_day


@pytest.mark.parametrize(
    ("day", "words"), [("2026-06-29", "1 day left"), ("2026-06-30", "today"), ("2026-07-02", "2 days ago")]
)
def test_days_to_the_target_close(rich: ClosePlan, day: str, words: str) -> None:
    page = Page(export(rich, "html", today=dt.date.fromisoformat(day)))
    assert f"Tue 30 Jun 2026 {words}" in page.text


def test_the_health_is_that_of_the_review(rich: ClosePlan, make: Any) -> None:
    page = Page(body_of(export(rich, "html", today=make.today)))
    found = review(rich, make.today)
    assert f"{say_count(found.counts['error'], 'error')}, {say_count(found.counts['warning'], 'warning')}" in page.text
    for finding in found.findings:
        assert clean(finding.reason) in page.text or finding.rule.startswith("meddpicc-")
    for letter in found.meddpicc:
        assert clean(letter.reason) in page.text


def test_the_next_steps_are_two_that_are_late_and_what_lies_ahead(make: Any) -> None:
    days = ("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-10", "2026-03-11", "2026-03-12")
    plan = make.plan(*(make.item("action_item", day, id=day, due=day, side="seller") for day in days))
    text = export(plan, "html", today=make.today)
    steps = re.findall(r'<li><a href="#i\d+" dir="auto">(2026[^<]+)</a>', body_of(text))
    assert steps == ["2026-03-01", "2026-03-02", "2026-03-10", "2026-03-11"]


def test_the_preview_is_the_customers_file(rich: ClosePlan, make: Any) -> None:
    ours = export(rich, "html", today=make.today)
    preview = re.search(r'<template id="preview">(.*?)</template>', ours, re.DOTALL)
    theirs = re.search(
        r'<div id="page">(.*?)</div>\s*<script>', export(rich, "html", today=make.today, audience="customer"), re.DOTALL
    )
    assert preview is not None
    assert theirs is not None
    same = re.sub(r'(id="|for="|href="#|labelledby="| (?=\S+d"))c-', r"\1", preview[1])
    assert Page(same).text == Page(theirs[1]).text
    assert "Hiring freeze" not in preview[1]


def test_the_customers_version_calls_nobody_us(rich: ClosePlan, make: Any) -> None:
    page = Page(export(rich, "html", today=make.today, audience="customer"))
    assert "Tasks of Contoso" in page.text
    assert not re.search(r"\b(our side|for us|our task|Our action)\b", page.text)


def test_what_people_wrote_is_shown_to_the_seller_alone(make: Any) -> None:
    moved = Change(date="2026-03-05", source="call-01", field="due", old="2026-03-06", new="2026-03-13")
    item = make.item("action_item", "Send", make.said("I will."), notes="Ask Lee\nfirst", history=(moved,))
    ours, theirs = (Page(export(make.plan(item), "html", audience=who)).text for who in (None, "customer"))
    for words in ("Note: Ask Lee", "from Fri 6 Mar 2026 to Fri 13 Mar 2026 (Rollout planning)", "93 % sure"):
        assert words in ours
        assert words not in theirs


def test_links_to_the_recording(rich: ClosePlan) -> None:
    page = Page(body_of(export(rich, "html", job=Job(recordings={"call-01": "../calls/a%20b.mp3"}))))
    assert "../calls/a%20b.mp3#t=812.4" in page.links
    assert "../calls/a%20b.mp3" in page.links
    shared = export(rich, "html", job=Job(recordings={"call-01": "./a.mp3"}), audience="customer")
    assert "a.mp3" not in shared


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "https://evil.example/a.mp3",
        "//evil.example/a.mp3",
        "/etc/a.mp3",
        "./a b.mp3",
        "data:x",
        '"',
    ],
)
def test_only_local_links_are_written(rich: ClosePlan, href: str) -> None:
    page = Page(export(rich, "html", job=Job(recordings={"call-01": href})))
    assert not [link for link in page.links if not link.startswith("#")]


def test_the_call_is_named_where_there_are_several(rich: ClosePlan) -> None:
    two = rich.model_copy(update={"sources": (*rich.sources, Source(id="call-02"))})
    assert "13:32, Rollout planning" in Page(export(two, "html")).text


def test_sizes(large: ClosePlan, make: Any) -> None:
    assert len(export(large, "html", today=make.today).encode()) < 400_000
    assert len(export(make.large(400), "html", today=make.today).encode()) < 1_500_000


def test_attacks_stay_text(make: Any, nasty: str) -> None:
    """The same tags and attributes as with a harmless word in every place (or a sign, where no word can be shared)."""
    harmless = "word" if stems_of(nasty) else "?"
    page, plain = (Page(export(make.hostile(text), "html", today=make.today)) for text in (nasty, harmless))
    assert page.open == []
    assert page.tags == plain.tags
    assert page.attributes == plain.attributes
    assert page.ids == plain.ids
    assert clean(nasty) in page.text


def test_no_control_or_reordering_characters(make: Any, nasty: str) -> None:
    page = body_of(export(make.hostile(nasty), "html"))
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


def test_the_overdue_figure_says_what_the_sentence_below_leaves_out(make: Any) -> None:
    late = [make.item(kind, kind, due="2026-03-01") for kind in ("action_item", "milestone")]
    page = body_of(str(export(make.plan(*late), "html", today=make.today)))
    assert "<dt>overdue</dt><dd><bdi>2</bdi> <small>incl. 1 milestone</small></dd>" in page
    assert "1 task overdue" in page
    assert "incl." not in body_of(str(export(make.plan(late[0]), "html", today=make.today)))


def test_milestones_stand_by_date_whether_done_or_not(make: Any) -> None:
    done = make.item("milestone", "Kick-off held", due="2026-03-02", status="done")
    ahead = make.item("milestone", "Go-live ahead", due="2026-05-04", status="agreed")
    for name in ("html", "md"):
        text = str(export(make.plan(ahead, done), name)).replace("\\", "").split("Sources")[0]
        assert text.rindex("Kick-off held") < text.rindex("Go-live ahead")
