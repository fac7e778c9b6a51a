"""The engine on Ray, on this machine or a cluster: the only module that imports ray.

Each actor holds a pool with one worker process, which does the same work under the same limits as the local engine's.
So a job that kills its process does not kill the actor, and an actor that dies went down with its machine: its job is
given to another one. An actor gets its next job when it is done with the last; machines that join get actors too.
"""

from __future__ import annotations

import logging
import os
import queue
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from closeplan_nlp import __version__
from closeplan_nlp.batch.engines import Perform, Plan
from closeplan_nlp.batch.engines.pool import Pool
from closeplan_nlp.batch.limits import fair_memory
from closeplan_nlp.batch.records import TRANSCRIBE, Job, Outcome, Trouble
from closeplan_nlp.errors import ClosePlanError, RequestError
from closeplan_nlp.threads import cores

STORE = 100 << 20
"""Bytes of Ray's store of objects on this machine: jobs and outcomes are small."""
REACHED_WITHIN = 10.0
"""Seconds for a machine to answer."""
LOOK_AGAIN = 5.0
"""Seconds after which the cluster is asked whether it has grown."""
NO_ROOM, MISSES = 180.0, 5
"""Seconds without any working actor, and actors that died before they began, after which there is no hope."""


class Worker:
    """The actor: a pool of one process, with the models in it."""

    def __init__(self, threads: int, memory: int | None, perform: Perform, audio: bool) -> None:
        share = None if audio else memory or fair_memory(max(1, cores() // threads))
        self._outcomes: queue.Queue[Outcome] = queue.Queue()
        self._pool = Pool(1, threads, share, perform, self._outcomes)

    def look(self, folder: str) -> tuple[str, str, bool]:
        """The machine's name, the version of this package, and whether the folder of results is there."""
        return socket.gethostname(), __version__, Path(folder).is_dir()

    def do(self, job: Job) -> Outcome:
        """Do a job."""
        self._pool.submit(job)
        return self._outcomes.get()


@dataclass
class _Seat:
    """Room for an actor, and what it is doing: `started` is the answer that it waits for at first."""

    audio: bool
    actor: Any
    started: Any
    job: Job | None = None


class RayEngine:
    """Actors on all machines of a cluster. Raises RequestError without ray, ClosePlanError without a cluster."""

    def __init__(self, plan: Plan) -> None:
        self._ray = _imported()
        self._plan = plan
        self._is_ours = not self._ray.is_initialized()
        if self._is_ours:
            _connect(self._ray, plan.address)
        self._seats: list[_Seat] = []
        self._running: dict[Any, _Seat] = {}
        self._misses, self._why = 0, ""
        self._looked = 0.0
        self._alive = time.monotonic()
        self._threads = self._threads_each()
        self._grow()
        self.workers = len(self._seats)

    def _threads_each(self) -> int:
        """Threads of a worker, so that all together are as many as the cluster's cores."""
        processors = int(self._ray.cluster_resources().get("CPU", 1))
        return max(1, processors // self._plan.workers) if self._plan.workers else 1

    def _grow(self) -> None:
        """As many actors as the cluster has room for, or as were asked for; one for each GPU where there is sound."""
        if time.monotonic() - self._looked < LOOK_AGAIN:
            return
        self._looked = time.monotonic()
        resources = self._ray.cluster_resources()
        gpus = int(resources.get("GPU", 0)) if self._plan.audio and self._plan.device != "cpu" else 0
        processors = int(resources.get("CPU", 0)) // self._threads
        language = min(processors, self._plan.workers or processors)
        for audio, wanted in ((True, gpus), (False, max(1, language - gpus))):
            held = [seat for seat in self._seats if seat.audio == audio]
            self._seats += [self._seat(audio) for _ in range(wanted - len(held))]
            pending = [seat for seat in held if seat.started is not None]
            for seat in pending[: max(0, len(held) - wanted)]:  # the machine that it waits for has gone
                self._seats.remove(seat)
                self._ray.kill(seat.actor)

    def _seat(self, audio: bool) -> _Seat:
        """A new actor; it works once there is room for it."""
        options = {"num_cpus": 1 if audio else self._threads, "num_gpus": int(audio), "max_restarts": 0}
        kind = self._ray.remote(Worker).options(**options)
        actor = kind.remote(self._threads, self._plan.memory, self._plan.perform, audio)
        return _Seat(audio, actor, actor.look.remote(self._plan.folder))

    def _takes(self, seat: _Seat, stage: str) -> bool:
        """Whether an actor can take a job of a stage now: recordings go to GPUs where there are any."""
        has_gpus = any(each.audio for each in self._seats)
        return seat.started is None and seat.job is None and seat.audio == (has_gpus and stage == TRANSCRIBE)

    def room(self, stage: str) -> int:
        """How many more jobs of a stage it takes now."""
        return sum(self._takes(seat, stage) for seat in self._seats)

    def submit(self, job: Job) -> None:
        """Take a job."""
        seat = next(seat for seat in self._seats if self._takes(seat, job.stage))
        seat.job = job
        self._running[seat.actor.do.remote(job)] = seat

    def wait(self, seconds: float) -> list[Outcome]:
        """The outcomes that have come, after waiting for the first one at most so long."""
        self._grow()
        starting = {seat.started: seat for seat in self._seats if seat.started is not None}
        waiting = [*self._running, *starting]
        if not waiting:
            time.sleep(seconds)
            return []
        ready, _ = self._ray.wait(waiting, num_returns=1, timeout=seconds)
        ready, _ = self._ray.wait(waiting, num_returns=len(waiting), timeout=0) if ready else ([], None)
        for answer in ready:
            if answer in starting:
                self._began(starting[answer])
        self._check_hope()
        return [self._ended(answer) for answer in ready if answer in self._running]

    def _began(self, seat: _Seat) -> None:
        """An actor has started, or died before it did."""
        try:
            host, version, sees = self._ray.get(seat.started)
        except self._ray.exceptions.RayError as error:
            self._misses, self._why = self._misses + 1, " ".join(str(error).split())[-300:]
            self._replace(seat)
            return
        seat.started, self._alive, self._misses = None, time.monotonic(), 0
        if version != __version__:
            reason = f"{host} has closeplan-nlp {version}, this machine {__version__}"
            raise ClosePlanError(reason, remedy="Install the same version everywhere")
        if not sees:
            reason = f"{host} does not see this folder"
            raise ClosePlanError(reason, where=self._plan.folder, remedy="Every machine must have it at this path")

    def _ended(self, answer: Any) -> Outcome:
        """The outcome of a job; where the actor died it was not the job's fault."""
        seat = self._running.pop(answer)
        job, seat.job = seat.job, None
        assert job is not None
        try:
            found: Outcome = self._ray.get(answer)
        except self._ray.exceptions.RayError as error:
            self._replace(seat)
            reason = f"the machine that worked on it was lost ({type(error).__name__})"
            return Outcome(job.name, job.stage, Trouble(reason, remedy="See whether the cluster is well"), lost=True)
        self._alive = time.monotonic()
        return found

    def _replace(self, seat: _Seat) -> None:
        """Another actor for one that died; it waits until there is room."""
        self._seats.remove(seat)
        self._ray.kill(seat.actor)
        self._looked = 0.0  # the cluster may be smaller now: ask it how many actors it has room for

    def _check_hope(self) -> None:
        """Raise ClosePlanError where no actor works and none will."""
        late = time.monotonic() - self._alive > NO_ROOM or self._misses >= MISSES
        if not late or any(seat.started is None for seat in self._seats):
            return
        reason = f"no worker starts on the cluster{f' ({self._why})' if self._why else ''}"
        raise ClosePlanError(reason, remedy="See `ray status`, and whether closeplan-nlp is installed everywhere")

    def stop(self) -> None:
        """Kill all actors, and leave the cluster."""
        for seat in self._seats:
            self._ray.kill(seat.actor)
        if self._is_ours:
            self._ray.shutdown()


def _imported() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
    try:
        import ray
    except ImportError as error:
        raise RequestError("ray is not installed", remedy="pip install 'closeplan-nlp[ray]'") from error
    return ray


def _connect(ray: Any, address: str | None) -> None:
    """Join the cluster, or start one on this machine. Raises ClosePlanError."""
    if address:
        _check_reachable(address)
    own = {} if address else {"num_cpus": cores(), "include_dashboard": False, "object_store_memory": STORE}
    try:
        ray.init(address=address or "local", log_to_driver=False, logging_level=logging.ERROR, **own)
    except (ConnectionError, RuntimeError, ValueError) as error:
        reason = f"there is no Ray cluster to work with ({str(error).splitlines()[0][:200]})"
        raise ClosePlanError(reason, where=address, remedy="Check the address; `ray status` shows a cluster") from error


def _check_reachable(address: str) -> None:
    """Refuse an address where nothing listens: Ray itself would try for minutes, and then end this process."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not port.isdigit():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=REACHED_WITHIN).close()
    except OSError as error:
        reason = f"there is no Ray cluster to work with ({error.strerror or error})"
        raise ClosePlanError(reason, where=address, remedy="Check the address; `ray status` shows a cluster") from error
