"""The text exports of recorders: what is said, by whom and when, in every sample, whole and damaged."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeplan_nlp.errors import ClosePlanError, FormatError
from closeplan_nlp.readers import READERS, detect, read_transcript
from closeplan_nlp.readers.decoding import decode

SAMPLES = Path(__file__).parent / "samples"
BEN, DANA, JOSE = "Ben Okafor", "Dana Reyes", "José García"
THANKS = "Thanks for joining, both of you."
Said = list[tuple[str | None, float | None, str]]
EXPECTED: dict[str, tuple[str, Said]] = {
    "zoom-captions.txt": (
        "zoom-captions",
        [
            ("Ben Okafor (Harrowgate)", 0.0, "Good evening, thanks for making the time so late."),
            (
                "Board Room 4 [2nd floor]",
                11.0,
                "No problem, there are three of us here, so shout if you can't hear somebody.",
            ),
            (
                "Ben Okafor (Harrowgate)",
                29.0,
                "Will do. At 10:30 tomorrow I'd like to send you the quote, and then you tell me by Friday whether the "
                "price works.",
            ),
            (DANA, 84.0, "Friday is fine. Note: our legal people need a week."),
            (None, 110.0, "Sorry, I was on mute."),
        ],
    ),
    "teams-pasted.txt": (
        "teams-text",
        [
            (BEN, 3.0, f"{THANKS} Shall we start with the open points?"),
            (
                "Reyes, Dana (Guest)",
                7.0,
                "Yes please. Two things: the price and the 14:30 slot. I'd like both settled today.",
            ),
            (None, 15.0, "Can you hear me?"),
            ("GARCÍA, José (Northwind)", 3731.0, "We can. I'll send the security form by Friday."),
        ],
    ),
    "teams-stacked.txt": (
        "teams-text",
        [
            (BEN, 3.0, THANKS),
            (DANA, 7.0, "Sure. Fine."),
            (BEN, 15.0, "I'll send the quote by Friday."),
            (DANA, 62.0, "Great."),
        ],
    ),
    "teams.docx": (
        "teams-text",
        [
            (BEN, 3.0, f"{THANKS} Shall we start with the open points?"),
            (
                "Dana Reyes (External)",
                7.0,
                "Yes please. Two things: the price & the 14:30 slot. I'd like both today.",
            ),
            (None, 15.0, "Can you hear me?"),
            ("GARCÍA, José (IT)", 3731.0, "We can. I'll send the form by Friday."),
        ],
    ),
    "teams-2021.docx": (
        "teams-docx-2021",
        [
            (BEN, 0.0, "Thanks for joining."),
            ("Dana Reyes (Guest)", 2.13, "Sure. We need the quote and the form by Friday."),
            (BEN, 3727.0, "You'll have both."),
        ],
    ),
    "google-meet.txt": (
        "google-meet",
        [
            (BEN, 0.0, "Hello everybody. I wanted to go through the numbers with you and…"),
            (DANA, None, "Yes."),
            (BEN, None, "then agree on the next steps. Agenda: price first, and the rollout after that."),
            (DANA, None, "Good. We have one question: is the support included? It was not in the last quote."),
            ("José García-Ruiz", None, "Our lawyers asked the same."),
            (BEN, 300.0, "It is. I'll put it into the contract at 10:30 tomorrow."),
            (DANA, None, "Thanks."),
        ],
    ),
    "google-meet-gemini.md": (
        "google-meet",
        [
            (BEN, 0.0, "Thanks for joining! The quote is nearly done, it has 24."),
            (DANA, None, "Good."),
            (BEN, None, "seats in it."),
            (DANA, 94.0, "We need it by Friday. I'll send you the form as well."),
            (BEN, None, "Great."),
        ],
    ),
    "google-meet.docx": (
        "google-meet",
        [
            (BEN, 0.0, "Thanks for joining. One point: the price."),
            (DANA, None, "It is too high, I'm afraid."),
            (BEN, 300.0, "I'll send a new quote by Friday. And the form."),
        ],
    ),
    "webex.txt": (
        "webex-text",
        [
            (BEN, 11.0, "Hello, can you hear me?"),
            ("Dana Reyes (she/her)", 15.0, "Yes: loud and clear."),
            (None, 21.0, "And me?"),
            (BEN, 3723.0, "I'll send the quote by Friday."),
        ],
    ),
    "otter.txt": (
        "otter-text",
        [
            (BEN, 3.0, "Thanks for joining. Let us start."),
            (None, 34.0, "Can you hear us?"),
            (DANA, 41.0, "Yes. There is one thing: the price. It is too high."),
            (None, 62.0, "I agree."),
            (BEN, 3727.0, "I will send a new quote by Friday."),
        ],
    ),
    "fathom.txt": (
        "fathom-text",
        [
            (
                "Ben Okafor (Harrowgate)",
                9.0,
                "Thanks for joining. I'd like to talk about the quote. Can you see it? I hope so.",
            ),
            (
                "Dana Reyes (dana.reyes@northwind.example)",
                93.0,
                "We can. Please send it by Friday. And I'll send you the form.",
            ),
            ("Ben Okafor (Harrowgate)", 3727.0, "Great."),
            (None, 3735.0, "Bye everybody."),
        ],
    ),
}
TITLED = ("teams-pasted.txt", "teams.docx", "google-meet.txt", "google-meet-gemini.md", "google-meet.docx", "otter.txt")


@pytest.mark.parametrize("name", list(EXPECTED))
@pytest.mark.parametrize("suffix", ["", ".txt", ".docx", ".vtt"])
def test_samples(name: str, suffix: str, tmp_path: Path) -> None:
    kind, said = EXPECTED[name]
    path = tmp_path / (Path(name).stem + (suffix or Path(name).suffix))
    path.write_bytes((SAMPLES / name).read_bytes())
    assert detect(decode(path.read_bytes()).text, path.name).format == kind
    transcript = read_transcript(path)
    assert [(turn.speaker, turn.start, turn.text) for turn in transcript.turns] == said
    assert {problem.place for problem in transcript.problems} <= {"date"}


@pytest.mark.parametrize("name", TITLED)
def test_titles_and_dates(name: str) -> None:
    transcript = read_transcript(SAMPLES / name)
    assert (transcript.title, transcript.date) == ("Rollout with Northwind", "2026-03-02")
    assert transcript.problems == ()


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("google-meet.txt", [BEN, DANA, "José García-Ruiz"]),  # neither the bot nor the shared screen
        ("google-meet.docx", [BEN, DANA]),
        ("otter.txt", [BEN, DANA]),
        ("fathom.txt", [BEN, DANA]),
        ("teams-pasted.txt", [BEN, "Reyes, Dana", JOSE]),
        ("zoom-captions.txt", [BEN, "Board Room 4", DANA]),
    ],
)
def test_people(name: str, people: list[str]) -> None:
    assert [person.name for person in read_transcript(SAMPLES / name).participants] == people


def test_a_date_without_a_year_is_told() -> None:
    (problem,) = read_transcript(SAMPLES / "fathom.txt").problems
    assert "“March 02” has no year" in problem.reason


def test_documents_are_what_the_script_writes() -> None:
    script = runpy.run_path(str(SAMPLES / "make_docx.py"))
    for name in script["FILES"]:
        assert (SAMPLES / name).read_bytes() == script["content"](name)


def test_a_chat_is_refused() -> None:
    with pytest.raises(FormatError, match="a saved chat"):
        read_transcript(SAMPLES / "zoom-chat.txt")


def test_notes_of_gemini_without_a_transcript_are_refused(read: Any) -> None:
    text = (SAMPLES / "google-meet-gemini.md").read_text()
    with pytest.raises(FormatError, match="Gemini's notes"):
        read("notes.md", text[: text.index("# 📖")])


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "words"),
    [
        (
            "zoom-captions.txt",
            "[Dana Reyes] 00:00:05",
            "[Dana Reyes 00:00:05",
            13,
            "[Dana Reyes 00:00:05 Friday is fine.",
        ),
        ("zoom-captions.txt", "[Dana Reyes] 00:00:05", "[Dana Reyes] 00:0", 13, "[Dana Reyes] 00:0 Friday is fine."),
        ("webex.txt", "0:15 : Dana", "0:75 : Dana", 2, "Yes: loud and clear."),
    ],
)
def test_a_damaged_place_is_named_and_keeps_its_words(
    name: str, old: str, new: str, line: int, words: str, read: Any
) -> None:
    transcript = read(name, (SAMPLES / name).read_text().replace(old, new))
    assert [problem.place for problem in transcript.problems] == [f"line {line}"]
    assert any(words in turn.text for turn in transcript.turns)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", text)


@pytest.mark.parametrize("name", [name for name in EXPECTED if not name.endswith(".docx")])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_mutated_samples_lose_no_word_silently(name: str, data: st.DataObject) -> None:
    """A line is damaged or lost: nothing crashes, and every spoken word of the other lines is still there."""
    kind, said = EXPECTED[name]
    lines = (SAMPLES / name).read_text().split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    line = lines[at]
    cut = data.draw(st.integers(0, len(line)))
    lines[at] = data.draw(
        st.sampled_from(["", line[:cut], line[cut:], line[:cut] + "\x00�<" + line[cut:], line + line])
    )
    try:
        transcript = READERS[kind].read("\n".join(lines))
    except ClosePlanError:
        return
    kept = _words(" ".join(f"{turn.speaker or ''} {turn.text}" for turn in transcript.turns))
    for word in _words(" ".join(text for _, _, text in said)):
        assert word in kept or word in _words(line), (word, line)
