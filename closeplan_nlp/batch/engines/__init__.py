"""Where jobs run: `ENGINES` has a function for each engine that starts it with workers and limits.

An engine takes jobs as long as it has room, and gives back outcomes, in any order. It does not know what a job is: a
worker calls `perform` and returns what that returns. A worker that dies of its job is an outcome too, told as
`crashed`. A newcomer adds a module with a class that has the methods of `Engine`, and a line in `ENGINES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from closeplan_nlp.batch.records import Job, Outcome
from closeplan_nlp.batch.work import perform

Perform = Callable[[Job], Outcome]


@dataclass(frozen=True)
class Plan:
    """What is asked of an engine.

    `workers` is how many work at once (None: what suits the machine), `memory` megabytes for each (None: a fair share),
    `address` that of a cluster, `audio` whether there are recordings, `device` what these are transcribed on, `folder`
    where the results go, which every machine must see.
    """

    workers: int | None = None
    memory: int | None = None
    address: str | None = None
    audio: bool = False
    device: str = "auto"
    folder: str = ""
    perform: Perform = perform


class Engine(Protocol):
    """A running engine."""

    workers: int

    def room(self, stage: str) -> int:
        """How many more jobs of a stage it takes now."""

    def submit(self, job: Job) -> None:
        """Take a job."""

    def wait(self, seconds: float) -> list[Outcome]:
        """The outcomes that have come, after waiting for the first one at most so long."""

    def stop(self) -> None:
        """End all workers, whatever they are doing."""


def start_local(plan: Plan) -> Engine:
    """Processes on this machine."""
    from closeplan_nlp.batch.engines.local import LocalEngine

    return LocalEngine(plan)


def start_ray(plan: Plan) -> Engine:
    """Actors of Ray, on this machine or a cluster."""
    from closeplan_nlp.batch.engines.cluster import RayEngine

    return RayEngine(plan)


ENGINES: dict[str, Callable[[Plan], Engine]] = {"local": start_local, "ray": start_ray}
