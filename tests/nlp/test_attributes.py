"""Attributes of an item from its mentions: votes, owners, dates, withdrawals."""

from __future__ import annotations

from typing import Any

import pytest

from closeplan_nlp.kinds import IMPORTANCES, KINDS, STATUSES
from closeplan_nlp.nlp.attributes import (
    category_of,
    condition_of,
    due_of,
    importance_of,
    is_withdrawn,
    owner_of,
    side_of,
    status_of,
    vote,
)
from closeplan_nlp.types import Participant

BEN = Participant(name="Ben Okafor", side="seller")
LIU = Participant(name="Liu Yang", side="seller")
DANA = Participant(name="Dana Reyes", side="customer")
MARC = Participant(name="Marc Weber", side="customer")
ALL = (BEN, LIU, DANA, MARC)


# votes


def test_mentions_vote_with_how_surely_they_are_of_the_kind(mention: Any) -> None:
    sure = mention(action_item=0.9, labels={"status": {"agreed": 0.8, "proposed": 0.2}})
    unsure = [mention(action_item=0.1, labels={"status": {"agreed": 0.0, "proposed": 1.0}}) for _ in range(3)]
    # agreed 0.95 * 0.8 = 0.76; proposed 0.95 * 0.2 + 3 * 0.15 = 0.64
    assert vote([sure, *unsure], "status", "action_item") == "agreed"
    assert vote([sure, *unsure, *unsure], "status", "action_item") == "proposed"
    assert vote([sure], "status", "action_item", allowed=("proposed", "done")) == "proposed"
    assert vote([mention()], "status", "action_item") is None
    assert vote([], "status", "action_item") is None


@pytest.mark.parametrize(
    ("kind", "votes", "side"),
    [
        ("action_item", {"customer": 0.9, "seller": 0.1}, "seller"),  # the kind rules the customer out
        ("action_item", {"both": 0.6, "seller": 0.4}, "both"),
        ("action_item", {}, "unknown"),
        ("customer_commitment", {"seller": 0.9, "customer": 0.1}, "customer"),
        ("customer_commitment", {}, "customer"),
        ("decision_criterion", {"seller": 1.0}, "customer"),
        ("milestone", {"customer": 0.9}, "customer"),
        ("risk", {"both": 0.9}, "both"),
        ("risk", {}, "unknown"),
    ],
)
def test_side(kind: str, votes: dict[str, float], side: str, mention: Any) -> None:
    assert side_of([mention(**{kind: 0.9}, labels={"side": votes})], kind) == side


@pytest.mark.parametrize("kind", list(KINDS))
def test_each_kind_has_the_attributes_that_apply_to_it(kind: str, mention: Any) -> None:
    labels = {"criterion": "legal", "milestone": "demo", "importance": "must", "status": "agreed", "owner": "speaker"}
    said = [mention(person="Ben Okafor", side="seller", **{kind: 0.9}, labels=labels)]
    facts = KINDS[kind]
    expected = {"decision_criterion": "legal", "milestone": "demo"}.get(kind)
    assert category_of(said, kind) == expected
    assert (expected in facts.categories) == bool(facts.categories)
    assert importance_of(said, kind) == (IMPORTANCES[0] if facts.has_importance else None)
    assert status_of(said, kind) == (STATUSES[1] if facts.has_status else None)
    assert owner_of(said, kind, ALL) == ("Ben Okafor" if kind == "action_item" else None)


# owners: a wrong owner is worse than none

OWNERS = [
    # kind, who says it (and its side), what, owner class, names heard, owner
    ("action_item", BEN, "I'll send the quote.", "speaker", (), "Ben Okafor"),
    ("customer_commitment", DANA, "I'll send the form.", "speaker", (), "Dana Reyes"),
    # the speaker is on the wrong side for the kind
    ("customer_commitment", BEN, "I'll send the form.", "speaker", (), None),
    ("action_item", DANA, "I'll send the quote.", "speaker", (), None),
    ("action_item", None, "I'll send the quote.", "speaker", (), None),
    # called by name, by first or family name
    ("customer_commitment", BEN, "Dana, could you send the form?", "participant", (), "Dana Reyes"),
    ("customer_commitment", BEN, "could you send it, mr weber", "participant", (), "Marc Weber"),
    ("customer_commitment", BEN, "Dana, Marc, could you send it?", "participant", (), None),
    ("customer_commitment", BEN, "Could you send the form?", "participant", (), None),
    ("customer_commitment", DANA, "Could you send the form?", "participant", (), "Marc Weber"),  # the only other one
    ("customer_commitment", BEN, "Liu, could you send the form?", "participant", (), None),  # a seller
    ("action_item", DANA, "Ben, can you send the quote?", "participant", (), "Ben Okafor"),
    ("action_item", BEN, "Liu will send the quote.", "participant", (), "Liu Yang"),
    # people who are not on the call, and groups
    ("customer_commitment", DANA, "I'll get Priya to sign.", "named", ("Priya",), "Priya"),
    ("customer_commitment", DANA, "I'll get Marc to sign.", "named", ("Marc",), None),
    ("customer_commitment", DANA, "Our legal team will look at it.", "named", (), "Our legal team"),
    ("action_item", BEN, "Our solution engineers will set it up.", "named", (), "Our solution engineers"),
    # the group is on the wrong side
    ("customer_commitment", BEN, "So our engineers wait for the form.", "named", (), None),
    ("action_item", DANA, "And our legal team gets the redlines from you.", "named", (), None),
    ("action_item", BEN, "We'll see to it.", "none", (), None),
]


@pytest.mark.parametrize(("kind", "speaker", "text", "owner", "names", "expected"), OWNERS)
def test_owner(
    kind: str,
    speaker: Participant | None,
    text: str,
    owner: str,
    names: tuple[str, ...],
    expected: str | None,
    mention: Any,
) -> None:
    person, side = (speaker.name, speaker.side) if speaker else (None, "unknown")
    said = mention(text, person=person, side=side, names=names, **{kind: 0.9}, labels={"owner": owner})
    assert owner_of([said], kind, ALL) == expected


def test_who_answers_in_the_same_item_is_meant(mention: Any) -> None:
    asked = mention("Could you send it?", person="Ben Okafor", side="seller", labels={"owner": "participant"})
    sure = mention("Sure.", turn=1, person="Marc Weber", side="customer", labels={"owner": "speaker"})
    assert owner_of([asked, sure], "customer_commitment", ALL) == "Marc Weber"


def test_an_unsure_owner_is_none(mention: Any) -> None:
    def owner(chances: dict[str, float]) -> str | None:
        said = mention(person="Ben Okafor", side="seller", action_item=0.9, labels={"owner": chances})
        return owner_of([said], "action_item", (BEN, LIU, MARC))

    assert owner({"speaker": 0.45, "participant": 0.3, "none": 0.25}) == "Ben Okafor"
    assert owner({"speaker": 0.38, "participant": 0.31, "none": 0.31}) is None
    assert owner({"speaker": 0.45, "none": 0.55}) is None
    assert owner({}) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Don Marsh", "I don't know who of you sends it."),
        ("Marta S.", "It's on somebody on your side, let's see."),
        ("Will Chen", "One of you will send it."),
        ("T. Lee", "We can't send it ourselves."),
        ("Will Chen", "Will you send it?"),
        ("May Lee", "You send it in May."),
        ("Marta S.", "It's Marta's decision whether you send it."),
    ],
)
def test_a_name_inside_another_word_calls_nobody(name: str, text: str, mention: Any) -> None:
    people = (BEN, DANA, Participant(name=name, side="customer"))
    said = mention(text, person="Ben Okafor", side="seller", labels={"owner": "participant"})
    assert owner_of([said], "customer_commitment", people) is None


# dates


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


# conditions and withdrawals


@pytest.mark.parametrize(
    ("text", "role", "condition"),
    [
        ("If legal signs off, we'll start.", "state", "If legal signs off, we'll start"),
        ("We'll start once the invoice arrives.", "state", "once the invoice arrives"),
        ("I'll call you as soon as it's ready; promised.", "accept", "as soon as it's ready"),
        ("Once the invoice arrives, maybe.", "ask", None),
        ("I'll send it when I can.", "context", None),
        ("I'll send it today.", "state", None),
        ("I'll tell you what happens when it fails.", "state", None),  # no condition of the promise
        ("I'll ask if legal has seen it.", "state", None),
        ("I'll let you know if that works for them.", "state", None),
        ("I'll send it unless Marc objects.", "state", "unless Marc objects"),
    ],
)
def test_condition(text: str, role: str, condition: str | None, mention: Any) -> None:
    assert condition_of([mention(text, labels={"role": role})], "action_item") == condition
    assert condition_of([mention(text, labels={"role": role})], "milestone") is None


def test_a_condition_that_is_a_date_is_none(mention: Any) -> None:
    said = mention("I'll do it after March 9th.", dates=[("after March 9th", "2026-03-09")], labels={"role": "state"})
    assert condition_of([said], "action_item") is None


@pytest.mark.parametrize(
    ("roles", "withdrawn"),
    [
        (["state"], False),
        (["state", "withdraw"], True),
        (["ask", "decline"], True),
        (["state", "withdraw", "state"], False),  # taken up again
        (["state", "withdraw", "context"], True),  # an aside takes nothing up
        (["state", "withdraw", "ask"], True),
        (["withdraw"], True),
        ([], False),
    ],
)
def test_withdrawn(roles: list[str], withdrawn: bool, mention: Any) -> None:
    assert is_withdrawn([mention(turn=n, labels={"role": role}) for n, role in enumerate(roles)]) is withdrawn


def test_declining_and_withdrawing_add_up(mention: Any) -> None:
    torn = {"withdraw": 0.3, "decline": 0.3, "state": 0.4}
    assert is_withdrawn([mention(labels={"role": torn})])
    assert not is_withdrawn([mention(labels={"role": torn | {"decline": 0.1}})])


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
