"""Notes on an export, on stderr: ids that are missing, calls and tasks that are left out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from closeplan_nlp.options import settings

if TYPE_CHECKING:
    from closeplan_nlp.exporters import Exporter
    from closeplan_nlp.exporters.ledger import Pending
    from closeplan_nlp.exporters.mapping import Mapping
    from closeplan_nlp.types import ClosePlan


def note_needs(exporter: Exporter, mapping: Mapping) -> None:
    """Say which ids the tool will miss."""
    for need in exporter.needs:
        target, entry = need.split(".")
        if not getattr(getattr(mapping, target), entry) and not getattr(getattr(mapping, target), f"{entry}s", None):
            _tell(f"{exporter.name} needs {need} in the mapping file (--map); it is left empty")


def note_internal(plan: ClosePlan, audience: str | None) -> None:
    """Say which calls the customer's version leaves out because nobody of the customer is known in them."""
    from closeplan_nlp.exporters.audience import calls_in_doubt
    from closeplan_nlp.exporters.facts import name_of

    calls = calls_in_doubt(plan) if audience == "customer" else []
    if calls:
        names = ", ".join(map(name_of, calls[:5])) + (f" and {len(calls) - 5} more" if len(calls) > 5 else "")
        _tell(f"left out as internal, since nobody of the customer is known in it: {names} (internal: false shows it)")


def note_pending(exporter: Exporter, pending: Pending) -> None:
    """Say what was left out, and what the tool will have twice."""
    if pending.same:
        _tell(f"{len(pending.same)} unchanged since the last export to {exporter.ledger} are left out (--all: all)")
    if pending.changed:
        _tell(f"{len(pending.changed)} changed since then are sent again; a tool that only creates has them twice")


def _tell(note: str) -> None:
    """A line on stderr, unless --quiet; words of files are shown without control characters."""
    if not settings.quiet and sys.stderr:
        line = "".join(letter for letter in note if letter.isprintable())
        print(f"closeplan: note: {line}", file=sys.stderr)
