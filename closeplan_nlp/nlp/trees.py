"""Boosted decision trees in numpy: trained elsewhere, read at run time without another library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from closeplan_nlp.nlp.windows import FloatArray, IntArray

Arrays = Mapping[str, npt.NDArray[np.generic]]


@dataclass(frozen=True)
class Trees:
    """The sum of many small trees over a row of features is the log-odds of a yes.

    All arrays are (trees, nodes), padded to the largest tree. A node asks whether `feature` is at most `threshold`
    (yes: `left`, no: `right`); a leaf is its own child and holds a `value`. `start` (one number) is added to the sum.
    """

    feature: IntArray
    threshold: FloatArray
    left: IntArray
    right: IntArray
    value: FloatArray
    start: FloatArray

    @classmethod
    def read(cls, arrays: Arrays, name: str) -> Trees:
        """The trees saved as `NAME.feature`, `NAME.threshold` and so on; KeyError where one is missing."""
        return cls(**{field.name: np.asarray(arrays[f"{name}.{field.name}"]) for field in fields(cls)})

    def written(self, name: str) -> dict[str, npt.NDArray[np.generic]]:
        """The arrays under the names that `read` takes."""
        return {f"{name}.{field.name}": getattr(self, field.name) for field in fields(self)}

    def chances(self, rows: FloatArray) -> FloatArray:
        """Probability of a yes per row of features."""
        trees = np.arange(len(self.feature))[None, :]
        node = np.zeros((len(rows), len(self.feature)), dtype=np.int64)
        while True:
            below = rows[np.arange(len(rows))[:, None], self.feature[trees, node]] <= self.threshold[trees, node]
            deeper = np.where(below, self.left[trees, node], self.right[trees, node])
            if np.array_equal(deeper, node):
                break
            node = deeper
        odds = self.value[trees, node].sum(axis=1) + self.start[0]
        return np.asarray(0.5 * (1.0 + np.tanh(0.5 * odds)), dtype=np.float32)
