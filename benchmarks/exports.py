"""Exports: how long each takes for a plan of many items, and how large the file is.

    .venv/bin/python benchmarks/exports.py [--items 400] [--repeat 3] [--limit 2.0]

The plan has owners, dates, dependencies and quotes, as plans of several calls have. The first run of each export
imports its library; the table has the best of the repeats after it, by processor time and by the clock, which differ
on a busy machine. PDF needs Chromium, whose time only the clock sees. Exit code 1 where an export takes longer than
the limit by processor time.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections.abc import Callable

from closeplan_nlp.errors import ClosePlanError
from closeplan_nlp.exporters import EXPORTERS, export
from closeplan_nlp.types import ClosePlan, Deal, Evidence, Item, PlanParticipant, Source

TODAY = dt.date(2026, 3, 9)
KINDS = (
    "action_item",
    "customer_commitment",
    "action_item",
    "milestone",
    "customer_commitment",
    "decision_criterion",
    "risk",
)
TEXTS = (
    "Send the security questionnaire",
    "Review the data processing agreement with legal",
    "Set up the pilot in Hall 3",
)
STAGES = ("pilot", "approval", "decision", "signature", "go_live")


def item(number: int) -> Item:
    """One of the plan's items."""
    kind = KINDS[number % len(KINDS)]
    due = dt.date(2026, 3, 1) + dt.timedelta(days=number * 37 % 120)
    quote = f"We will have number {number} with you by then, unless legal needs another week for it."
    proofs = tuple(
        Evidence(source=f"call-{call}", turn=number, speaker="Dana Reyes", start=10.0 * number, quote=quote)
        for call in range(1 + number % 3)
    )
    return Item.model_validate(
        {
            "id": f"{number:08x}",
            "kind": kind,
            "text": f"{TEXTS[number % 3]} (part {number})",
            "side": ("seller", "customer", "both")[number % 3],
            "owner": ("Dana Reyes", "Ines Okafor", None)[number % 3],
            "due": due if number % 9 else None,
            "category": STAGES[number % 5] if kind == "milestone" else None,
            "importance": "must" if kind == "decision_criterion" else None,
            "status": ("agreed", "proposed", "done")[number % 3],
            "depends_on": (f"{number - 1:08x}",) if number % 4 == 1 else (),
            "evidence": proofs,
        }
    )


def plan_of(size: int) -> ClosePlan:
    """A plan with so many items."""
    people = (PlanParticipant(name="Dana Reyes", side="customer"), PlanParticipant(name="Ines Okafor", side="seller"))
    sources = tuple(Source(id=f"call-{n}", title=f"Call {n}", date=f"2026-03-0{n + 2}") for n in range(3))
    deal = Deal(name="Warehouse rollout", customer="Northwind", seller="Contoso", target_close="2026-06-30")
    return ClosePlan(deal=deal, participants=people, items=tuple(map(item, range(size))), sources=sources)


def best(work: Callable[[], str | bytes], repeat: int) -> tuple[float, float, int]:
    """The best times by processor and clock, and the size of the result."""
    size, times = len(work()), []
    for _ in range(repeat):
        cpu, clock = time.process_time(), time.perf_counter()
        work()
        times.append((time.process_time() - cpu, time.perf_counter() - clock))
    return min(each[0] for each in times), min(each[1] for each in times), size


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--items", type=int, default=400)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--limit", type=float, default=2.0)
    options = parser.parse_args()
    plan, slow = plan_of(options.items), []
    print(f"A plan of {options.items} items\n\n| export | CPU s | clock s | KB |\n| --- | ---: | ---: | ---: |")
    for name in EXPORTERS:
        try:
            cpu, clock, size = best(lambda name=name: export(plan, name, today=TODAY), options.repeat)
        except ClosePlanError as error:
            print(f"| {name} | | | | ({error})")
            continue
        slow += [name] if cpu > options.limit else []
        print(f"| {name} | {cpu:.2f} | {clock:.2f} | {size / 1000:.0f} |", flush=True)
    if slow:
        print(f"over {options.limit} s: {', '.join(slow)}", file=sys.stderr)
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
