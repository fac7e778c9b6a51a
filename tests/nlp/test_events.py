"""What milestones are called, from hand-made parses."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from spacy.tokens import Doc
from test_phrasing import VOCAB, parse

from closeplan_nlp.kinds import KINDS
from closeplan_nlp.nlp.events import EVENTS, event_before, event_name
from closeplan_nlp.nlp.phrasing import item_text

BOARD = (
    "It/PRP/nsubj/1 goes/VBZ/ROOT/1/go to/IN/case/5 the/DT/det/5 capex/NN/compound/5 committee/NN/obl/1 "
    "on/IN/case/7 Friday/NNP/obl/1 ././punct/1"
)
PILOT = (
    "We/PRP/nsubj/2 'd/MD/aux/2/would start/VB/ROOT/2 our/PRP$/nmod:poss/4 pilot/NN/obj/2 at/IN/case/7 one/CD/nummod/7 "
    "site/NN/nmod/4 that/WDT/obj/9 matters/VBZ/acl:relcl/7/matter ././punct/2"
)
GO = "Then/RB/advmod/3 we/PRP/nsubj/3 have/VBP/aux/3 go-live/NN/ROOT/3 ././punct/3"


@pytest.mark.parametrize(
    ("tokens", "category", "date", "name"),
    [
        (BOARD, "decision", "on Friday", "Capex committee"),
        (BOARD, "decision", None, "Capex committee"),
        (BOARD, "demo", None, "Capex committee"),  # an event's word, if one of another category
        (BOARD, None, None, "Capex committee"),
        (PILOT, "pilot", None, "Pilot at one site"),
        (GO, "go_live", None, "Go-live"),
        ("The/DT/det/1 meeting/NN/nsubj/2 stands/VBZ/ROOT/2", "meeting", None, "Meeting"),
        ("The/DT/det/1 stage/NN/nsubj/2 stands/VBZ/ROOT/2", "meeting", None, None),  # one word that says too little
        (
            "the/DT/det/1 Friday/NNP/compound/2 demo/NN/ROOT/2 for/IN/case/4 Marta/NNP/nmod/2",
            "demo",
            "Friday",
            "Demo for Marta",
        ),
        ("They/PRP/nsubj/1 sign/VBP/ROOT/1", "signature", None, None),
    ],
)
def test_the_event_gives_the_name(
    tokens: str, category: str | None, date: str | None, name: str | None, mention: Any
) -> None:
    doc = parse(tokens)
    one = mention(doc.text, span=doc[:], dates=[(date, "2026-03-06")] if date else [], milestone=0.9)
    assert event_name([one], category) == name


def test_the_longest_name_is_taken(mention: Any) -> None:
    short, long = (mention(parse(t).text, span=parse(t)[:], milestone=0.9) for t in (GO, PILOT))
    again = parse("the/DT/det/1 pilot/NN/ROOT/1")
    assert event_name([mention(again.text, span=again[:]), short, long], "pilot") == "Pilot at one site"


def test_an_event_that_was_named_right_before(mention: Any) -> None:
    asked = parse(BOARD)
    before = mention(asked.text, span=asked[:], dates=[("on Friday", "2026-03-06")], index=0)
    doc = parse("The/DT/det/1 sixth/NN/ROOT/1 then/RB/advmod/1")
    answer = mention(doc.text, span=doc[:], dates=[("The sixth", "2026-03-06")], milestone=0.9, index=1)
    talk = [before, answer]
    assert item_text([answer], "milestone", (), "decision", said=talk) == "Capex committee"
    assert item_text([answer], "milestone", (), "demo", said=talk) == "The sixth"  # not of that category
    assert item_text([answer], "milestone", (), "decision") == "The sixth"
    far = [before, *(mention("Well.", index=n) for n in range(1, 20)), dataclasses.replace(answer, index=20)]
    assert item_text([far[-1]], "milestone", (), "decision", said=far) == "The sixth"
    doc = parse("Training/NN/ROOT/0 on/IN/case/2 Friday/NNP/obl/0")  # an event, if none that goes by its category
    named = mention(doc.text, span=doc[:], dates=[("on Friday", "2026-03-06")], milestone=0.9, index=1)
    assert event_before([named], "decision", [before, named]) is None
    told = mention("They want to see the whole offer and the plan by then.", milestone=0.9, index=1)
    assert event_before([told], "decision", [before, told]) is None  # it tells something itself


def test_without_a_parse_or_a_name_the_clause_stays(mention: Any) -> None:
    plain = mention("So, um, the pilot starts.", milestone=0.9)
    assert event_name([plain], "pilot") is None
    assert item_text([plain], "milestone", (), "pilot") == "The pilot starts"
    unparsed = mention("the pilot", span=Doc(VOCAB, words=["the", "pilot"])[:], milestone=0.9)
    assert event_name([unparsed], "pilot") is None


def test_a_milestone_is_called_by_its_event(mention: Any) -> None:
    doc = parse(BOARD)
    one = mention(doc.text, span=doc[:], milestone=0.9, labels={"role": "state"})
    assert item_text([one], "milestone", (), "decision") == "Capex committee"
    assert item_text([one], "risk", (), None).startswith("It goes to")


def test_every_category_has_its_words() -> None:
    assert set(EVENTS) == set(KINDS["milestone"].categories)
    assert all(EVENTS.values())


CONTRACT = (
    "the/DT/det/1 contract/NN/nsubj/2 expires/VBZ/ROOT/2/expire on/IN/case/5 the/DT/det/5 28th/NN/obl/2 and/CC/cc/9 "
    "we/PRP/nsubj/9 are/VBP/cop/9/be fine/JJ/conj/2"
)


@pytest.mark.parametrize(
    ("tokens", "category", "date", "name"),
    [
        (CONTRACT, "other", "on the 28th", "Contract expires"),  # what happens to what is no event by itself
        (CONTRACT.replace("expires/VBZ/ROOT/2/expire", "is/VBZ/ROOT/2/be"), "other", "on the 28th", "Contract"),
        (CONTRACT, "signature", "on the 28th", "Contract expires"),
        (
            "I/PRP/nsubj/1 want/VBP/ROOT/1 the/DT/det/3 contract/NN/obj/1 signed/VBN/acl/3/sign soon/RB/advmod/4",
            "signature",
            None,
            "Contract signed",
        ),
        (
            "the/DT/det/1 contract/NN/nsubj:pass/3 is/VBZ/aux:pass/3/be signed/VBN/ROOT/3/sign",
            "signature",
            None,
            "Contract signed",
        ),
    ],
)
def test_the_verb_says_what_happens(
    tokens: str, category: str, date: str | None, name: str | None, mention: Any
) -> None:
    doc = parse(tokens)
    one = mention(doc.text, span=doc[:], dates=[(date, "2026-03-28")] if date else [], milestone=0.5)
    assert event_name([one], category, one.dates[0] if date else None) == name


def test_the_clause_with_the_date_names_the_event(mention: Any) -> None:
    tokens = (
        "the/DT/det/2 finance/NN/compound/2 committee/NN/nsubj/3 meets/VBZ/ROOT/3/meet on/IN/case/5 Friday/NNP/obl/3 "
        "and/CC/cc/10 the/DT/det/9 trust/NN/compound/9 board/NN/nsubj/10 sits/VBZ/conj/3/sit on/IN/case/12 "
        "Monday/NNP/obl/10"
    )
    doc = parse(tokens)
    one = mention(doc.text, span=doc[:], dates=[("Friday", "2026-03-06"), ("Monday", "2026-03-09")], milestone=0.9)
    assert [event_name([one], "decision", date) for date in one.dates] == ["Finance committee", "Trust board"]


def test_dates_and_questions_alone_take_any_noun_that_was_said(mention: Any) -> None:
    question = parse("when/WRB/advmod/1 is/VBZ/ROOT/1/be the/DT/det/4 cattle/NN/compound/4 show/NN/nsubj/1")
    asked = mention(question.text, span=question[:], milestone=0.9, labels={"role": "ask"})
    told = mention("The fifth.", turn=1, milestone=0.9, labels={"role": "state"})
    assert event_name([asked, told], "other") == "Cattle show"
