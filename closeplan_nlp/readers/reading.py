"""From a path or standard input to a `Transcript`: bytes, format, date, people, source."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from closeplan_nlp.errors import FormatError, InputError, RequestError
from closeplan_nlp.readers.call_date import NO_DATE, PLACE, parse_date, requested_date
from closeplan_nlp.readers.decoding import decode
from closeplan_nlp.readers.detection import Detection, asked_for, detect
from closeplan_nlp.readers.loading import STDIN, load, located
from closeplan_nlp.readers.people import apply_people
from closeplan_nlp.readers.quoting import unquoted
from closeplan_nlp.readers.registry import READERS
from closeplan_nlp.readers.speakers import NO_NAMES, speakers_of
from closeplan_nlp.types import Problem, Source, Transcript

ALIKE = 20
_ZOOM_NAME = re.compile(r"(?:meeting_saved_)?closed_caption|audio_transcript|zoom_0", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class FileRead:
    """A transcript, how its format was found, and the encoding of its file (`docx` for Word documents)."""

    transcript: Transcript
    detection: Detection
    encoding: str


def read_transcript(
    source: str | Path,
    *,
    date: str | dt.date | None = None,
    language: str | None = None,
    input_format: str | None = None,
    seller: Iterable[str] = (),
    customer: Iterable[str] = (),
    speakers: Mapping[str, str] | None = None,
) -> Transcript:
    """Read a transcript file of any known format.

    Args:
        source: a path, or `-` for standard input.
        date: the day of the call, YYYY-MM-DD; wins over what the file says.
        language: its language, such as `en`; wins over what the file says.
        input_format: a key of `READERS`; without it the content decides.
        seller: people or organisations that sell.
        customer: people or organisations that buy.
        speakers: names of the people behind labels, such as `{"Speaker 2": "Dana Reyes"}`.

    Raises:
        InputError: the file cannot be read, is empty, is no text, or has no turns.
        FormatError: it is no transcript of a known format.
        RequestError: an option makes no sense.
    """
    return read_file(
        source,
        date=date,
        language=language,
        input_format=input_format,
        seller=seller,
        customer=customer,
        speakers=speakers,
    ).transcript


def read_file(
    source: str | Path,
    *,
    date: str | dt.date | None = None,
    language: str | None = None,
    input_format: str | None = None,
    seller: Iterable[str] = (),
    customer: Iterable[str] = (),
    speakers: Mapping[str, str] | None = None,
) -> FileRead:
    """As `read_transcript`, with the format that was found and the encoding."""
    day, wanted, tongue = requested_date(date), _known_format(input_format), _known_language(language)
    shown = "standard input" if str(source) == STDIN else str(source)
    with located(shown or "the call"):
        # What is large is handed on, not kept: a popped argument belongs to the called function alone, which drops it.
        data = [load(source)]
        sha256 = hashlib.sha256(data[0]).hexdigest()
        decoded = unquoted(decode(data.pop()))
        found = asked_for(wanted, decoded.text) if wanted else detect(decoded.text, shown)
        text, decoded = [decoded.text], replace(decoded, text="")
        transcript = READERS[found.format].read(text.pop())
        if isinstance(found.doubt, FormatError):
            raise found.doubt
        if not transcript.turns:
            raise _no_turns(found.format, transcript)
    transcript = _with_date(transcript, day, _name_with_date(source))
    transcript = transcript.model_copy(update={"language": tongue or transcript.language})
    transcript = _with_note_on_speakers(transcript)
    transcript = apply_people(transcript, seller=seller, customer=customer, speakers=speakers)
    doubts = (found.doubt,) if isinstance(found.doubt, Problem) else ()
    problems = (*decoded.problems, *doubts, *transcript.problems)
    done = _finished(transcript, str(source), shown, sha256, problems)
    return FileRead(done, found, decoded.encoding)


def _known_format(name: str | None) -> str | None:
    if name is None or name in READERS:
        return name
    known = ", ".join(READERS)
    raise RequestError(f"there is no input format “{name}”", remedy=f"Known formats: {known}")


def _known_language(language: str | None) -> str | None:
    if language is None or _LANGUAGE.fullmatch(language):
        return language
    raise RequestError(f"“{language}” is no language code", where="language", remedy="Write it as en, ru, pt-BR")


def _no_turns(name: str, transcript: Transcript) -> InputError:
    title = READERS[name].title
    troubles = _without(NO_NAMES, transcript)
    first = f" ({troubles[0]})" if troubles else ""
    return InputError(f"no turns in it, though it is {title}{first}", remedy="Check that the export holds the speech")


def _name_with_date(source: str | Path) -> str:
    """The file's name; Zoom's own names are the same for every call, its day is in that of the folder."""
    path = Path(source)
    if str(source) == STDIN:
        return ""
    return path.resolve().parent.name if _ZOOM_NAME.fullmatch(path.stem) else path.stem


def _with_date(transcript: Transcript, day: str | None, stem: str) -> Transcript:
    """The day as asked for, else the file's, else that in title or name; what is unclear becomes a problem."""
    others = tuple(problem for problem in transcript.problems if problem.place != PLACE)
    if day:
        return transcript.model_copy(update={"date": day, "problems": others})
    if transcript.date:
        return transcript.model_copy(update={"problems": _without(NO_DATE, transcript)})
    found = next((each for each in map(parse_date, (transcript.title or "", stem)) if each.day), parse_date(stem))
    if found.day:
        return transcript.model_copy(update={"date": found.day, "problems": others})
    problems = (*_without(NO_DATE, transcript), *found.problems)
    if not any(problem.place == PLACE for problem in problems):
        problems = (*problems, NO_DATE)
    return transcript.model_copy(update={"problems": problems})


def _with_note_on_speakers(transcript: Transcript) -> Transcript:
    """A problem where nobody is named, whatever the format."""
    others = _without(NO_NAMES, transcript)
    problems = others if speakers_of(transcript) else (NO_NAMES, *others)
    return transcript.model_copy(update={"problems": problems})


def _without(unwanted: Problem, transcript: Transcript) -> tuple[Problem, ...]:
    return tuple(problem for problem in transcript.problems if problem.reason != unwanted.reason)


def _finished(transcript: Transcript, path: str, shown: str, sha256: str, problems: Iterable[Problem]) -> Transcript:
    """The transcript with its source, and with problems that name the file."""
    ends = [turn.end for turn in transcript.turns if turn.end is not None]
    source = Source(
        id=slug("" if path == STDIN else Path(path).stem),
        title=transcript.title,
        date=transcript.date,
        path=path,
        sha256=sha256,
        duration=max(ends, default=None),
        language=transcript.language,
    )
    return transcript.model_copy(update={"source": source, "problems": tuple(_bounded(problems, shown))})


def slug(text: str) -> str:
    """A file's stem as an id: `2026-03-02 Acme demo` is `2026-03-02-acme-demo`."""
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-") or "call"


def _bounded(problems: Iterable[Problem], shown: str) -> Iterator[Problem]:
    """Each problem once, with the file's name; of many alike the first ones and how many more there are."""
    seen: Counter[str] = Counter()
    for problem in dict.fromkeys(problems):
        seen[problem.reason] += 1
        if seen[problem.reason] <= ALIKE:
            yield problem if problem.source else problem.model_copy(update={"source": shown})
    for reason, count in seen.items():
        if count > ALIKE:
            yield Problem(source=shown, place=f"{count - ALIKE} more places", reason=reason)
