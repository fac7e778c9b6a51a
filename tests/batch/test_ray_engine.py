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
from closeplan_nlp.batch.records import ANALYSE, TRANSCRIBE, Job, Outcome
from closeplan_nlp.batch.running import run
from closeplan_nlp.errors import ClosePlanError, RequestError

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


def test_recordings_go_to_gpus_and_all_else_elsewhere(cluster: Any, tmp_path: Path) -> None:
    node = cluster.add_node(num_cpus=2, num_gpus=1)
    plan = Plan(address=cluster.address, audio=True, perform=batch_work.odd, folder=str(tmp_path))
    engine = ENGINES["ray"](plan)
    found: list[Outcome] = []
    try:
        run(engine, [job(f"good-{n}", tmp_path, stage=TRANSCRIBE) for n in range(3)], found.append)
    finally:
        engine.stop()
        cluster.remove_node(node)
    gpus = {stage: {each.facts["gpu"] for each in found if each.stage == stage} for stage in (TRANSCRIBE, ANALYSE)}
    assert gpus[TRANSCRIBE] == {"0"}
    assert "0" not in gpus[ANALYSE]
    assert len(found) == 6


def test_a_folder_that_machines_do_not_see_is_refused(cluster: Any, tmp_path: Path) -> None:
    plan = Plan(address=cluster.address, perform=batch_work.odd, folder=str(tmp_path / "none"))
    engine = ENGINES["ray"](plan)
    try:
        with pytest.raises(ClosePlanError, match="does not see this folder"):
            run(engine, [job("good", tmp_path)], lambda outcome: None)
    finally:
        engine.stop()


def test_no_cluster_at_the_address() -> None:
    with pytest.raises(ClosePlanError, match="there is no Ray cluster to work with"):
        ENGINES["ray"](Plan(address="127.0.0.1:1"))


def test_ray_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(RequestError, match=r"ray is not installed. pip install 'closeplan-nlp\[ray\]'"):
        ENGINES["ray"](Plan())


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
