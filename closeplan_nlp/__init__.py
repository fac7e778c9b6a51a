"""closeplan-nlp: from recorded sales calls to close plans.

    from closeplan_nlp import read_transcript, summarize

    plan = summarize("call.vtt", date="2026-03-02")
    for item in plan.items:
        print(item.kind, item.text, item.owner, item.due)

Names are loaded on first use, so that importing the package stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from closeplan_nlp.audio.settings import AudioOptions
    from closeplan_nlp.audio.transcribing import transcribe
    from closeplan_nlp.batch.batch import run_batch
    from closeplan_nlp.batch.request import BatchRequest, BatchSummary
    from closeplan_nlp.errors import ClosePlanError, FormatError, InputError, ModelError, RequestError
    from closeplan_nlp.evaluation.scoring import evaluate
    from closeplan_nlp.exporters import EXPORTERS, export
    from closeplan_nlp.kinds import KINDS
    from closeplan_nlp.nlp.analysis import analyze
    from closeplan_nlp.nlp.pipeline import load_pipeline
    from closeplan_nlp.plan.applying import apply_template
    from closeplan_nlp.plan.building import build_plan, summarize
    from closeplan_nlp.plan.merging import merge_plans
    from closeplan_nlp.plan.planfile import change_plan, read_plan
    from closeplan_nlp.plan.review import review
    from closeplan_nlp.plan.template_files import find_template
    from closeplan_nlp.readers import READERS, read_transcript
    from closeplan_nlp.readers.inspection import inspect_transcript
    from closeplan_nlp.schemas import json_schema
    from closeplan_nlp.types import ClosePlan, Deal, Evidence, Item, Participant, Problem, Source, Transcript, Turn
    from closeplan_nlp.writing import WRITERS, write_transcript

__version__ = "0.1.0"

_WHERE = {
    "AudioOptions": "audio.settings",
    "BatchRequest": "batch.request",
    "BatchSummary": "batch.request",
    "ClosePlan": "types",
    "ClosePlanError": "errors",
    "Deal": "types",
    "EXPORTERS": "exporters",
    "Evidence": "types",
    "FormatError": "errors",
    "InputError": "errors",
    "Item": "types",
    "KINDS": "kinds",
    "ModelError": "errors",
    "Participant": "types",
    "Problem": "types",
    "READERS": "readers",
    "RequestError": "errors",
    "Source": "types",
    "Transcript": "types",
    "Turn": "types",
    "WRITERS": "writing",
    "analyze": "nlp.analysis",
    "apply_template": "plan.applying",
    "build_plan": "plan.building",
    "change_plan": "plan.planfile",
    "evaluate": "evaluation.scoring",
    "export": "exporters",
    "find_template": "plan.template_files",
    "inspect_transcript": "readers.inspection",
    "json_schema": "schemas",
    "load_pipeline": "nlp.pipeline",
    "merge_plans": "plan.merging",
    "read_plan": "plan.planfile",
    "read_transcript": "readers",
    "review": "plan.review",
    "run_batch": "batch.batch",
    "summarize": "plan.building",
    "transcribe": "audio.transcribing",
    "write_transcript": "writing",
}

__all__ = [
    "EXPORTERS",
    "KINDS",
    "READERS",
    "WRITERS",
    "AudioOptions",
    "BatchRequest",
    "BatchSummary",
    "ClosePlan",
    "ClosePlanError",
    "Deal",
    "Evidence",
    "FormatError",
    "InputError",
    "Item",
    "ModelError",
    "Participant",
    "Problem",
    "RequestError",
    "Source",
    "Transcript",
    "Turn",
    "__version__",
    "analyze",
    "apply_template",
    "build_plan",
    "change_plan",
    "evaluate",
    "export",
    "find_template",
    "inspect_transcript",
    "json_schema",
    "load_pipeline",
    "merge_plans",
    "read_plan",
    "read_transcript",
    "review",
    "run_batch",
    "summarize",
    "transcribe",
    "write_transcript",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """All public names, loaded or not."""
    return sorted({*globals(), *__all__})
