"""Owners of tasks from mentions: the classes of the owner head, names, and who the parse says does it."""

from __future__ import annotations

from typing import Any

import pytest
from spacy.tokens import Span
from test_phrasing import parse

from closeplan_nlp.nlp.owners import owner_of
from closeplan_nlp.types import Participant

BEN = Participant(name="Ben Okafor", side="seller")
LIU = Participant(name="Liu Yang", side="seller")
DANA = Participant(name="Dana Reyes", side="customer")
MARC = Participant(name="Marc Weber", side="customer")
ALL = (BEN, LIU, DANA, MARC)


OWNERS = [
    # kind, who says it (and its side), what, owner class, names heard, owner
    ("action_item", BEN, "I'll send the quote.", "speaker", (), "Ben Okafor"),
    ("customer_commitment", DANA, "I'll send the form.", "speaker", (), "Dana Reyes"),
    # the speaker is on the wrong side for the kind
    ("customer_commitment", BEN, "I'll send the form.", "speaker", (), None),
    ("action_item", DANA, "I'll send the quote.", "speaker", (), None),
    ("action_item", None, "I'll send the quote.", "speaker", (), None),
    # called by name, by first or family name
    ("customer_commitment", BEN, "Dana, could you send the form?", "participant", (), "Dana Reyes"),
    ("customer_commitment", BEN, "could you send it, mr weber", "participant", (), "Marc Weber"),
    ("customer_commitment", BEN, "Dana, Marc, could you send it?", "participant", (), None),
    ("customer_commitment", BEN, "Could you send the form?", "participant", (), None),
    ("customer_commitment", DANA, "Could you send the form?", "participant", (), "Marc Weber"),  # the only other one
    ("customer_commitment", BEN, "Liu, could you send the form?", "participant", (), None),  # a seller
    ("action_item", DANA, "Ben, can you send the quote?", "participant", (), "Ben Okafor"),
    ("action_item", BEN, "Liu will send the quote.", "participant", (), "Liu Yang"),
    # people who are not on the call, and groups
    ("customer_commitment", DANA, "I'll get Priya to sign.", "named", ("Priya",), "Priya"),
    ("customer_commitment", DANA, "I'll get Marc to sign.", "named", ("Marc",), None),
    ("customer_commitment", DANA, "Our legal team will look at it.", "named", (), "Our legal team"),
    ("action_item", BEN, "Our solution engineers will set it up.", "named", (), "Our solution engineers"),
    # the group is on the wrong side
    ("customer_commitment", BEN, "So our engineers wait for the form.", "named", (), None),
    ("action_item", DANA, "And our legal team gets the redlines from you.", "named", (), None),
    ("action_item", BEN, "We'll see to it.", "none", (), None),
]


@pytest.mark.parametrize(("kind", "speaker", "text", "owner", "names", "expected"), OWNERS)
def test_owner(
    kind: str,
    speaker: Participant | None,
    text: str,
    owner: str,
    names: tuple[str, ...],
    expected: str | None,
    mention: Any,
) -> None:
    person, side = (speaker.name, speaker.side) if speaker else (None, "unknown")
    said = mention(text, person=person, side=side, names=names, **{kind: 0.9}, labels={"owner": owner})
    assert owner_of([said], kind, ALL) == expected


def test_who_answers_in_the_same_item_is_meant(mention: Any) -> None:
    asked = mention("Could you send it?", person="Ben Okafor", side="seller", labels={"owner": "participant"})
    sure = mention("Sure.", turn=1, person="Marc Weber", side="customer", labels={"owner": "speaker"})
    assert owner_of([asked, sure], "customer_commitment", ALL) == "Marc Weber"


def test_an_unsure_owner_is_none(mention: Any) -> None:
    def owner(chances: dict[str, float]) -> str | None:
        said = mention(person="Ben Okafor", side="seller", action_item=0.9, labels={"owner": chances})
        return owner_of([said], "action_item", (BEN, LIU, MARC))

    assert owner({"speaker": 0.45, "participant": 0.3, "none": 0.25}) == "Ben Okafor"
    assert owner({"speaker": 0.38, "participant": 0.31, "none": 0.31}) is None
    assert owner({"speaker": 0.45, "none": 0.55}) is None
    assert owner({}) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Don Marsh", "I don't know who of you sends it."),
        ("Marta S.", "It's on somebody on your side, let's see."),
        ("Will Chen", "One of you will send it."),
        ("T. Lee", "We can't send it ourselves."),
        ("Will Chen", "Will you send it?"),
        ("May Lee", "You send it in May."),
        ("Marta S.", "It's Marta's decision whether you send it."),
    ],
)
def test_a_name_inside_another_word_calls_nobody(name: str, text: str, mention: Any) -> None:
    people = (BEN, DANA, Participant(name=name, side="customer"))
    said = mention(text, person="Ben Okafor", side="seller", labels={"owner": "participant"})
    assert owner_of([said], "customer_commitment", people) is None


def test_who_cannot_be_told_from_one_utterance_may_be_told_from_another(mention: Any) -> None:
    asked = [
        mention("Could you send it?", turn=n, person="Ben Okafor", side="seller", labels={"owner": "participant"})
        for n in (0, 2)
    ]
    sure = mention("I'll send it.", turn=1, person="Marc Weber", side="customer", labels={"owner": "speaker"})
    dana = mention("He will.", turn=3, person="Dana Reyes", side="customer", labels={"owner": "participant"})
    assert owner_of([asked[0], sure], "customer_commitment", ALL) == "Marc Weber"
    assert owner_of([asked[0], sure, asked[1]], "customer_commitment", ALL) == "Marc Weber"
    assert owner_of([sure, dana], "customer_commitment", ALL) == "Marc Weber"
    nobody = mention("It goes out.", turn=4, side="customer", customer_commitment=0.9, labels={"owner": "none"})
    assert owner_of([asked[0], nobody], "customer_commitment", ALL) is None


GET = "I/PRP/nsubj/2 'll/MD/aux/2/will {}/VB/ROOT/2 {}/NNP/obj/2 {}sign/VB/xcomp/2 it/PRP/obj/{}"
DELEGATED = [
    # what is said, who says it, the task's kind, its owner
    (GET.format("get", "Priya", "to/TO/mark/5 ", 5), DANA, "customer_commitment", "Priya"),
    (GET.format("have", "Priya", "", 4), DANA, "customer_commitment", "Priya"),
    (GET.format("get", "Marc", "to/TO/mark/5 ", 5), DANA, "customer_commitment", "Marc Weber"),
    (GET.format("help", "Priya", "to/TO/mark/5 ", 5), DANA, "customer_commitment", "Dana Reyes"),
    (GET.format("get", "Ben", "to/TO/mark/5 ", 5), DANA, "customer_commitment", "Dana Reyes"),  # on the other side
    (GET.format("get", "Priya", "to/TO/mark/5 ", 5), BEN, "customer_commitment", None),
    ("Liu/NNP/nsubj/2 will/MD/aux/2 write/VB/ROOT/2 it/PRP/obj/2", BEN, "action_item", "Liu Yang"),
    ("Priya/NNP/nsubj/2 will/MD/aux/2 know/VB/ROOT/2 it/PRP/obj/2", DANA, "customer_commitment", "Dana Reyes"),
    ("Priya/NNP/nsubj/3 wo/MD/aux/3/will n't/RB/advmod/3 sign/VB/ROOT/3", DANA, "customer_commitment", "Dana Reyes"),
]


@pytest.mark.parametrize(("tokens", "speaker", "kind", "owner"), DELEGATED)
def test_delegated_work_is_of_who_does_it(
    tokens: str, speaker: Participant, kind: str, owner: str | None, mention: Any
) -> None:
    doc = parse(tokens)
    doc.set_ents([Span(doc, t.i, t.i + 1, "PERSON") for t in doc if t.tag_ == "NNP"])
    one = mention(
        doc.text, span=doc[:], person=speaker.name, side=speaker.side, **{kind: 0.9}, labels={"owner": "speaker"}
    )
    assert owner_of([one], kind, ALL) == owner
