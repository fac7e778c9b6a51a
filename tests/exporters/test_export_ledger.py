"""The ledger: a second export has what is new or changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from export_readers import read_csv, read_ics
from hypothesis import given, settings
from hypothesis import strategies as st

from closeplan_nlp.exporters import EXPORTERS
from closeplan_nlp.exporters.delivery import deliver
from closeplan_nlp.exporters.ledger import with_entries
from closeplan_nlp.types import ClosePlan

DAY, NEXT = dt.date(2026, 3, 9), dt.date(2026, 3, 10)
LEDGERS = [name for name, exporter in EXPORTERS.items() if exporter.ledger and not exporter.whole]


def names(data: str | bytes) -> list[str]:
    assert isinstance(data, str)
    return [row[0] for row in read_csv(data)[1:]]


def changed(plan: ClosePlan, position: int, **values: Any) -> ClosePlan:
    items = list(plan.items)
    items[position] = items[position].model_copy(update=values)
    return plan.model_copy(update={"items": tuple(items)})


@pytest.mark.parametrize("name", LEDGERS)
def test_a_second_export_has_nothing(rich: ClosePlan, name: str) -> None:
    first = deliver(rich, name, today=DAY)
    second = deliver(first.plan, name, today=NEXT)
    assert (len(first.pending.new), second.pending.ids, len(second.pending.same)) == (6, (), 6)
    assert second.plan == first.plan
    assert deliver(first.plan, name, today=NEXT, everything=True).pending.same == second.pending.same


def test_what_is_new_or_changed_is_sent(rich: ClosePlan, make: Any) -> None:
    plan = changed(deliver(rich, "salesforce", today=DAY).plan, 0, due="2026-03-20")
    plan = plan.model_copy(update={"items": (*plan.items, make.item("action_item", "Call Dana"))})
    second = deliver(plan, "salesforce", today=NEXT)
    assert sorted(names(second.data)) == ["Call Dana", "Send the SSO metadata"]
    entry = second.plan.items[0].exported["salesforce"]
    assert (entry["sent"], entry["n"]) == ("2026-03-10", 1)
    assert names(deliver(second.plan, "salesforce", today=NEXT).data) == []
    assert len(names(deliver(second.plan, "salesforce", today=NEXT, everything=True).data)) == 7


def test_a_new_day_alone_is_no_change(rich: ClosePlan) -> None:
    first = deliver(rich, "jira", today=dt.date(2026, 1, 1))
    assert names(deliver(first.plan, "jira", today=dt.date(2027, 1, 1)).data) == []


def test_targets_and_audiences_do_not_share_a_ledger(rich: ClosePlan) -> None:
    plan = deliver(rich, "asana", today=DAY).plan
    assert len(deliver(plan, "hubspot", today=DAY).pending.new) == 6
    customer = deliver(plan, "asana", today=DAY, audience="customer")
    assert customer.ledger == "asana-customer"
    assert len(customer.pending.new) == 6
    assert set(customer.plan.items[0].exported) == {"asana", "asana-customer"}
    assert deliver(customer.plan, "asana", today=DAY, audience="customer").pending.ids == ()


def test_both_tables_for_monday_share_one(rich: ClosePlan) -> None:
    assert deliver(deliver(rich, "monday", today=DAY).plan, "monday-csv", today=DAY).pending.ids == ()


@pytest.mark.parametrize("entry", ["5abbe4b7ddc1b351ef961414", "2026-03-01", {"id": "x"}])
def test_what_people_noted_counts_as_sent(rich: ClosePlan, entry: Any) -> None:
    plan = changed(rich, 0, exported={"trello": entry})
    assert rich.items[0].id in deliver(plan, "trello", today=DAY).pending.same


def test_a_known_card_is_updated(rich: ClosePlan) -> None:
    card = "5abbe4b7ddc1b351ef961414"
    plan = changed(rich, 0, exported={"trello": {"id": card, "as": "old"}})
    delivery = deliver(plan, "trello", today=DAY)
    assert f'"path": "/1/cards/{card}"' in str(delivery.data)
    assert str(delivery.data).count('"PUT"') == 1
    assert delivery.plan.items[0].exported["trello"]["id"] == card


def test_a_calendar_is_whole_and_counts_changes(rich: ClosePlan) -> None:
    first = deliver(rich, "ics", today=DAY)
    second = deliver(changed(first.plan, 0, due="2026-03-20"), "ics", today=NEXT)
    before, after = (
        {str(p["uid"]): int(p.get("sequence", 0)) for p in read_ics(str(each.data))} for each in (first, second)
    )
    assert before.keys() == after.keys()
    assert sorted(after.values()) == [0] * (len(after) - 1) + [1]


def test_entries_are_taken_over_alone(rich: ClosePlan) -> None:
    sent = deliver(rich, "asana", today=DAY)
    edited = changed(rich, 1, text="Edited meanwhile")
    after = with_entries(edited, sent.plan, "asana")
    assert after.items[1].text == "Edited meanwhile"
    assert after.items[0].exported == sent.plan.items[0].exported
    assert with_entries(after, sent.plan, "asana") == after


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["2026-03-20", "2026-04", None, "same"]), min_size=8, max_size=8))
def test_exactly_the_changed_tasks_are_sent(rich: ClosePlan, moves: list[str | None]) -> None:
    plan = deliver(rich, "salesforce", today=DAY).plan
    expected = set()
    for position, move in enumerate(moves):
        item = plan.items[position]
        if move != "same" and move != item.due and item.kind in ("action_item", "customer_commitment", "milestone"):
            plan = changed(plan, position, due=move)
            expected.add(item.id)
    assert set(deliver(plan, "salesforce", today=NEXT).pending.changed) == expected
