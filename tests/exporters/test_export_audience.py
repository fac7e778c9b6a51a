"""The customer's version: what is internal is not in it, in no export."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from closeplan_nlp.errors import RequestError
from closeplan_nlp.exporters import EXPORTERS, export
from closeplan_nlp.exporters.audience import calls_in_doubt, customer_version, version_for, without_dropped
from closeplan_nlp.types import ClosePlan, Evidence, PlanParticipant, Problem, Source, Suggestion

SECRET = "Zyzzyva"


def internal_call(text: str = "We can go down to forty percent") -> Evidence:
    return Evidence(source="call-09", turn=3, speaker="Ines Okafor", start=10.0, quote=text)


@pytest.fixture
def secretive(make: Any) -> ClosePlan:
    """A plan with a secret in every place that is internal."""
    shown = make.item(
        "customer_commitment",
        "Sign the order form",
        make.said("We will sign it by Friday."),
        internal_call(f"They will sign, said {SECRET}"),
        side="customer",
        owner="Dana Reyes",
        due="2026-03-06",
        status="agreed",
        notes=f"{SECRET} knows",
        suggestions=(Suggestion(field="owner", value=SECRET),),
        exported={"asana": SECRET},
        confidence=0.123,
        unknown_field=SECRET,
    )
    items = (
        shown,
        make.item("risk", f"{SECRET} may leave", make.said("He may leave.")),
        make.item("action_item", f"Ask {SECRET} for a discount", make.said("Internal."), internal=True),
        make.item("action_item", f"Get {SECRET} to approve forty percent", internal_call(SECRET)),
        make.item("action_item", f"Dropped {SECRET}", make.said("No."), dropped="2026-03-03"),
    )
    talk = Source(
        id="call-09",
        title=f"Internal {SECRET}",
        date="2026-03-04",
        people=(PlanParticipant(name="Ines Okafor", side="seller"),),
    )
    plan: ClosePlan = make.plan(*items, problems=(Problem(reason=SECRET),))
    people = (*plan.participants, PlanParticipant(name="Lee", side="customer", part=SECRET))
    return plan.model_copy(update={"sources": (*plan.sources, talk), "participants": people})


def all_text(data: str | bytes) -> str:
    """Everything in a file, unpacked."""
    if isinstance(data, str):
        return data
    if not data.startswith(b"PK"):
        return data.decode("latin-1")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.mark.parametrize("name", [name for name in EXPORTERS if name != "pdf"])
def test_nothing_internal_is_in_the_file(secretive: ClosePlan, make: Any, name: str) -> None:
    text = all_text(export(secretive, name, today=make.today, audience="customer"))
    assert SECRET not in text
    assert "forty percent" not in text
    assert "0.123" not in text
    if name not in ("mermaid-flow", "salesforce-opportunity"):
        assert "Sign the order form" in text


def test_the_page_has_no_section_of_risks(secretive: ClosePlan) -> None:
    assert 'id="risks"' not in str(export(secretive, "html", audience="customer"))
    assert 'id="risks"' in str(export(secretive, "html"))
    assert 'id="c-risks"' not in str(export(secretive, "html"))


@pytest.mark.parametrize("name", ["md", "docx", "xlsx"])
def test_there_is_no_word_of_risks(secretive: ClosePlan, name: str) -> None:
    assert "Risk" not in all_text(export(secretive, name, audience="customer"))
    assert "Risk" in all_text(export(secretive, name))


def test_quotes_of_calls_with_the_customer_stay(secretive: ClosePlan) -> None:
    version = customer_version(secretive)
    assert [item.text for item in version.items] == ["Sign the order form"]
    assert [proof.quote for proof in version.items[0].evidence] == ["We will sign it by Friday."]
    assert [source.id for source in version.sources] == ["call-01"]
    assert version.audience == "customer"


def test_a_person_can_say_that_an_item_or_a_call_is_shared(make: Any) -> None:
    plan = make.plan(
        make.item("action_item", "Told", internal_call(), internal=False),
        make.item("action_item", "Not told", internal_call(), id="b"),
        sources=(Source(id="call-09", internal=True),),
    )
    (item,) = customer_version(plan).items
    assert (item.text, item.evidence) == ("Told", ())
    shared = plan.model_copy(update={"sources": (Source(id="call-09", internal=False),)})
    assert len(customer_version(shared).items) == 2


@pytest.mark.parametrize(
    ("source", "speaker", "shown"),
    [
        (Source(id="c"), "Dana Reyes", True),
        (Source(id="c"), "Ines Okafor", False),
        (Source(id="c", people=(PlanParticipant(name="x", side="customer"),)), "Ines Okafor", True),
        (Source(id="c", people=(PlanParticipant(name="x", side="seller"),)), "Dana Reyes", False),
    ],
)
def test_in_doubt_a_call_is_internal(make: Any, source: Source, speaker: str, shown: bool) -> None:
    proof = Evidence(source="c", turn=1, speaker=speaker, quote="Yes.")
    plan = make.plan(make.item("action_item", "Do it", proof), sources=(source, Source(id="other")))
    assert bool(customer_version(plan).items) is shown


def test_what_a_person_wrote_is_shown(make: Any) -> None:
    assert len(customer_version(make.plan(make.item("action_item", "Written by hand"))).items) == 1


def test_dependencies_on_what_is_gone_go(make: Any) -> None:
    gone = make.item("risk", "r", id="r")
    kept = make.item("action_item", "a", id="a", depends_on=("r", "b"))
    other = make.item("action_item", "b", id="b", dropped="2026-03-01")
    assert customer_version(make.plan(gone, kept, other)).items[0].depends_on == ()
    assert without_dropped(make.plan(gone, kept, other)).items[1].depends_on == ("r",)


def test_dropped_items_are_in_the_plan_file_alone(make: Any) -> None:
    plan = make.plan(make.item("action_item", "Gone", dropped="2026-03-01"))
    for name in EXPORTERS:
        if name != "pdf":
            assert ("Gone" in all_text(export(plan, name))) is (name in ("json", "yaml"))


def test_an_unknown_audience_is_refused(rich: ClosePlan) -> None:
    with pytest.raises(RequestError, match=r"'public'.*internal or customer"):
        version_for(rich, "public")
    assert version_for(rich, None) is rich


def test_people_of_internal_calls_alone_are_not_shown(secretive: ClosePlan) -> None:
    boss = PlanParticipant(name=f"Boss {SECRET}", side="seller", role="Deal desk")
    inside = secretive.sources[-1].model_copy(update={"people": (*secretive.sources[-1].people, boss)})
    people = (*secretive.participants, boss)
    plan = secretive.model_copy(update={"participants": people, "sources": (*secretive.sources[:-1], inside)})
    names = {person.name for person in customer_version(plan).participants}
    assert boss.name not in names
    assert {"Dana Reyes", "Lee"} <= names, "who is known from elsewhere stays"


def test_who_owns_what_is_shown_is_known_to_the_customer(secretive: ClosePlan) -> None:
    boss = PlanParticipant(name="Una Boss", side="seller")
    inside = secretive.sources[-1].model_copy(update={"people": (boss,)})
    owned = secretive.items[0].model_copy(update={"owner": "Dana Reyes and Una Boss"})
    plan = secretive.model_copy(
        update={
            "participants": (*secretive.participants, boss),
            "sources": (*secretive.sources[:-1], inside),
            "items": (owned, *secretive.items[1:]),
        }
    )
    assert boss.name in {person.name for person in customer_version(plan).participants}


def test_a_template_is_no_call_in_doubt(secretive: ClosePlan) -> None:
    template = Source(id="template:midsize", title="Mid-size business")
    plan = secretive.model_copy(update={"sources": (*secretive.sources, template)})
    assert [source.id for source in calls_in_doubt(plan)] == ["call-09"]


def test_an_empty_customers_version_says_nothing_of_risks(make: Any) -> None:
    plan = make.plan(make.item("risk", "He may leave"))
    for name in ("md", "html", "docx"):
        assert "or risks" not in all_text(export(plan, name, audience="customer"))
