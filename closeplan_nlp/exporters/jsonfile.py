"""The plan as JSON: contract 2, every field in its order, nulls written."""

from __future__ import annotations

import datetime as dt

from closeplan_nlp.types import ClosePlan


def write_json(plan: ClosePlan, today: dt.date | None = None) -> str:
    """The plan as indented UTF-8 JSON with a final newline. `today` changes nothing here."""
    return plan.model_dump_json(indent=2) + "\n"
