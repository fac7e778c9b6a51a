"""The models that a batch works with, told apart by fingerprints; what is missing is said before any work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from closeplan_nlp.batch.fingerprints import analysis_key, audio_key, model_key, weights_key
from closeplan_nlp.batch.planning import Keys
from closeplan_nlp.batch.records import TRANSCRIBE, Call, Job, Outcome, Trouble
from closeplan_nlp.batch.request import BatchRequest
from closeplan_nlp.errors import ModelError


def keys_of(request: BatchRequest, calls: Sequence[Call]) -> Keys:
    """The fingerprints of the stages.

    Where weights of Whisper are missing the keys say so, as transcripts can be worked on without them. Raises
    ModelError where there are recordings alone, where the folder that was named holds no weights, or where the
    language model is missing.
    """
    from closeplan_nlp.audio.weights import is_path
    from closeplan_nlp.nlp.pipeline import model_folder

    settings = request.settings
    model = model_folder((settings.language or "en")[:2].lower(), settings.model)
    weights, missing = "", None
    if any(call.recording and not call.transcripts for call in calls):
        try:
            weights = _weights(request)
        except ModelError as error:
            named = settings.audio.model
            if (named and is_path(named)) or not any(call.transcripts for call in calls):
                raise
            missing = Trouble(error.reason, error.where, error.remedy)
    return Keys(analysis_key(settings, model_key(model)), audio_key(settings, weights), request.deals_by, missing)


def unheard(jobs: Iterable[Job], missing: Trouble | None) -> dict[str, Outcome]:
    """Of these jobs those that need weights which are missing, as failures, by name."""
    return {job.name: _unheard(job, job.call, missing) for job in jobs if missing and job.call and job.needs_weights}


def _unheard(job: Job, call: Call, missing: Trouble) -> Outcome:
    suffix = Path(call.recording or "").suffix
    remedy = f"{missing.remedy}, or leave recordings out with --exclude '*{suffix}'"
    return Outcome(job.name, TRANSCRIBE, Trouble(missing.reason, missing.where, remedy), unfit=True)


def _weights(request: BatchRequest) -> str:
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
