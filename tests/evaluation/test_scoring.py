"""The scoring rules of the gold folder's README, with examples computed by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeplan_nlp.evaluation.scoring import Counts, ScoredItem, evaluate, match
from closeplan_nlp.kinds import KINDS


def item(kind: str, *turns: int, sure: bool = True, **attributes: Any) -> ScoredItem:
    return ScoredItem(kind, frozenset(turns), attributes, sure)


def task(*turns: int, **rest: Any) -> ScoredItem:
    return item("action_item", *turns, **rest)


def numbers(counts: Counts) -> tuple[int, int, int, int]:
    return counts.matched, counts.unsure_matched, counts.spurious, counts.missed


@pytest.mark.parametrize(
    ("predicted", "gold", "matches"),
    [
        ((4,), (4,), True),
        ((4,), (4, 5, 6, 7, 8, 9), True),  # gold may have any number of turns more
        ((1, 2, 4), (4,), True),  # exactly a third
        ((1, 2, 3, 4), (4,), False),  # a quarter
        ((1, 2, 3, 4, 5), (4, 5), True),  # two fifths
        ((1, 2, 3, 4, 5, 6, 7), (6, 7), False),  # two sevenths
        ((4,), (5,), False),
        ((), (5,), False),
    ],
)
def test_a_third_of_the_predicted_turns_must_be_gold(
    predicted: tuple[int, ...], gold: tuple[int, ...], matches: bool
) -> None:
    expected = (1, 0, 0, 0) if matches else (0, 0, 1, 1)
    assert numbers(match([task(*predicted)], [task(*gold)]).counts()) == expected


def test_kinds_must_agree_unless_asked_otherwise() -> None:
    predicted, gold = [item("risk", 1)], [item("milestone", 1)]
    assert numbers(match(predicted, gold).counts()) == (0, 0, 1, 1)
    assert numbers(match(predicted, gold, by_kind=False).counts()) == (1, 0, 0, 0)


def test_duplicates_are_false_positives() -> None:
    counts = match([task(1), task(1), task(1)], [task(1)]).counts()
    assert numbers(counts) == (1, 0, 2, 0)
    assert counts.precision == pytest.approx(1 / 3)
    assert counts.recall == 1.0


def test_one_prediction_matches_one_gold_item() -> None:
    assert numbers(match([task(1, 2)], [task(1), task(2)]).counts()) == (1, 0, 0, 1)


def test_the_assignment_is_the_best_in_total_not_the_first_that_fits() -> None:
    # (A, X) is the best single pair (1 + 1), but leaves B without one: B shares a quarter with Y.
    # (A, Y) and (B, X) are 0.5 + 1 each, 3 in total
    a, b, x, y = task(3, 4), task(3, 4, 5, 6), task(3, 4), task(3)
    assert match([a, b], [x, y]).pairs == ((a, y), (b, x))


def test_of_two_candidates_the_one_with_more_overlap_is_taken() -> None:
    near, far = task(1, 2), task(2, 3, 4)
    (pair,) = match([near], [far, task(1, 2)]).pairs
    assert pair[1].turns == {1, 2}


def test_a_sure_gold_item_is_preferred_to_an_unsure_one() -> None:
    (pair,) = match([task(1)], [task(1, sure=False), task(1)]).pairs
    assert pair[1].sure
    (pair,) = match([task(1)], [task(1, sure=False), task(1, 2, 3)]).pairs  # 1 + 0.5 against 1/3 + 1
    assert not pair[1].sure


def test_unsure_gold_costs_nothing() -> None:
    missed = match([], [task(1, sure=False)]).counts()
    matched = match([task(1)], [task(1, sure=False)]).counts()
    assert (numbers(missed), numbers(matched)) == ((0, 0, 0, 0), (0, 1, 0, 0))
    assert missed.f1 is None
    assert matched.precision is None


def test_a_duplicate_on_unsure_gold_is_still_an_error() -> None:
    assert numbers(match([task(1), task(1)], [task(1, sure=False)]).counts()) == (0, 1, 1, 0)


@pytest.mark.parametrize(
    ("counts", "ratios"),
    [
        (Counts(), (None, None, None)),
        (Counts(matched=3, spurious=1, missed=2), (3 / 4, 3 / 5, 6 / 9)),
        (Counts(spurious=2), (0.0, None, 0.0)),
        (Counts(missed=2), (None, 0.0, 0.0)),
        (Counts(unsure_matched=5), (None, None, None)),
    ],
)
def test_ratios(counts: Counts, ratios: tuple[float | None, ...]) -> None:
    assert (counts.precision, counts.recall, counts.f1) == pytest.approx(ratios)
    assert list(counts.to_dict()) == ["matched", "unsure_matched", "spurious", "missed", "precision", "recall", "f1"]


def test_a_worked_example() -> None:
    gold = [
        [task(1, 2), task(8), item("risk", 5), item("milestone", 9, sure=False)],
        [item("customer_commitment", 3), task(4)],
    ]
    predicted = [
        [task(2), item("risk", 6), item("milestone", 9), item("action_item", 5)],
        [item("customer_commitment", 3), item("customer_commitment", 3), item("action_item", 4, 5, 6)],
    ]
    scores = evaluate(predicted, gold)
    expected = {  # matched, unsure, spurious, missed, F1
        "action_item": (2, 0, 1, 1, 4 / 6),
        "customer_commitment": (1, 0, 1, 0, 2 / 3),
        "decision_criterion": (0, 0, 0, 0, None),
        "milestone": (0, 1, 0, 0, None),
        "risk": (0, 0, 1, 1, 0.0),
    }
    found = {
        kind: tuple(row[key] for key in ("matched", "unsure_matched", "spurious", "missed", "f1"))
        for kind, row in scores["kinds"].items()
    }
    assert found == expected
    assert list(scores["kinds"]) == list(KINDS)
    assert scores["macro_f1"] == pytest.approx((4 / 6 + 2 / 3 + 0) / 3)  # criteria and milestones: nothing to count
    assert scores["core_f1"] == pytest.approx((4 / 6 + 2 / 3) / 2)
    # regardless of kind the predicted task in turn 5 is the risk: 2 + 2 matched, one duplicate, one wrong, one missed
    any_kind = scores["any_kind"]
    assert (any_kind["matched"], any_kind["unsure_matched"], any_kind["spurious"], any_kind["missed"]) == (4, 1, 2, 1)
    assert scores["calls"] == 2


def test_nothing_at_all_has_no_scores() -> None:
    scores = evaluate([[]], [[]])
    assert scores["macro_f1"] is scores["core_f1"] is scores["any_kind"]["f1"] is None
    assert scores["attributes"]["due"] == {"accuracy": None, "items": 0}


def test_calls_are_not_mixed() -> None:
    scores = evaluate([[task(1)], []], [[], [task(1)]])
    assert scores["kinds"]["action_item"]["f1"] == 0.0
    with pytest.raises(ValueError, match="shorter"):
        evaluate([[], []], [[]])


def test_attributes_count_where_the_kind_has_them() -> None:
    gold = [
        task(1, side="seller", owner="Ben Okafor", due="2026-03-06", status="agreed"),
        item("decision_criterion", 2, side="customer", category="budget", importance="must"),
        item("milestone", 3, side="both", category="demo", due="2026-03-10", status="agreed", owner="ignored"),
        item("risk", 4, side="customer"),
    ]
    guess = [
        task(1, side="seller", owner="ben  okafor", due=None, status="agreed"),
        item("decision_criterion", 2, side="customer", category="legal", importance="must", status="agreed"),
        item("milestone", 3, side="customer", category="demo", due="2026-03-10", status="proposed"),
        item("risk", 4, side="customer", category="ignored"),
        item("risk", 40, side="seller"),
    ]
    found = {name: (row["accuracy"], row["items"]) for name, row in evaluate([guess], [gold])["attributes"].items()}
    assert found == {
        "side": (3 / 4, 4),
        "owner": (1.0, 1),  # tasks only; case and blanks do not matter
        "due": (3 / 4, 4),  # nothing where nothing is due is right as well
        "category": (1 / 2, 2),
        "importance": (1.0, 1),
        "status": (1 / 2, 2),
    }


items = st.builds(
    ScoredItem,
    kind=st.sampled_from(list(KINDS)),
    turns=st.frozensets(st.integers(0, 8), max_size=4),
    sure=st.booleans(),
)


@given(st.lists(items, max_size=7), st.lists(items, max_size=7))
def test_every_item_is_counted_once(predicted: list[ScoredItem], gold: list[ScoredItem]) -> None:
    for by_kind in (True, False):
        result = match(predicted, gold, by_kind=by_kind)
        counts = result.counts()
        assert counts.matched + counts.unsure_matched + counts.spurious == len(predicted)
        assert counts.matched + counts.missed == sum(truth.sure for truth in gold)
        assert len(result.pairs) + len(result.missed) == len(gold)
        for guess, truth in result.pairs:
            assert 3 * len(guess.turns & truth.turns) >= len(guess.turns) > 0
            assert guess.kind == truth.kind or not by_kind


@given(st.lists(items.filter(lambda i: bool(i.turns)), max_size=7))
def test_gold_against_itself_is_perfect(gold: list[ScoredItem]) -> None:
    counts = match(gold, gold).counts()
    assert counts.spurious == counts.missed == 0
