"""Imports every module that registers a spaCy component of ours."""

from closeplan_nlp.nlp import classifier, dating, utterances  # noqa: F401
