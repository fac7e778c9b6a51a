"""Item texts, from hand-made parses: imperatives, pronouns, dates; only words that were said."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from closeplan_nlp.nlp.phrasing import LONGEST, imperative, item_text, plain_clause
from closeplan_nlp.nlp.pipeline import blank_splitter
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
        "Countersign the form",
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
    ],
)
def test_what_promises_nothing_has_no_imperative(tokens: str, mention: Any) -> None:
    one = said(tokens, None, BEN, mention)
    assert imperative(one, (BEN, DANA)) is None
    assert item_text([one], "action_item", (BEN, DANA)) == one.text[0].upper() + one.text[1:]


def test_without_a_parse_the_clause_stays(mention: Any) -> None:
    plain = mention("And, uh, I'll send the quote.", action_item=0.9)
    assert imperative(plain, ()) is None
    assert item_text([plain], "action_item", ()) == "I'll send the quote"
    unparsed = mention("I'll send it.", span=Doc(VOCAB, words=["I"])[:], action_item=0.9)
    assert imperative(unparsed, ()) is None


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
        ("", ""),
    ],
)
def test_plain_clause(text: str, clause: str, mention: Any) -> None:
    assert plain_clause(mention(text)) == clause


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
