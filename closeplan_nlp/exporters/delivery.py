"""Exports with a ledger: what a tool has not seen yet, and the plan that remembers it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from closeplan_nlp.exporters import exporter_of
from closeplan_nlp.exporters.audience import version_to_read
from closeplan_nlp.exporters.ledger import Pending, marked, pending, with_ledger
from closeplan_nlp.exporters.mapping import NO_MAPPING, Mapping
from closeplan_nlp.exporters.tasks import Job
from closeplan_nlp.types import ClosePlan


@dataclass(frozen=True)
class Delivery:
    """An export with the plan after it, its ledger's name, and what was new, changed or left out."""

    data: str | bytes
    plan: ClosePlan
    ledger: str
    pending: Pending


def deliver(
    plan: ClosePlan,
    to: str,
    *,
    today: dt.date,
    audience: str | None = None,
    mapping: Mapping = NO_MAPPING,
    everything: bool = False,
) -> Delivery:
    """The tasks that a tool has not seen as they are now (`everything`: all), and the plan that remembers them.

    Versions for different audiences are different exports.
    """
    exporter = exporter_of(to)
    name = (exporter.ledger or to) + (f"-{audience}" if audience == "customer" else "")
    shown = version_to_read(plan, audience)
    found = pending(with_ledger(shown, plan), name)
    whole = everything or exporter.whole
    sent = (*found.ids, *found.same) if whole else found.ids
    after = marked(plan, shown, sent if everything else found.ids, name, today)
    data = exporter.run(with_ledger(shown, after), today, Job(mapping, None if whole else frozenset(sent), name))
    return Delivery(data, after, name, found)
