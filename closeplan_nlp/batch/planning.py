"""What is to be done: each call with its fingerprint beside what the store has of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from closeplan_nlp.batch.fingerprints import Digests, call_key, digest_files
from closeplan_nlp.batch.grouping import told
from closeplan_nlp.batch.inputs import day_of
from closeplan_nlp.batch.records import ANALYSE, INPUT, ITEMS, TRANSCRIBE, TRANSCRIPT, Call, Job, Settings, Trouble
from closeplan_nlp.batch.rows import DONE, DUPLICATE, FAILED, WAITING, Row
from closeplan_nlp.batch.store import Store


@dataclass(frozen=True)
class Keys:
    """The fingerprints of the stages for all calls, and how calls are grouped into deals.

    `missing` is why recordings cannot be transcribed: the weights are not there.
    """

    analysis: str
    audio: str
    deals_by: str
    missing: Trouble | None = None


@dataclass(frozen=True)
class Choice:
    """Which calls that are not done are to be done now."""

    retry_failed: bool = False
    limit: int | None = None
    since: str | None = None


def sync(store: Store, calls: Iterable[Call], keys: Keys, folder: Path, tell: Callable[[], None]) -> list[Row]:
    """The rows of these calls, written to the store. What is done with the same fingerprint stays done."""
    calls = sorted(calls, key=lambda call: call.name)
    known = store.digests()
    digests = digest_files([file for call in calls for file in call.files], known, tell)
    store.put_digests({path: found for path, found in digests.items() if found[0] and known.get(path) != found})
    held, first = store.everything(), dict[tuple[str, str], str]()
    rows = []
    for call in calls:
        row = _row(call, digests, keys, held.get(call.key), folder)
        same = first.setdefault((row.want, told(call, keys.deals_by)), call.name)
        if same != call.name and not call.trouble:
            row = replace(row, state=DUPLICATE, stage=INPUT, trouble=Trouble(f"the same call as {same}"), facts=None)
        rows.append(row)
    store.put(rows)
    return rows


def _row(call: Call, digests: Digests, keys: Keys, held: Row | None, folder: Path) -> Row:
    stages = (keys.analysis,) if call.transcripts else (keys.analysis, keys.audio)
    want = call_key(call, digests, *stages)
    if call.trouble:
        return Row(call, True, want, FAILED, stage=INPUT, trouble=call.trouble)
    if held is None:
        return Row(call, True, want, WAITING)
    fresh = replace(held, call=call, present=True, want=want)
    facts = held.facts if _has(folder / call.name, ITEMS, TRANSCRIPT) else None
    if held.want == want and (held.state == FAILED or (held.state == DONE and facts is not None)):
        return replace(fresh, facts=facts)
    # what was found before is shown until it is found anew
    return replace(fresh, state=WAITING, stage=None, trouble=None, facts=facts)


def _has(folder: Path, *names: str) -> bool:
    """Whether these files are there and hold something."""
    try:
        return all((folder / name).stat().st_size > 0 for name in names)
    except OSError:
        return False


def heard_key(call: Call, digests: Mapping[str, tuple[str, str]], keys: Keys) -> str:
    """The fingerprint of a call's recording and how it is transcribed."""
    return call_key(replace(call, transcripts=()), digests, keys.audio)


def jobs_of(
    store: Store, rows: Iterable[Row], keys: Keys, choice: Choice, settings: Settings, folder: Path
) -> list[Job]:
    """The jobs for the calls that are to be done now, the longest recordings first."""
    states = (WAITING, FAILED) if choice.retry_failed else (WAITING,)
    wanted = [row for row in rows if row.state in states and row.stage != INPUT]
    if choice.since:
        wanted = [row for row in wanted if day_of(row.call) >= choice.since]
    digests = store.digests()
    jobs = [_job(row, heard_key(row.call, digests, keys), settings, folder) for row in wanted[: choice.limit]]
    return sorted(jobs, key=lambda job: (-_size(job), job.name))


def _job(row: Row, heard: str, settings: Settings, folder: Path) -> Job:
    call = row.call
    is_heard = call.recording is not None and row.heard == heard and _has(folder / call.name, TRANSCRIPT)
    stage = ANALYSE if call.transcripts or is_heard else TRANSCRIBE
    where = str((folder / call.name).resolve())
    heard_now = is_heard and not call.transcripts
    return Job(stage, call.name, where, settings, base=os.getcwd(), call=call, heard=heard_now)


def _size(job: Job) -> int:
    """Bytes of a recording that is to be transcribed."""
    if job.stage != TRANSCRIBE or job.call is None or job.call.recording is None:
        return 0
    try:
        return Path(job.call.recording).stat().st_size
    except OSError:
        return 0
