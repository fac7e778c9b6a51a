"""A batch from beginning to end: find the calls, do what is new, merge the deals, write tables and overview."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path

from closeplan_nlp.batch.engines import ENGINES, Engine
from closeplan_nlp.batch.inputs import Inputs, gather
from closeplan_nlp.batch.merging import homes, merge_jobs, record_deal
from closeplan_nlp.batch.models import keys_of, unheard
from closeplan_nlp.batch.overview import write_overview
from closeplan_nlp.batch.planning import Keys, heard_key, jobs_of, sync
from closeplan_nlp.batch.progress import Progress, Silent
from closeplan_nlp.batch.records import ANALYSE, CALLS, DEALS, INPUT, TRANSCRIBE, Job, Outcome
from closeplan_nlp.batch.request import BatchRequest, BatchSummary
from closeplan_nlp.batch.rows import FAILED
from closeplan_nlp.batch.running import Record, run
from closeplan_nlp.batch.stages import sweep, trouble_of
from closeplan_nlp.batch.store import STORE, Store
from closeplan_nlp.batch.tables import write_tables
from closeplan_nlp.errors import ClosePlanError
from closeplan_nlp.output import write_file

OVERVIEW = "overview.html"


class Batch:
    """A batch with its folder locked and its store open; made by `opened`."""

    def __init__(self, request: BatchRequest, store: Store) -> None:
        self.request = request
        self.store = store
        self.keys = Keys("", "", request.deals_by)
        self._engine: Engine | None = None
        self._hears = False

    def look(self, progress: Progress) -> tuple[Inputs, list[Job]]:
        """Find the calls, write them to the store, and tell what is to be done now."""
        asked = self.request
        found = gather(
            asked.inputs,
            asked.out,
            manifest=asked.manifest,
            exclude=asked.exclude,
            facts=asked.facts,
            names=self.store.names(),
        )
        self.keys = keys_of(asked, found.calls)
        folder = asked.out / CALLS
        progress.expect({INPUT: sum(len(call.files) for call in found.calls)})
        rows = sync(self.store, found.calls, self.keys, folder, progress.looked)
        return found, jobs_of(self.store, rows, self.keys, asked.choice, asked.settings, folder)

    def work(self, jobs: list[Job], progress: Progress) -> int:
        """Do these jobs; how many calls were done. Raises ClosePlanError where nothing more can be done."""
        digests = self.store.digests()
        heard = {job.name: heard_key(job.call, digests, self.keys) for job in jobs if job.call}
        paths = {job.name: job.call.path for job in jobs if job.call}
        wants = {row.name: row.want for row in self.store.rows()}
        self._hears = any(job.call and job.call.recording for job in jobs)
        done = 0

        def record(outcome: Outcome) -> None:
            nonlocal done
            progress.note(outcome, paths[outcome.name])
            if outcome.trouble:
                self.store.failed(outcome.name, outcome.stage, outcome.trouble, keep=outcome.unfit)
            elif outcome.stage == TRANSCRIBE:
                self.store.heard(outcome.name, heard[outcome.name])
            elif not outcome.needs_recording:
                facts = outcome.facts | {"want": wants[outcome.name]}
                self.store.done(outcome.name, facts, outcome.seconds, outcome.peak)
                done += 1

        self._run(jobs, record, progress)
        return done

    def merge(self, progress: Progress) -> None:
        """Merge the calls of each deal where anything changed."""
        asked = self.request
        jobs = merge_jobs(self.store, asked.deals_by, asked.settings, asked.out / DEALS, asked.out / CALLS)
        by_name = {job.name: job for job in jobs}

        def record(outcome: Outcome) -> None:
            job = by_name[outcome.name]
            progress.note(outcome, f"{DEALS}/{job.name}")
            record_deal(self.store, job, outcome)

        self._run(jobs, record, progress)

    def _run(self, jobs: list[Job], record: Record, progress: Progress) -> None:
        if not jobs:
            return
        totals: dict[str, int] = {}
        for job in jobs:
            for stage in stages_of(job):
                totals[stage] = totals.get(stage, 0) + 1
        progress.expect(totals)
        refused = unheard(jobs, self.keys.missing)
        for outcome in refused.values():
            record(outcome)
        left = [job for job in jobs if job.name not in refused]
        # a new transcript lies there before it is noted: killed in between, it must not pass for the old one
        self.store.unheard(job.name for job in left if job.stage == TRANSCRIBE)
        ended = run(self.engine, left, record, progress.tick) if left else None
        if ended is not None and ended.trouble is not None:
            raise ClosePlanError(ended.trouble.reason, where=ended.trouble.where, remedy=ended.trouble.remedy)

    @property
    def engine(self) -> Engine:
        """The engine, started when there is something to do for the first time."""
        if self._engine is None:
            asked = self.request
            device, folder = asked.settings.audio.device, str(asked.out.resolve())
            plan = replace(asked.plan, folder=folder, device=device, audio=self._hears)
            self._engine = ENGINES[asked.engine](plan)
        return self._engine

    @contextmanager
    def shown_anyway(self) -> Iterator[None]:
        """Write tables and overview of what is done where the block ends before its time."""
        try:
            yield
        except (KeyboardInterrupt, ClosePlanError):
            self.halt()
            with suppress(ClosePlanError):  # the first error is the one to tell
                self.write()
            raise

    def write(self) -> None:
        """Write the tables and the overview over all calls, done now or before. Raises ClosePlanError."""
        rows = list(self.store.rows())
        with written_in_folder():
            write_file(self.request.out / OVERVIEW, write_overview(rows, self.store.deals().values()))
            write_tables(self.request.out, rows, homes(self.store, self.request.deals_by))

    def summary(self, found: Inputs, done: int) -> BatchSummary:
        """What the batch has come to."""
        deals = [deal for deal in self.store.deals().values() if deal.calls]
        return BatchSummary(
            counts=self.store.counts(),
            done_now=done,
            deals=len(deals),
            failed=tuple(self.store.rows(FAILED)),
            broken=tuple(deal for deal in deals if deal.trouble),
            others=dict(found.others),
            unreadable=found.unreadable,
        )

    def halt(self) -> None:
        """End the workers."""
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.stop()

    def stop(self) -> None:
        """End the workers and close the store."""
        self.halt()
        self.store.close()


@contextmanager
def written_in_folder() -> Iterator[None]:
    """Errors with a remedy that a batch has."""
    try:
        yield
    except ClosePlanError as error:
        trouble = trouble_of(error)
        raise ClosePlanError(trouble.reason, where=trouble.where, remedy=trouble.remedy) from error


def stages_of(job: Job) -> tuple[str, ...]:
    """The stages that a job leads through when all goes well."""
    return (TRANSCRIBE, ANALYSE) if job.stage == TRANSCRIBE else (job.stage,)


@contextmanager
def opened(request: BatchRequest) -> Iterator[Batch]:
    """A batch on its folder, which nobody else works on meanwhile; a dry run leaves the folder alone.

    Raises ClosePlanError where the folder cannot be used or another batch works on it.
    """
    with nullcontext() if request.dry_run else _held(request.out):
        batch = Batch(request, Store(request.out / STORE, aside=request.dry_run))
        try:
            yield batch
        finally:
            batch.stop()


@contextmanager
def _held(out: Path) -> Iterator[None]:
    """The folder of results, made, locked and swept."""
    from filelock import FileLock, Timeout

    try:
        (out / CALLS).mkdir(parents=True, exist_ok=True)
        lock = FileLock(out / ".batch.lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        remedy = "Wait until it is done, or name another folder with -o"
        raise ClosePlanError("another batch works on this folder", where=str(out), remedy=remedy) from error
    except OSError as error:
        reason = f"the folder cannot be written ({error.strerror})"
        raise ClosePlanError(reason, where=str(out), remedy="Name another folder with -o") from error
    try:
        sweep(out, ".*.part")
        sweep(out / DEALS, ".*.html.*.part", "..closeplan.schema.json.*.part")
        yield
    finally:
        lock.release()


def run_batch(request: BatchRequest, progress: Progress | None = None) -> BatchSummary:
    """Do a batch from beginning to end: what is new or changed of many calls, into the request's folder of results.

    Calls that fail are in the summary and do not stop the others. Without `progress` nothing is shown. Workers are
    processes, so a script keeps the call of this function under `if __name__ == "__main__":`.

    Raises:
        InputError: there are no calls, or the manifest cannot be read.
        ModelError: a model is missing.
        ClosePlanError: the folder of results cannot be used, or another batch works on it.
    """
    progress = progress or Silent()
    with opened(request) as batch:
        found, jobs = batch.look(progress)
        with batch.shown_anyway():
            done = batch.work(jobs, progress)
            batch.merge(progress)
        batch.write()
        return batch.summary(found, done)
