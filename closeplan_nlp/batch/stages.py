"""The stages of a call and of a deal: recording to transcript, transcript to items, items to the plan of the deal.

Results are written as whole files before the outcome is told, so that a call counts as done only with its files there.
Models are loaded by the first call that needs them and stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from closeplan_nlp.batch.limits import Patience
from closeplan_nlp.batch.records import ANALYSE, ITEMS, MERGE, TRANSCRIBE, TRANSCRIPT, Call, Job, Outcome, Trouble
from closeplan_nlp.errors import ClosePlanError, InputError
from closeplan_nlp.output import ANOTHER_FILE, is_full
from closeplan_nlp.types import ClosePlan, Problem, Transcript

LENGTH = "duration"
"""Field of a transcript that says how long its recording is, in seconds."""


ANOTHER_FOLDER = "See who may write there, or name another folder with -o DIR"


class UnwritableError(Exception):
    """The results cannot be written: no call will go better."""


def transcribe_call(job: Job, clock: Patience) -> Outcome:
    """Hear the recording and write the transcript."""
    from closeplan_nlp.audio.transcribing import transcribe

    call, settings = _call_of(job), job.settings
    assert call.recording is not None
    known = call.facts
    options = replace(settings.audio, language=known.language or settings.audio.language)
    heard = transcribe(
        call.recording,
        options,
        date=known.date,
        seller=known.seller,
        customer=known.customer,
        speakers=dict(known.speakers),
        progress=clock.again,
    )
    length = heard.source.duration if heard.source else None
    kept = _with_roles(heard, call).model_copy(update={LENGTH: length})  # it may end in silence
    _write(Path(job.folder) / TRANSCRIPT, _json(kept))
    return Outcome(job.name, job.stage, facts={"seconds_of_audio": length})


def analyse_call(job: Job, clock: Patience) -> Outcome:
    """Read the call, find its items, write both."""
    from closeplan_nlp.nlp.analysis import analyze
    from closeplan_nlp.plan.building import build_plan

    call = _call_of(job)
    sweep(Path(job.folder), ".*.part")
    try:
        transcript = _heard(job, call) if job.heard else _read(job, call)
    except _NoTranscriptError:
        return Outcome(job.name, job.stage, needs_recording=True)
    analysis = analyze(
        transcript,
        language=call.facts.language or job.settings.language,
        model=job.settings.model,
        min_confidence=job.settings.min_confidence,
        progress=clock.again,
    )
    plan = build_plan(analysis)
    _write(Path(job.folder) / ITEMS, plan.model_dump_json(indent=1) + "\n")
    return Outcome(job.name, job.stage, facts=_facts(plan, transcript))


class _NoTranscriptError(Exception):
    """No transcript of the call can be read, but there is a recording."""


def _read(job: Job, call: Call) -> Transcript:
    """The first transcript that can be read, written as our JSON; those that cannot are problems of it."""
    from closeplan_nlp.readers import read_transcript

    failed: list[InputError] = []
    for path in call.transcripts:
        try:
            found = read_transcript(
                path,
                date=call.facts.date,
                language=call.facts.language or job.settings.language,
                seller=call.facts.seller,
                customer=call.facts.customer,
                speakers=dict(call.facts.speakers),
            )
        except InputError as error:
            failed.append(error)
            continue
        notes = tuple(
            Problem(reason=e.reason, source=e.where, remedy="Another file of the call is used") for e in failed
        )
        found = _with_roles(found.model_copy(update={"problems": (*found.problems, *notes)}), call)
        _write(Path(job.folder) / TRANSCRIPT, _json(found))
        return _sourced(found, call, path)
    if call.recording is None and failed:
        raise failed[0]
    raise _NoTranscriptError


def _heard(job: Job, call: Call) -> Transcript:
    """The transcript of the recording, as it was written."""
    from closeplan_nlp.hashing import content_hash
    from closeplan_nlp.readers import read_transcript

    assert call.recording is not None
    found = read_transcript(Path(job.folder) / TRANSCRIPT, input_format="json")
    source = found.source
    if source is not None:
        length = (found.model_extra or {}).get(LENGTH) or source.duration
        update = {"sha256": content_hash(Path(call.recording)), "duration": length}
        source = source.model_copy(update=update)
    return _sourced(found.model_copy(update={"source": source}), call, call.recording)


def _sourced(transcript: Transcript, call: Call, path: str) -> Transcript:
    """The call's name in the batch is the id of its source, so that no two calls of a deal share one."""
    source = transcript.source
    if source is None:
        return transcript
    return transcript.model_copy(update={"source": source.model_copy(update={"id": call.name, "path": path})})


def _with_roles(transcript: Transcript, call: Call) -> Transcript:
    """Participants with the roles that the manifest gives them."""
    roles = {name.casefold(): role for name, role in call.facts.roles}
    people = tuple(
        person.model_copy(update={"role": roles.get(person.name.casefold(), person.role)})
        for person in transcript.participants
    )
    return transcript.model_copy(update={"participants": people})


def _facts(plan: ClosePlan, transcript: Transcript) -> dict[str, Any]:
    """What the tables say of a call."""
    source = plan.sources[0]
    kinds = Counter(item.kind for item in plan.items)
    return {
        "title": source.title,
        "date": source.date,
        "language": transcript.language,
        "seller": plan.deal.seller,
        "customer": plan.deal.customer,
        "deal": plan.deal.name,
        "duration": source.duration,
        "turns": len(transcript.turns),
        "problems": [str(problem) for problem in plan.problems],
        "kinds": dict(sorted(kinds.items())),
    }


def merge_calls(job: Job, clock: Patience) -> Outcome:
    """Merge the calls of a deal into its plan file, and write its page."""
    from closeplan_nlp.batch.deals import merge_deal

    assert job.deal is not None
    try:
        facts = merge_deal(job.deal, Path(job.folder))
    except (ClosePlanError, OSError) as error:
        if is_full(error):
            raise UnwritableError from error
        raise
    return Outcome(job.name, job.stage, facts=facts)


def _call_of(job: Job) -> Call:
    assert job.call is not None
    return job.call


def _json(transcript: Transcript) -> str:
    from closeplan_nlp.writing import write_transcript

    return write_transcript(transcript, "json")


def trouble_of(error: ClosePlanError) -> Trouble:
    """An error as a trouble, with a remedy that a batch has."""
    return Trouble(error.reason, error.where, ANOTHER_FOLDER if error.remedy == ANOTHER_FILE else error.remedy)


def sweep(folder: Path, *patterns: str) -> None:
    """Remove what a worker left that was killed while it wrote."""
    for left in (path for pattern in patterns for path in folder.glob(pattern)):
        left.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    """A file of the results, on the disk before the call counts as done."""
    from closeplan_nlp.output import write_file

    with _writing():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, text, sync=True)


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except (ClosePlanError, OSError) as error:
        raise UnwritableError from error


Stage = Callable[[Job, Patience], Outcome]
STAGES: dict[str, Stage] = {TRANSCRIBE: transcribe_call, ANALYSE: analyse_call, MERGE: merge_calls}
