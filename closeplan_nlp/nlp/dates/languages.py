"""The languages whose dates we read. A new one: a module of words, one of rules, a line here, a table in the tests."""

from closeplan_nlp.nlp.dates.english import ENGLISH
from closeplan_nlp.nlp.dates.language import LanguageDates
from closeplan_nlp.nlp.dates.russian import RUSSIAN

LANGUAGES: dict[str, LanguageDates] = {"en": ENGLISH, "ru": RUSSIAN}
