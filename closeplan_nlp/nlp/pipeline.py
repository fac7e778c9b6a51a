"""Finding and loading the trained spaCy pipelines."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from closeplan_nlp.errors import ModelError, RequestError

if TYPE_CHECKING:
    from spacy.language import Language

PIPELINES = {"en": "en_closeplan"}
"""Languages that a trained pipeline exists for."""

_HERE = Path(__file__).resolve().parent.parent
_PLACES = (_HERE / "models", _HERE.parent / "models")
"""Inside an installed package, or beside it in a checkout."""


def model_places() -> tuple[Path, ...]:
    """The folders that models are looked for in: those of `CLOSEPLAN_MODELS`, the package, the checkout."""
    extra = [Path(p) for p in os.environ.get("CLOSEPLAN_MODELS", "").split(os.pathsep) if p]
    return (*extra, *_PLACES)


def model_folder(language: str = "en", model: str | Path | None = None) -> Path:
    """The folder of the pipeline for a language.

    `model` names a folder outright; else the folders named by `CLOSEPLAN_MODELS`, the package and the checkout are
    looked through. Raises RequestError for a language without a pipeline and ModelError where nothing is found.
    """
    if model is not None:
        if not (Path(model) / "meta.json").is_file():
            raise ModelError("this is no folder of a trained pipeline (it has no meta.json)", where=str(model))
        return Path(model)
    if language not in PIPELINES:
        known = ", ".join(sorted(PIPELINES))
        raise RequestError(f"no trained pipeline for language {language!r}", remedy=f"Known languages: {known}")
    for place in model_places():
        if (place / PIPELINES[language] / "meta.json").is_file():
            return place / PIPELINES[language]
    raise ModelError(
        f"the model {PIPELINES[language]} is not installed",
        remedy="Reinstall closeplan-nlp, or set CLOSEPLAN_MODELS to the folder that holds it",
    )


@lru_cache(maxsize=2)
def _load(folder: Path) -> Language:
    from closeplan_nlp.nlp import spacy_import  # noqa: F401  (before spacy)
    import spacy  # isort: skip

    from closeplan_nlp.nlp import components  # noqa: F401  (registers ours)

    try:
        nlp = spacy.load(folder)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"the model cannot be loaded ({error})", where=str(folder)) from error
    nlp.max_length = 1_000_000_000  # the limit protects the parser, which here only reads single utterances
    return nlp


def load_pipeline(language: str = "en", model: str | Path | None = None) -> Language:
    """The trained spaCy pipeline for a language, loaded once per process.

    `model` is a folder to load instead of the shipped one. Raises ModelError or RequestError as `model_folder`.
    """
    return _load(model_folder(language, model).resolve())


def blank_splitter(language: str) -> Language:
    """A pipeline without trained parts that only cuts turns into utterances, for training and baselines."""
    from closeplan_nlp.nlp import spacy_import  # noqa: F401  (before spacy)
    import spacy  # isort: skip

    from closeplan_nlp.nlp import components  # noqa: F401  (registers ours)

    nlp = spacy.blank(language)
    nlp.add_pipe("closeplan_utterances")
    return nlp
