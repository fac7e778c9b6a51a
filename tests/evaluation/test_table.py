"""The score table for people."""

from __future__ import annotations

from closeplan_nlp.evaluation.scoring import ScoredItem, evaluate
from closeplan_nlp.evaluation.table import score_table
from closeplan_nlp.kinds import KINDS


def test_the_table_is_aligned_and_says_it_all() -> None:
    task = ScoredItem("action_item", frozenset({1}), {"owner": "Ben"})
    wrong = ScoredItem("risk", frozenset({1}))
    text = score_table(evaluate([[task, wrong]], [[task]]))
    lines = text.splitlines()
    assert lines[0].split() == ["precision", "recall", "F1", "found", "wrong", "missed"]
    assert [line[:21].strip() for line in lines[1:6]] == [kind.title for kind in KINDS.values()]
    assert lines[1].split()[2:] == ["1.000", "1.000", "1.000", "1", "0", "0"]
    assert lines[5].split()[1:] == ["0.000", "–", "0.000", "0", "1", "0"]
    assert lines[6].split() == ["any", "kind", "0.500", "1.000", "0.667", "1", "1", "0"]
    assert len({len(line) for line in lines[:7]}) == 1
    assert lines[8] == "macro F1 0.500   core F1 1.000   calls 1"
    assert "owner 1.000 of 1" in lines[9]
    assert "importance – of 0" in lines[9]
    assert text.endswith("\n")
