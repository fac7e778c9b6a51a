"""Imported once by the server process that workers are forked from: the libraries, but no model and no thread."""

from closeplan_nlp.batch import work  # noqa: F401
from closeplan_nlp.nlp import components, items, spacy_import, speakers  # noqa: F401
from closeplan_nlp.plan import building  # noqa: F401
from closeplan_nlp.readers import reading  # noqa: F401

import onnxruntime  # noqa: F401  isort: skip
