"""From a recording to a transcript: who said what when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from closeplan_nlp.audio.assembling import assemble
from closeplan_nlp.audio.cache import Cache, cache_folder
from closeplan_nlp.audio.decoding import inspect_recording
from closeplan_nlp.audio.diarization import known_diarizer
from closeplan_nlp.audio.settings import AudioOptions
from closeplan_nlp.audio.working import GetWeights, Progress, Work, settled
from closeplan_nlp.errors import InputError
from closeplan_nlp.hashing import content_hash
from closeplan_nlp.readers.call_date import requested_date
from closeplan_nlp.readers.loading import located
from closeplan_nlp.types import Transcript


def transcribe(
    recording: str | Path,
    options: AudioOptions | None = None,
    *,
    date: str | None = None,
    seller: Iterable[str] = (),
    customer: Iterable[str] = (),
    speakers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    get_weights: GetWeights | None = None,
) -> Transcript:
    """The transcript of a recording: who said what when.

    Args:
        recording: a file that holds sound.
        options: how to transcribe.
        date: the day of the call, YYYY-MM-DD; else the one in the file's name.
        seller: people or organisations that sell; the recogniser is told their names.
        customer: people or organisations that buy.
        speakers: names of the people behind labels, such as `{"Speaker 2": "Dana Reyes"}`.
        progress: is told how far the work is.
        get_weights: called with a name where its weights are not on this machine; without it that is an error.

    Raises:
        InputError: the file cannot be read, holds no sound, or nobody talks in it.
        ModelError: weights are missing or damaged.
        RequestError: an option makes no sense.
    """
    path, options = Path(recording), options or AudioOptions()
    day, diarizer = requested_date(date), known_diarizer(options.diarizer)
    seller, customer, speakers = tuple(seller), tuple(customer), dict(speakers or {})
    names = (*seller, *customer, *speakers.values())
    with located(str(path)):
        _check_file(path)
        found = inspect_recording(path)
        engine = settled(options, names, get_weights)
        cache = Cache(cache_folder() if options.keep else None, content_hash(path))
        whole = Work(found, options, engine, cache, progress).run()
        return assemble(whole, diarizer, options.people, day, seller=seller, customer=customer, speakers=speakers)


def _check_file(path: Path) -> None:
    """Refuse what is no file before anything else looks at it."""
    if path.is_dir():
        raise InputError("this is a folder, not a recording", remedy="Name one file")
    if not path.exists():
        raise InputError("there is no such file", remedy="Check the path")
