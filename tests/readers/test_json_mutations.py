"""Damage to JSON samples: no reader crashes, and none loses a word without telling."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeplan_nlp.errors import ClosePlanError
from closeplan_nlp.readers import READERS, detect
from closeplan_nlp.types import Transcript

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.json"))
NAMES = [path.stem for path in SAMPLES]
WRONG = (None, 5, -1.5, True, [], {}, ["x"], [None], {"x": 1}, "PT", 1e300)
Path_ = tuple[Any, ...]


@cache
def text_of(name: str) -> str:
    return (SAMPLES[0].parent / f"{name}.json").read_text(encoding="utf-8")


@cache
def documents(name: str) -> list[Any]:
    """The values of a sample: one, or several one after another."""
    decoder, text, at, found = json.JSONDecoder(), text_of(name), 0, []
    while at < len(text.rstrip()):
        value, at = decoder.raw_decode(text, at)
        found.append(value)
        while text[at : at + 1].isspace():
            at += 1
    return found


@cache
def paths(name: str) -> list[Path_]:
    """All places but the whole and the top; those of texts are few enough to be damaged one by one."""
    return [path for path in _paths(documents(name), ()) if len(path) > 1]


def _paths(value: Any, here: Path_) -> Iterator[Path_]:
    yield here
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield from _paths(inner, (*here, key))


def damaged(name: str, path: Path_, wrong: Any) -> str:
    data = copy.deepcopy(documents(name))
    holder: Any = data
    for key in path[:-1]:
        holder = holder[key]
    if wrong is ...:
        del holder[path[-1]]
    else:
        holder[path[-1]] = wrong
    return "\n".join(map(json.dumps, data))


def words(transcript: Transcript) -> Counter[str]:
    """Without case and marks: a word may come from another field that has it in small letters."""
    spoken = (word.casefold().strip(".,?") for turn in transcript.turns for word in turn.text.split())
    return Counter(word for word in spoken if word)


@cache
def whole(name: str) -> Transcript:
    text = text_of(name)
    return READERS[detect(text).format].read(text)


def read_or_refuse(text: str) -> Transcript | None:
    """The transcript; `None` where the file is refused in one line."""
    refusal = ""
    try:
        found = READERS[detect(text).format].read(text)
        found.to_dict()
    except ClosePlanError as error:
        refusal = str(error)
    assert "\n" not in refusal
    return None if refusal else found


def value_at(name: str, path: Path_) -> Any:
    value: Any = documents(name)
    for key in path:
        value = value[key]
    return value


def check(name: str, path: Path_, wrong: Any) -> None:
    """Words are there, or the loss is told by a problem or a refusal."""
    found = read_or_refuse(damaged(name, path, wrong))
    if found is None:
        return
    lost = words(whole(name)) - words(found)
    told = len(found.problems) > len(whole(name).problems) or not found.turns
    assert not lost or told, f"{lost} lost silently: {path} = {wrong!r}"
    added = words(found) - words(whole(name))
    assert sum(added.values()) <= sum(lost.values()) + 6, f"{added} came from nowhere: {path} = {wrong!r}"


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_one_damaged_place_loses_nothing_silently(name: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(paths(name)))
    wrong = data.draw(st.sampled_from(WRONG))
    if not isinstance(wrong, str) or not isinstance(value_at(name, path), str):  # another text is not damage
        check(name, path, wrong)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_cut_and_mixed_texts_never_crash(name: str, data: st.DataObject) -> None:
    text = text_of(name)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 200)) | st.just(len(text)))
    mixed = text[:start] + data.draw(st.sampled_from(["", "null", "}", "]", '"', ",", "\x00", "é"])) + text[end:]
    read_or_refuse(mixed)
