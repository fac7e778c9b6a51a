"""The real faster-whisper on random weights: loading, options, windows, languages."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from sounds import tone

from closeplan_nlp.audio import engine
from closeplan_nlp.audio.engine import DEFAULTS, EngineOptions, Recognizer, chosen_device, chosen_model, speech_chances
from closeplan_nlp.audio.sound import RATE, Sound
from closeplan_nlp.errors import ModelError, RequestError

CPU = EngineOptions(device="cpu", compute_type="float32", beam_size=1)


def test_windows_keep_their_order_and_times(weights: Path) -> None:
    windows = [tone(seconds, 200 * at) for at, seconds in enumerate((3.0, 1.0, 30.0, 2.0), start=1)]
    found = list(Recognizer(weights, CPU).recognize(windows, "en"))
    assert len(found) == 4
    for window, segments in zip(windows, found, strict=True):
        for word in (word for segment in segments for word in segment.words):
            assert 0 <= word.start <= word.end <= len(window) / RATE + 0.1
            assert 0 <= word.confidence <= 1
    assert any(segment.words for segments in found for segment in segments)


def test_weights_are_loaded_once_for_all_recordings(weights: Path) -> None:
    first, second = (Recognizer(weights, EngineOptions("cpu", "float32", prompt=prompt)) for prompt in ("a", "b"))
    assert first._model is second._model
    assert first.options != second.options


def test_no_windows(weights: Path) -> None:
    assert list(Recognizer(weights, CPU).recognize([], "en")) == []


def test_again_with_other_temperatures(weights: Path) -> None:
    for segment in Recognizer(weights, CPU).recognize_again(tone(2.0), "en"):
        assert segment.log_probability <= 0


def test_prompt_and_hotwords_are_taken(weights: Path) -> None:
    options = EngineOptions("cpu", "float32", 1, 2, prompt="Dana Reyes, Northwind.", hotwords="Dana Reyes")
    assert len(list(Recognizer(weights, options).recognize([tone(1.0)] * 3, "en"))) == 3


@pytest.mark.parametrize(
    ("facts", "taken"),
    [('{"prev_sot_token_id": null}', False), ('{"prev_sot_token_id": 50361}', True), ("{}", True), ("[", True)],
)
def test_weights_that_know_no_prompts_get_none(weights: Path, tmp_path: Path, facts: str, taken: bool) -> None:
    shutil.copytree(weights, tmp_path / "weights")
    (tmp_path / "weights" / "generation_config.json").write_text(facts)
    told = Recognizer(tmp_path / "weights", EngineOptions("cpu", "float32", prompt="Dana.", hotwords="Dana")).options
    assert (told.prompt, told.hotwords) == (("Dana.", "Dana") if taken else (None, None))


@pytest.mark.parametrize("name", ["config.json", "vocabulary.json"])
def test_damage_that_is_met_while_computing(weights: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(weights, tmp_path / "weights")
    (tmp_path / "weights" / name).write_text("[]")
    recognizer = Recognizer(tmp_path / "weights", CPU)
    with pytest.raises(ModelError, match="the weights cannot be used"):
        list(recognizer.recognize([tone(1.0)], "en"))
    with pytest.raises(ModelError, match="the weights cannot be used"):
        recognizer.recognize_again(tone(1.0), "en")


def test_too_little_memory_is_told(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise RuntimeError("CUDA failed with error out of memory")

    recognizer = Recognizer(weights, CPU)
    monkeypatch.setattr(engine, "_by_window", full)
    with pytest.raises(ModelError, match="too small for these weights"):
        list(recognizer.recognize([tone(1.0)], "en"))


class Multilingual:
    """Stands for weights that know three languages and are half sure of German."""

    supported_languages: ClassVar = ["en", "de", "ru"]

    @property
    def model(self) -> Multilingual:
        return self

    is_multilingual = True

    def detect_language(self, window: Sound) -> tuple[str, float, list[object]]:
        return ("de", 0.6, []) if window[1] > 0 else ("en", 0.9, [])


def test_language_is_told_from_the_first_windows(weights: Path) -> None:
    recognizer = Recognizer(weights, CPU)
    recognizer._model = Multilingual()
    german, english = tone(1.0), np.zeros(RATE, np.float32)
    assert recognizer.language_of([german, german, english, english, english]) == ("en", pytest.approx(0.45))
    assert recognizer.language_of([german]) == ("de", 0.6)
    assert recognizer.check_language("de-AT") == "de"
    with pytest.raises(RequestError, match="do not understand the language 'xx'"):
        recognizer.check_language("xx")


def test_english_weights_know_english_alone(weights: Path) -> None:
    recognizer = Recognizer(weights, CPU)
    assert recognizer.language_of([tone(1.0)]) == ("en", 1.0)
    with pytest.raises(RequestError, match="English alone"):
        recognizer.check_language("de")


def test_what_suits_the_processor(weights: Path) -> None:
    recognizer = Recognizer(weights, EngineOptions(device="cpu"))
    suits = DEFAULTS["cpu"]
    assert (recognizer.device, recognizer.beam_size, recognizer.batch_size) == (
        "cpu",
        suits.beam_size,
        suits.batch_size,
    )


def test_a_device_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 0)
    assert chosen_device("auto") == "cpu"
    with pytest.raises(RequestError, match="no CUDA device"):
        chosen_device("cuda")
    with pytest.raises(RequestError, match="there is no device 'tpu'"):
        chosen_device("tpu")
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 1)
    assert chosen_device("auto") == "cuda"


def test_which_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen_model(None, "cpu") == DEFAULTS["cpu"].model
    monkeypatch.setenv("CLOSEPLAN_WHISPER_MODEL", "tiny")
    assert chosen_model(None, "cpu") == "tiny"
    assert chosen_model("base", "cpu") == "base"


def test_one_module_alone_imports_each_engine() -> None:
    package = Path(engine.__file__).parents[1]
    for name in ("faster_whisper", "av"):
        used = re.compile(rf"^\s*(from|import) {name}\b", re.MULTILINE)
        users = [path.stem for path in package.rglob("*.py") if used.search(path.read_text(encoding="utf-8"))]
        assert users == [{"faster_whisper": "engine", "av": "decoding"}[name]]


def test_a_precision_that_cannot_be_had(weights: Path) -> None:
    with pytest.raises(RequestError, match=r"cannot compute in 'int3'|--compute-type"):
        Recognizer(weights, EngineOptions(device="cpu", compute_type="int3"))


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json"])
def test_damaged_weights(weights: Path, tmp_path: Path, name: str) -> None:
    for path in weights.iterdir():
        data = path.read_bytes()
        (tmp_path / path.name).write_bytes(data[: len(data) // 2] if path.name == name else data)
    with pytest.raises(ModelError, match="cannot be used"):
        Recognizer(tmp_path, CPU)


def test_voice_activity() -> None:
    chances = speech_chances(np.zeros(RATE, np.float32))
    assert len(chances) == 32
    assert chances.max() < 0.5
    assert len(speech_chances(np.zeros(0, np.float32))) == 0
