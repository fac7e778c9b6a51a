"""Names in what is said: whole words, capitals, everyday words."""

from __future__ import annotations

import pytest

from closeplan_nlp.nlp.names import call_words, name_words, places_of, possible_names


def said(name: str, text: str) -> list[str]:
    return [text[start:end] for start, end in places_of(call_words(name), possible_names(text), text)]


@pytest.mark.parametrize(
    ("name", "text", "places"),
    [
        ("Dana Reyes", "Dana, could you ask Ms Reyes?", ["Dana", "Reyes"]),
        ("Dana Reyes", "So Dana Reyes sends it.", ["Dana Reyes"]),
        ("Dana Reyes", "dana could you send it", ["dana"]),
        ("Dana Reyes", "so I think I'll ask dana", ["dana"]),  # recognisers write "I" large in lower-case text
        ("Dana Reyes", "We think dana could send it.", []),
        ("Dana Reyes", "DANA, CAN YOU HEAR ME?", ["DANA"]),
        ("Dana Reyes", "Danae and Jordana are here.", []),
        ("Dana Reyes", "Dana'll do it, Dana’s going to.", ["Dana", "Dana"]),
        ("Dana Reyes", "It is Dana's, and Dana Reyes’s boss knows.", []),
        ("Sean O'Brien", "Mr. O'Brien said so.", ["Brien"]),
        ("Don Marsh", "I don't know, we don’t know.", []),
        ("Don Marsh", "DON'T.", []),
        ("Will Chen", "Will you? We will, Will can.", ["Will"]),
        ("Will Chen", "Will, could you send it?", ["Will"]),
        ("Will Chen", "WILL YOU SEND IT? WE WILL.", []),
        ("Will Chen", "will you send it", []),
        ("Can Aksoy", "Can you send it? You can.", []),
        ("May Lee", "In May, not in June. May, is that fine?", ["May"]),
        ("Li Na", "Thanks Li.", ["Li"]),
        ("T. Lee", "It's T, isn't it?", []),
        ("Dr. Anna Weiß", "Frag Dr Weiß, DR. ANNA fehlt.", ["Weiß", "ANNA"]),
        ("", "Dana.", []),
        (".", "Dana. Marc.", []),
        ("Dana", "", []),
    ],
)
def test_places(name: str, text: str, places: list[str]) -> None:
    assert said(name, text) == places


def test_call_words() -> None:
    assert call_words("Dr. Ludwig van Beethoven") == {"ludwig", "beethoven"}
    assert call_words("Marta S.") == {"marta"}
    assert call_words("+1 202") == set()
    assert name_words("Marta S.") == {"marta", "s"}
