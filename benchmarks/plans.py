"""Speed of the plan file: a new plan of 100 calls, 100 more calls into it, one more, all without analysis.

    .venv/bin/python benchmarks/plans.py [--calls 100] [--items 20]

The calls are made up: tasks of a verb, an attribute and a thing, half of them said in several calls. The figures are
seconds of processor time of reading, merging and writing the file.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from closeplan_nlp.nlp.wordlists import words
from closeplan_nlp.plan.merging import empty_plan, merge
from closeplan_nlp.plan.observing import Incoming, observe
from closeplan_nlp.plan.planfile import change_plan
from closeplan_nlp.types import ClosePlan, Deal, Evidence, Item, Source

VERBS = sorted(words("send review sign prepare schedule ask confirm test present update"))
ABOUT = sorted(
    words(
        "security finance legal warehouse clinic logistics payroll regional annual interim technical onboarding "
        "migration backup firewall compliance procurement hardware support nursing"
    )
)
THINGS = sorted(
    words(
        "quote contract questionnaire metadata report proposal invoice checklist roadmap agreement sandbox export "
        "dashboard policy certificate training pilot manual roster ledger"
    )
)


def call(number: int, texts: list[str], chance: random.Random) -> Incoming:
    """What one call says: these tasks with owners and dates."""
    name = f"call-{number:03}"
    items = tuple(
        Item(
            id=f"{name}-{place}",
            kind="action_item" if len(text) % 2 else "customer_commitment",
            side="seller" if len(text) % 2 else "customer",
            text=text,
            owner=chance.choice(("Ines Okafor", "Dana Reyes", None)),
            due=f"2026-{chance.randint(6, 12):02}-{chance.randint(1, 28):02}",
            status="agreed",
            evidence=(Evidence(source=name, turn=place, speaker="Dana Reyes", quote=f"I will {text.lower()}."),),
        )
        for place, text in enumerate(texts)
    )
    source = Source(id=name, date=f"2026-{1 + number // 28 % 12:02}-{1 + number % 28:02}", sha256=name)
    return observe(ClosePlan(deal=Deal(name="Northwind"), items=items, sources=(source,)))


def timed(what: str, path: Path, change: Callable[[ClosePlan], ClosePlan]) -> None:
    """Change the plan file and print how long that took."""
    start = time.process_time()
    _, plan = change_plan(path, change, create=empty_plan)
    took, size = time.process_time() - start, path.stat().st_size / 1e6
    print(f"{what:<28} {took:6.2f} s  {len(plan.items):5} items  {size:.1f} MB")


def main() -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--items", type=int, default=20)
    options = parser.parse_args()
    chance = random.Random(1)
    texts = [f"{v.capitalize()} the {a} {t}" for v in VERBS for a in ABOUT for t in THINGS]
    texts = chance.sample(texts, min(len(texts), options.calls * options.items))
    size = options.items
    first = [call(n, texts[n * size : (n + 1) * size], chance) for n in range(options.calls)]
    more = [call(options.calls + n, chance.sample(texts, size), chance) for n in range(options.calls)]
    one = call(2 * options.calls, chance.sample(texts, size), chance)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.yaml"
        timed(f"{options.calls} calls, a new plan", path, lambda plan: merge(plan, first))
        timed(f"{options.calls} more calls", path, lambda plan: merge(plan, more))
        timed("the same again", path, lambda plan: merge(plan, more))
        timed("one more call", path, lambda plan: merge(plan, [one]))


if __name__ == "__main__":
    main()
