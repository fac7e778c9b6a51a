"""Microsoft Teams: messages with an Adaptive Card 1.4 for a Workflows webhook, one a line.

learn.microsoft.com, "Create incoming webhooks with Workflows"; adaptivecards.io, "RichTextBlock". Words of calls stand
in text runs, which know no Markdown; `{{DATE(…)}}` functions and `${…}` templates are broken up. A message may have
about 28 KB; what is more goes into further messages.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from closeplan_nlp.exporters.tasks import ALL, Job
from closeplan_nlp.exporters.tools.messages import Line, json_lines, message_of, numbered, packed
from closeplan_nlp.types import ClosePlan

BYTES = 26_000
"""Below the 28 KB that Teams takes, for what the service adds."""
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"


def write_teams(plan: ClosePlan, today: dt.date | None = None, job: Job = ALL) -> str:
    """The deal at a glance and its tasks, as one message or several."""
    message = message_of(plan, today, job)
    blocks = [_block(_run(message.summary))]
    for title, lines in message.groups:
        blocks.append(_block(_run(title, weight="Bolder"), spacing="Medium", separator=True))
        blocks += [_line(line) for line in lines]
    parts = list(packed(blocks, _fits))
    return json_lines(_message(numbered(message.title, n, len(parts)), part) for n, part in enumerate(parts, start=1))


def _run(text: str, **style: Any) -> dict[str, Any]:
    return {"type": "TextRun", "text": inert(text), **style}


def _block(*runs: dict[str, Any], **style: Any) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": list(runs), **style}


def _line(line: Line) -> dict[str, Any]:
    """A bullet: the task in bold, who and when, the quote small."""
    facts = ", ".join(part for part in (" and ".join(line.owners), line.when) if part)
    runs = [_run("• "), _run(line.text, weight="Bolder", strikethrough=line.done)]
    runs += [_run(f" — {facts}")] if facts else []
    runs += [_run(f"  {line.quote}", italic=True, isSubtle=True)] if line.quote else []
    return _block(*runs, spacing="Small")


def inert(text: str) -> str:
    """Text in which Teams finds no function and no template."""
    return text.replace("{{", "{ {").replace("${", "$ {")


def _fits(blocks: Sequence[dict[str, Any]]) -> bool:
    return len(json.dumps(_message("x" * 200, blocks)).encode()) <= BYTES


def _message(title: str, blocks: Sequence[dict[str, Any]]) -> dict[str, Any]:
    head = _block(_run(title, size="Large", weight="Bolder"))
    card = {
        "$schema": SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": [head, *blocks],
    }
    return {"type": "message", "attachments": [{"contentType": CONTENT_TYPE, "contentUrl": None, "content": card}]}
