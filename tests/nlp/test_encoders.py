"""The encoders: ONNX and torch give last hidden states; what is missing is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from closeplan_nlp.errors import ModelError
from closeplan_nlp.nlp.encoders import ONNX_NAME, TORCH_DIR, OnnxEncoder, TorchEncoder, load_encoder

IDS = np.asarray([[1, 5, 6, 2], [1, 7, 2, 0]], dtype=np.int64)
MASK = np.asarray([[1, 1, 1, 1], [1, 1, 1, 0]], dtype=np.int64)


def test_a_folder_without_an_encoder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"{tmp_path}: no encoder.*Reinstall"):
        load_encoder(tmp_path)


@pytest.fixture
def onnx_folder(tmp_path: Path) -> Path:
    """An ONNX graph that looks ids up in a table and leaves padding out."""
    onnx = pytest.importorskip("onnx")
    helper, kinds = onnx.helper, onnx.TensorProto
    shape = ["batch", "pieces"]
    table = onnx.numpy_helper.from_array(np.arange(20, dtype=np.float32).reshape(10, 2), "table")
    last = onnx.numpy_helper.from_array(np.asarray([-1], dtype=np.int64), "last")
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["rows"]),
        helper.make_node("Cast", ["attention_mask"], ["kept"], to=kinds.FLOAT),
        helper.make_node("Unsqueeze", ["kept", "last"], ["column"]),
        helper.make_node("Mul", ["rows", "column"], ["last_hidden_state"]),
    ]
    inputs = [helper.make_tensor_value_info(name, kinds.INT64, shape) for name in ("input_ids", "attention_mask")]
    outputs = [helper.make_tensor_value_info("last_hidden_state", kinds.FLOAT, [*shape, 2])]
    graph = helper.make_graph(nodes, "table", inputs, outputs, [table, last])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, tmp_path / ONNX_NAME)
    return tmp_path


def test_onnx(onnx_folder: Path) -> None:
    encoder = load_encoder(onnx_folder)
    assert isinstance(encoder, OnnxEncoder)
    hidden = encoder(IDS, MASK)
    assert hidden.dtype == np.float32
    assert hidden.tolist() == [[[2, 3], [10, 11], [12, 13], [4, 5]], [[2, 3], [14, 15], [4, 5], [0, 0]]]


def test_onnx_comes_first(onnx_folder: Path) -> None:
    (onnx_folder / TORCH_DIR).mkdir()
    assert isinstance(load_encoder(onnx_folder), OnnxEncoder)


@pytest.fixture
def torch_folder(tmp_path: Path) -> Path:
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(1)
    sizes: dict[str, Any] = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}
    BertModel(BertConfig(vocab_size=10, intermediate_size=8, **sizes)).save_pretrained(tmp_path / TORCH_DIR)
    return tmp_path


@pytest.mark.slow
def test_torch(torch_folder: Path) -> None:
    encoder = load_encoder(torch_folder)
    assert isinstance(encoder, TorchEncoder)
    hidden = encoder(IDS, MASK)
    assert hidden.shape == (2, 4, 8)
    assert hidden.dtype == np.float32
    np.testing.assert_allclose(
        encoder(IDS[1:, :3], MASK[1:, :3])[0], hidden[1, :3], atol=1e-5
    )  # padding changes nothing
