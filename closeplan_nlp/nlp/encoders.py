"""Running the text encoder: int8 ONNX on the CPU by default, torch for GPUs and other Hugging Face encoders.

Both give the same thing, the last hidden states as float32, for a batch of input ids. This is the only module of the
package that imports torch or transformers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np

from closeplan_nlp.errors import ModelError
from closeplan_nlp.nlp.weights import unusable
from closeplan_nlp.nlp.windows import FloatArray, IntArray
from closeplan_nlp.threads import thread_count

ONNX_NAME = "encoder.int8.onnx"
TORCH_DIR = "encoder"


class Encoder(Protocol):
    """Maps input ids and attention mask, both (batch, pieces), to hidden states (batch, pieces, width)."""

    def __call__(self, input_ids: IntArray, attention_mask: IntArray) -> FloatArray:
        """Encode one batch."""


class OnnxEncoder:
    """An encoder exported to ONNX, run by onnxruntime on the CPU."""

    def __init__(self, path: Path, threads: int | None = None) -> None:
        """Load the graph at `path`; `threads` defaults to what this process may use."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or thread_count()
        options.inter_op_num_threads = 1
        options.log_severity_level = 4  # what goes wrong is raised
        # the arena never gives memory back and grows with the longest window; windows are few and large
        options.enable_cpu_mem_arena = False
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def __call__(self, input_ids: IntArray, attention_mask: IntArray) -> FloatArray:
        """Encode one batch."""
        outputs = self.session.run(None, {"input_ids": input_ids, "attention_mask": attention_mask})
        return np.asarray(outputs[0], dtype=np.float32)


class TorchEncoder:
    """Any Hugging Face encoder saved with `save_pretrained`, run by torch on the GPU where there is one."""

    def __init__(self, path: Path, device: str | None = None) -> None:
        """Load the folder at `path` (no network); `device` as torch names it, by default cuda if present."""
        import torch
        from transformers import AutoModel

        self.torch = torch
        self.device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self.model = AutoModel.from_pretrained(path, local_files_only=True).to(self.device).eval()

    def __call__(self, input_ids: IntArray, attention_mask: IntArray) -> FloatArray:
        """Encode one batch."""
        ids = self.torch.from_numpy(input_ids).to(self.device)
        mask = self.torch.from_numpy(attention_mask).to(self.device)
        with self.torch.inference_mode():
            hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        return np.asarray(hidden.float().cpu().numpy(), dtype=np.float32)


def load_encoder(folder: Path) -> Encoder:
    """The encoder in a model folder: the ONNX file if there is one, else the torch folder.

    Raises ModelError where the folder holds neither, or one that cannot be loaded.
    """
    for name, load in ((ONNX_NAME, OnnxEncoder), (TORCH_DIR, TorchEncoder)):
        if (folder / name).exists():
            try:
                return load(folder / name)
            except Exception as error:  # both libraries raise errors of many unrelated classes
                raise unusable(folder, f"encoder ({name})", error) from error
    raise ModelError(
        f"no encoder in the model: neither {ONNX_NAME} nor {TORCH_DIR}/",
        where=str(folder),
        remedy="Reinstall the package or train the model again",
    )
