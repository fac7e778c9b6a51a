"""The exported encoder computes what torch computes; the fitted space brings a person's vectors together."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_export_computes_what_torch_computes(tmp_path: Path) -> None:
    onnx, torch, ort = (pytest.importorskip(name) for name in ("onnx", "torch", "onnxruntime"))
    torch.manual_seed(0)
    lstm, linear = torch.nn.LSTM(40, 256, 3, batch_first=True), torch.nn.Linear(256, 256)
    weights = {f"lstm.{name}": value for name, value in lstm.state_dict().items()}
    weights |= {f"linear.{name}": value for name, value in linear.state_dict().items()}
    onnx.save(load("export_encoder").build({n: v.numpy() for n, v in weights.items()}), tmp_path / "encoder.onnx")
    mels = torch.rand(3, 160, 40)
    with torch.no_grad():
        raw = torch.relu(linear(lstm(mels)[1][0][-1]))
    expected = (raw / raw.norm(dim=1, keepdim=True)).numpy()
    session = ort.InferenceSession(str(tmp_path / "encoder.onnx"), providers=["CPUExecutionProvider"])
    assert np.abs(session.run(None, {"mels": mels.numpy()})[0] - expected).max() < 2e-3


def test_the_space_brings_a_person_together() -> None:
    draw = np.random.default_rng(0)
    loud = np.zeros(16)
    loud[0] = 3.0
    people = [draw.normal(0, 1, 16) + draw.normal(0, 0.3, (40, 16)) for _ in range(8)]
    people = [person + draw.normal(0, 1, (40, 1)) * loud for person in people]
    mean, matrix = load("fit_space").fit(people)

    def spread(turn: np.ndarray) -> float:
        moved = [(person - mean) @ turn for person in people]
        within = np.mean([np.var(person, axis=0).sum() for person in moved])
        return float(within / np.var(np.concatenate(moved), axis=0).sum())

    assert spread(matrix) < spread(np.eye(16))
