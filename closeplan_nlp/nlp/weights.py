"""Reading the files of a trained model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy.typing as npt

from closeplan_nlp.errors import ModelError

Part = TypeVar("Part")


def unusable(folder: Path, part: str, error: Exception) -> ModelError:
    """The error to raise where a part of a trained model cannot be read, with the cause on one line."""
    return ModelError(
        f"the classifier's {part} cannot be used ({' '.join(str(error).split())})",
        where=str(folder),
        remedy="Reinstall the package or train the model again",
    )


def read_arrays(folder: Path, name: str) -> dict[str, npt.NDArray[Any]]:
    """The arrays of a safetensors file of the model; ModelError where it is missing or damaged."""
    from safetensors.numpy import load_file

    try:
        return dict(load_file(str(folder / name)))
    except Exception as error:  # of the library's own kind, or a plain one where numpy lacks the type
        raise unusable(folder, name, error) from error


def part_of(folder: Path, name: str, make: Callable[[dict[str, npt.NDArray[Any]]], Part]) -> Part | None:
    """What `make` makes of the arrays of a file that a model may lack; ModelError where they are others."""
    if not (folder / name).exists():
        return None
    arrays = read_arrays(folder, name)
    try:
        return make(arrays)
    except KeyError as error:
        raise unusable(folder, name, error) from error
