"""The day on which a deal is to close."""

from __future__ import annotations

from collections.abc import Iterable

from closeplan_nlp.due import span_of
from closeplan_nlp.types import Item


def target_close(items: Iterable[Item]) -> str | None:
    """The agreed signature that ends last, a day before the month or quarter that it ends; or None."""
    dues = [i.due for i in items if i.category == "signature" and i.status == "agreed" and i.due]
    spans = {due: (span[1], span[0]) for due in dues if (span := span_of(due))}
    return max(spans, key=spans.__getitem__, default=None)
