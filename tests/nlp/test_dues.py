"""Which date of a call is an item's: candidates, traits, the scorer, its file."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from test_phrasing import parse

from closeplan_nlp.errors import ModelError
from closeplan_nlp.nlp.dues.chooser import WEIGHTS, Chooser, Dues, candidates_of
from closeplan_nlp.nlp.dues.pairing import Asked, near_dates, nothing_traits, pair_traits
from closeplan_nlp.nlp.dues.readings import readings_of
from closeplan_nlp.nlp.dues.traits import spoken_dates

DAY = dt.date(2026, 3, 2)
FRIDAY, MONDAY = ("Friday", "2026-03-06"), ("Monday", "2026-03-09")


@pytest.fixture
def two(mention: Any) -> list[Any]:
    """A promise with a date, its acceptance with another, and a date far away."""
    return [
        mention("I'll send it on Friday.", turn=0, dates=[FRIDAY], labels={"role": "state"}),
        mention("Make it Monday.", turn=1, dates=[MONDAY], labels={"role": "revise"}),
        mention("We meet on June 9th.", turn=9, dates=[("June 9th", "2026-06-09")]),
    ]


def chosen(said: list[Any], own: list[Any], weights: dict[str, float], **item: Any) -> str | None:
    """The date that these weights choose."""
    chooser = Chooser({"all": weights}, item.pop("least", 0.0))
    found = Dues(said, DAY, chooser).of(Asked(own, item.pop("kind", "action_item"), **item))
    return found.value if found else None


def test_the_last_date_by_its_weights(two: list[Any]) -> None:
    assert chosen(two, two[:2], {"last": 2.0, "nothing": 1.0}) == "2026-03-09"
    assert chosen(two, two[:2], {"first": 2.0, "nothing": 1.0}) == "2026-03-06"


def test_no_date_competes(two: list[Any]) -> None:
    assert chosen(two, two[:2], {"nothing": 3.0}) is None
    assert chosen(two[:1], two[:1], {"nothing": -3.0}) == "2026-03-06"
    assert chosen([two[0]], [two[0]], {}) is None  # a tie is no date


def test_a_date_must_be_probable_enough(two: list[Any]) -> None:
    weights = {"last": 1.0, "nothing": -9.0}
    assert chosen(two, two[:2], weights, least=0.5) == "2026-03-09"
    assert chosen(two, two[:2], weights, least=0.9) is None


def test_dates_said_twice_add_up(mention: Any) -> None:
    said = [
        mention("On Monday.", turn=0, dates=[MONDAY]),
        mention("On Friday.", turn=1, dates=[FRIDAY]),
        mention("Friday.", turn=2, dates=[FRIDAY]),
    ]
    assert chosen(said, said, {"nothing": -1.0}) == "2026-03-06"


def test_risks_have_no_date(two: list[Any]) -> None:
    assert chosen(two, two[:2], {"nothing": -9.0}, kind="risk") is None


def test_a_call_without_dates(mention: Any) -> None:
    said = [mention(), mention("Fine.", turn=1)]
    assert chosen(said, said, {"nothing": -9.0}) is None


def test_weights_of_a_group_add_to_those_of_all(two: list[Any]) -> None:
    weights = {"all": {"last": 2.0, "nothing": 1.0}, "milestone": {"first": 5.0}}
    dues = Dues(two, DAY, Chooser(weights))
    values = [dues.of(Asked(two[:2], kind)) for kind in ("action_item", "milestone")]
    assert [date.value for date in values if date] == ["2026-03-09", "2026-03-06"]


def test_a_date_beside_the_evidence_can_be_chosen(two: list[Any]) -> None:
    assert chosen(two, two[:1], {"turn=1": 3.0}) == "2026-03-09"


def test_dates_far_away_are_left_out(two: list[Any]) -> None:
    near = near_dates(spoken_dates(readings_of(two), DAY), Asked(two[:1], "milestone"))
    assert "2026-06-09" not in {date.reading.value for date in near}


def traits(said: list[Any], own: list[Any], **item: Any) -> list[dict[str, float]]:
    """All traits of the dates of a call beside an item."""
    asked = Asked(own, item.pop("kind", "action_item"), **item)
    return list(candidates_of(spoken_dates(readings_of(said), DAY), asked).rows())[1:]


def test_what_is_seen_of_dates_beside_an_item(two: list[Any]) -> None:
    friday, monday = traits(two, two[:2])
    assert friday["first"] == friday["other later"] == friday["inside"] == 1.0
    assert monday["last"] == monday["other earlier"] == monday["<it"] == monday["<< make it"] == 1.0


def test_what_stands_outside_the_evidence_has_weights_of_its_own(two: list[Any]) -> None:
    _, monday = traits(two, two[:1])
    assert "inside" not in monday
    assert monday["turn=1"] == monday["after all"] == monday["~weekday"] == 1.0
    assert "<it" not in monday


def test_the_day_of_the_call_may_be_unknown(two: list[Any]) -> None:
    (first, *_) = spoken_dates(readings_of(two), None)
    assert "days" not in first.traits
    assert first.traits["weekday"] == 1.0


def test_a_weekday_beside_a_day_speaks_for_or_against_it(mention: Any) -> None:
    said = [mention("In May.", turn=0, dates=[("In May", "2026-05", None, "month")])]
    said.append(mention("the 11th, a Monday", turn=1, dates=[("the 11th", "2026-03-11")]))
    found = {t.reading.value: t.traits for t in spoken_dates(readings_of(said), DAY)}
    assert found["2026-05-11"]["weekday agrees"] == 1.0
    assert found["2026-03-11"]["weekday differs"] == 1.0


def test_the_verb_that_a_date_hangs_on(mention: Any) -> None:
    doc = parse("I/PRP/nsubj/2 will/MD/aux/2 send/VB/ROOT/2 it/PRP/obj/2 on/IN/case/5 Friday/NNP/obl/2 ./././2")
    said = [mention(doc.text, dates=[("on Friday", "2026-03-06", "on")], labels={"role": "state"}, span=doc[:])]
    (row,) = traits(said, said)
    assert row["promise verb"] == row["verb=send"] == row["subject=i"] == row["preposition=on"] == row["modal"] == 1.0
    (row,) = traits(said, said, kind="milestone", category="demo")
    assert "promise verb" not in row


def test_the_word_for_the_event_near_a_date(mention: Any) -> None:
    doc = parse("the/DT/det/1 demo/NN/ROOT/1 on/IN/case/3 Friday/NNP/nmod/1")
    said = [mention(doc.text, dates=[("Friday", "2026-03-06")], span=doc[:])]
    (near,) = traits(said, said, kind="milestone", category="demo")
    (other,) = traits(said, said, kind="milestone", category="signature")
    assert 0.5 < near["event near"] < 1.0
    assert near["demo: verb=demo"] == 1.0
    assert "event near" not in other
    assert other["other event nearer"] == 1.0


def test_words_of_the_item_around_each_date_of_a_recap(mention: Any) -> None:
    promise = mention("I'll send the contract.", turn=0)
    recap = mention("The contract on Friday, the demo on Monday.", turn=2, dates=[FRIDAY, MONDAY])
    friday, monday = (row for row in traits([promise, recap], [promise]) if "~way=said" in row)
    assert friday["shared before"] > 0 == friday.get("foreign before", 0)
    assert "shared before" not in monday
    assert monday["foreign before"] > 0


def test_what_is_done_looks_back(mention: Any) -> None:
    said = [mention("We signed it on February 2nd.", dates=[("February 2nd", "2026-02-02", None, "day", True)])]
    assert traits(said, said, status="done")[0]["done: past"] == 1.0
    assert "done: past" not in traits(said, said, status="agreed")[0]


def test_no_date_knows_the_item(mention: Any) -> None:
    vague = mention("After the holidays.", dates=[("After the holidays", None)])
    row = nothing_traits(Asked([vague], "decision_criterion", "timeline"), [])
    assert row["nothing"] == row["nothing=timeline"] == row["nothing: undated"] == row["nothing: vague"] == 1.0


def test_only_what_is_there_is_told(two: list[Any]) -> None:
    asked = Asked(two[:2], "action_item")
    dates = near_dates(spoken_dates(readings_of(two), DAY), asked)
    assert all(value for row in pair_traits(dates, asked) for value in row.values())


def test_a_model_without_a_scorer(tmp_path: Path) -> None:
    assert Chooser.load(tmp_path) is None


def test_a_scorer_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / WEIGHTS).write_text(json.dumps({"least": 0.3, "weights": {"all": {"last": 1}}}))
    assert Chooser.load(tmp_path) == Chooser({"all": {"last": 1.0}}, 0.3)


@pytest.mark.parametrize("text", ["", "[]", '{"weights": {}}', '{"least": 0.1, "weights": {"all": {"last": "much"}}}'])
def test_a_damaged_scorer_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / WEIGHTS).write_text(text)
    with pytest.raises(ModelError, match=WEIGHTS):
        Chooser.load(tmp_path)
