"""Errors: their tree, their text, their exit codes."""

from __future__ import annotations

import pickle

import pytest

from closeplan_nlp import errors
from closeplan_nlp.errors import ClosePlanError, FormatError, InputError, ModelError, RequestError

TREE = {InputError: ClosePlanError, FormatError: InputError, RequestError: ClosePlanError, ModelError: ClosePlanError}


def test_the_tree_is_the_one_in_the_docstring() -> None:
    assert {error: error.__base__ for error in TREE} == TREE
    defined = {value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)}
    assert defined == {ClosePlanError, *TREE}
    assert all(error.__name__ in (errors.__doc__ or "") for error in defined)
    assert all(error.__doc__ for error in defined)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({}, "it is empty"),
        ({"where": "a.vtt"}, "a.vtt: it is empty"),
        ({"remedy": "Export it again"}, "it is empty. Export it again"),
        ({"where": "a.vtt", "remedy": "Export it again"}, "a.vtt: it is empty. Export it again"),
    ],
)
def test_the_text_names_datum_and_remedy(options: dict[str, str], text: str) -> None:
    error = InputError("it is empty", **options)
    assert str(error) == text
    assert error.args == (text,)
    assert (error.reason, error.where, error.remedy) == ("it is empty", options.get("where"), options.get("remedy"))


@pytest.mark.parametrize("error", [ClosePlanError, *TREE])
def test_exit_codes(error: type[ClosePlanError]) -> None:
    assert error("x").exit_code == (2 if error is RequestError else 1)


def test_errors_survive_a_process_border() -> None:
    copy = pickle.loads(pickle.dumps(FormatError("no turns", where="a.vtt", remedy="Look")))
    assert str(copy) == "a.vtt: no turns. Look"
    assert (copy.reason, copy.where, copy.remedy) == ("no turns", "a.vtt", "Look")
