"""The models that a batch works with, told apart by fingerprints; what is missing is said before any work."""

from __future__ import annotations

from closeplan_nlp.batch.fingerprints import analysis_key, audio_key, model_key, weights_key
from closeplan_nlp.batch.planning import Keys
from closeplan_nlp.batch.request import BatchRequest


def keys_of(request: BatchRequest, has_recordings: bool) -> Keys:
    """The fingerprints of the stages. Raises ModelError where a model is missing, before any work."""
    from closeplan_nlp.nlp.pipeline import model_folder

    settings = request.settings
    model = model_folder((settings.language or "en")[:2].lower(), settings.model)
    weights = _weights(request) if has_recordings else ""
    return Keys(analysis_key(settings, model_key(model)), audio_key(settings, weights), request.deals_by)


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
