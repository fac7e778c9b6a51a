"""One job from beginning to end: the same code in every engine, in a process that may be killed at any time."""

from __future__ import annotations

import os
import socket
import time
from dataclasses import replace

from closeplan_nlp.batch.limits import patience, peak_memory
from closeplan_nlp.batch.records import TRANSCRIBE, Job, Outcome, Trouble
from closeplan_nlp.batch.stages import STAGES, UnwritableError, trouble_of
from closeplan_nlp.errors import ClosePlanError, ModelError, RequestError
from closeplan_nlp.output import MAKE_ROOM, is_full

TOO_LARGE = "it needs more memory than a worker may have"
TOO_LARGE_REMEDY = "Give workers more with --memory MB, or run fewer of them"
NO_ROOM = ("bad_alloc", "failed to allocate", "cannot allocate memory", "out of memory")
"""How libraries in C say that memory ran out."""


def perform(job: Job) -> Outcome:
    """Do a job. Whatever goes wrong is in the outcome; only the limits of the system end this process."""
    start, used = time.perf_counter(), time.process_time()
    try:
        _go_to(job.base)
        with patience(job.settings.timeout) as clock:
            outcome = STAGES[job.stage](job, clock)
    except (UnwritableError, ModelError, RequestError) as error:
        outcome = _impossible(error, job)
    except ClosePlanError as error:
        outcome = Outcome(job.name, job.stage, _trouble(error))
    except MemoryError:
        outcome = Outcome(job.name, job.stage, Trouble(TOO_LARGE, remedy=TOO_LARGE_REMEDY))
    except Exception as error:
        outcome = Outcome(job.name, job.stage, _unexpected(error))
    took, used = time.perf_counter() - start, time.process_time() - used
    return replace(outcome, seconds=took, processor=used, peak=peak_memory())


def _go_to(base: str) -> None:
    """Relative paths mean the same in every worker."""
    try:
        os.chdir(base)
    except OSError as error:
        reason = f"{socket.gethostname()} does not see this folder ({error.strerror})"
        raise UnwritableError from ClosePlanError(reason, where=base, remedy="Every machine must have it at this path")


def _impossible(error: UnwritableError | ModelError | RequestError, job: Job) -> Outcome:
    """What concerns more than the call: the results cannot be written, or a model not be used.

    What a manifest's row asks for concerns that call alone, weights of Whisper concern recordings alone.
    """
    if isinstance(error, ModelError) and _is_out_of_memory(error):
        return Outcome(job.name, job.stage, Trouble(TOO_LARGE, remedy=TOO_LARGE_REMEDY))
    fatal = isinstance(error, UnwritableError) or (isinstance(error, ModelError) and job.stage != TRANSCRIBE)
    trouble = _trouble(error.__cause__ if isinstance(error, UnwritableError) else error)
    return Outcome(job.name, job.stage, trouble, fatal=fatal, unfit=isinstance(error, ModelError) and job.needs_weights)


def _is_out_of_memory(error: Exception) -> bool:
    return any(sign in str(error).lower() for sign in NO_ROOM)


def _trouble(error: BaseException | None) -> Trouble:
    if isinstance(error, ClosePlanError):
        return trouble_of(error)
    return Trouble(str(error), remedy=MAKE_ROOM if is_full(error) else None)


def _unexpected(error: Exception) -> Trouble:
    text = f"{type(error).__name__}: {error}"
    if _is_out_of_memory(error):
        return Trouble(TOO_LARGE, remedy=TOO_LARGE_REMEDY)
    if isinstance(error, OSError) and error.strerror:
        return Trouble(error.strerror, where=str(error.filename) if error.filename else None)
    return Trouble(
        f"internal error ({' '.join(text.split())[:200]})",
        remedy="Please report it; closeplan summarize CALL --verbose shows where",
    )
