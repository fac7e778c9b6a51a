"""Item texts, from hand-made parses: imperatives, pronouns, dates; only words that were said."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from closeplan_nlp.nlp.clauses import LONGEST, plain_clause
from closeplan_nlp.nlp.imperatives import imperatives
from closeplan_nlp.nlp.phrasing import item_text
from closeplan_nlp.nlp.pipeline import blank_splitter
from closeplan_nlp.nlp.scenes import Scene, called
from closeplan_nlp.types import Participant

VOCAB = blank_splitter("en").vocab
BEN = Participant(name="Ben Okafor", side="seller")
DANA = Participant(name="Dana Reyes", side="customer")
MARC = Participant(name="Marc Weber", side="customer")

POS = {"PRP": "PRON", "PRP$": "PRON", "MD": "AUX", "DT": "DET", "IN": "ADP", "RB": "ADV", "UH": "INTJ", "JJ": "ADJ"}
POS |= {"TO": "PART", "CC": "CCONJ", "RP": "ADP", "CD": "NUM", "NNP": "PROPN", ".": "PUNCT", ",": "PUNCT"}
GLUED = re.compile(r"['’].*|[.,;!?]")


def parse(tokens: str) -> Doc:
    """A Doc from `word/TAG/dep/head[/lemma]` tokens; clitics and marks stand close to the word before."""
    rows = [token.split("/") for token in tokens.split()]
    words, tags, deps = ([row[column] for row in rows] for column in range(3))
    after = [*(not GLUED.fullmatch(word) for word in words[1:]), False]
    return Doc(
        VOCAB,
        words=words,
        spaces=after,
        tags=tags,
        pos=[POS.get(tag, "VERB" if tag.startswith("VB") else "NOUN") for tag in tags],
        deps=deps,
        heads=[int(row[3]) for row in rows],
        lemmas=[row[4] if len(row) > 4 else row[0].lower() for row in rows],
    )


SEND_QUOTE = (
    "I/PRP/nsubj/2 'll/MD/aux/2/will send/VB/ROOT/2 you/PRP/iobj/2 the/DT/det/6 updated/VBN/amod/6/update "
    "quote/NN/obj/2 by/IN/case/8 Friday/NNP/obl/2 ././punct/2"
)
TASKS = [
    # the sentence, its date, the people, who says it; the text
    (SEND_QUOTE, "by Friday", (BEN, DANA), BEN, "Send Dana the updated quote"),
    (SEND_QUOTE, None, (BEN, DANA), BEN, "Send Dana the updated quote by Friday"),
    (SEND_QUOTE, "by Friday", (BEN, DANA, MARC), BEN, "Send the updated quote"),  # nobody knows which of them
    (SEND_QUOTE, "by Friday", (BEN, DANA), None, "Send the updated quote"),
    (
        "Could/MD/aux/2/could you/PRP/nsubj/2 send/VB/ROOT/2 me/PRP/iobj/2/I your/PRP$/nmod:poss/6 SSO/NN/compound/6 "
        "metadata/NN/obj/2 ?/./punct/2",
        None,
        (BEN, DANA),
        BEN,
        "Send Ben the SSO metadata",
    ),
    (
        "I/PRP/nsubj/2 'm/VBP/aux/2/be going/VBG/ROOT/2/go to/TO/mark/4 set/VB/xcomp/2 up/RP/compound:prt/4 "
        "a/DT/det/7 call/NN/obj/4 ././punct/2",
        None,
        (BEN,),
        BEN,
        "Set up a call",
    ),
    (
        "Let/VB/ROOT/0/let me/PRP/obj/0/I check/VB/xcomp/0 with/IN/case/4 legal/NN/obl/2 ././punct/0",
        None,
        (BEN,),
        BEN,
        "Check with legal",
    ),
    (
        "I/PRP/nsubj/2 'll/MD/aux/2/will get/VB/ROOT/2 Priya/NNP/obj/2 to/TO/mark/5 countersign/VB/xcomp/2 "
        "the/DT/det/7 form/NN/obj/5",
        None,
        (BEN, DANA),
        DANA,
        "Get Priya to countersign the form",
    ),
    (
        "Please/UH/discourse/1 send/VB/ROOT/1 the/DT/det/3 contract/NN/obj/1 over/RP/compound:prt/1 ././punct/1",
        None,
        (BEN, DANA),
        BEN,
        "Send the contract over",
    ),
    (
        "I/PRP/nsubj/4 'll/MD/aux/4/will ,/,/punct/4 uh/UH/discourse/4 draft/VB/ROOT/4 "
        "just/RB/advmod/7 our/PRP$/nmod:poss/7 "
        "plan/NN/obj/4",
        None,
        (BEN,),
        BEN,
        "Draft the plan",
    ),
    (  # a subordinate clause is left out, so is a second clause with its own subject
        "I/PRP/nsubj/2 'll/MD/aux/2/will sign/VB/ROOT/2 the/DT/det/4 form/NN/obj/2 if/IN/mark/7 it/PRP/nsubj/7 "
        "fits/VBZ/advcl/2/fit and/CC/cc/11 you/PRP/nsubj/11 can/MD/aux/11 start/VB/conj/2",
        None,
        (BEN, DANA),
        DANA,
        "Sign the form",
    ),
    (
        "Dana/NNP/nsubj/2 will/MD/aux/2 bring/VB/ROOT/2 the/DT/det/4 list/NN/obj/2 ././punct/2",
        None,
        (BEN, DANA),
        BEN,
        "Bring the list",
    ),
    (
        "I/PRP/nsubj/2 'll/MD/aux/2/will turn/VB/ROOT/2 SSO/NN/obj/2 on/RP/compound:prt/2 ././punct/2",
        None,
        (BEN, DANA),
        BEN,
        "Turn SSO on",
    ),
    (  # the date goes, and what stands before it
        "I/PRP/nsubj/2 'll/MD/aux/2/will send/VB/ROOT/2 it/PRP/obj/2 over/RP/compound:prt/2 by/IN/case/6 "
        "Friday/NNP/obl/2 ././punct/2",
        "Friday",
        (BEN, DANA),
        BEN,
        "Send it over",
    ),
    (  # the commas belong to the clause that is left out; the words around it must not grow together
        "I/PRP/nsubj/2 'll/MD/aux/2/will send/VB/ROOT/2 the/DT/det/4 form/NN/obj/2 ,/,/punct/8 if/IN/mark/8 "
        "it/PRP/nsubj/8 fits/VBZ/advcl/2/fit ,/,/punct/8 to/IN/case/11 Marta/NNP/obl/2 ././punct/2",
        None,
        (BEN, DANA),
        BEN,
        "Send the form to Marta",
    ),
]


def said(tokens: str, date: str | None, speaker: Participant | None, mention: Any, **fields: Any) -> Any:
    doc = parse(tokens)
    person = {"person": speaker.name, "side": speaker.side} if speaker else {}
    dates = [(date, "2026-03-06")] if date else []
    return mention(doc.text, span=doc[:], dates=dates, **person, **{"action_item": 0.9, **fields})


@pytest.mark.parametrize(("tokens", "date", "people", "speaker", "text"), TASKS)
def test_a_task_is_an_imperative(
    tokens: str, date: str | None, people: tuple[Participant, ...], speaker: Participant | None, text: str, mention: Any
) -> None:
    assert item_text([said(tokens, date, speaker, mention)], "action_item", people) == text


@pytest.mark.parametrize(
    "tokens",
    [
        "I/PRP/nsubj/1 sent/VBD/ROOT/1/send the/DT/det/3 form/NN/obj/1",
        "It/PRP/nsubj/1 works/VBZ/ROOT/1/work",
        "I/PRP/nsubj/2 'll/MD/aux/2/will see/VB/ROOT/2 that/PRP/obj/2",
        "The/DT/det/1 demo/NN/ROOT/1 on/IN/case/3 Friday/NNP/nmod/1",
        "I/PRP/nsubj/2 will/MD/aux/2 call/VB/ROOT/2",  # nothing that says what
        "I/PRP/nsubj/3 wo/MD/aux/3/will n't/RB/advmod/3/not call/VB/ROOT/3 Ben/NNP/obj/3",  # the opposite
        "Do/VB/aux/2 not/RB/advmod/2 call/VB/ROOT/2 Ben/NNP/obj/2",
        "We/PRP/nsubj/2 could/MD/aux/2 call/VB/compound/3 plan/NN/ROOT/3",  # a verb that hangs on what is left out
    ],
)
def test_what_promises_nothing_has_no_imperative(tokens: str, mention: Any) -> None:
    one = said(tokens, None, BEN, mention)
    assert not list(imperatives(one, Scene((one,), (BEN, DANA))))
    assert item_text([one], "action_item", (BEN, DANA)) == one.text[0].upper() + one.text[1:]


def test_without_a_parse_the_clause_stays(mention: Any) -> None:
    plain = mention("And, uh, I'll send the quote.", action_item=0.9)
    assert not list(imperatives(plain, Scene()))
    assert item_text([plain], "action_item", ()) == "I'll send the quote"
    unparsed = mention("I'll send it.", span=Doc(VOCAB, words=["I"])[:], action_item=0.9)
    assert not list(imperatives(unparsed, Scene()))


def test_only_tasks_are_imperatives(mention: Any) -> None:
    one = said(SEND_QUOTE, None, BEN, mention, action_item=0.0, milestone=0.9)
    assert item_text([one], "milestone", (BEN, DANA)) == "I'll send you the updated quote by Friday"


def test_the_mention_that_tells_most_gives_the_text(mention: Any) -> None:
    told = said(SEND_QUOTE, "by Friday", BEN, mention, labels={"role": "state"})
    accepted = mention("Sure, that would be great for us, thanks a lot.", action_item=0.9, labels={"role": "accept"})
    unsure = mention("The quote would be the next thing to look at.", action_item=0.2, labels={"role": "state"})
    for order in ([told, accepted, unsure], [unsure, accepted, told]):
        assert item_text(order, "action_item", (BEN, DANA)) == "Send Dana the updated quote"


def test_a_mention_that_names_the_thing_is_preferred(mention: Any) -> None:
    hollow = said("I/PRP/nsubj/2 'll/MD/aux/2/will send/VB/ROOT/2 it/PRP/obj/2 over/RB/advmod/2", None, BEN, mention)
    named = said(SEND_QUOTE, "by Friday", BEN, mention, action_item=0.5)
    assert item_text([hollow, named], "action_item", (BEN,)) == "Send the updated quote"
    assert item_text([hollow], "action_item", (BEN,)) == "Send it over"
    given = said("Could/MD/aux/2/could you/PRP/nsubj/2 give/VB/ROOT/2 us/PRP/iobj/2 one/CD/obj/2", None, BEN, mention)
    assert item_text([given, named], "action_item", (BEN,)) == "Send the updated quote"


def test_a_number_is_no_name(mention: Any) -> None:
    anonymous = Participant(name="Speaker 2", side="customer")
    assert item_text([said(SEND_QUOTE, "by Friday", BEN, mention)], "action_item", (BEN, anonymous)) == (
        "Send the updated quote"
    )


def test_a_name_does_not_take_a_verb_along(mention: Any) -> None:
    tokens = (
        "I/PRP/nsubj/2 'll/MD/aux/2/will ask/VB/ROOT/2 Carys/NNP/obj/2 the/DT/det/5 minute/NN/obl:unmarked/2 "
        "I/PRP/nsubj/8 'm/VBP/cop/8/be off/RB/acl:relcl/5 this/DT/obl/8"
    )
    assert item_text([said(tokens, None, BEN, mention)], "action_item", (BEN,)) == "Ask Carys the minute I'm off this"


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("So, um, well, we need SAML.", "we need SAML"),
        ("Yeah yeah okay, the budget is, you know, 40k!", "the budget is, 40k"),
        ("The board (laughs) meets [inaudible] in May.", "The board  meets  in May"),
        ("Okay.", "Okay"),
        ("Sofia needs it.", "Sofia needs it"),
        ("Button colours matter.", "Button colours matter"),
        ("Right? Right.", "Right"),
        ("The steel is 5 mm thick.", "The steel is 5 mm thick"),
        ("It is five mm thick.", "It is five mm thick"),
        ("Mm, yes, mm we need it, mm, soon.", "we need it, soon"),
        ("What kind of support do we get", "What kind of support do we get"),
        ("It's kind of slow, and we sort of need speed.", "It's slow, and we need speed"),
        ("Do you know who decides?", "Do you know who decides"),
        ("It has, you know, to be fast.", "It has, to be fast"),
        ("No budget this year.", "No budget this year"),  # not the opposite
        ("No, great, we have budget.", "we have budget"),
        ("So long as it talks to SAP we're good", "So long as it talks to SAP we're good"),
        ("What are we waiting for?", "What are we waiting for"),
        ("then we look at the", "we look"),  # cut in the middle by the limit
        ("Right, so the thing is, we need SAML.", "we need SAML"),  # what only announces
        ("I'd say that the audit comes first.", "the audit comes first"),
        ("I'll tell you on Thursday.", "I'll tell you on Thursday"),
        ("let me let me ask the the board", "let me ask the board"),  # said twice
        ("the one from twenty twenty three, no no", "the one from twenty twenty three, no no"),
        ("I'll, hm, confirm.", "I'll, confirm"),
        ("", ""),
    ],
)
def test_plain_clause(text: str, clause: str) -> None:
    assert plain_clause(text) == clause


def test_a_text_is_never_empty(mention: Any) -> None:
    assert item_text([mention("Um."), mention("Uh, okay?")], "risk", ()) != ""
    assert item_text([mention("...")], "risk", ()) == "..."


def test_long_texts_are_cut_at_a_word(mention: Any) -> None:
    text = item_text([mention("we need very reliable reporting " * 20, risk=0.9)], "risk", ())
    assert text.endswith(" …")
    assert set(text.removesuffix(" …").lower().split()) == {"we", "need", "very", "reliable", "reporting"}
    assert len(text) <= LONGEST + 2
    assert len(item_text([mention("x" * 500, risk=0.9)], "risk", ())) <= LONGEST + 2


WORDS = ["I", "you", "me", "we", "send", "get", "Marta", "the", "your", "quote", "to", "by", "Friday"]
WORDS += ["uh", "just", "and", ",", ".", "it's", "over", "need", "'ll", "könnte"]
TAGS = ["PRP", "PRP$", "VB", "VBG", "MD", "NN", "NNP", "IN", "RB", "UH", "CC", "TO", "."]
DEPS = ["nsubj", "obj", "iobj", "obl", "xcomp", "aux", "advcl", "advmod", "conj", "ccomp", "punct", "discourse", "mark"]


@st.composite
def trees(draw: st.DrawFn) -> str:
    """Any words with any tags, labels and heads, as long as the heads form a tree."""
    order = draw(st.permutations(range(draw(st.integers(1, 10)))))
    heads = {order[0]: order[0]} | {place: order[draw(st.integers(0, n - 1))] for n, place in enumerate(order) if n}
    rows = []
    for place in range(len(order)):
        dep = "ROOT" if heads[place] == place else draw(st.sampled_from(DEPS))
        word, tag = draw(st.sampled_from(WORDS)), draw(st.sampled_from(TAGS))
        rows.append(f"{word}/{tag}/{dep}/{heads[place]}")
    return " ".join(rows)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(trees(), st.booleans(), st.sampled_from(["action_item", "risk"]))
def test_no_word_that_was_not_said(mention: Any, tokens: str, dated: bool, kind: str) -> None:
    one = said(tokens, "Friday" if dated and "Friday" in tokens else None, BEN, mention, risk=0.9)
    text = item_text([one], kind, (BEN, DANA))
    words = {word.casefold() for word in re.findall(r"[^\W_]+", text)}
    heard = {word.casefold() for word in re.findall(r"[^\W_]+", one.text)}
    assert words <= heard | {"ben", "dana", "the"}
    assert "\u2060" not in text
    assert text == text.strip()


# promises of all shapes


SHAPES = [
    # the sentence, its role, the text
    ("I/PRP/nsubj/1 turn/VBP/ROOT/1 the/DT/det/3 draft/NN/obj/1 round/RB/advmod/1", "state", "Turn the draft round"),
    ("I/PRP/nsubj/2 'm/VBP/aux/2/be sending/VBG/ROOT/2/send the/DT/det/4 form/NN/obj/2", "state", "Send the form"),
    ("Marta/NNP/nsubj/1 signs/VBZ/ROOT/1/sign the/DT/det/3 form/NN/obj/1", "recap", "Sign the form"),
    ("Marta/NNP/nsubj/1 signs/VBZ/ROOT/1/sign the/DT/det/3 form/NN/obj/1", "state", None),  # a fact
    ("I/PRP/nsubj/1 have/VBP/ROOT/1 a/DT/det/3 form/NN/obj/1", "state", None),  # what is so, no promise
    ("We/PRP/nsubj/1 need/VBP/ROOT/1 the/DT/det/4 final/JJ/amod/4 offer/NN/obj/1", "ask", "Final offer"),
    (
        "You/PRP/nsubj/2 'll/MD/aux/2/will get/VB/ROOT/2 a/DT/det/5 revised/VBN/amod/5/revise quote/NN/obj/2",
        "state",
        "Revised quote",
    ),
    (
        "The/DT/det/1 report/NN/nsubj:pass/4 will/MD/aux/4 be/VB/aux:pass/4 sent/VBN/ROOT/4/send",
        "state",
        "Send the report",
    ),
    ("It/PRP/nsubj/2 'll/MD/aux/2/will show/VB/ROOT/2 on/IN/case/5 the/DT/det/5 portal/NN/obl/2", "state", None),
    ("When/WRB/advmod/3 would/MD/aux/3 you/PRP/nsubj/3 like/VB/ROOT/3 pages/NNS/obj/3", "ask", None),
    ("I/PRP/nsubj/2 've/VBP/aux/2/have sent/VBN/ROOT/2/send the/DT/det/4 form/NN/obj/2", "state", None),
    (  # the speaker does it, so no "with Ben"
        "I/PRP/nsubj/2 'll/MD/aux/2/will bring/VB/ROOT/2 the/DT/det/4 pens/NNS/obj/2 with/IN/case/6 me/PRP/obl/2",
        "state",
        "Bring the pens",
    ),
    (
        "I/PRP/nsubj/2 'll/MD/aux/2/will write/VB/ROOT/2 the/DT/det/4 page/NN/obj/2 myself/PRP/obl/2",
        "state",
        "Write the page",
    ),
    (  # who is called out is no part of it
        "Send/VB/ROOT/0/send me/PRP/iobj/0/I the/DT/det/3 form/NN/obj/0 ,/,/punct/5 Dana/NNP/conj/0",
        "ask",
        "Send Ben the form",
    ),
    (  # clauses that run on
        "I/PRP/nsubj/2 'll/MD/aux/2/will ask/VB/ROOT/2 Noreen/NNP/obj/2 she/PRP/nsubj/6 's/VBZ/cop/6/be ill/JJ/ccomp/2",
        "state",
        "Ask Noreen",
    ),
    (  # a day that belongs to a thing stays
        "I/PRP/nsubj/2 'll/MD/aux/2/will send/VB/ROOT/2 Monday/NNP/nmod:poss/5 's/POS/case/3 reply/NN/obj/2",
        "state",
        "Send Monday's reply",
    ),
]


@pytest.mark.parametrize(("tokens", "role", "text"), SHAPES)
def test_promises(tokens: str, role: str, text: str | None, mention: Any) -> None:
    date = "Monday's" if "Monday" in tokens else None
    one = said(tokens, date, BEN, mention, labels={"role": role})
    found = item_text([one], "action_item", (BEN, DANA, MARC)) if list(imperatives(one, Scene((one,)))) else None
    assert found == text


def test_it_is_what_was_asked_for(mention: Any) -> None:
    asked = said(
        "Could/MD/aux/2/could we/PRP/nsubj/2 see/VB/ROOT/2/see the/DT/det/5 SSO/NN/compound/5 report/NN/obj/2",
        None,
        DANA,
        mention,
        action_item=0.1,
        labels={"role": "context"},
    )
    tokens = "I/PRP/nsubj/2 'll/MD/aux/2/will send/VB/ROOT/2 {}/PRP/obj/2 over/RB/advmod/2"
    answer = said(tokens.format("it"), None, BEN, mention, turn=1)
    assert item_text([asked, answer], "action_item", (BEN, DANA)) == "Send the SSO report over"
    many = said(tokens.format("them"), None, BEN, mention, turn=1)
    assert item_text([asked, many], "action_item", (BEN, DANA)) == "Send them over"  # one report is not "them"
    late = said(tokens.format("it"), None, BEN, mention, turn=30)
    assert item_text([asked, late], "action_item", (BEN, DANA)) == "Send it over"
    idea = said("We/PRP/nsubj/1 saw/VBD/ROOT/1/see the/DT/det/3 hall/NN/obj/1", None, DANA, mention, action_item=0.1)
    assert item_text([idea, answer], "action_item", (BEN, DANA)) == "Send it over"  # nothing that can be sent


def test_it_may_be_named_right_before_in_the_same_turn(mention: Any) -> None:
    before = said("There/EX/expl/1 is/VBZ/ROOT/1/be a/DT/det/3 report/NN/nsubj/1", None, BEN, mention, risk=0.0)
    answer = said("I/PRP/nsubj/2 'll/MD/aux/2/will send/VB/ROOT/2 it/PRP/obj/2 over/RB/advmod/2", None, BEN, mention)
    before, answer = dataclasses.replace(before, index=0), dataclasses.replace(answer, index=1)
    everything = [before, answer]
    assert item_text([answer], "action_item", (BEN,), said=everything) == "Send the report over"
    elsewhere = [dataclasses.replace(before, turn=7), answer]
    assert item_text([answer], "action_item", (BEN,), said=elsewhere) == "Send it over"


def test_you_is_who_talks_of_it(mention: Any) -> None:
    asked = said("Could/MD/ROOT/0", None, MARC, mention, action_item=0.0, labels={"role": "context"})
    told = said(SEND_QUOTE, "by Friday", BEN, mention, turn=1)
    assert item_text([asked, told], "action_item", (BEN, DANA, MARC)) == "Send Marc the updated quote"
    by_name = said(f"{SEND_QUOTE} Dana/NNP/vocative/2", "by Friday", BEN, mention)
    assert item_text([by_name], "action_item", (BEN, DANA, MARC)) == "Send Dana the updated quote"


def test_who_does_it_is_not_told_to_get_himself_to_do_it(mention: Any) -> None:
    tokens = "I/PRP/nsubj/2 'll/MD/aux/2/will get/VB/ROOT/2 Priya/NNP/obj/2 to/TO/mark/5 sign/VB/xcomp/2 it/PRP/obj/5"
    one = said(f"{tokens} off/RP/compound:prt/5", None, DANA, mention)
    assert item_text([one], "action_item", (BEN,), owner="Priya") == "Sign it off"
    assert item_text([one], "action_item", (BEN,), owner="Dana Reyes") == "Get Priya to sign it off"


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("FRAHM, Ottilie", "Ottilie"),
        ("AYDEMIR, Nurgül (ext.)", "Nurgül"),
        ("Dr. Anna Weiß", "Dr. Weiß"),
        ("Sister Perpetua Nduta", "Sister Perpetua"),
        ("Capt. Rufus Oyelaran", "Capt. Oyelaran"),
        ("Dana", "Dana"),
        ("Speaker 2", None),
        ("", None),
        ("…", None),
        (None, None),
    ],
)
def test_what_people_are_called(name: str | None, spoken: str | None) -> None:
    assert called(name) == spoken


# statements


def statement(tokens: str, mention: Any, kind: str = "risk", people: tuple[Participant, ...] = ()) -> str:
    doc = parse(tokens)
    return item_text([mention(doc.text, span=doc[:], **{kind: 0.9})], kind, people)


def test_what_is_needed_is_named(mention: Any) -> None:
    tokens = "We/PRP/nsubj/1 need/VBP/ROOT/1 a/DT/det/4 price/NN/compound/4 ceiling/NN/obj/1"
    assert statement(tokens, mention, "decision_criterion") == "A price ceiling"
    negated = "We/PRP/nsubj/3 do/VBP/aux/3 n't/RB/advmod/3 need/VB/ROOT/3 a/DT/det/6 price/NN/compound/6 list/NN/obj/3"
    assert statement(negated, mention, "decision_criterion") == "We do n't need a price list"


def test_a_statement_that_runs_on_is_cut_in_one_piece(mention: Any) -> None:
    more = " ".join(f"word{n}/NN/conj/3" for n in range(30))
    tokens = (
        f"the/DT/det/1 file/NN/nsubj/2 goes/VBZ/ROOT/2/go there/RB/advmod/2 it/PRP/nsubj/5 stays/VBZ/parataxis/2/stay "
        f"for/IN/case/8 no/DT/det/8 reason/NN/obl/5 at/IN/case/10 all/DT/obl/5 {more}"
    )
    assert statement(tokens, mention) == "It stays for no reason at all"


def test_what_somebody_would_like_is_named(mention: Any) -> None:
    tokens = "I/PRP/nsubj/2 'd/MD/aux/2/would like/VB/ROOT/2 the/DT/det/5 full/JJ/amod/5 report/NN/obj/2"
    assert statement(tokens, mention, "decision_criterion") == "The full report"
    plain = "I/PRP/nsubj/1 like/VBP/ROOT/1 the/DT/det/4 full/JJ/amod/4 report/NN/obj/1"
    assert statement(plain, mention, "decision_criterion") == "I like the full report"  # no wish
    will = "We/PRP/nsubj/2 might/MD/aux/2 need/VB/ROOT/2 a/DT/det/5 second/JJ/amod/5 report/NN/obj/2"
    assert statement(will, mention, "decision_criterion") == "We might need a second report"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("In the meantime, nobody can order anything.", "Nobody can order anything"),
        ("And for us, the warranty must be five years.", "The warranty must be five years"),
        ("For us the warranty must be five years.", "For us the warranty must be five years"),
        ("What matters most to us is that it works offline.", "It works offline"),
        ("My only worry is that finance will say no to it.", "Finance will say no to it"),
        ("I'd better tell you, the plant closes in August.", "The plant closes in August"),
        ("Madam, so the lease ends in June.", "The lease ends in June"),
        ("Sir Alan has to sign it.", "Sir Alan has to sign it"),
        ("The lease ends in June, by the way.", "The lease ends in June"),
        ("The lease ends in June, you see.", "The lease ends in June"),
        ("Third of June, half past nine. Done.", "Third of June, half past nine"),
        ("The answer is yes.", "The answer is yes"),
        ("The second date is okay.", "The second date is okay"),
        ("Is that what you have in mind though?", "Is that what you have in mind though"),
        ("We'd need, like, forty licences for it.", "We'd need forty licences for it"),
        ("He'd need like a certificate for the plant.", "He'd need a certificate for the plant"),
        ("It must look like a certificate.", "It must look like a certificate"),
        ("We are not paying while that's going on.", "We are not paying while that's going on"),
    ],
)
def test_talk_around_a_statement_goes(said: str, text: str, mention: Any) -> None:
    assert item_text([mention(said, risk=0.9)], "risk", (BEN, DANA)) == text


def test_getting_in_touch_needs_no_thing(mention: Any) -> None:
    tokens = "I/PRP/nsubj/2 'll/MD/aux/2/will {}/VB/ROOT/2 to/IN/case/4 you/PRP/obl/2 on/IN/case/6 Friday/NNP/obl/2"
    written = said(tokens.format("write"), "on Friday", BEN, mention)
    assert item_text([written], "action_item", (BEN, DANA)) == "Write to Dana"
    nobody = said(tokens.format("write"), "on Friday", BEN, mention)
    assert item_text([nobody], "action_item", (BEN,)) == "I'll write to you on Friday"
    come = said(tokens.format("come"), "on Friday", BEN, mention)
    assert item_text([come], "action_item", (BEN, DANA)) == "I'll come to you on Friday"


def test_a_named_person_s_day_makes_it_a_task(mention: Any) -> None:
    tokens = "Marta/NNP/nsubj/1 signs/VBZ/ROOT/1/sign the/DT/det/3 form/NN/obj/1 on/IN/case/5 Friday/NNP/obl/1"
    one = said(tokens, "on Friday", BEN, mention, labels={"role": "state"})
    assert item_text([one], "action_item", (BEN, DANA)) == "Sign the form"


def test_who_is_called_before_a_clause_is_left_out(mention: Any) -> None:
    people = (BEN, DANA)
    for said_, text in (
        ("Ben before that there is the matter of July.", "Before that there is the matter of July"),
        ("Dana does he need a letter for the plant?", "Does he need a letter for the plant"),
        ("Dana does need a letter for the plant.", "Dana does need a letter for the plant"),
    ):
        assert item_text([mention(said_, risk=0.9)], "risk", people) == text


def test_who_is_spoken_to_is_left_out(mention: Any) -> None:
    people = (BEN, DANA)
    assert item_text([mention("The board is slow, Ben.", risk=0.9)], "risk", people) == "The board is slow"
    assert item_text([mention("Ben I'm not sure about July.", risk=0.9)], "risk", people) == "I'm not sure about July"
    assert item_text([mention("Ben is slow.", risk=0.9)], "risk", people) == "Ben is slow"


def test_the_statement_that_stands_alone_is_taken(mention: Any) -> None:
    pointing = mention("That is the real problem for us here.", risk=0.9)
    asking = mention("Does the freeze in December matter for that?", risk=0.9)
    told = mention("There's a freeze in December for everybody.", risk=0.9)
    assert item_text([pointing, asking, told], "risk", ()) == "There's a freeze in December for everybody"
