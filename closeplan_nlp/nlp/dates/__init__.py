"""Dates in deal language: found, and resolved against the day of the call."""

from closeplan_nlp.nlp.dates.finder import find_dates
from closeplan_nlp.nlp.dates.languages import LANGUAGES
from closeplan_nlp.nlp.dates.mention import DateMention

__all__ = ["LANGUAGES", "DateMention", "find_dates"]
