"""The date component: spans beside resolved mentions, and calls without a usable day."""

from __future__ import annotations

from typing import Any

import pytest

from closeplan_nlp.errors import RequestError
from closeplan_nlp.nlp.dating import DateFinder


def found(text: str, day: str | None, nlp: Any) -> list[tuple[str, str | None]]:
    doc = nlp.make_doc(text)
    doc.user_data["date"] = day
    doc = DateFinder("en")(doc)
    spans, dates = doc.spans["dates"], doc.user_data["dates"]
    assert [span.text for span in spans] == [date.text for date in dates]
    assert [span.label_ for span in spans] == [date.kind for date in dates]
    return [(date.text, date.value) for date in dates]


def test_dates_are_resolved_against_the_call(blank: Any) -> None:
    text = "I'll send it by Friday, and you sign on March 20th."
    assert found(text, "2026-03-02", blank) == [("by Friday", "2026-03-06"), ("on March 20th", "2026-03-20")]
    assert found("Nothing here.", "2026-03-02", blank) == []


@pytest.mark.parametrize("day", [None, "", "2026-02-30", "2026-03", "soon", "9999-12-31"])
def test_a_call_without_a_usable_day_resolves_only_whole_dates(day: str | None, blank: Any) -> None:
    assert found("By Friday, or by June 30th 2027.", day, blank)[-1][1] == "2027-06-30"
    assert found("By Friday.", day, blank) == [("By Friday", None)]


def test_a_component_without_date_rules_says_so(blank: Any) -> None:
    with pytest.raises(RequestError, match="no date rules for language 'xx'"):
        DateFinder("xx")(blank.make_doc("By Friday."))
