"""Dates as a spaCy component: `doc.spans["dates"]`, resolved against the day of the call.

`doc.user_data["date"]` is the ISO date of the call, or None; what is no day of the calendar counts as None. The
resolved mentions are in `doc.user_data["dates"]`, in the order of the spans.
"""

from __future__ import annotations

import datetime as dt

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from closeplan_nlp.nlp.dates import find_dates

DATES = "dates"


class DateFinder:
    """spaCy component that finds and resolves dates in one language."""

    def __init__(self, language: str) -> None:
        """`language` is a key of `dates.LANGUAGES`."""
        self.language = language

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.spans["dates"]` and `doc.user_data["dates"]`."""
        found = find_dates(doc.text, day_of(doc.user_data.get("date")), self.language)
        places = [(doc.char_span(d.start, d.end, label=d.kind, alignment_mode="expand"), d) for d in found]
        placed = [(span, date) for span, date in places if span is not None]
        doc.spans[DATES] = SpanGroup(doc, name=DATES, spans=[span for span, _ in placed])
        doc.user_data[DATES] = [date for _, date in placed]
        return doc


def day_of(date: str | None) -> dt.date | None:
    """The day of the call; None where none is given or there is no such day ("2026-02-30")."""
    try:
        return dt.date.fromisoformat(date) if date else None
    except ValueError:
        return None


@Language.factory("closeplan_dates")
def make_date_finder(nlp: Language, name: str) -> DateFinder:
    """Factory of the component; the language is the pipeline's, "xx" (spaCy's word for any) where it has none."""
    return DateFinder(nlp.lang or "xx")
