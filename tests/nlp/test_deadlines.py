"""Dates of items: which of those said stands at the end."""

from __future__ import annotations

from typing import Any

import pytest
from test_phrasing import parse

from closeplan_nlp.nlp.deadlines import due_of


def due(mentions: list[Any], kind: str = "action_item", category: str | None = None) -> str | None:
    found = due_of(mentions, kind, category)
    return found.value if found else None


def test_no_dates_no_due(mention: Any) -> None:
    assert due_of([mention(), mention(turn=1)], "action_item", None) is None


def test_the_last_date_agreed_wins(mention: Any) -> None:
    said = [
        mention("By Thursday?", dates=[("Thursday", "2026-03-05")], labels={"role": "ask"}),
        mention("Make that Friday.", turn=1, dates=[("Friday", "2026-03-06")], labels={"role": "revise"}),
    ]
    assert due(said) == "2026-03-06"
    recap = mention("So by Monday.", turn=9, dates=[("Monday", "2026-03-09")], labels={"role": "recap"})
    assert due([*said, recap]) == "2026-03-09"


@pytest.mark.parametrize("role", ["context", "decline", "none"])
def test_dates_in_what_is_no_promise_do_not_count(role: str, mention: Any) -> None:
    promise = mention("I'll send it on Friday.", dates=[("Friday", "2026-03-06")], labels={"role": "state"})
    aside = mention("I'm back on Monday.", turn=1, dates=[("Monday", "2026-03-09")], labels={"role": role})
    assert due([promise, aside]) == "2026-03-06"


def test_what_was_promised_counts_before_what_is_open(mention: Any) -> None:
    vague = mention("After the holidays.", dates=[("After the holidays", None, "after", "vague")])
    open_ = mention("Monday.", turn=1, dates=[("Monday", "2026-03-09")], labels={"role": "none"})
    found = due_of([vague, open_], "action_item", None)
    assert found is not None
    assert found.text == "After the holidays"
    assert due([open_]) == "2026-03-09"


def test_context_alone_gives_no_date(mention: Any) -> None:
    promise = mention("I'll send it.", labels={"role": "state"})
    aside = mention("I'm off until Monday.", turn=1, dates=[("Monday", "2026-03-09")], labels={"role": "context"})
    assert due([promise, aside]) is None


@pytest.mark.parametrize(
    ("kind", "category", "value"),
    [
        ("action_item", None, "2026-03-06"),
        ("customer_commitment", None, "2026-03-06"),
        ("milestone", "demo", "2026-03-06"),
        ("decision_criterion", "timeline", "2026-03-06"),
        ("decision_criterion", "budget", None),
        ("risk", None, None),
    ],
)
def test_which_items_have_a_date(kind: str, category: str | None, value: str | None, mention: Any) -> None:
    said = mention("By Friday.", dates=[("By Friday", "2026-03-06", "by")], labels={"role": "state"})
    assert due([said], kind, category) == value


def test_past_dates_and_durations_are_none(mention: Any) -> None:
    text = "Since last Monday it takes two weeks."
    dates = [("last Monday", "2026-02-23", None, "day", True), ("two weeks", "2026-03-16", None, "duration")]
    assert due([mention(text, dates=dates, labels={"role": "state"})]) is None


def test_of_several_dates_in_one_utterance_the_limit_counts(mention: Any) -> None:
    dates = [("by Friday", "2026-03-06", "by"), ("on Monday", "2026-03-09", "on")]
    said = mention("I'll send it by Friday, we meet on Monday.", dates=dates, labels={"role": "state"})
    assert due([said]) == "2026-03-06"
    free = mention("Friday, no, Monday.", dates=[("Friday", "2026-03-06"), ("Monday", "2026-03-09")])
    assert due([free]) == "2026-03-09"


def test_words_without_a_date_stay_only_where_nothing_is_better(mention: Any) -> None:
    vague = mention("After the holidays.", turn=1, dates=[("After the holidays", None, "after", "vague")])
    found = due_of([vague], "action_item", None)
    assert found is not None
    assert (found.value, found.text) == (None, "After the holidays")
    assert due([mention("On Friday.", dates=[("Friday", "2026-03-06")]), vague]) == "2026-03-06"


def test_a_recap_of_many_things_moves_no_date(mention: Any) -> None:
    promise = mention("I'll send it on Friday.", dates=[("Friday", "2026-03-06")], labels={"role": "state"})
    text = "So the quote on Friday, the call on Monday."
    many = mention(text, turn=9, dates=[("Friday", "2026-03-06"), ("Monday", "2026-03-09")], labels={"role": "recap"})
    assert due([promise, many]) == "2026-03-06"
    assert due([mention("Sure.", labels={"role": "accept"}), many]) == "2026-03-09"  # nothing else tells


def test_a_day_alone_is_in_the_month_named_before(mention: Any) -> None:
    named = mention("Live on October 16th.", dates=[("October 16th", "2026-10-16")], labels={"role": "state"})
    bare = mention("The 16th then.", turn=1, dates=[("The 16th", "2026-03-16")], labels={"role": "accept"})
    other = mention("The 17th then.", turn=1, dates=[("The 17th", "2026-03-17")], labels={"role": "revise"})
    again = mention("March 16th then.", turn=1, dates=[("March 16th", "2026-03-16")], labels={"role": "revise"})
    assert due([named, bare]) == "2026-10-16"
    assert due([named, other]) == "2026-03-17"
    assert due([named, again]) == "2026-03-16"


def test_of_several_dates_the_one_said_before_counts(mention: Any) -> None:
    promise = mention("I'll send it on Friday.", dates=[("Friday", "2026-03-06")], labels={"role": "state"})
    dates = [("Friday", "2026-03-06"), ("Monday", "2026-03-09")]
    many = mention("Friday the quote, Monday the call.", turn=1, dates=dates, labels={"role": "accept"})
    assert due([promise, many]) == "2026-03-06"
    assert due([many]) == "2026-03-09"


@pytest.mark.parametrize(
    ("text", "first", "second", "value"),
    [
        ("We sign on Monday, if he agrees on Friday.", "on Monday", "on Friday", "2026-03-09"),
        ("I open it on Monday, he's away until Friday.", "on Monday", "until Friday", "2026-03-09"),
        ("On Monday, no, on Friday.", "On Monday", "on Friday", "2026-03-06"),
    ],
)
def test_dates_that_go_along_do_not_count(text: str, first: str, second: str, value: str, mention: Any) -> None:
    dates = [(first, "2026-03-09", "on"), (second, "2026-03-06", second.split()[0])]
    assert due([mention(text, dates=dates, labels={"role": "state"})]) == value


def test_a_bare_day_of_an_event_is_in_the_month_spoken_of(mention: Any) -> None:
    named = mention("Mid April.", index=0, dates=[("Mid April", "2026-04-15")], labels={"role": "state"})
    bare = mention("The sixteenth.", index=1, dates=[("The sixteenth", "2026-03-16")], labels={"role": "state"})
    said = [named, bare]
    assert due_value(due_of([bare], "milestone", "signature", said=said)) == "2026-04-16"
    assert due_value(due_of([bare], "action_item", None, said=said)) == "2026-03-16"  # a task's next such day
    assert due_value(due_of([bare], "milestone", "signature")) == "2026-03-16"
    far = mention("In April 2027.", index=0, dates=[("April 2027", "2027-04")], labels={"role": "state"})
    assert due_value(due_of([bare], "milestone", "signature", said=[far, bare])) == "2026-03-16"
    no_day = mention("The thirtieth.", index=1, dates=[("The thirtieth", "2026-01-30")])
    february = mention("In February.", index=0, dates=[("February", "2026-02")])
    assert due_value(due_of([no_day], "milestone", "demo", said=[february, no_day])) == "2026-01-30"


def test_the_friday_is_the_one_after_the_day_spoken_of(mention: Any) -> None:
    text = "If the council says yes on April 7th, I'd sign on the Friday."
    dates = [("on April 7th", "2026-04-07", "on"), ("on the Friday", "2026-03-06", "on")]
    assert due([mention(text, dates=dates, labels={"role": "state"})], "milestone", "signature") == "2026-04-10"


@pytest.mark.parametrize(
    ("words", "value", "last"),
    [
        ("in August", "2026-08", "2025-08"),
        ("on August 3rd", "2026-08-03", "2025-08-03"),
        ("on Monday", "2026-03-09", "2026-03-02"),
        ("on the fifth", "2026-03-05", "2026-02-05"),
        ("today", "2026-03-04", "2026-03-04"),
        ("in August 2026", "2026-08", "2026-08"),
        ("on February 29th", "2028-02-29", "2028-02-29"),
        ("next quarter", "2026-Q2", "2026-Q2"),
    ],
)
def test_what_is_done_was_the_last_time(words: str, value: str, last: str, mention: Any) -> None:
    one = mention(f"Signed {words}.", dates=[(words, value)], labels={"role": "done"})
    assert due_value(due_of([one], "milestone", "signature", status="done")) == last
    assert due_value(due_of([one], "milestone", "signature", status="agreed")) == value


def test_what_is_done_may_have_a_past_date(mention: Any) -> None:
    one = mention("I sent it last Monday.", dates=[("last Monday", "2026-03-02", None, "day", True)])
    assert due_value(due_of([one], "action_item", None, status="done")) == "2026-03-02"
    assert due_of([one], "action_item", None, status="agreed") is None


SAT = "The/DT/det/1 board/NN/nsubj/2 {}/{}/ROOT/2/{} on/IN/case/4 Monday/NNP/obl/2"


@pytest.mark.parametrize(
    ("verb", "tag", "lemma", "value"),
    [("sat", "VBD", "sit", None), ("sits", "VBZ", "sit", "2026-03-09"), ("moved", "VBD", "move", "2026-03-09")],
)
def test_what_happened_is_no_date_to_come(verb: str, tag: str, lemma: str, value: str | None, mention: Any) -> None:
    doc = parse(SAT.format(verb, tag, lemma))
    one = mention(doc.text, span=doc[:], dates=[("on Monday", "2026-03-09", "on")], labels={"role": "state"})
    assert due([one], "milestone", "decision") == value


def test_a_month_that_somebody_has_written_in_is_past(mention: Any) -> None:
    tokens = "I/PRP/nsubj/2 {}/VBP/aux/2/{} applied/VBN/ROOT/2/apply in/IN/case/4 May/NNP/obl/2"
    for helper, value in (("have", None), ("am", "2026-05")):
        doc = parse(tokens.format(helper, helper))
        one = mention(doc.text, span=doc[:], dates=[("in May", "2026-05", "in")], labels={"role": "state"})
        assert due([one]) == value


def due_value(found: Any) -> str | None:
    return found.value if found else None
