"""Run by the tests in a process of its own: imports that are killed at random points, imports at once.

`crashes.py kill FOLDER TIMES` prints how many runs ended with the old and with the new file.
`crashes.py import FOLDER NUMBER` imports one call into FOLDER/plan.yaml.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from closeplan_nlp.plan.merging import empty_plan, merge
from closeplan_nlp.plan.observing import Incoming, observe
from closeplan_nlp.plan.planfile import change_plan, read_plan
from closeplan_nlp.plan.rendering import new_text
from closeplan_nlp.types import ClosePlan, Deal, Evidence, Item, Source


def call(number: int) -> Incoming:
    """A call with three tasks that no other call speaks of."""
    name = f"call-{number:02}"
    texts = (f"Send the {word}{number}x report" for word in ("alpha", "beta", "gamma"))
    items = tuple(
        Item(
            id=f"{name}-{place}",
            kind="action_item",
            text=text,
            evidence=(Evidence(source=name, turn=place, quote=text),),
        )
        for place, text in enumerate(texts)
    )
    source = Source(id=name, date=f"2026-03-{number % 28 + 1:02}", sha256=name)
    return observe(ClosePlan(deal=Deal(name="Northwind"), items=items, sources=(source,)))


def kill(folder: Path, times: int) -> None:
    """Start an import and kill it after a random time; the file must be the old or the new one, and be read."""
    path = folder / "plan.yaml"
    plan = merge(empty_plan(), [call(number) for number in range(20)])
    old = new_text(plan)
    after = merge(plan, [call(99)])
    new = new_text(after)
    took = max(run(path, old, 60.0) for _ in range(3))
    ends = {"old": 0, "new": 0}
    chance = random.Random(7)
    for _ in range(times):
        run(path, old, chance.uniform(0, took * 1.1))
        text = path.read_text(encoding="utf-8")
        ends["old" if text == old else "new"] += 1
        assert text in (old, new)
        assert read_plan(path) == (plan if text == old else after)
    change_plan(path, lambda held: merge(held, [call(99)]))
    assert not list(folder.glob(".*.part"))
    print(ends["old"], ends["new"])


def run(path: Path, text: str, seconds: float) -> float:
    """One import in a child that is killed after so many seconds; how long it lived."""
    path.write_text(text, encoding="utf-8")
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        change_plan(path, lambda held: merge(held, [call(99)]))
        os._exit(0)
    while time.monotonic() - start < seconds:
        if os.waitpid(child, os.WNOHANG)[0]:
            return time.monotonic() - start
        time.sleep(0.0005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return time.monotonic() - start


if __name__ == "__main__":
    what, place, count = sys.argv[1:]
    if what == "kill":
        kill(Path(place), int(count))
    else:
        change_plan(Path(place) / "plan.yaml", lambda held: merge(held, [call(int(count))]), create=empty_plan)
