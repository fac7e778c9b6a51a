"""The engine on Ray: the same outcomes as on the pool, deaths of workers, the death of a machine."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import batch_work
import pytest
from batch_work import job

from closeplan_nlp.batch.engines import ENGINES, Engine, Plan
from closeplan_nlp.batch.records import Job, Outcome
from closeplan_nlp.batch.running import run

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    ray = pytest.importorskip("ray")

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def outcomes(engine: Engine, jobs: list[Job], after: Any = lambda count: None) -> dict[str, Outcome]:
    """The final outcome of each job; `after` is called with the number of them whenever there is one more."""
    found: dict[str, Outcome] = {}

    def record(outcome: Outcome) -> None:
        assert outcome.name not in found
        found[outcome.name] = outcome
        after(len(found))

    assert run(engine, jobs, record) is None
    return found


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two machines with a core each, as processes here."""
    from ray.cluster_utils import Cluster

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))  # workers import what the tests do
        yield from _cluster(Cluster)


def _cluster(kind: Any) -> Iterator[Any]:
    made = kind(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    yield made
    ray.shutdown()
    made.shutdown()


def test_a_machine_dies_and_its_jobs_are_done_elsewhere(cluster: Any, tmp_path: Path) -> None:
    doomed = cluster.add_node(num_cpus=1)
    engine = ENGINES["ray"](Plan(address=cluster.address, perform=batch_work.odd, folder=str(tmp_path)))
    assert engine.workers == 2

    def after(count: int) -> None:
        if count == 4:
            cluster.remove_node(doomed, allow_graceful=False)

    names = ["crash", *(f"steady-{n}" for n in range(8))]
    try:
        found = outcomes(engine, [job(name, tmp_path) for name in names], after)
    finally:
        engine.stop()
    assert {name for name, outcome in found.items() if not outcome.good} == {"crash"}
    assert sorted(found) == sorted(names)
    trouble = found["crash"].trouble
    assert trouble is not None
    assert "SIGSEGV" in trouble.reason
