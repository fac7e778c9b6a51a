"""Write Resemblyzer's voice encoder as ONNX, node by node: three LSTM layers, a linear layer, a norm.

The weights are stored as 16-bit floats (2.8 MB) and computed with as 32-bit floats. Needs `torch` to read the
checkpoint and `onnx`; Resemblyzer itself is only unpacked for its file `pretrained.pt`, never installed.
"""

from __future__ import annotations

import argparse
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

LAYERS, WIDTH, BANDS = 3, 256, 40
CHECKPOINT = "resemblyzer/pretrained.pt"
Weights = dict[str, npt.NDArray[np.float32]]


def read_weights(wheel: Path) -> Weights:
    """The encoder's weights out of the wheel."""
    with zipfile.ZipFile(wheel) as archive, archive.open(CHECKPOINT) as file:
        state = torch.load(file, map_location="cpu", weights_only=True)["model_state"]
    return {name: value.numpy() for name, value in state.items()}


def reordered(weight: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Torch has the gates in the order i, f, g, o; ONNX has i, o, f, g."""
    i, f, g, o = np.split(weight, 4)
    return np.concatenate([i, o, f, g])


def lstm_weights(weights: Weights, layer: int) -> Iterator[tuple[str, npt.NDArray[np.float32]]]:
    """The three inputs of ONNX's LSTM for a layer: W, R and both biases in one row."""
    w, r = (reordered(weights[f"lstm.weight_{part}_l{layer}"]) for part in ("ih", "hh"))
    biases = [reordered(weights[f"lstm.bias_{part}_l{layer}"]) for part in ("ih", "hh")]
    yield f"w{layer}", w[None]
    yield f"r{layer}", r[None]
    yield f"b{layer}", np.concatenate(biases)[None]


def build(weights: Weights) -> onnx.ModelProto:
    """The graph: `mels` (windows, frames, 40) in, `voices` (windows, 256) of length one out."""
    stored = dict(pair for layer in range(LAYERS) for pair in lstm_weights(weights, layer))
    stored |= {"linear_w": weights["linear.weight"], "linear_b": weights["linear.bias"]}
    nodes = [helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT) for name in stored]
    nodes.append(helper.make_node("Transpose", ["mels"], ["x0"], perm=[1, 0, 2]))
    for layer in range(LAYERS):
        inputs = [f"x{layer}", f"w{layer}", f"r{layer}", f"b{layer}"]
        nodes.append(helper.make_node("LSTM", inputs, [f"y{layer}", f"h{layer}"], hidden_size=WIDTH))
        nodes.append(helper.make_node("Squeeze", [f"y{layer}", "axis"], [f"x{layer + 1}"]))
    nodes += [
        helper.make_node("Squeeze", [f"h{LAYERS - 1}", "first"], ["last"]),
        helper.make_node("Gemm", ["last", "linear_w", "linear_b"], ["raw"], transB=1),
        helper.make_node("Relu", ["raw"], ["positive"]),
        helper.make_node("LpNormalization", ["positive"], ["voices"], axis=1, p=2),
    ]
    tensors = [numpy_helper.from_array(value.astype(np.float16), f"{name}_half") for name, value in stored.items()]
    tensors += [numpy_helper.from_array(np.array([axis]), name) for name, axis in (("axis", 1), ("first", 0))]
    mels = helper.make_tensor_value_info("mels", TensorProto.FLOAT, ["windows", "frames", BANDS])
    voices = helper.make_tensor_value_info("voices", TensorProto.FLOAT, ["windows", WIDTH])
    graph = helper.make_graph(nodes, "voice_encoder", [mels], [voices], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    model.doc_string = "Resemblyzer 0.1.4 voice encoder, Apache-2.0"
    onnx.checker.check_model(model)
    return model


def main() -> None:
    """Read the wheel, write the ONNX file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path, help="Resemblyzer-0.1.4-py3-none-any.whl (pip download --no-deps)")
    parser.add_argument("out", type=Path, help="where to write encoder.onnx")
    options = parser.parse_args()
    onnx.save(build(read_weights(options.wheel)), options.out)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
