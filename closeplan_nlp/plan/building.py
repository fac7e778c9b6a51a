"""From a call's items to a close plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from closeplan_nlp.nlp.analysis import Analysis, analyze
from closeplan_nlp.plan.target import target_close
from closeplan_nlp.readers import read_transcript
from closeplan_nlp.readers.magic import is_recording
from closeplan_nlp.types import ClosePlan, Deal, PlanParticipant, Source, Transcript

if TYPE_CHECKING:
    from closeplan_nlp.audio.settings import AudioOptions


def build_plan(analysis: Analysis, *, deal: str | None = None) -> ClosePlan:
    """The close plan of one analysed call.

    `deal` names the deal; else it is named after the customer, the call's title or its file. The target close is the
    day on which the call says that the contract is signed, if it says so.
    """
    transcript = analysis.transcript
    source = transcript.source or Source(id="call", title=transcript.title, date=transcript.date)
    people = [PlanParticipant(name=p.name, side=p.side, role=p.role) for p in transcript.participants]
    return ClosePlan(
        deal=Deal(
            name=deal or deal_name(transcript),
            seller=transcript.seller_org,
            customer=transcript.customer_org,
            target_close=target_close(analysis.items),
        ),
        participants=tuple(people),
        items=analysis.items,
        sources=(source,),
        problems=transcript.problems,
    )


def deal_name(transcript: Transcript) -> str:
    """What the deal is called when nobody says: customer, else title, else file."""
    source = transcript.source.id if transcript.source else None
    return transcript.customer_org or transcript.title or source or "Deal"


def summarize(
    call: str | Path | Transcript,
    *,
    date: str | None = None,
    language: str | None = None,
    input_format: str | None = None,
    seller: Iterable[str] = (),
    customer: Iterable[str] = (),
    speakers: Mapping[str, str] | None = None,
    deal: str | None = None,
    model: str | Path | None = None,
    min_confidence: float = 0.0,
    progress: Callable[[int, int], None] | None = None,
    audio: AudioOptions | None = None,
) -> ClosePlan:
    """The close plan of one call: read it, analyse it, build the plan.

    `call` is a path to a transcript or a recording, `-` for a transcript on standard input, or a transcript (the
    reading options then do not apply); `audio` says how to transcribe a recording. `date` is the
    day of the call (ISO), `seller` and `customer` name people or organisations of a side, `speakers` maps labels to
    names, `model` is a folder to use instead of the shipped pipeline, `min_confidence` (0 to 1) leaves out less
    certain items.
    Raises InputError, FormatError, RequestError and ModelError.
    """
    if not isinstance(call, Transcript) and input_format is None and is_recording(call):
        from closeplan_nlp.audio.settings import AudioOptions
        from closeplan_nlp.audio.transcribing import transcribe

        options = audio or AudioOptions(language=language)
        call = transcribe(call, options, date=date, seller=seller, customer=customer, speakers=speakers)
    if not isinstance(call, Transcript):
        call = read_transcript(
            call,
            date=date,
            language=language,
            input_format=input_format,
            seller=tuple(seller),
            customer=tuple(customer),
            speakers=speakers,
        )
    analysis = analyze(call, language=language, model=model, min_confidence=min_confidence, progress=progress)
    return build_plan(analysis, deal=deal)
