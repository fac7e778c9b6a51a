"""spaCy is imported without torch, and torch can be imported afterwards."""

from __future__ import annotations

import subprocess
import sys

import pytest

from closeplan_nlp.nlp.spacy_import import without_torch


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_our_spacy_brings_no_torch() -> None:
    code = """
import sys
from closeplan_nlp.nlp.pipeline import blank_splitter
blank_splitter("en")("Hello there.")
assert "spacy" in sys.modules
print(sorted({"torch", "transformers", "tensorflow"} & set(sys.modules)))
import importlib.util
assert importlib.util.find_spec("torch")  # hidden no longer
"""
    assert python(code) == "[]"


def test_torch_is_hidden_only_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("torch", "thinc"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with without_torch(), pytest.raises(ImportError):
        import torch  # noqa: F401
    assert "torch" not in sys.modules
    with pytest.raises(RuntimeError), without_torch():
        raise RuntimeError
    assert "torch" not in sys.modules


@pytest.mark.parametrize("name", ["torch", "thinc"])
def test_who_has_torch_or_thinc_already_sees_no_difference(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for other in ("torch", "thinc"):
        monkeypatch.delitem(sys.modules, other, raising=False)
    stand_in = type(sys)(name)
    monkeypatch.setitem(sys.modules, name, stand_in)
    with without_torch():
        assert sys.modules.get("torch", stand_in) is not None
    assert sys.modules[name] is stand_in
