"""The five kinds, as the annotation guide has them."""

from __future__ import annotations

from typing import get_args

from closeplan_nlp.kinds import IMPORTANCES, KINDS, SIDES, STATUSES
from closeplan_nlp.types import Importance, KindName, Side, Status

WITH = {
    # status, importance, task, number of categories
    "action_item": (True, False, True, 0),
    "customer_commitment": (True, False, True, 0),
    "decision_criterion": (False, True, False, 12),
    "milestone": (True, False, False, 10),
    "risk": (False, False, False, 0),
}


def test_kinds_and_their_attributes() -> None:
    assert {k.key: (k.has_status, k.has_importance, k.is_task, len(k.categories)) for k in KINDS.values()} == WITH
    assert list(KINDS) == list(WITH)
    assert all(key == kind.key and kind.title and kind.plural and kind.meaning for key, kind in KINDS.items())


def test_categories_are_plain_words_and_end_with_other() -> None:
    for kind in KINDS.values():
        assert len(set(kind.categories)) == len(kind.categories)
        assert not kind.categories or kind.categories[-1] == "other"
        assert all(name == name.lower() and name.isidentifier() for name in kind.categories)


def test_the_records_take_the_same_values() -> None:
    assert get_args(KindName) == tuple(KINDS)
    assert get_args(Side) == SIDES
    assert get_args(Status) == STATUSES
    assert get_args(Importance) == IMPORTANCES
