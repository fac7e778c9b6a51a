"""Templates applied to plans: scheduled, filled by what calls say, applied again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from deals import DANA, INES, RHEA, commitment, deal, item, milestone, quote

from closeplan_nlp.errors import RequestError
from closeplan_nlp.plan.applying import Applied, apply_template
from closeplan_nlp.plan.merging import empty_plan, merge_one
from closeplan_nlp.plan.observing import observe
from closeplan_nlp.plan.template import Template
from closeplan_nlp.plan.template_files import list_templates
from closeplan_nlp.types import ClosePlan, Item

BUILT_IN = {each.template.name: each.template for each in list_templates()}
MIDSIZE = BUILT_IN["midsize"]
CLOSE, TODAY = dt.date(2026, 6, 30), dt.date(2026, 3, 2)
SAID = (
    commitment("q1", text="Send us your vendor questionnaire", due="2026-03-06", evidence=(quote("I'll send it"),)),
    item(
        "q2", text="Send the proposal with the two-year option", due="2026-03-13", evidence=(quote("in the proposal"),)
    ),
    item("q3", text="Send the invite for Tuesday", evidence=(quote("the invite"),)),
    milestone("q4", "decision", "2026-06-24", text="Board meets", side="customer", evidence=(quote("the board"),)),
    item("q5", "risk", "Legal is swamped", evidence=(quote("swamped"),)),
)


def called(*items: Item, **fields: Any) -> ClosePlan:
    """The plan file after an import of these items."""
    plan = deal(*items, participants=(DANA, RHEA, INES), target_close=None, **fields)
    return merge_one(empty_plan("Rollout"), observe(plan))


def apply(plan: ClosePlan, template: Template = MIDSIZE, close: dt.date = CLOSE, **fields: Any) -> Applied:
    return apply_template(plan, template, close, today=TODAY, **fields)


def steps(plan: ClosePlan) -> dict[str, Item]:
    return {each.step: each for each in plan.items if each.step}


def edited(plan: ClosePlan, key: str, **fields: Any) -> ClosePlan:
    """The plan after a person changed an item."""
    items = tuple(each.model_copy(update=fields) if each.id == key else each for each in plan.items)
    return plan.model_copy(update={"items": items})


def test_an_empty_plan_gets_all_steps() -> None:
    plan = apply(empty_plan("Rollout"), country="DE").plan
    found = steps(plan)
    assert set(found) == {step.key for step in MIDSIZE.steps}
    assert (plan.deal.target_close, plan.deal.profile, plan.deal.country) == ("2026-06-30", "midsize", "DE")
    signature = found["signature"]
    assert (signature.due, signature.status, signature.kind) == ("2026-06-30", "proposed", "milestone")
    assert set(signature.depends_on) == {"decision", "contract-final"}
    assert found["deal-approval"].internal
    assert found["demo"].internal is None
    assert all(each.depends_on == MIDSIZE.step(key).after for key, each in found.items())


@pytest.mark.parametrize("template", BUILT_IN.values(), ids=BUILT_IN)
def test_applying_twice_changes_nothing(template: Template) -> None:
    once = apply(called(*SAID), template, country="DE").plan
    assert apply(once, template).plan == once


def test_calls_fill_steps_before_and_after() -> None:
    after = apply(called(*SAID)).plan
    before = merge_one(apply(empty_plan("Rollout")).plan, observe(called(*SAID)))
    for plan in (after, before):
        found = steps(plan)
        questions = found["security-questions"]
        assert (questions.text, questions.owner) == ("Send us your vendor questionnaire", "Dana Reyes")
        assert (questions.due, questions.start, questions.status) == ("2026-03-06", None, "agreed")
        assert questions.evidence[0].quote == "I'll send it"
        assert questions.history == ()
        assert found["proposal"].due == "2026-03-13"
        assert found["decision"].text == "Board meets"
        assert [each.text for each in plan.items if not each.step] == [
            "Send the invite for Tuesday",
            "Legal is swamped",
        ]
    assert [each.id for each in after.items] == [each.id for each in before.items]
    assert apply(before).plan.items == after.items


def test_dependencies_lead_to_the_items_that_fill_steps() -> None:
    plan = apply(called(*SAID)).plan
    ids = {each.id for each in plan.items}
    assert all(set(each.depends_on) <= ids for each in plan.items)
    assert steps(plan)["security-questions"].id in steps(plan)["security-answers"].depends_on


def test_roles_become_the_people_that_have_them() -> None:
    found = steps(apply(empty_plan("Rollout")).plan)
    assert found["decision-path"].owner == "Project lead"
    people = tuple(person.model_copy(update={"part": part}) for person, part in ((DANA, "champion"), (RHEA, "legal")))
    plan = called(*SAID).model_copy(update={"participants": (*people, INES)})
    named = steps(apply(plan).plan)
    assert named["decision-path"].owner == "Dana Reyes"
    assert named["contract-review"].owner == "Rhea Stone"
    assert named["business-case"].owner == "Ines Okafor"
    assert named["budget"].owner == "Head of finance"


def test_another_close_moves_only_what_nobody_touched() -> None:
    plan = apply(called(*SAID), country="DE").plan
    plan = edited(plan, "pilot-plan", due="2026-04-02")
    plan = edited(plan, "budget", notes="Ask Rhea")
    later = apply(plan, close=dt.date(2026, 7, 31)).plan
    old, new = steps(plan), steps(later)
    assert later.deal.target_close == "2026-07-31"
    assert later.deal.country == "DE"
    assert (new["pilot-plan"].due, new["pilot-plan"].start) == ("2026-04-02", old["pilot-plan"].start)
    assert new["security-questions"].due == "2026-03-06"
    assert new["budget"].notes == "Ask Rhea"
    assert new["budget"].due > old["budget"].due  # type: ignore[operator]
    moved = [key for key in new if new[key].due != old[key].due]
    assert set(new) - set(moved) == {"pilot-plan", "security-questions", "proposal", "decision"}
    assert all(new[key].history == old[key].history for key in new)
    assert apply(later, close=CLOSE).plan.deal.target_close == "2026-06-30"


def test_what_people_took_out_stays_out() -> None:
    plan = apply(empty_plan("Rollout")).plan
    less = plan.model_copy(update={"items": tuple(each for each in plan.items if each.step != "training")})
    less = edited(less, "signature", depends_on=("decision",))
    less = edited(less, "demo", depends_on=("success-criteria", "mine"))
    again = steps(apply(less, close=dt.date(2026, 7, 31)).plan)
    assert "training" not in again
    assert again["signature"].depends_on == ("decision",)
    assert again["demo"].depends_on == ("success-criteria", "mine")


def test_dropped_steps_stay_dropped() -> None:
    plan = edited(apply(empty_plan("Rollout")).plan, "training", dropped="2026-03-05")
    again = apply(plan, close=dt.date(2026, 7, 31))
    assert steps(again.plan)["training"].dropped == "2026-03-05"


def test_another_profile_takes_the_place_of_the_first() -> None:
    plan = edited(apply(called(*SAID)).plan, "business-case", owner="Rhea Stone")
    plan = edited(plan, "technical-call", notes="Ask Tom")
    plan = edited(plan, "pilot-data", notes="keep")
    large = apply(plan, BUILT_IN["enterprise"]).plan
    found = steps(large)
    assert set(found) == {step.key for step in BUILT_IN["enterprise"].steps}
    assert found["business-case"].owner == "Rhea Stone"
    assert found["security-questions"].text == "Send us your vendor questionnaire"
    kept = {each.text for each in large.items if not each.step and not each.evidence}
    assert kept == {MIDSIZE.step("technical-call").text}
    assert found["pilot-approval"].notes == "keep"  # the same step, in other words
    assert [source.id for source in large.sources] == ["template:enterprise", "call-01"]
    assert apply(large, BUILT_IN["enterprise"]).plan == large


def test_what_does_not_fit_is_told_and_done_steps_are_not() -> None:
    tight = apply(called(*SAID), close=dt.date(2026, 3, 20))
    assert tight.misfit is not None
    assert "success-criteria" in tight.misfit.late
    assert tight.misfit.earliest > dt.date(2026, 3, 20)
    done = tight.plan
    for key in tight.misfit.late:
        done = edited(done, steps(done)[key].id, status="done")
    assert apply(done, close=dt.date(2026, 3, 20)).misfit is None
    assert apply(called(*SAID)).misfit is None


def test_the_plan_does_not_hang_on_today() -> None:
    plan = called(*SAID)
    early, late = (apply_template(plan, MIDSIZE, CLOSE, today=day) for day in (TODAY, dt.date(2027, 1, 1)))
    assert early.plan == late.plan


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(RequestError, match="no holiday calendar for 'XX'"):
        apply(empty_plan("x"), country="XX")
