"""A batch from beginning to end: find the calls, do what is new, merge the deals, write tables and overview."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from closeplan_nlp.audio.settings import AudioOptions
from closeplan_nlp.batch.engines import ENGINES, Engine, Plan
from closeplan_nlp.batch.fingerprints import analysis_key, audio_key, model_key, weights_key
from closeplan_nlp.batch.inputs import Inputs, gather
from closeplan_nlp.batch.merging import homes, merge_jobs, record_deal
from closeplan_nlp.batch.overview import write_overview
from closeplan_nlp.batch.planning import Choice, Keys, heard_key, jobs_of, sync
from closeplan_nlp.batch.progress import Progress
from closeplan_nlp.batch.records import ANALYSE, CALLS, DEALS, INPUT, TRANSCRIBE, Facts, Job, Outcome, Settings
from closeplan_nlp.batch.rows import FAILED, DealRow, Row
from closeplan_nlp.batch.running import Record, run
from closeplan_nlp.batch.stages import sweep
from closeplan_nlp.batch.store import STORE, Store
from closeplan_nlp.batch.tables import write_tables
from closeplan_nlp.errors import ClosePlanError
from closeplan_nlp.output import write_file

OVERVIEW = "overview.html"


@dataclass(frozen=True)
class Request:
    """What is asked of a batch: inputs, the folder of results, settings, engine, and which calls are to be done now."""

    inputs: tuple[str, ...]
    out: Path
    settings: Settings = field(default_factory=Settings)
    manifest: Path | None = None
    exclude: tuple[str, ...] = ()
    facts: Facts = field(default_factory=Facts)
    deals_by: str = "auto"
    engine: str = "local"
    plan: Plan = field(default_factory=Plan)
    choice: Choice = field(default_factory=Choice)
    ready_weights: Callable[[AudioOptions], Path] | None = None
    """Gets weights of Whisper that are not on this machine."""
    dry_run: bool = False
    """Whether it is only looked at what there is to do: nothing is written, no weights are needed."""


@dataclass(frozen=True)
class Summary:
    """What a batch has come to: calls by state, how many were done now, deals, and what failed."""

    counts: dict[str, int]
    done_now: int
    deals: int
    failed: tuple[Row, ...]
    broken: tuple[DealRow, ...]
    others: dict[str, int]
    unreadable: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether nothing failed, and nothing could not be looked into."""
        return not (self.failed or self.broken or self.unreadable)


class Batch:
    """A batch with its folder locked and its store open; made by `opened`."""

    def __init__(self, request: Request, store: Store) -> None:
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
        self.keys = _keys(asked, any(call.recording and not call.transcripts for call in found.calls))
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
                self.store.failed(outcome.name, outcome.stage, outcome.trouble)
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
        ended = run(self.engine, jobs, record, progress.tick)
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

    def write(self) -> None:
        """Write the tables and the overview over all calls, done now or before."""
        rows = list(self.store.rows())
        write_tables(self.request.out, rows, homes(self.store, self.request.deals_by))
        write_file(self.request.out / OVERVIEW, write_overview(rows, self.store.deals().values()))

    def summary(self, found: Inputs, done: int) -> Summary:
        """What the batch has come to."""
        deals = [deal for deal in self.store.deals().values() if deal.calls]
        return Summary(
            counts=self.store.counts(),
            done_now=done,
            deals=len(deals),
            failed=tuple(self.store.rows(FAILED)),
            broken=tuple(deal for deal in deals if deal.trouble),
            others=dict(found.others),
            unreadable=found.unreadable,
        )

    def stop(self) -> None:
        """End the workers and close the store."""
        if self._engine is not None:
            self._engine.stop()
        self.store.close()


def stages_of(job: Job) -> tuple[str, ...]:
    """The stages that a job leads through when all goes well."""
    return (TRANSCRIBE, ANALYSE) if job.stage == TRANSCRIBE else (job.stage,)


@contextmanager
def opened(request: Request) -> Iterator[Batch]:
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


def run_batch(request: Request, progress: Progress) -> Summary:
    """Do a batch from beginning to end. Bad calls are in the summary; ClosePlanError says that nothing can go on."""
    with opened(request) as batch:
        found, jobs = batch.look(progress)
        done = batch.work(jobs, progress)
        batch.merge(progress)
        batch.write()
        return batch.summary(found, done)


def _keys(request: Request, has_recordings: bool) -> Keys:
    """The fingerprints of the stages. Raises ModelError where a model is missing, before any work."""
    from closeplan_nlp.nlp.pipeline import model_folder

    settings = request.settings
    model = model_folder((settings.language or "en")[:2].lower(), settings.model)
    weights = _weights(request) if has_recordings else ""
    return Keys(analysis_key(settings, model_key(model)), audio_key(settings, weights), request.deals_by)


def _weights(request: Request) -> str:
    """What tells the weights apart; machines of a cluster have their own, known by name."""
    from closeplan_nlp.audio.engine import chosen_model
    from closeplan_nlp.audio.weights import find_weights, not_here

    audio = request.settings.audio
    if request.engine != "local":
        return audio.model or "what suits the device"
    name = chosen_model(audio.model, audio.device)
    ready = None if request.dry_run else request.ready_weights
    folder = ready(audio) if ready else find_weights(name)
    if folder is None and request.dry_run:
        return ""
    if folder is None:
        raise not_here(name, "there are recordings to transcribe")
    return weights_key(folder)
