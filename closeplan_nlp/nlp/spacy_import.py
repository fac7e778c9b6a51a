"""Importing spaCy without paying for torch.

`thinc`, spaCy's numerical layer, imports torch at start-up wherever torch is installed, which costs more than a second
and 200 MB although our pipelines never run a torch layer inside spaCy. While spaCy is imported here for the first time,
torch is hidden; programs that imported torch or spaCy before us see no difference.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_torch() -> Iterator[None]:
    """Hide torch from imports inside the block, unless it or thinc is loaded already."""
    if "torch" in sys.modules or "thinc" in sys.modules:
        yield
        return
    sys.modules["torch"] = None  # type: ignore[assignment]  # the documented way to make an import fail
    try:
        yield
    finally:
        del sys.modules["torch"]


with without_torch():
    import spacy  # noqa: F401
