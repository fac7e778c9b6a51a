"""Dates as a spaCy component: `doc.spans["dates"]`, resolved against the day of the call.

`doc.user_data["date"]` is the ISO date of the call, or None; the resolved mentions are in `doc.user_data["dates"]`, in the
order of the spans.
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
        day = doc.user_data.get("date")
        found = find_dates(doc.text, dt.date.fromisoformat(day) if day else None, self.language)
        spans = [doc.char_span(d.start, d.end, label=d.kind, alignment_mode="expand") for d in found]
        doc.spans[DATES] = SpanGroup(doc, name=DATES, spans=spans)
        doc.user_data[DATES] = found
        return doc


@Language.factory("closeplan_dates")
def make_date_finder(nlp: Language, name: str) -> DateFinder:
    """Factory of the component; the language is the pipeline's."""
    return DateFinder(nlp.lang)
