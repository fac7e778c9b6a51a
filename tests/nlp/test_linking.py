"""Grouping mentions into items, with a stub in place of the trained pair scorer."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeplan_nlp.nlp import linking
from closeplan_nlp.nlp.heads import Facts
from closeplan_nlp.nlp.linking import Grouping, candidates, family_kinds, group
from closeplan_nlp.nlp.windows import FloatArray


class Scorer:
    """Looks the score of two mentions up by the first number of their vectors."""

    def __init__(self, facts: Facts, scores: dict[tuple[int, int], float]) -> None:
        self.facts, self.scores, self.asked = facts, scores, []  # type: ignore[var-annotated]

    def link(self, left: FloatArray, right: FloatArray, pair: FloatArray, family: str) -> FloatArray:
        assert left.shape == right.shape
        assert pair.shape == (len(left), 6)
        self.asked.append(len(left))
        pairs = [(int(a), int(b)) for a, b in zip(left[:, 0], right[:, 0], strict=True)]
        return np.asarray([self.scores.get(p, 0.0) for p in pairs], dtype=np.float32)


def grouped(count: int, scores: dict[tuple[int, int], float], facts: Facts, mention: Any) -> list[list[int]]:
    said = [mention(turn=n, vector=np.full(3, n, dtype=np.float32), action_item=0.9) for n in range(count)]
    grouping = group(said, "task", Scorer(facts, scores))  # type: ignore[arg-type]
    return [[m.turn for m in members] for members in grouping.members()]


def test_families(facts: Facts) -> None:
    assert family_kinds(facts) == {
        "task": ["action_item", "customer_commitment"],
        "criterion": ["decision_criterion"],
        "milestone": ["milestone"],
        "risk": ["risk"],
    }


def test_candidates_pass_a_threshold_of_the_family(facts: Facts, mention: Any) -> None:
    said = [mention(action_item=0.5), mention(customer_commitment=0.9), mention(action_item=0.49), mention(risk=0.9)]
    assert candidates(said, ["action_item", "customer_commitment"], facts.thresholds) == said[:2]
    assert candidates(said, ["risk"], facts.thresholds) == said[3:]


@pytest.mark.parametrize(
    ("count", "scores", "groups"),
    [
        (0, {}, []),
        (1, {}, [[0]]),
        (2, {}, [[0], [1]]),
        (2, {(0, 1): 0.9}, [[0, 1]]),
        (2, {(0, 1): 0.5}, [[0], [1]]),  # the threshold itself is not enough
        # on average: 0.45 is not enough, 0.55 is
        (3, {(0, 1): 0.9, (0, 2): 0.9, (1, 2): 0.0}, [[0, 1], [2]]),
        (3, {(0, 1): 0.9, (0, 2): 0.9, (1, 2): 0.2}, [[0, 1, 2]]),
        # 0.79 / 4 on average over four: not enough
        (
            5,
            {(0, 1): 0.9, (0, 2): 0.9, (1, 2): 0.9, (0, 3): 0.9, (1, 3): 0.9, (2, 3): 0.9, (3, 4): 0.79},
            [[0, 1, 2, 3], [4]],
        ),
        # of two items the more probable one
        (3, {(0, 2): 0.7, (1, 2): 0.8}, [[0], [1, 2]]),
        (4, {(0, 2): 0.9, (1, 3): 0.9}, [[0, 2], [1, 3]]),
    ],
)
def test_grouping(
    count: int, scores: dict[tuple[int, int], float], groups: list[list[int]], facts: Facts, mention: Any
) -> None:
    assert grouped(count, scores, facts, mention) == groups


def test_what_is_of_different_kinds_is_rarely_one_item(facts: Facts, mention: Any) -> None:
    chances = [{"action_item": 0.9, "customer_commitment": 0.1}, {"action_item": 0.2, "customer_commitment": 0.6}]
    said = [mention(turn=n, vector=np.full(3, n, dtype=np.float32), **own) for n, own in enumerate(chances)]
    found = group(said, "task", Scorer(facts, {(0, 1): 0.8}))  # type: ignore[arg-type]
    assert found.rows[1] == pytest.approx([0.8 * (0.9 * 0.25 + 0.1 * 0.75)])
    assert [list(own) for own in found.groups] == [[0], [1]]
    risks = [mention(turn=n, vector=np.full(3, n, dtype=np.float32), risk=0.5 + 0.4 * n) for n in range(2)]
    alone = group(risks, "risk", Scorer(facts, {(0, 1): 0.8}))  # type: ignore[arg-type]
    assert alone.rows[1] == pytest.approx([0.8])  # a family of one kind
    assert [list(own) for own in alone.groups] == [[0, 1]]


def test_each_family_has_its_threshold(facts: Facts, mention: Any) -> None:
    bold = dataclasses.replace(facts, near_threshold=facts.near_threshold | {"task": 0.2})
    assert grouped(2, {(0, 1): 0.3}, facts, mention) == [[0], [1]]
    assert grouped(2, {(0, 1): 0.3}, bold, mention) == [[0, 1]]


def test_what_is_said_close_together_has_a_threshold_of_its_own(facts: Facts, mention: Any) -> None:
    strict = dataclasses.replace(facts, near_threshold=facts.near_threshold | {"task": 0.9})
    assert grouped(3, {(0, 2): 0.8}, strict, mention) == [[0], [1], [2]]
    assert grouped(4, {(0, 3): 0.8}, strict, mention) == [[0, 3], [1], [2]]


def test_reach_bounds_the_work_and_the_memory(facts: Facts, mention: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "REACH", 3)
    scorer = Scorer(facts, {(0, 4): 1.0, (1, 4): 1.0})
    said = [mention(turn=n, vector=np.full(3, n, dtype=np.float32), action_item=0.9) for n in range(6)]
    found = group(said, "task", scorer)  # type: ignore[arg-type]
    assert max(scorer.asked) == 3
    members = [[m.turn for m in own] for own in found.members()]
    assert members == [[0], [1, 4], [2], [3], [5]]  # 0 is out of reach of 4


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 9).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.floats(0, 1), min_size=81, max_size=81))))
def test_every_mention_is_in_one_item_in_order(facts: Facts, mention: Any, drawn: tuple[int, list[float]]) -> None:
    count, numbers = drawn
    scores = {(a, b): numbers[9 * a + b] for a in range(count) for b in range(a + 1, count)}
    groups = grouped(count, scores, facts, mention)
    assert sorted(n for members in groups for n in members) == list(range(count))
    assert all(members == sorted(members) for members in groups)
    assert [members[0] for members in groups] == sorted(members[0] for members in groups)


def test_links_between_and_within_groups_are_averages(mention: Any) -> None:
    said = [mention(turn=n) for n in range(4)]
    rows = [np.asarray(row, dtype=np.float32) for row in ([], [0.8], [0.2, 0.4], [0.6])]  # the last has a short reach
    found = Grouping(said, rows, [[0, 1], [2], [3]]).links()
    assert found == pytest.approx(np.asarray([[0.8, 0.3, 0.0], [0.3, 0.0, 0.6], [0.0, 0.6, 0.0]]))


def test_no_groups_no_links() -> None:
    assert Grouping([], [], []).links().shape == (0, 0)
