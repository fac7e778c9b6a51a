"""Loops, words over silence, rushes and boilerplate are told by measure; real talk stays."""

from __future__ import annotations

import pytest

from closeplan_nlp.audio.guards import Verdict, judge, loops, without_boilerplate, without_loop
from closeplan_nlp.audio.records import Segment, Word
from closeplan_nlp.audio.sound import Stretch

TALK = "Thanks for joining, I'll send you the updated quote by Friday and the security questionnaire as well."


def said(text: str, start: float = 0.0, pace: float = 0.3, confidence: float = 0.9, **measured: float) -> Segment:
    words = tuple(
        Word(text=f" {each}", start=start + at * pace, end=start + at * pace + pace * 0.9, confidence=confidence)
        for at, each in enumerate(text.split())
    )
    fields = {"log_probability": -0.2, "no_speech": 0.01, "compression": 1.2, **measured}
    return Segment(words=words, **fields)


SPEECH = [Stretch(0.0, 60.0)]


def test_talk_is_believed() -> None:
    assert judge(said(TALK), SPEECH) is Verdict.KEEP
    assert judge(said("Yes."), SPEECH) is Verdict.KEEP
    assert judge(said("No, no, no, that's fine."), SPEECH) is Verdict.KEEP
    assert judge(said(TALK, confidence=0.3), SPEECH) is Verdict.KEEP


@pytest.mark.parametrize("phrase", ["okay", "I'll send it.", "we will see you there and then we will go"])
def test_loops(phrase: str) -> None:
    assert loops(said(" ".join([phrase] * 8)).words)
    assert judge(said(" ".join([phrase] * 8)), SPEECH) is Verdict.LOOP


def test_a_loop_inside_a_window_of_talk() -> None:
    """A window of 30 seconds is one segment: the loop is one of its many sentences."""
    assert loops(said(f"{TALK} And the vendor, and the vendor, and the vendor, and the vendor said no. {TALK}").words)
    assert not loops(said(f"{TALK} No, no, no, no, no, no. {TALK} Go, go, go, go. {TALK}").words)
    assert not loops(said(f"{TALK} It's not that, it's not that, it's not that. {TALK}").words)


def test_a_loop_is_cut_to_one() -> None:
    assert without_loop(said("so I think that " + "we can do it " * 9 + "on Monday")).text == (
        "so I think that we can do it we can do it on Monday"
    )
    assert without_loop(said(TALK)).text == TALK


def test_words_where_nobody_talks() -> None:
    assert judge(said("Thank you for watching."), [Stretch(30.0, 31.0)]) is Verdict.SILENCE
    assert judge(said("Thank you.", confidence=0.5, no_speech=0.9, log_probability=-1.4), SPEECH) is Verdict.SILENCE
    assert judge(said("Thank you.", confidence=0.2), [Stretch(0.0, 0.25)]) is Verdict.SILENCE


def test_more_words_than_can_be_said() -> None:
    assert judge(said(TALK, pace=0.05), SPEECH) is Verdict.RUSH


def test_boilerplate_is_the_same_unsure_words_again_and_again() -> None:
    invented = [said("Untertitel im Auftrag", at * 60, confidence=0.5, no_speech=0.5) for at in range(3)]
    real = [said("Yes.", at * 60 + 30, confidence=0.9, no_speech=0.5) for at in range(5)]
    judged = without_boilerplate([*invented, *real, said(TALK)])
    assert [each.verdict for each in judged] == [Verdict.BOILERPLATE] * 3 + [Verdict.KEEP] * 6
