"""Which groups are items: what is seen of a group, and which kind wins."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeplan_nlp.nlp.heads import Facts, Heads
from closeplan_nlp.nlp.judging import describe, judged
from closeplan_nlp.nlp.linking import Grouping

TASKS = ["action_item", "customer_commitment"]
KINDS_AND_LABELS = 5 + 6 + 4
"""Kinds, and labels of the heads role and owner of the small classifier."""


WIDTH = 4 + 3 * KINDS_AND_LABELS + 28


def always(**odds: float) -> dict[str, np.ndarray]:
    """What says of every group that it is an item of a kind with these odds (logarithms)."""
    weights = {f"{kind}.weight": np.zeros(WIDTH, dtype=np.float32) for kind in odds}
    return weights | {f"{kind}.bias": np.asarray([own], dtype=np.float32) for kind, own in odds.items()}


def grouping(groups: list[list[int]], mentions: list[Any], link: float = 0.0) -> Grouping:
    rows = [np.full(n, link, dtype=np.float32) for n in range(len(mentions))]
    return Grouping(mentions, rows, groups)


def test_where_nothing_was_learnt_the_best_utterance_counts(facts: Facts, mention: Any) -> None:
    said = [mention(turn=0, action_item=0.7), mention(turn=1, action_item=0.9), mention(turn=2, action_item=0.6)]
    found = list(judged(grouping([[0, 1], [2]], said), TASKS, Heads({}, facts), 3))
    assert [(members, kind, chance) for members, kind, chance in found] == [
        (said[:2], "action_item", 0.9),
        (said[2:], "action_item", 0.6),
    ]


def test_the_likelier_kind_wins(facts: Facts, mention: Any) -> None:
    group = grouping([[0]], [mention(action_item=0.9)])
    judge = always(action_item=0.0, customer_commitment=0.1)
    ((_, kind, chance),) = judged(group, TASKS, Heads({}, facts, judge), 1)
    assert (kind, round(chance, 3)) == ("customer_commitment", 0.525)
    heavy = dataclasses.replace(facts, kind_weights=facts.kind_weights | {"action_item": 1.2})
    ((_, kind, chance),) = judged(group, TASKS, Heads({}, heavy, judge), 1)
    assert (kind, chance) == ("action_item", 0.5)  # weights choose the kind alone
    ((_, kind, chance),) = judged(group, TASKS, Heads({}, facts, always(customer_commitment=1.0)), 1)
    assert (kind, chance) == ("action_item", 0.9)  # one kind was learnt, of the other the best utterance tells


def test_a_group_is_judged_by_its_features(facts: Facts, mention: Any) -> None:
    judge = always(risk=-1.0)
    judge["risk.weight"][3] = 2.0  # the sum over the utterances
    said = [mention(turn=0, risk=0.5), mention(turn=1, risk=0.5), mention(turn=2, risk=0.25)]
    found = [chance for _, _, chance in judged(grouping([[0, 1], [2]], said), ["risk"], Heads({}, facts, judge), 3)]
    assert found == pytest.approx([1 / (1 + np.exp(-1.0)), 1 / (1 + np.exp(0.5))])


def test_no_groups_nothing_to_judge(facts: Facts) -> None:
    assert list(judged(grouping([], []), ["risk"], Heads({}, facts, always(risk=0.0)), 0)) == []


def test_what_is_seen_of_a_group(facts: Facts, mention: Any) -> None:
    said = [
        mention("Can you send it?", turn=2, side="customer", risk=0.5, labels={"role": "ask"}),
        mention("Yes, by Friday.", turn=3, side="seller", risk=0.8, labels={"role": "accept"}),
        mention("And the quote.", turn=9, side="seller", risk=0.4, dates=[("quote", "2026-03-06")]),
    ]
    first, second = describe(grouping([[0, 1], [2]], said, link=0.25), "risk", facts, 10)
    assert first[:4] == pytest.approx([0.8, 0.5, 0.65, 1.3])
    roles = 4 + 5  # role labels stand behind the kinds: none, state, ask, accept, context, withdraw
    share = 0.55 / 1.4  # of the first utterance, each weighted by how sure it is
    assert first[roles : roles + 6] == pytest.approx([0, 0, share, 1 - share, 0, 0])
    most, last = roles + KINDS_AND_LABELS, roles + 2 * KINDS_AND_LABELS
    assert first[most : most + 6].tolist() == [0, 0, 1, 1, 0, 0]
    assert first[last : last + 6].tolist() == [0, 0, 0, 1, 0, 0]
    shape = 4 + 3 * KINDS_AND_LABELS
    assert first[shape:].tolist() == pytest.approx(
        [
            *(2, 2, 1, 1, 0.2, 0.3, 10),  # utterances, turns, first to last, longest gap; where in the call; its length
            *(0.5, 0.5, 1, -1, 1, 1),  # shares of both sides; sides of the best, first and last utterance; who speak
            *(3, 7, 1, 0, 0.5, 0, 0),  # words of the best and of all, meaningful ones in the best; questions; dates
            *(100, 0, 0, -1, 0.25, 0, 1, 2),  # no surer group is like it; links within; surer, sure and all groups
        ]
    )
    # the surer group is six turns away and none of its turns are shared
    assert second[-8:].tolist() == pytest.approx([6, 0, 0.8, 0.25, 0, 1, 1, 2])
    assert second[shape + 18 : shape + 20].tolist() == [1, 1]  # it has a date


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1)), min_size=1, max_size=8))
def test_features_are_numbers_and_as_many_for_every_group(
    facts: Facts, mention: Any, drawn: list[tuple[int, float]]
) -> None:
    said = [mention(turn=n, risk=chance) for n, (_, chance) in enumerate(drawn)]
    groups = [[n for n, (own, _) in enumerate(drawn) if own == place] for place in range(4)]
    rows = describe(grouping([group for group in groups if group], said), "risk", facts, len(said))
    assert rows.shape == (len([group for group in groups if group]), WIDTH)
    assert np.isfinite(rows).all()
