"""Templates: the built-in ones, a user's own, and files that are none."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from closeplan_nlp.errors import InputError, RequestError
from closeplan_nlp.plan.matching import Said
from closeplan_nlp.plan.review.steps import TOPICS
from closeplan_nlp.plan.schedule import schedule
from closeplan_nlp.plan.template import Template
from closeplan_nlp.plan.template_files import find_template, list_templates, read_template, template_of, text_of
from closeplan_nlp.plan.workdays import calendar_of
from closeplan_nlp.types import Observation

OWN = """\
name: ours
title: Ours
about: A short one.
close: signature
steps:
  - {key: quote, text: Send the quote, kind: action_item, side: seller, days: 2}
  - {key: signature, text: Order signed, kind: milestone, side: both, category: signature, after: [quote]}
"""
BUILT_IN = [each.template for each in list_templates()]


@pytest.fixture(params=BUILT_IN, ids=lambda template: template.name)
def template(request: pytest.FixtureRequest) -> Template:
    """Each built-in template."""
    found: Template = request.param
    return found


def test_the_profiles_are_there() -> None:
    assert {each.name for each in BUILT_IN} == {"startup", "midsize", "enterprise", "healthcare", "public-sector"}


def test_both_sides_work(template: Template) -> None:
    sides = [step.side for step in template.steps]
    assert sides.count("customer") >= 4
    assert sides.count("seller") >= 4
    assert sides.count("both") >= 4


def observed(text: str) -> Observation:
    return Observation(source="call", item="a", kind="risk", text=text)


def test_every_task_has_an_owner_and_a_way_to_be_recognised(template: Template) -> None:
    for step in template.steps:
        assert step.kind == "milestone" or step.owner, step.key
        assert step.words, step.key
        assert all(Said(observed(phrase), "").stems for phrase in step.words), step.key


def test_what_is_required_has_a_step_and_a_name(template: Template) -> None:
    topics = {step.topic for step in template.steps}
    assert set(template.required) <= topics
    assert topics - {None} <= set(TOPICS)


def test_only_internal_steps_speak_of_our_own_affairs(template: Template) -> None:
    ours = re.compile(r"discount|margin|competition|whether to bid|risk approved|gaps", re.IGNORECASE)
    told = [step.key for step in template.steps if ours.search(step.text) and not step.internal]
    assert told == []
    assert any(step.internal for step in template.steps)
    assert all(step.side == "seller" for step in template.steps if step.internal)


def test_it_fits_into_a_year(template: Template) -> None:
    close = dt.date(2026, 9, 30)
    slots = schedule(template, close, calendar_of("DE"))
    assert slots[template.close].due == close
    assert min(slot.start for slot in slots.values()) > close - dt.timedelta(days=300)


def test_questions_are_questions(template: Template) -> None:
    assert len(template.criteria) >= 5
    assert all(question.ask.endswith("?") for question in template.criteria)
    categories = [question.category for question in template.criteria]
    assert len(categories) == len(set(categories))


def test_own_templates_stand_beside_and_replace(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(OWN)
    (tmp_path / "start.yml").write_text(OWN.replace("name: ours", "name: startup"))
    (tmp_path / "notes.txt").write_text("no template")
    listed = {each.template.name: each for each in list_templates(tmp_path)}
    assert set(listed) == {each.name for each in BUILT_IN} | {"ours"}
    assert {name for name, each in listed.items() if each.own} == {"ours", "startup"}
    assert find_template("startup", tmp_path).title == "Ours"
    assert find_template("startup").title != "Ours"
    assert find_template(str(tmp_path / "ours.yaml")).name == "ours"
    assert text_of("ours", tmp_path) == OWN == text_of(str(tmp_path / "ours.yaml"))
    assert template_of("ours", tmp_path) is not None
    assert template_of("ours") is None is template_of(None)


def test_two_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(OWN)
    with pytest.raises(InputError, match=r"b\.yaml: the template 'ours' stands in a\.yaml too"):
        list_templates(tmp_path)


def test_unknown_names_and_folders(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"no template 'big'\. Known ones: enterprise, healthcare"):
        find_template("big")
    with pytest.raises(InputError, match="no such folder"):
        list_templates(tmp_path / "nowhere")
    with pytest.raises(InputError, match="no such file"):
        find_template(str(tmp_path / "nowhere.yaml"))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("days: 2", "days: 0"), r"steps\.0\.days: .*greater than or equal to 1"),
        (("days: 2", "days: two"), r"steps\.0\.days"),
        (("days: 2", "dayz: 2"), r"steps\.0\.dayz: Extra inputs"),
        (("close: signature", "close: sign"), "close: there is no step 'sign'"),
        (("after: [quote]", "after: [proposal]"), "step 'signature': there is no step 'proposal'"),
        (("days: 2", "after: [signature]"), "these steps wait for each other: (signature, quote|quote, signature)"),
        (("key: quote", "key: signature"), "step 'signature' stands there twice"),
        (("side: seller", "side: customer"), "step 'quote': side 'customer' does not go with kind 'action_item'"),
        (("category: signature", "category: party"), "step 'signature': category must be meeting or demo"),
        (("days: 2", "category: demo"), "step 'quote': category must be left out"),
        (("key: quote", "key: The Quote"), r"steps\.0\.key"),
        (("steps:", "criteria: [{category: colour, ask: Which colour?}]\nsteps:"), "category 'colour' is none of"),
        (("name: ours", "name: ours: more"), "line 1"),
        ((OWN, "- a\n- b\n"), "this is no template"),
        ((OWN, ""), "this is no template"),
    ],
)
def test_what_is_no_template_is_refused(change: tuple[str, str], reason: str, tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(OWN.replace(*change))
    with pytest.raises(InputError, match=reason) as caught:
        read_template(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_bytes(b"name: \xff\xfe")
    with pytest.raises(InputError, match="no UTF-8 text"):
        read_template(path)
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(InputError, match="too large"):
        read_template(path)
